//! Passwords: what is taken, and Argon2id with a bound on memory and processor.
//!
//! A new one is judged by zxcvbn (Wheeler, USENIX Security 2016), which holds lists of passwords from published breaches, words, names, dates and rows of keys.
//! It must take at least 10^8 guesses. Where the operator put a list of known-breached ones ([`super::breached`]), none of those is taken either.
//!
//! Cost: 7 MiB, five passes, one lane (OWASP Password Storage Cheat Sheet, 2024, which holds it for as good as 19 MiB and two). Who guesses pays for what is
//! computed, whatever computes it, so it is computed by libsodium: half the time of what is written in Rust alone (decision 0016). As many are computed at once
//! as there are processors, so sign-ins take at most that many times 7 MiB; beyond [`WAITING_MAX`] that wait, the next is told to come back. The threads that
//! compute step back behind all others: what a sign-in needs besides is a millisecond, and everybody else waits for no password. A hash says with what cost it was
//! made; one of a former cost is taken, and made anew when its user signs in ([`super::renew`]).

use std::sync::Arc;
use std::time::Duration;

use libsodium_rs::crypto_pwhash::argon2id;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{Semaphore, oneshot};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;
use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::{Score, zxcvbn};

use super::IdentityError;
use super::breached::{BreachList, BreachListError};
use super::email::Email;

/// Fewest characters: without rules of composition, length is what makes guessing dear.
pub const CHARACTERS_MIN: usize = 12;
/// Most characters: a sentence has room, and hashing a book is refused.
pub const CHARACTERS_MAX: usize = 128;
/// Shorter beginnings of an address are in too many good passwords.
const LOCAL_PART_MIN: usize = 4;
/// What comes after so many characters cannot make the rest worse, and judging takes longer the more there are.
const JUDGED_CHARACTERS: usize = 64;
const MEMORY_BYTES: usize = 7 << 20;
const PASSES: u64 = 5;
/// Passwords that wait for their turn.
const WAITING_MAX: usize = 200;
/// How much the threads step back. It needs no privilege, and leaves them a third of what another busy thread has.
const NICE: i32 = 5;
const BUSY_WAIT: Duration = Duration::from_secs(2);

/// Why a new password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    /// Too short.
    #[error("a password has at least {CHARACTERS_MIN} characters")]
    TooShort,
    /// Too long.
    #[error("a password has at most {CHARACTERS_MAX} characters")]
    TooLong,
    /// Known to everybody who guesses.
    #[error(
        "this password is among those that were stolen elsewhere most often, which is where guessing begins"
    )]
    Breached,
    /// In the operator's list.
    #[error(
        "this password is in the list of passwords that were stolen elsewhere, and guessing begins with such lists"
    )]
    Listed,
    /// Words, names, dates and rows of keys that guessing goes through early.
    #[error(
        "this password can be guessed with fewer than a hundred million attempts: it is made of common words, names, dates or rows of keys"
    )]
    Guessable,
    /// The first thing somebody tries.
    #[error("the password contains the e-mail address or the beginning of it")]
    ContainsAddress,
}

/// A password as it was typed, in one form of Unicode: the same keys give the same password on every system.
pub struct Password(Zeroizing<String>);

impl std::fmt::Debug for Password {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Password(…)")
    }
}

impl Password {
    /// One that somebody signs in with. Nothing if it is longer than any can be.
    pub fn given(text: &str) -> Option<Self> {
        let is_short = text.len() <= 4 * CHARACTERS_MAX;
        is_short.then(|| Self(Zeroizing::new(text.nfkc().collect())))
    }

    /// One that somebody wants to have from now on.
    ///
    /// # Errors
    /// If it is too easy to guess.
    pub fn chosen(text: &str, email: &Email) -> Result<Self, PasswordRefused> {
        let password = Self::given(text).ok_or(PasswordRefused::TooLong)?;
        let characters = password.0.chars().count();
        if characters < CHARACTERS_MIN {
            return Err(PasswordRefused::TooShort);
        }
        if characters > CHARACTERS_MAX {
            return Err(PasswordRefused::TooLong);
        }
        let lower = Zeroizing::new(password.0.to_lowercase());
        let local = email.local_part();
        if lower.contains(email.as_str())
            || (local.len() >= LOCAL_PART_MIN && lower.contains(local))
        {
            return Err(PasswordRefused::ContainsAddress);
        }
        judge(&lower, email)?;
        Ok(password)
    }
}

