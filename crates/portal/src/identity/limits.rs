//! How often somebody may guess.
//!
//! | what is counted | for | attempts | in |
//! |---|---|---|---|
//! | failures | one address, from one network, with a browser that is not known | 10 | 15 minutes |
//! | failures | one address, from everywhere, with browsers that are not known | 100 | 1 hour |
//! | failures | one address, with one known browser | 10 | 15 minutes |
//! | failures | everything from one network | 100 | 15 minutes |
//! | codes of a second factor | one user, with one known browser, and with all that are not known | 5 | 15 minutes |
//! | mails | one address, those of sign-ups, with a new password and of a new address apart | 5 | 1 hour |
//! | mails | everything from one network | 30 | 1 hour |
//! | tokens of mails | everything from one network | 30 | 15 minutes |
//! | ceremonies with passkeys that are begun | everything from one network | 300 | 15 minutes |
//! | nodes that were not let in | everything from one network | 30 | 15 minutes |
//! | sign-ins at providers that were begun and not completed | everything from one network | 200 | 15 minutes |
//!
//! An attempt is counted, on disk, before it is looked at, and taken back when it succeeds: 200 guesses at once are ten. Who guesses at somebody else's address
//! uses up counts of browsers that are not known; the owner's known browser has one of its own, and a new password by mail makes a browser known.

use std::time::Duration;

use sqlx::Any;

use crate::store::sealing::Sealing;
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

const QUARTER: Duration = Duration::from_secs(15 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// No window is longer.
pub const LONGEST_WINDOW: Duration = HOUR;

/// A count, with how much it may come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    kind: &'static str,
    of: String,
    attempts: i64,
    window: Duration,
}

impl Limit {
    fn new(kind: &'static str, of: impl Into<String>, attempts: i64, window: Duration) -> Self {
        Self {
            kind,
            of: of.into(),
            attempts,
            window,
        }
    }

    /// Those of a password that is to be looked at: by the lookup of its address, the network, and the known browser, if it is one.
    pub fn of_password(email_lookup: &str, network: &str, browser: Option<&str>) -> Vec<Self> {
        let mut limits = vec![Self::new("network", network, 100, QUARTER)];
        match browser {
            Some(browser) => {
                let key = format!("{email_lookup} {browser}");
                limits.push(Self::new("known browser", key, 10, QUARTER));
            }
            None => {
                let key = format!("{email_lookup} {network}");
                limits.push(Self::new("address from network", key, 10, QUARTER));
                limits.push(Self::new("address", email_lookup, 100, HOUR));
            }
        }
        limits
    }

    /// That of a code of the second factor: whoever is asked for one has given the password.
    pub fn of_code(user_id: &str, browser: Option<&str>) -> Self {
        let key = format!("{user_id} {}", browser.unwrap_or(""));
        Self::new("code", key, 5, QUARTER)
    }

    /// Those of a mail of a sign-up that somebody has sent to an address.
    pub fn of_sign_up_mail(email_lookup: &str, network: &str) -> Vec<Self> {
        Self::of_mail("sign-up mails to address", email_lookup, network)
    }

    /// Those of a mail with a new password: nobody can use them up by signing up.
    pub fn of_reset_mail(email_lookup: &str, network: &str) -> Vec<Self> {
        Self::of_mail("reset mails to address", email_lookup, network)
    }

    /// Those of a mail that is to confirm a new address.
    pub fn of_email_change_mail(email_lookup: &str, network: &str) -> Vec<Self> {
        Self::of_mail("e-mail change mails to address", email_lookup, network)
    }

    fn of_mail(kind: &'static str, email_lookup: &str, network: &str) -> Vec<Self> {
        vec![
            Self::new(kind, email_lookup, 5, HOUR),
            Self::new("mails from network", network, 30, HOUR),
        ]
    }

    /// Those of a token from a mail.
    pub fn of_token(network: &str) -> Vec<Self> {
        vec![Self::new("tokens from network", network, 30, QUARTER)]
    }

    /// That of invitations: an organisation is no sender of mails to everybody.
    pub fn of_invitations(organisation_id: &str) -> Self {
        Self::new("invitations of organisation", organisation_id, 200, HOUR)
    }

    /// That of a ceremony with a passkey that somebody begins: there is nothing to guess, but each is written down.
    pub fn of_ceremony(network: &str) -> Vec<Self> {
        vec![Self::new("ceremonies from network", network, 300, QUARTER)]
    }

    /// That of somebody who is sent to a provider: each leaves a row.
    pub fn of_provider(network: &str) -> Vec<Self> {
        vec![Self::new("providers from network", network, 200, QUARTER)]
    }

    /// That of nodes that show a token: nobody guesses one, but each attempt asks the ledger.
    pub fn of_enrolment(network: &str) -> Vec<Self> {
        vec![Self::new("enrolments from network", network, 30, QUARTER)]
    }

    fn key(&self, sealing: &Sealing) -> String {
        sealing.lookup(self.kind, &self.of)
    }
}

/// Counts an attempt against all limits. `Err` says how long to wait; then nothing was counted, if the transaction is given up.
///
/// # Errors
/// If the database cannot be used.
pub async fn count(
    write: &mut Write,
    sealing: &Sealing,
    limits: &[Limit],
    now: UnixTime,
) -> Result<Result<(), Duration>, StoreError> {
    let mut longest = None;
    for limit in limits {
        let began_after = now.ms() - limit.window.as_millis() as i64;
        // One statement, so that of many at once each counts.
        let (failures, began_ms): (i64, i64) = sqlx::query_as::<Any, _>(
            "INSERT INTO attempts (attempt_key, failures, window_began_ms) VALUES ($1, 1, $2) \
             ON CONFLICT (attempt_key) DO UPDATE SET \
             failures = CASE WHEN attempts.window_began_ms <= $3 THEN 1 ELSE attempts.failures + 1 END, \
             window_began_ms = CASE WHEN attempts.window_began_ms <= $4 THEN $5 ELSE attempts.window_began_ms END \
             RETURNING failures, window_began_ms",
        )
        .bind(limit.key(sealing))
        .bind(now.ms())
        .bind(began_after)
        .bind(began_after)
        .bind(now.ms())
        .fetch_one(&mut **write)
        .await?;
        if failures > limit.attempts {
            let ends = UnixTime::from_ms(began_ms).after(limit.window);
            longest = longest.max(Some(ends.since(now)));
        }
    }
    Ok(longest.map_or(Ok(()), Err))
}

/// Takes an attempt back that succeeded.
///
/// # Errors
/// If the database cannot be used.
pub async fn take_back(
    write: &mut Write,
    sealing: &Sealing,
    limits: &[Limit],
) -> Result<(), StoreError> {
    for limit in limits {
        sqlx::query::<Any>(
            "UPDATE attempts SET failures = failures - 1 WHERE attempt_key = $1 AND failures > 0",
        )
        .bind(limit.key(sealing))
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}
