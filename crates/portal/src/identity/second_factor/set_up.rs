//! Adding and removing the second factor.

use qrcodegen::{QrCode, QrCodeEcc};
use sqlx::Any;

use super::code::{Code, TotpSecret, new_recovery_code, recovery_hash};
use super::factors_of;
use crate::audit::AuditAction;
use crate::identity::facts::RequestFacts;
use crate::identity::sessions::SignedIn;
use crate::identity::users::{self, User};
use crate::identity::{Identity, IdentityError};
use crate::ids::UserId;
use crate::store::sealing::{Place, SealingError};
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

/// Recovery codes that there are at once.
const RECOVERY_CODES: usize = 10;

const NO_APPLICATION: IdentityError = IdentityError::NotFound {
    what: "authenticator application",
};

const NO_FACTOR: IdentityError = IdentityError::NotFound {
    what: "second factor",
};

const fn secret_place(row: &str) -> Place<'_> {
    Place {
        column: "totp.secret",
        row,
    }
}

/// What a user has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactors {
    /// Since when codes are asked for.
    pub totp_since: Option<UnixTime>,
    /// How many passkeys there are.
    pub passkeys: i64,
    /// Recovery codes that are not used.
    pub recovery_codes_left: i64,
}

/// What an authenticator application needs, shown once.
pub struct TotpSetUp {
    /// For typing in by hand.
    pub secret: String,
    /// What the picture says.
    pub url: String,
    /// Modules of the picture's side, without a margin.
    pub picture_side: i32,
    /// The dark modules as an SVG path, one unit each.
    pub picture_path: String,
}

impl TotpSetUp {
    fn new(secret: &TotpSecret, email: &str) -> Self {
        let url = secret.url(email);
        let picture = QrCode::encode_text(&url, QrCodeEcc::Medium).expect("the address is short");
        let side = picture.size();
        let modules = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let dark = modules.filter(|(x, y)| picture.get_module(*x, *y));
        Self {
            secret: secret.base32(email),
            picture_side: side,
            picture_path: dark.map(|(x, y)| format!("M{x},{y}h1v1h-1z")).collect(),
            url,
        }
    }
}

/// The secret of a user whose application is confirmed.
pub(super) async fn confirmed_secret(
    store: &Store,
    user: &User,
) -> Result<Option<TotpSecret>, StoreError> {
    let row: Option<(String,)> = sqlx::query_as::<Any, _>(
        "SELECT secret FROM totp WHERE user_id = $1 AND confirmed_ms IS NOT NULL",
    )
    .bind(user.user_id.as_str())
    .fetch_optional(store.pool())
    .await?;
    row.map(|(sealed,)| open(user, &sealed)).transpose()
}

fn open(user: &User, sealed: &str) -> Result<TotpSecret, StoreError> {
    let place = secret_place(user.user_id.as_str());
    let text = user.key.open(place, sealed)?;
    let unreadable = SealingError::Unreadable {
        place: place.column,
    };
    Ok(TotpSecret::from_hex(&text).ok_or(unreadable)?)
}

