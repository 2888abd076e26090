//! From address and password to a session.

use std::time::Duration;

use sqlx::Any;

use super::email::Email;
use super::facts::RequestFacts;
use super::limits::{self, Limit};
use super::password::Password;
use super::second_factor::Factors;
use super::sessions::{SESSIONS_OF_A_USER_MAX, SignedIn};
use super::users::{self, User};
use super::{Identity, IdentityError};
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::ids::UserId;
use crate::secret::{Purpose, Secret};
use crate::store::sealing::OwnersKey;
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// How long a browser is remembered in which somebody signed in.
pub const BROWSER_KNOWN: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// How long the second step may take.
pub const WAITING_LASTS: Duration = Duration::from_secs(10 * 60);
/// Browsers that are remembered for one user.
const BROWSERS_OF_A_USER_MAX: i64 = 50;

/// A session that has just begun, with what the browser is to keep.
pub struct Begun {
    /// The session.
    pub session: SignedIn,
    /// Opens it.
    pub secret: Secret,
    /// Says next time that this browser is known.
    pub browser: Secret,
}

/// What comes after the right password.
pub enum SignInStep {
    /// A session.
    Begun(Box<Begun>),
    /// A second factor is asked for, one of these; the secret opens that step.
    SecondFactor(Secret, Factors),
}

impl Identity {
    /// Begins a session, if address and password are right; for a user with a second factor the second step comes first.
    ///
    /// # Errors
    /// [`IdentityError::SignInRefused`] for everything that is wrong with them, [`IdentityError::TooOften`] when too many attempts failed.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        browser: Option<&Secret>,
        facts: &RequestFacts,
    ) -> Result<SignInStep, IdentityError> {
        let now = self.store.clock().now();
        // A text that is no address is an address nobody has.
        let lookup = match Email::parse(email) {
            Ok(email) => users::email_lookup(&self.store, &email),
            Err(_) => self.store.sealing().lookup("no e-mail", email),
        };
        let user = User::of_email(&self.store, &lookup).await?;
        let browser = self.known_browser(user.as_ref(), browser, now).await?;
        let limits = Limit::of_password(&lookup, &facts.network(), browser.as_deref());
        self.count_attempt(&limits, now).await?;
        let hashed = user.as_ref().and_then(|user| user.password.clone());
        let is_right = self
            .passwords
            .is_same(Password::given(password), hashed)
            .await?;
        let user = match user {
            Some(user) if is_right => user,
            user => return Err(self.refuse(user.as_ref(), facts, now).await?),
        };
        let factors = self.factors(&user.user_id).await?;
        let mut write = self.store.write().await?;
        limits::take_back(&mut write, self.store.sealing(), &limits).await?;
        let step = if factors.is_any() {
            let browser = browser.as_deref();
            let who = (&user.user_id, factors);
            self.wait_for_second_factor(&mut write, who, browser, now)
                .await?
        } else {
            let who = (&user.user_id, &*user.key);
            let begun = self.begin(&mut write, who, user.last_sign_in_at, (facts, None), now);
            SignInStep::Begun(Box::new(begun.await?))
        };
        write.commit().await?;
        self.renew_hash_later(&user, password);
        Ok(step)
    }

    /// Writes down that an attempt failed; as much for an address that nobody has.
    pub(super) async fn refuse(
        &self,
        user: Option<&User>,
        facts: &RequestFacts,
        now: UnixTime,
    ) -> Result<IdentityError, IdentityError> {
        let mut write = self.store.write().await?;
        let portal_key = self.store.sealing().portal_key(&mut *write).await?;
        let event = AuditEvent {
            action: AuditAction::SignedIn,
            outcome: Outcome::Refused,
            actor: None,
            target: user.map(|user| &user.user_id),
            facts,
            detail: None,
        };
        let key = user.map_or(&portal_key, |user| &user.key);
        audit::append(&self.store, &mut write, key, &event, now).await?;
        write.commit().await?;
        Ok(IdentityError::SignInRefused)
    }

    /// Counts an attempt before anything is looked at.
    pub(super) async fn count_attempt(
        &self,
        limits: &[Limit],
        now: UnixTime,
    ) -> Result<(), IdentityError> {
        let mut write = self.store.write().await?;
        match limits::count(&mut write, self.store.sealing(), limits, now).await? {
            Ok(()) => Ok(write.commit().await?),
            Err(wait) => Err(IdentityError::TooOften { wait }),
        }
    }

    /// The hash of the browser's secret, if this user signed in with it before.
    pub(super) async fn known_browser(
        &self,
        user: Option<&User>,
        browser: Option<&Secret>,
        now: UnixTime,
    ) -> Result<Option<String>, IdentityError> {
        let Some(browser) = browser else {
            return Ok(None);
        };
        let hash = browser.hash(Purpose::KnownBrowser);
        let user_id = user.map_or("", |user| user.user_id.as_str());
        let found: Option<(String,)> = sqlx::query_as::<Any, _>(
            "SELECT token_hash FROM known_browsers WHERE token_hash = $1 AND user_id = $2 AND expires_ms > $3",
        )
        .bind(hash.as_str())
        .bind(user_id)
        .bind(now.ms())
        .fetch_optional(self.store.pool())
        .await?;
        Ok(found.map(|(hash,)| hash))
    }

    /// Begins a session and remembers the browser: every way to sign in ends here, so whoever was switched off meanwhile is refused here in any case.
    pub(super) async fn begin(
        &self,
        write: &mut Write,
        (user_id, key): (&UserId, &OwnersKey),
        previous_sign_in_at: Option<UnixTime>,
        (facts, detail): (&RequestFacts, Option<&str>),
        now: UnixTime,
    ) -> Result<Begun, IdentityError> {
        let who = (user_id, key);
        // The row is held by it, as by whoever switches the user off. Of whoever is refused nothing is written.
        users::signed_in(&mut **write, user_id, now).await?;
        let has = WhatThereIs::of(write, user_id).await?;
        if has.is_disabled {
            return Err(IdentityError::NotSignedIn);
        }
        let began = self
            .sessions
            .begin(write, who, previous_sign_in_at, facts, now)
            .await?;
        let (secret, session) = began;
        if has.sessions >= SESSIONS_OF_A_USER_MAX {
            self.sessions.end_oldest(write, user_id).await?;
        }
        let browser = insert_browser(write, user_id, now).await?;
        if has.browsers >= BROWSERS_OF_A_USER_MAX {
            forget_oldest_browsers(write, user_id).await?;
        }
        let event = AuditEvent {
            action: AuditAction::SignedIn,
            outcome: Outcome::Succeeded,
            actor: Some(user_id),
            target: Some(user_id),
            facts,
            detail,
        };
        audit::append(&self.store, write, key, &event, now).await?;
        Ok(Begun {
            session,
            secret,
            browser,
        })
    }

    /// Whose session a cookie opens.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] if it opens none.
    pub async fn check_session(
        &self,
        secret: Option<&Secret>,
    ) -> Result<std::sync::Arc<SignedIn>, IdentityError> {
        let secret = secret.ok_or(IdentityError::NotSignedIn)?;
        let (session, was_read) = self.sessions.check(secret).await?;
        if was_read {
            self.check_with_provider(&session).await?;
        }
        Ok(session)
    }
}

