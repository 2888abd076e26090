//! E-mail addresses in one form, so that ` Ada@Example.org` and `ada@example.org` are the same user and share one count of attempts.

use std::fmt;

/// Longest address (RFC 5321, 4.5.3.1.3, without the angle brackets).
const EMAIL_BYTES_MAX: usize = 254;
/// Longest part before the at sign (RFC 5321, 4.5.3.1.1).
const LOCAL_BYTES_MAX: usize = 64;

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Not the form of one.
    #[error(
        "this is no e-mail address: it has one @ between a name and a domain with a dot, and no blanks"
    )]
    Form,
    /// Characters that look like others would let two users have what looks like one address.
    #[error(
        "an e-mail address has ASCII characters only here: write an international domain in its xn-- form"
    )]
    NotAscii,
    /// Too long.
    #[error(
        "an e-mail address has at most {EMAIL_BYTES_MAX} characters, {LOCAL_BYTES_MAX} of them before the @"
    )]
    TooLong,
}

/// An address in lower case, without blanks around it.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl fmt::Debug for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may stand in a log.
        formatter.write_str("Email(…)")
    }
}

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// If the text is none.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        if text.len() > EMAIL_BYTES_MAX {
            return Err(EmailError::TooLong);
        }
        if !text.is_ascii() {
            return Err(EmailError::NotAscii);
        }
        let (local, domain) = text.split_once('@').ok_or(EmailError::Form)?;
        if local.len() > LOCAL_BYTES_MAX {
            return Err(EmailError::TooLong);
        }
        let is_local =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
        let is_label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let is_sound = !local.is_empty()
            && local.bytes().all(is_local)
            && local.split('.').all(|part| !part.is_empty())
            && domain.contains('.')
            && domain.split('.').all(is_label);
        if is_sound {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(EmailError::Form)
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the at sign.
    pub fn local_part(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_form() {
        let email = Email::parse("  Ada.Lovelace+Ledger@Example.ORG ").map(|email| email.0);
        assert_eq!(email, Ok("ada.lovelace+ledger@example.org".into()));
    }

    #[test]
    fn what_is_none_is_refused_with_a_reason() {
        let long = format!("{}@example.org", "a".repeat(65));
        let longer = format!("a@{}.org", "b.".repeat(130));
        let cases = [
            ("", EmailError::Form),
            ("ada", EmailError::Form),
            ("ada@", EmailError::Form),
            ("@example.org", EmailError::Form),
            ("ada@example", EmailError::Form),
            ("ada@@example.org", EmailError::Form),
            ("ada@example..org", EmailError::Form),
            ("ada@-example.org", EmailError::Form),
            ("a da@example.org", EmailError::Form),
            ("ada\r\nBcc: all@example.org", EmailError::Form),
            ("\"ada\"@example.org", EmailError::Form),
            (".ada@example.org", EmailError::Form),
            ("а@example.org", EmailError::NotAscii),
            (&long, EmailError::TooLong),
            (&longer, EmailError::TooLong),
        ];
        for (text, reason) in cases {
            assert_eq!(Email::parse(text), Err(reason), "{text:?}");
        }
    }
}
