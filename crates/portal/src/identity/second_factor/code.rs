//! Codes: six digits of an authenticator application, or ten characters on paper.

use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use crate::ids::UserId;
use crate::store::sealing::Sealing;
use crate::time::UnixTime;

/// Bytes of a secret: what RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
/// Characters of a recovery code: 50 bits, of which five guesses in a quarter of an hour find nothing.
const RECOVERY_CHARACTERS: usize = 10;
/// Without those that look like others (Crockford).
const RECOVERY_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ISSUER: &str = "Aurigraph";

/// What somebody typed.
#[derive(Debug, PartialEq, Eq)]
pub enum Code {
    /// Six digits.
    Digits(String),
    /// A recovery code, in lower case and without dashes.
    Recovery(String),
}

impl Code {
    /// Reads a code; blanks and dashes do not count.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 64 {
            return None;
        }
        let ignored = |character: &char| character.is_whitespace() || *character == '-';
        let code: String = text
            .chars()
            .filter(|character| !ignored(character))
            .collect();
        let code = code.to_ascii_lowercase();
        if code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Digits(code));
        }
        // People read these for what they look like.
        let code = code.replace('o', "0").replace(['i', 'l'], "1");
        let is_recovery = code.len() == RECOVERY_CHARACTERS
            && code.bytes().all(|byte| RECOVERY_ALPHABET.contains(&byte));
        is_recovery.then_some(Self::Recovery(code))
    }
}

/// A new recovery code as it is shown: two groups of five.
pub fn new_recovery_code() -> String {
    let mut bytes = [0; RECOVERY_CHARACTERS];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    // 256 is a multiple of 32, so all characters are as likely.
    let characters = bytes.map(|byte| char::from(RECOVERY_ALPHABET[usize::from(byte % 32)]));
    let (first, second) = characters.split_at(RECOVERY_CHARACTERS / 2);
    let group = |characters: &[char]| characters.iter().collect::<String>();
    format!("{}-{}", group(first), group(second))
}

/// What is kept of a recovery code, without dashes.
pub fn recovery_hash(sealing: &Sealing, user_id: &UserId, code: &str) -> String {
    sealing.lookup("recovery code", &format!("{user_id} {code}"))
}

/// The secret that an authenticator application has.
pub struct TotpSecret(Zeroizing<Vec<u8>>);

impl TotpSecret {
    /// A new one.
    pub fn random() -> Self {
        let mut bytes = Zeroizing::new(vec![0; SECRET_BYTES]);
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        Self(bytes)
    }

    /// One that was kept as hexadecimal.
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(hex::decode(text).ok()?);
        (bytes.len() == SECRET_BYTES).then_some(Self(bytes))
    }

    /// For keeping, sealed.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0.as_slice()))
    }

    /// SHA-1, six digits, thirty seconds, one step of patience: what every application does.
    fn totp(&self, account: &str) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(30)
            .with_secret(self.0.to_vec())
            .with_account_name(account.replace(':', "_"))
            .with_issuer(Some(ISSUER))
            .build()
            .expect("the secret is long enough, and no name has a colon")
    }

    /// The address that an application reads from a picture.
    pub fn url(&self, email: &str) -> String {
        self.totp(email).to_url().expect("the names are plain")
    }

    /// The secret as it is typed in by hand.
    pub fn base32(&self, email: &str) -> String {
        self.totp(email).secret().to_base32()
    }

    /// The step whose code this is, if it is one of now.
    pub fn step_of(&self, digits: &str, now: UnixTime) -> Option<i64> {
        let seconds = u64::try_from(now.ms() / 1_000).ok()?;
        let step = self.totp("user").check(digits, seconds)?;
        i64::try_from(step).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let digits = |text: &str| Some(Code::Digits(text.into()));
        let recovery = |text: &str| Some(Code::Recovery(text.into()));
        assert_eq!(Code::parse(" 123 456 "), digits("123456"));
        assert_eq!(Code::parse("7KQ2M-0abcd"), recovery("7kq2m0abcd"));
        assert_eq!(Code::parse("7kq2mOabcI"), recovery("7kq2m0abc1"));
        for wrong in [
            "",
            "12345",
            "1234567",
            "12345a",
            "7kq2m-0abc",
            "７kq2m0abcd",
            &"1".repeat(65),
        ] {
            assert_eq!(Code::parse(wrong), None, "{wrong}");
        }
        let new = new_recovery_code();
        assert_eq!(Code::parse(&new), recovery(&new.replace('-', "")));
    }

    /// The first rows of RFC 6238, appendix B, cut to six digits.
    #[test]
    fn a_code_belongs_to_its_step_and_the_ones_beside_it() {
        let secret = TotpSecret::from_hex(&hex::encode("12345678901234567890")).unwrap();
        let at = |seconds: i64| UnixTime::from_ms(seconds * 1_000);
        assert_eq!(secret.step_of("287082", at(59)), Some(1));
        assert_eq!(
            secret.step_of("081804", at(1_111_111_109)),
            Some(37_037_036)
        );
        assert_eq!(secret.step_of("287082", at(89)), Some(1));
        assert_eq!(secret.step_of("287082", at(91)), None);
        assert!(
            secret
                .url("ada@example.org")
                .starts_with("otpauth://totp/Aurigraph:ada%40example.org?secret=")
        );
    }
}