/// What a user has whose row is held, in one question: many sign in at once, and each statement is a wait.
struct WhatThereIs {
    is_disabled: bool,
    sessions: i64,
    browsers: i64,
}

impl WhatThereIs {
    async fn of(write: &mut Write, user_id: &UserId) -> Result<Self, StoreError> {
        let id = user_id.as_str();
        let (disabled, sessions, browsers): (i64, i64, i64) = sqlx::query_as::<Any, _>(
            "SELECT (SELECT COUNT(*) FROM managed_users WHERE user_id = $1 AND disabled_ms IS NOT NULL) \
             + (SELECT COUNT(*) FROM disabled_users WHERE user_id = $2), \
             (SELECT COUNT(*) FROM sessions WHERE user_id = $3), (SELECT COUNT(*) FROM known_browsers WHERE user_id = $4)",
        )
        .bind(id)
        .bind(id)
        .bind(id)
        .bind(id)
        .fetch_one(&mut **write)
        .await?;
        Ok(Self {
            is_disabled: disabled > 0,
            sessions,
            browsers,
        })
    }
}

/// Remembers a browser, whose attempts count by themselves from now on.
pub(super) async fn remember_browser(
    write: &mut Write,
    user_id: &UserId,
    now: UnixTime,
) -> Result<Secret, StoreError> {
    let browser = insert_browser(write, user_id, now).await?;
    forget_oldest_browsers(write, user_id).await?;
    Ok(browser)
}

async fn insert_browser(
    write: &mut Write,
    user_id: &UserId,
    now: UnixTime,
) -> Result<Secret, StoreError> {
    let browser = Secret::random();
    sqlx::query::<Any>(
        "INSERT INTO known_browsers (token_hash, user_id, expires_ms) VALUES ($1, $2, $3)",
    )
    .bind(browser.hash(Purpose::KnownBrowser).as_str())
    .bind(user_id.as_str())
    .bind(now.after(BROWSER_KNOWN).ms())
    .execute(&mut **write)
    .await?;
    Ok(browser)
}

async fn forget_oldest_browsers(write: &mut Write, user_id: &UserId) -> Result<(), StoreError> {
    sqlx::query::<Any>(
        "DELETE FROM known_browsers WHERE user_id = $1 AND token_hash NOT IN \
         (SELECT token_hash FROM known_browsers WHERE user_id = $2 ORDER BY expires_ms DESC, token_hash LIMIT $3)",
    )
    .bind(user_id.as_str())
    .bind(user_id.as_str())
    .bind(BROWSERS_OF_A_USER_MAX)
    .execute(&mut **write)
    .await?;
    Ok(())
}