/// Looks for what those who guess try first.
fn judge(lower: &str, email: &Email) -> Result<(), PasswordRefused> {
    let end = lower
        .char_indices()
        .nth(JUDGED_CHARACTERS)
        .map_or(lower.len(), |(at, _)| at);
    let judged = &lower[..end];
    let entropy = zxcvbn(judged, &[email.as_str(), email.local_part(), "aurigraph"]);
    if entropy.score() >= Score::Three {
        return Ok(());
    }
    Err(match entropy.sequence() {
        [only] if matches!(only.pattern, MatchPattern::Dictionary(_)) => PasswordRefused::Breached,
        _ => PasswordRefused::Guessable,
    })
}

/// Computes hashes in turn.
#[derive(Debug)]
pub struct Passwords {
    threads: ThreadPool,
    waiting: Arc<Semaphore>,
    /// Known-breached passwords, if the operator has a list.
    breached: Option<Arc<BreachList>>,
    /// A hash that is compared with where there is no user: it takes the same time.
    nobody: String,
}

fn hash(password: &Password) -> String {
    let hashed = argon2id::pwhash_str(password.0.as_bytes(), PASSES, MEMORY_BYTES);
    hashed.expect("the cost is allowed, and there is room for it")
}

/// The cost is the one that stands in the hash.
fn is_same(password: &Password, hashed: &str) -> bool {
    argon2id::pwhash_str_verify(hashed, password.0.as_bytes())
}

/// Whether a hash was made with another cost than today's. What is no hash is nobody's password, and is not.
pub fn is_of_former_cost(hashed: &str) -> bool {
    argon2id::pwhash_str_needs_rehash(hashed, PASSES, MEMORY_BYTES).unwrap_or(false)
}

/// Whether the list has a password, as it was typed or in its one form.
fn is_listed(
    list: Option<&BreachList>,
    text: &str,
    password: &Password,
) -> Result<bool, BreachListError> {
    let Some(list) = list else {
        return Ok(false);
    };
    Ok(list.has(&password.0)? || (text != password.0.as_str() && list.has(text)?))
}

/// As many threads as there are processors.
fn threads() -> ThreadPool {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = ThreadPoolBuilder::new()
        .num_threads(processors)
        .thread_name(|_| "passwords".into())
        .start_handler(|_| {
            if let Err(error) = rustix::process::setpriority_process(None, NICE) {
                tracing::warn!(%error, "passwords are computed with the priority of everything else");
            }
        })
        .panic_handler(|_| tracing::error!("a password was not computed"));
    threads
        .build()
        .expect("the system has room for a few threads")
}

impl Passwords {
    /// With as many turns as there are processors.
    pub fn new(breached: Option<BreachList>) -> Self {
        // It looks which instructions this processor has.
        libsodium_rs::ensure_init().expect("libsodium needs nothing but random numbers");
        Self {
            threads: threads(),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
            breached: breached.map(Arc::new),
            nobody: hash(&Password(Zeroizing::new(String::new()))),
        }
    }

    /// Judges a password that somebody wants to have, and makes its hash, as a PHC string. Both take long, so both are done in turn.
    ///
    /// # Errors
    /// If it is too easy to guess, too many wait already, or the list of breached ones cannot be read.
    pub async fn choose(&self, text: &str, email: &Email) -> Result<String, IdentityError> {
        let text = Zeroizing::new(text.to_owned());
        let email = email.clone();
        let breached = self.breached.clone();
        let chosen = self.in_turn(move || {
            let password = Password::chosen(&text, &email)?;
            if is_listed(breached.as_deref(), &text, &password)? {
                return Err(PasswordRefused::Listed.into());
            }
            Ok(hash(&password))
        });
        chosen.await?
    }

    /// Whether a password is the one of a hash. Without a hash it takes as long, and is not.
    ///
    /// # Errors
    /// If too many wait already.
    pub async fn is_same(
        &self,
        password: Option<Password>,
        hashed: Option<String>,
    ) -> Result<bool, IdentityError> {
        let is_somebody = hashed.is_some() && password.is_some();
        let password = password.unwrap_or_else(|| Password(Zeroizing::new(String::new())));
        let hashed = hashed.unwrap_or_else(|| self.nobody.clone());
        let is_same = self.in_turn(move || is_same(&password, &hashed)).await?;
        Ok(is_same && is_somebody)
    }

