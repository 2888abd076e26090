//! The second factor: codes of an authenticator application (TOTP, RFC 6238), passkeys ([`super::passkeys`]), and recovery codes for when all of them are lost.
//!
//! A code of six digits counts once: its step must be later than the last one that was used, in one statement. A recovery code is deleted by its use. Both are
//! counted before they are looked at ([`super::limits`]), five times in a quarter of an hour. Recovery codes come with a user's first second factor and go with
//! the last.

mod code;
mod set_up;

use sqlx::{Any, Executor};

use super::facts::RequestFacts;
use super::limits::{self, Limit};
use super::oidc::grants;
use super::sign_in::{Begun, SignInStep, WAITING_LASTS};
use super::users::User;
use super::{Identity, IdentityError};
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::ids::UserId;
use crate::secret::{Purpose, Secret, SecretHash};
use crate::store::{StoreError, Write};
use crate::time::UnixTime;
use code::{Code, recovery_hash};

/// Which factor a right code was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsedFactor {
    /// The authenticator application.
    Totp,
    /// A recovery code, which is used up.
    RecoveryCode,
}

impl UsedFactor {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::RecoveryCode => "recovery code",
        }
    }
}

/// What a user has besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factors {
    /// Whether codes of an authenticator application are asked for.
    pub has_totp: bool,
    /// How many passkeys there are.
    pub passkeys: i64,
    /// Recovery codes that are not used.
    pub recovery_codes: i64,
}

impl Factors {
    /// Whether the password alone opens nothing.
    pub const fn is_any(&self) -> bool {
        self.has_totp || self.passkeys > 0
    }

    /// What counts as second step of a sign-in.
    pub fn names(&self) -> Vec<&'static str> {
        let all = [
            (self.has_totp, "totp"),
            (self.passkeys > 0, "passkey"),
            (self.recovery_codes > 0, "recovery_code"),
        ];
        let possible = all.into_iter().filter(|(is_there, _)| *is_there);
        possible.map(|(_, name)| name).collect()
    }
}

/// What a user has, as the database or a transaction sees it.
pub(super) async fn factors_of(
    executor: impl Executor<'_, Database = Any>,
    user_id: &UserId,
) -> Result<Factors, StoreError> {
    let id = user_id.as_str();
    let (totp, passkeys, recovery_codes): (i64, i64, i64) = sqlx::query_as::<Any, _>(
        "SELECT (SELECT count(*) FROM totp WHERE user_id = $1 AND confirmed_ms IS NOT NULL), \
         (SELECT count(*) FROM passkeys WHERE user_id = $2), (SELECT count(*) FROM recovery_codes WHERE user_id = $3)",
    )
    .bind(id)
    .bind(id)
    .bind(id)
    .fetch_one(executor)
    .await?;
    Ok(Factors {
        has_totp: totp > 0,
        passkeys,
        recovery_codes,
    })
}

/// A sign-in whose password was right.
pub(super) struct Waiting {
    /// What is kept of its secret.
    pub hash: SecretHash,
    /// Whose password it was.
    pub user: User,
    /// The browser's hash, if it was known.
    browser: Option<String>,
}

/// Ends it. `false` if it has ended.
pub(super) async fn end_waiting(write: &mut Write, hash: &SecretHash) -> Result<bool, StoreError> {
    let done = sqlx::query::<Any>("DELETE FROM waiting_sign_ins WHERE token_hash = $1")
        .bind(hash.as_str())
        .execute(&mut **write)
        .await?;
    Ok(done.rows_affected() == 1)
}

impl Identity {
    /// What a user has besides the password.
    pub(super) async fn factors(&self, user_id: &UserId) -> Result<Factors, StoreError> {
        factors_of(self.store.pool(), user_id).await
    }

    /// Whether a user has a second factor.
    pub(crate) async fn has_second_factor(&self, user_id: &UserId) -> Result<bool, StoreError> {
        Ok(self.factors(user_id).await?.is_any())
    }

    /// Remembers that the password was right. What comes back opens the second step alone.
    pub(super) async fn wait_for_second_factor(
        &self,
        write: &mut Write,
        (user_id, factors): (&UserId, Factors),
        browser: Option<&str>,
        now: UnixTime,
    ) -> Result<SignInStep, StoreError> {
        let secret = Secret::random();
        sqlx::query::<Any>(
            "INSERT INTO waiting_sign_ins (token_hash, user_id, browser_hash, expires_ms) VALUES ($1, $2, $3, $4)",
        )
        .bind(secret.hash(Purpose::WaitingSignIn).as_str())
        .bind(user_id.as_str())
        .bind(browser)
        .bind(now.after(WAITING_LASTS).ms())
        .execute(&mut **write)
        .await?;
        Ok(SignInStep::SecondFactor(secret, factors))
    }