impl Identity {
    /// What the user of a session has.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn second_factors(&self, session: &SignedIn) -> Result<SecondFactors, IdentityError> {
        let totp: Option<(i64,)> = sqlx::query_as::<Any, _>(
            "SELECT confirmed_ms FROM totp WHERE user_id = $1 AND confirmed_ms IS NOT NULL",
        )
        .bind(session.user_id.as_str())
        .fetch_optional(self.store.pool())
        .await?;
        let factors = self.factors(&session.user_id).await?;
        Ok(SecondFactors {
            totp_since: totp.map(|(ms,)| UnixTime::from_ms(ms)),
            passkeys: factors.passkeys,
            recovery_codes_left: factors.recovery_codes,
        })
    }

    /// Makes a secret for an authenticator application. It guards nothing before [`Self::confirm_totp`].
    ///
    /// # Errors
    /// If the session is not confirmed, or there is a confirmed application.
    pub async fn begin_totp(&self, session: &SignedIn) -> Result<TotpSetUp, IdentityError> {
        self.require_step_up(session).await?;
        let user = self.user(session).await?;
        if self.factors(&user.user_id).await?.has_totp {
            return Err(IdentityError::SecondFactorExists);
        }
        let secret = TotpSecret::random();
        let id = user.user_id.as_str();
        sqlx::query::<Any>(
            "INSERT INTO totp (user_id, secret, begun_ms, last_step) VALUES ($1, $2, $3, 0) \
             ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, begun_ms = excluded.begun_ms WHERE totp.confirmed_ms IS NULL",
        )
        .bind(id)
        .bind(user.key.seal(secret_place(id), &secret.to_hex()))
        .bind(self.store.clock().now().ms())
        .execute(self.store.pool())
        .await?;
        Ok(TotpSetUp::new(&secret, &user.email))
    }

    /// Confirms the application by a first code. From now on codes are asked for; all other sessions end. Returns new recovery codes if there was no second factor
    /// before.
    ///
    /// # Errors
    /// If the session is not confirmed, the code is wrong, or no secret was made before.
    pub async fn confirm_totp(
        &self,
        session: &SignedIn,
        code: &str,
        facts: &RequestFacts,
    ) -> Result<Option<Vec<String>>, IdentityError> {
        self.require_step_up(session).await?;
        let user = self.user(session).await?;
        let now = self.store.clock().now();
        self.count_code(&user, session, now).await?;
        let row: Option<(String,)> = sqlx::query_as::<Any, _>(
            "SELECT secret FROM totp WHERE user_id = $1 AND confirmed_ms IS NULL",
        )
        .bind(user.user_id.as_str())
        .fetch_optional(self.store.pool())
        .await?;
        let (sealed,) = row.ok_or(IdentityError::NotFound {
            what: "authenticator application to confirm",
        })?;
        let secret = open(&user, &sealed)?;
        let step = match Code::parse(code) {
            Some(Code::Digits(digits)) => secret.step_of(&digits, now),
            _ => None,
        };
        let step = step.ok_or(IdentityError::SecondFactorRefused)?;
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        users::lock(&mut *write, &user.user_id).await?;
        let before = factors_of(&mut *write, &user.user_id).await?;
        let done = sqlx::query::<Any>(
            "UPDATE totp SET confirmed_ms = $1, last_step = $2 WHERE user_id = $3 AND confirmed_ms IS NULL AND secret = $4",
        )
        .bind(now.ms())
        .bind(step)
        .bind(user.user_id.as_str())
        .bind(&sealed)
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Err(IdentityError::SecondFactorRefused);
        }
        let kept = Some(&session.session_id);
        self.sessions
            .end_all(&mut write, &user.user_id, kept)
            .await?;
        let codes = if before.is_any() {
            None
        } else {
            Some(self.replace_recovery_codes(&mut write, &user).await?)
        };
        self.tell(&mut write, &user, AuditAction::TotpAdded, facts, None)
            .await?;
        write.commit().await?;
        self.sessions.forget(&user.user_id);
        Ok(codes)
    }

    /// Removes the application. With the last second factor the recovery codes go.
    ///
    /// # Errors
    /// If the session is not confirmed, or there is none.
    pub async fn remove_totp(
        &self,
        session: &SignedIn,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let user = self.user(session).await?;
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        users::lock(&mut *write, &user.user_id).await?;
        let before = factors_of(&mut *write, &user.user_id).await?;
        if !before.has_totp {
            return Err(NO_APPLICATION);
        }
        sqlx::query::<Any>("DELETE FROM totp WHERE user_id = $1")
            .bind(user.user_id.as_str())
            .execute(&mut *write)
            .await?;
        self.drop_codes_without_factor(&mut write, &user.user_id)
            .await?;
        self.tell(&mut write, &user, AuditAction::TotpRemoved, facts, None)
            .await?;
        write.commit().await?;
        Ok(())
    }

    /// Makes new recovery codes; the old ones count no more.
    ///
    /// # Errors
    /// If the session is not confirmed, or there is no second factor.
    pub async fn new_recovery_codes(
        &self,
        session: &SignedIn,
        facts: &RequestFacts,
    ) -> Result<Vec<String>, IdentityError> {
        let user = self.user(session).await?;
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        users::lock(&mut *write, &user.user_id).await?;
        if !factors_of(&mut *write, &user.user_id).await?.is_any() {
            return Err(NO_FACTOR);
        }
        let codes = self.replace_recovery_codes(&mut write, &user).await?;
        let action = AuditAction::RecoveryCodesMade;
        self.tell(&mut write, &user, action, facts, None).await?;
        write.commit().await?;
        Ok(codes)
    }

    /// Recovery codes stand for a second factor: where there is none, they guard nothing.
    pub(in crate::identity) async fn drop_codes_without_factor(
        &self,
        write: &mut Write,
        user_id: &UserId,
    ) -> Result<(), StoreError> {
        if factors_of(&mut **write, user_id).await?.is_any() {
            return Ok(());
        }
        sqlx::query::<Any>("DELETE FROM recovery_codes WHERE user_id = $1")
            .bind(user_id.as_str())
            .execute(&mut **write)
            .await?;
        Ok(())
    }

    /// Gives a user new recovery codes; the old ones count no more.
    pub(in crate::identity) async fn replace_recovery_codes(
        &self,
        write: &mut Write,
        user: &User,
    ) -> Result<Vec<String>, StoreError> {
        let id = user.user_id.as_str();
        sqlx::query::<Any>("DELETE FROM recovery_codes WHERE user_id = $1")
            .bind(id)
            .execute(&mut **write)
            .await?;
        let codes: Vec<_> = (0..RECOVERY_CODES).map(|_| new_recovery_code()).collect();
        for code in &codes {
            let plain = code.replace('-', "");
            let hash = recovery_hash(self.store.sealing(), &user.user_id, &plain);
            sqlx::query::<Any>("INSERT INTO recovery_codes (code_hash, user_id) VALUES ($1, $2)")
                .bind(hash)
                .bind(id)
                .execute(&mut **write)
                .await?;
        }
        Ok(codes)
    }
}
