//! A mail in the form of RFC 5322. Whatever stands in it, it has one recipient and the headers that are named here.

use std::str::FromStr as _;
use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};

use super::Mail;

/// Longest line of a subject that is sent.
const SUBJECT_CHARACTERS_MAX: usize = 200;

/// Why there is no mail to send.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// The address cannot be one for a mail server.
    #[error("its recipient is no address that mail can be sent to")]
    Recipient,
    /// The rest.
    #[error("it cannot be put into the form of a mail: {0}")]
    Form(String),
}

/// From whom mails are: `Name <address>` or an address alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl Sender {
    /// Reads one; nothing if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let is_one_line = !text.chars().any(char::is_control);
        let mailbox = Mailbox::from_str(text).ok().filter(|_| is_one_line)?;
        mailbox
            .email
            .domain()
            .contains('.')
            .then_some(Self(mailbox))
    }

    /// The domain behind the at sign.
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

impl std::fmt::Display for Sender {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Puts a mail into its form. Its Message-ID stays the same however often it is sent, so that a mailbox can tell that it has it already.
///
/// # Errors
/// If the recipient is none.
pub fn compose(mail: &Mail, sender: &Sender) -> Result<Message, MessageError> {
    let to = mail
        .recipient
        .parse()
        .map_err(|_| MessageError::Recipient)?;
    let since_1970 = Duration::from_millis(mail.created_at.ms().try_into().unwrap_or_default());
    let builder = Message::builder()
        .from(sender.0.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line(&mail.subject))
        .date(SystemTime::UNIX_EPOCH + since_1970)
        .message_id(Some(format!("<{}@{}>", mail.mail_id, sender.domain())))
        .header(ContentType::TEXT_PLAIN);
    without_answers(builder)
        .body(mail.text.clone())
        .map_err(|error| MessageError::Form(error.to_string()))
}

/// RFC 3834: machines do not answer it.
fn without_answers(builder: MessageBuilder) -> MessageBuilder {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    builder.raw_header(HeaderValue::new(name, "auto-generated".into()))
}

/// A subject may hold a name that somebody chose: a line break in it would begin a header.
fn one_line(subject: &str) -> String {
    let is_break =
        |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    let characters = subject.chars().take(SUBJECT_CHARACTERS_MAX);
    characters
        .map(|character| if is_break(character) { ' ' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MailId;
    use crate::time::UnixTime;

    fn mail(recipient: &str, subject: &str, text: &str) -> Mail {
        Mail {
            mail_id: MailId::random(),
            recipient: recipient.into(),
            subject: subject.into(),
            text: text.into(),
            created_at: UnixTime::from_ms(1_790_000_000_123),
        }
    }

    fn sender() -> Sender {
        Sender::parse("Aurigraph portal <no-reply@ledger.example>").unwrap()
    }

    fn head_of(mail: &Mail) -> Vec<String> {
        let composed = compose(mail, &sender()).unwrap().formatted();
        let text = String::from_utf8(composed).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        head.replace("\r\n ", " ")
            .lines()
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn a_mail_has_the_headers_that_it_needs() {
        let mail = mail("ada@example.org", "Complete your sign-up", "Hello\n");
        let head = head_of(&mail);
        let message_id = format!("Message-ID: <{}@ledger.example>", mail.mail_id);
        for line in [
            "From: \"Aurigraph portal\" <no-reply@ledger.example>",
            "To: ada@example.org",
            "Subject: Complete your sign-up",
            "Date: Mon, 21 Sep 2026 14:13:20 +0000",
            "Auto-Submitted: auto-generated",
            &message_id,
        ] {
            assert!(head.iter().any(|found| found == line), "{line}: {head:#?}");
        }
    }

    #[test]
    fn a_name_in_a_subject_begins_no_header_and_no_body() {
        for attack in [
            "Ada invites you\r\nBcc: everybody@example.org",
            "Ada invites you\nBcc: everybody@example.org",
            "Ada invites you\rBcc: everybody@example.org",
            "Ada invites you\r\n\r\nBcc: everybody@example.org",
            "Ada \u{2028}Bcc: everybody@example.org \u{85}Bcc: everybody@example.org",
            "Ärger\r\nBcc: everybody@example.org",
        ] {
            let head = head_of(&mail("ada@example.org", attack, "text"));
            assert!(
                !head.iter().any(|line| line.starts_with("Bcc")),
                "{head:#?}"
            );
            let usual = head_of(&mail("ada@example.org", "usual", "text"));
            assert_eq!(head.len(), usual.len(), "{head:#?}");
        }
    }

    #[test]
    fn an_address_is_one_recipient_or_none() {
        for attack in [
            "ada@example.org, eve@example.org",
            "ada@example.org\r\nBcc: eve@example.org",
            "ada@example.org>\r\nRCPT TO:<eve@example.org",
            "",
        ] {
            let refused = compose(&mail(attack, "subject", "text"), &sender());
            assert!(
                matches!(refused, Err(MessageError::Recipient)),
                "{attack:?}"
            );
        }
        let message = compose(&mail("ada@example.org", "s", "t"), &sender()).unwrap();
        assert_eq!(message.envelope().to().len(), 1);
    }

    #[test]
    fn a_sender_is_one_address_with_a_domain() {
        for wrong in [
            "",
            "nobody",
            "nobody@localhost",
            "a@example.org, b@example.org",
            "A\r\nBcc: eve@example.org <a@example.org>",
        ] {
            assert_eq!(Sender::parse(wrong), None, "{wrong:?}");
        }
        assert_eq!(sender().domain(), "ledger.example");
    }
}