    /// The sign-in that waits for its second step.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] if the first step is missing or too long ago.
    pub(super) async fn waiting_sign_in(
        &self,
        waiting: Option<&Secret>,
        now: UnixTime,
    ) -> Result<Waiting, IdentityError> {
        let waiting = waiting.ok_or(IdentityError::NotSignedIn)?;
        let hash = waiting.hash(Purpose::WaitingSignIn);
        let row: Option<(String, Option<String>)> = sqlx::query_as::<Any, _>(
            "SELECT user_id, browser_hash FROM waiting_sign_ins WHERE token_hash = $1 AND expires_ms > $2",
        )
        .bind(hash.as_str())
        .bind(now.ms())
        .fetch_optional(self.store.pool())
        .await?;
        let (user_id, browser) = row.ok_or(IdentityError::NotSignedIn)?;
        let user_id = UserId::parse(&user_id).ok_or(IdentityError::NotSignedIn)?;
        let user = User::of_id(&self.store, &user_id).await?;
        let user = user.ok_or(IdentityError::NotSignedIn)?;
        Ok(Waiting {
            hash,
            user,
            browser,
        })
    }

    /// The second step of signing in.
    ///
    /// # Errors
    /// [`IdentityError::SecondFactorRefused`] if the code is wrong, [`IdentityError::NotSignedIn`] if the first step is too long ago.
    pub async fn complete_sign_in(
        &self,
        waiting: Option<&Secret>,
        code: &str,
        facts: &RequestFacts,
    ) -> Result<Begun, IdentityError> {
        let now = self.store.clock().now();
        let waiting = self.waiting_sign_in(waiting, now).await?;
        let user = waiting.user;
        let used = self
            .check_code(&user, code, waiting.browser.as_deref(), facts)
            .await?;
        let mut write = self.store.write().await?;
        if !end_waiting(&mut write, &waiting.hash).await? {
            return Err(IdentityError::NotSignedIn);
        }
        let who = (&user.user_id, &*user.key);
        let detail = Some(used.as_str());
        let begun = self.begin(&mut write, who, user.last_sign_in_at, (facts, detail), now);
        let begun = begun.await?;
        grants::attach(&mut write, &waiting.hash, &begun.session.session_id).await?;
        write.commit().await?;
        Ok(begun)
    }

    /// Uses a code up. `browser` is that of a known browser or of a session, whose attempts count by themselves.
    ///
    /// # Errors
    /// [`IdentityError::SecondFactorRefused`] if it is wrong or was used, [`IdentityError::TooOften`] after five attempts.
    pub(super) async fn check_code(
        &self,
        user: &User,
        code: &str,
        browser: Option<&str>,
        facts: &RequestFacts,
    ) -> Result<UsedFactor, IdentityError> {
        let now = self.store.clock().now();
        let limits = [Limit::of_code(user.user_id.as_str(), browser)];
        self.count_attempt(&limits, now).await?;
        let secret = set_up::confirmed_secret(&self.store, user).await?;
        let mut write = self.store.write().await?;
        let used = match Code::parse(code) {
            Some(Code::Digits(digits)) => {
                let step = secret.and_then(|secret| secret.step_of(&digits, now));
                let is_new = match step {
                    Some(step) => use_step(&mut write, &user.user_id, step).await?,
                    None => false,
                };
                is_new.then_some(UsedFactor::Totp)
            }
            Some(Code::Recovery(code)) => {
                let hash = recovery_hash(self.store.sealing(), &user.user_id, &code);
                let is_one = use_recovery_code(&mut write, &user.user_id, &hash).await?;
                is_one.then_some(UsedFactor::RecoveryCode)
            }
            None => None,
        };
        if used.is_some() {
            limits::take_back(&mut write, self.store.sealing(), &limits).await?;
            write.commit().await?;
            return used.ok_or(IdentityError::SecondFactorRefused);
        }
        let event = AuditEvent {
            action: AuditAction::SignedIn,
            outcome: Outcome::Refused,
            actor: None,
            target: Some(&user.user_id),
            facts,
            detail: Some("second factor"),
        };
        audit::append(&self.store, &mut write, &user.key, &event, now).await?;
        write.commit().await?;
        Err(IdentityError::SecondFactorRefused)
    }
}

async fn use_step(write: &mut Write, user_id: &UserId, step: i64) -> Result<bool, StoreError> {
    let done = sqlx::query::<Any>(
        "UPDATE totp SET last_step = $1 WHERE user_id = $2 AND last_step < $3 AND confirmed_ms IS NOT NULL",
    )
    .bind(step)
    .bind(user_id.as_str())
    .bind(step)
    .execute(&mut **write)
    .await?;
    Ok(done.rows_affected() == 1)
}

async fn use_recovery_code(
    write: &mut Write,
    user_id: &UserId,
    hash: &str,
) -> Result<bool, StoreError> {
    let done =
        sqlx::query::<Any>("DELETE FROM recovery_codes WHERE code_hash = $1 AND user_id = $2")
            .bind(hash)
            .bind(user_id.as_str())
            .execute(&mut **write)
            .await?;
    Ok(done.rows_affected() == 1)
}