    /// Makes a hash of today's cost for a password that somebody has already, so it is not judged again. Whoever signs in goes first: it is done only while there is a
    /// thread for it that nobody else waits for.
    ///
    /// # Errors
    /// If all threads are needed now.
    pub async fn renewed(&self, password: Password) -> Result<String, IdentityError> {
        let under_way = WAITING_MAX.saturating_sub(self.waiting.available_permits());
        if under_way >= self.threads.current_num_threads() {
            return Err(IdentityError::TooOften { wait: BUSY_WAIT });
        }
        self.in_turn(move || hash(&password)).await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, IdentityError> {
        let busy = IdentityError::TooOften { wait: BUSY_WAIT };
        let Ok(_place) = Arc::clone(&self.waiting).try_acquire_owned() else {
            return Err(busy);
        };
        let (sender, computed) = oneshot::channel();
        self.threads.spawn_fifo(move || {
            // Whoever went away meanwhile wants to know nothing.
            if !sender.is_closed() {
                drop(sender.send(compute()));
            }
        });
        // It panics only by a fault of ours; then the caller is answered that it is busy, and the log has the panic.
        computed.await.map_err(|_| busy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email() -> Email {
        Email::parse("lovelace@example.org").unwrap()
    }

    fn refused(text: &str) -> Option<PasswordRefused> {
        Password::chosen(text, &email()).err()
    }

    #[test]
    fn what_is_easy_to_guess_is_refused_with_the_reason() {
        assert_eq!(refused("short"), Some(PasswordRefused::TooShort));
        assert_eq!(refused(&"long ".repeat(60)), Some(PasswordRefused::TooLong));
        assert_eq!(refused("abababababab"), Some(PasswordRefused::Guessable));
        assert_eq!(refused("aurigraph2026"), Some(PasswordRefused::Guessable));
        assert_eq!(
            refused("my-Lovelace-2026"),
            Some(PasswordRefused::ContainsAddress)
        );
        assert_eq!(refused("1Qaz2wsx3edc"), Some(PasswordRefused::Breached));
        assert_eq!(refused("correct horse battery"), None);
        assert_eq!(refused("пароль из слов 7"), None);
    }

    #[test]
    fn the_same_characters_in_another_form_are_the_same_password() {
        let composed = Password::given("caf\u{e9} au lait 12").unwrap();
        let decomposed = Password::given("cafe\u{301} au lait 12").unwrap();
        assert_eq!(*composed.0, *decomposed.0);
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_nobody_is_never_somebody() {
        let passwords = Passwords::new(None);
        let password = || Password::given("correct horse battery");
        let hashed = passwords
            .choose("correct horse battery", &email())
            .await
            .unwrap();
        let refused = passwords.choose("short", &email()).await.unwrap_err();
        assert!(matches!(
            refused,
            IdentityError::Password(PasswordRefused::TooShort)
        ));
        assert!(
            hashed.starts_with("$argon2id$v=19$m=7168,t=5,p=1$"),
            "{hashed}"
        );
        assert!(
            passwords
                .is_same(password(), Some(hashed.clone()))
                .await
                .unwrap()
        );
        assert!(!is_of_former_cost(&hashed) && !is_of_former_cost("$argon2id$v=19$m=1"));
        let renewed = passwords.renewed(password().unwrap()).await.unwrap();
        assert!(!is_of_former_cost(&renewed) && renewed != hashed);
        let wrong = Password::given("correct horse batterz");
        assert!(!passwords.is_same(wrong, Some(hashed)).await.unwrap());
        // Made with another cost, by another library (the reference implementation): PHC strings are the same everywhere.
        let elsewhere = "$argon2id$v=19$m=19456,t=2,p=1$hYZ7+Aym+abGj+SKv5PtQw$qvY9ZJOUKFgmArbAq+RMoSlCWbWRmoPZKfbSKc7dY1k";
        assert!(is_of_former_cost(elsewhere));
        let elsewhere = Some(elsewhere.to_owned());
        assert!(passwords.is_same(password(), elsewhere).await.unwrap());
        let broken = Some("$argon2id$v=19$m=1".to_owned());
        assert!(!passwords.is_same(password(), broken).await.unwrap());
        assert!(!passwords.is_same(password(), None).await.unwrap());
        assert!(!passwords.is_same(Password::given(""), None).await.unwrap());
        assert!(!passwords.is_same(None, None).await.unwrap());
    }
}
