//! Passkeys at work: they sign in, are the second step after a password, and confirm a session for dangerous acts.

use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey as Credential, PublicKeyCredential,
    RequestChallengeResponse,
};

use super::ceremonies::{Bound, CEREMONY_LASTS, Found, Kind};
use super::{Begun, rows, user_handle};
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::identity::facts::RequestFacts;
use crate::identity::oidc::grants;
use crate::identity::second_factor::end_waiting;
use crate::identity::users::User;
use crate::identity::{Identity, IdentityError, SignedIn, sign_in};
use crate::ids::PasskeyId;
use crate::secret::Secret;
use crate::store::Write;
use crate::time::UnixTime;

/// What a browser asks an authenticator to sign, and which of a user's passkeys may do so; all of them if none is named.
pub struct AssertionOptions {
    /// As the library made it.
    pub challenge: RequestChallengeResponse,
    /// Ids of credentials.
    pub allowed: Vec<Vec<u8>>,
}

/// A passkey that somebody showed.
struct Shown {
    user: User,
    passkey_id: PasskeyId,
}

const DETAIL: Option<&str> = Some("passkey");

impl Identity {
    /// Begins a sign-in with a passkey. Nobody says who they are: the answer is the same for everybody.
    ///
    /// # Errors
    /// If too many were begun, or the database cannot be used.
    pub async fn begin_passkey_sign_in(
        &self,
        facts: &RequestFacts,
    ) -> Result<Begun<AssertionOptions>, IdentityError> {
        let now = self.store.clock().now();
        self.count_ceremony(facts, now).await?;
        let bound = Bound::Anybody;
        self.begin_assertion(Kind::SignIn, bound, Vec::new(), now)
            .await
    }

    /// Begins the second step of a sign-in whose password was right.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] if the first step is missing or too long ago.
    pub async fn begin_passkey_second_step(
        &self,
        waiting: Option<&Secret>,
        facts: &RequestFacts,
    ) -> Result<Begun<AssertionOptions>, IdentityError> {
        let now = self.store.clock().now();
        let waiting = self.waiting_sign_in(waiting, now).await?;
        self.count_ceremony(facts, now).await?;
        let allowed = rows::credential_ids(&self.store, &waiting.user).await?;
        let bound = Bound::User(&waiting.user.user_id);
        self.begin_assertion(Kind::SecondStep, bound, allowed, now)
            .await
    }

    /// Begins to confirm a session with a passkey.
    ///
    /// # Errors
    /// If too many were begun, or the database cannot be used.
    pub async fn begin_passkey_step_up(
        &self,
        session: &SignedIn,
        facts: &RequestFacts,
    ) -> Result<Begun<AssertionOptions>, IdentityError> {
        let now = self.store.clock().now();
        let user = self.user(session).await?;
        self.count_ceremony(facts, now).await?;
        let allowed = rows::credential_ids(&self.store, &user).await?;
        let bound = Bound::Session(session);
        self.begin_assertion(Kind::StepUp, bound, allowed, now)
            .await
    }

    async fn begin_assertion(
        &self,
        kind: Kind,
        bound: Bound<'_>,
        allowed: Vec<Vec<u8>>,
        now: UnixTime,
    ) -> Result<Begun<AssertionOptions>, IdentityError> {
        let begun = self.webauthn()?.start_discoverable_authentication();
        let (challenge, state) = begun.map_err(|_| IdentityError::PasskeyRefused)?;
        Ok(Begun {
            secret: self.remember_ceremony(kind, bound, &state, now).await?,
            expires_at: now.after(CEREMONY_LASTS),
            options: AssertionOptions { challenge, allowed },
        })
    }

    /// Begins a session with a passkey: it is first and second factor at once.
    ///
    /// # Errors
    /// [`IdentityError::PasskeyRefused`] for everything that is wrong with the answer.
    pub async fn sign_in_with_passkey(
        &self,
        secret: &str,
        answer: &PublicKeyCredential,
        facts: &RequestFacts,
    ) -> Result<sign_in::Begun, IdentityError> {
        let now = self.store.clock().now();
        let found = self
            .find_ceremony(secret, Kind::SignIn, Bound::Anybody, now)
            .await?;
        let shown = self.shown(answer).await?;
        let action = AuditAction::SignedIn;
        let (mut write, user) = self
            .verified(found, (answer, shown), action, facts, now)
            .await?;
        let who = (&user.user_id, &*user.key);
        let begun = self.begin(&mut write, who, user.last_sign_in_at, (facts, DETAIL), now);
        let begun = begun.await?;
        write.commit().await?;
        Ok(begun)
    }

    /// The second step of a sign-in whose password was right, with a passkey of the same user.
    ///
    /// # Errors
    /// [`IdentityError::PasskeyRefused`] for everything that is wrong with the answer, [`IdentityError::NotSignedIn`] if the first step is too long ago.
    pub async fn complete_sign_in_with_passkey(
        &self,
        waiting: Option<&Secret>,
        secret: &str,
        answer: &PublicKeyCredential,
        facts: &RequestFacts,
    ) -> Result<sign_in::Begun, IdentityError> {
        let now = self.store.clock().now();
        let waiting = self.waiting_sign_in(waiting, now).await?;
        let bound = Bound::User(&waiting.user.user_id);
        let found = self
            .find_ceremony(secret, Kind::SecondStep, bound, now)
            .await?;
        let shown = self.shown_by(answer, &waiting.user).await?;
        let action = AuditAction::SignedIn;
        let (mut write, user) = self
            .verified(found, (answer, shown), action, facts, now)
            .await?;
        if !end_waiting(&mut write, &waiting.hash).await? {
            return Err(IdentityError::NotSignedIn);
        }
        let who = (&user.user_id, &*user.key);
        let begun = self.begin(&mut write, who, user.last_sign_in_at, (facts, DETAIL), now);
        let begun = begun.await?;
        grants::attach(&mut write, &waiting.hash, &begun.session.session_id).await?;
        write.commit().await?;
        Ok(begun)
    }

    /// Confirms a session with a passkey of its user. Until when.
    ///
    /// # Errors
    /// [`IdentityError::PasskeyRefused`] for everything that is wrong with the answer.
    pub async fn step_up_with_passkey(
        &self,
        session: &SignedIn,
        secret: &str,
        answer: &PublicKeyCredential,
        facts: &RequestFacts,
    ) -> Result<UnixTime, IdentityError> {
        let now = self.store.clock().now();
        let user = self.user(session).await?;
        let bound = Bound::Session(session);
        let found = self.find_ceremony(secret, Kind::StepUp, bound, now).await?;
        let shown = self.shown_by(answer, &user).await?;
        let action = AuditAction::SteppedUp;
        let (write, user) = self
            .verified(found, (answer, shown), action, facts, now)
            .await?;
        self.mark_stepped_up(write, (session, &user), (facts, DETAIL), now)
            .await
    }

    /// Whose passkey an answer comes from; the authenticator has to say so itself.
    async fn shown(&self, answer: &PublicKeyCredential) -> Result<Option<Shown>, IdentityError> {
        let owner = rows::owner_of(&self.store, answer.get_credential_id()).await?;
        let Some((passkey_id, user_id)) = owner else {
            return Ok(None);
        };
        let handle = user_handle(&user_id)?;
        if answer.get_user_unique_id() != Some(handle.as_bytes().as_slice()) {
            return Ok(None);
        }
        let user = User::of_id(&self.store, &user_id).await?;
        Ok(user.map(|user| Shown { user, passkey_id }))
    }

    /// The passkey of this user that an answer comes from.
    async fn shown_by(
        &self,
        answer: &PublicKeyCredential,
        user: &User,
    ) -> Result<Option<Shown>, IdentityError> {
        let owner = rows::owner_of(&self.store, answer.get_credential_id()).await?;
        let handle = user_handle(&user.user_id)?;
        let said = answer.get_user_unique_id();
        let is_own = said.is_none_or(|said| said == handle.as_bytes().as_slice());
        let own = owner.filter(|(_, owner)| *owner == user.user_id && is_own);
        Ok(own.map(|(passkey_id, _)| Shown {
            user: user.clone(),
            passkey_id,
        }))
    }

    /// Looks at an answer. The ceremony is used up in any case, and a refusal is written down. What comes back is the transaction, for what is to be done.
    async fn verified(
        &self,
        found: Found<DiscoverableAuthentication>,
        (answer, shown): (&PublicKeyCredential, Option<Shown>),
        action: AuditAction,
        facts: &RequestFacts,
        now: UnixTime,
    ) -> Result<(Write, User), IdentityError> {
        let mut write = self.store.write().await?;
        let state = found.use_up(&mut write).await?;
        let Some(shown) = shown else {
            write.commit().await?;
            return Err(IdentityError::PasskeyRefused);
        };
        let stored = rows::credential(&mut write, &shown.user, &shown.passkey_id).await?;
        if let Some((mut credential, before)) = stored
            && let Some(result) = self.verify(answer, state, &credential)?
        {
            credential.update_credential(&result);
            let used = (&shown.passkey_id, &credential);
            let counts = (before, i64::from(result.counter()));
            if rows::used(&mut write, &shown.user, used, counts, now).await? {
                return Ok((write, shown.user));
            }
        }
        let event = AuditEvent {
            action,
            outcome: Outcome::Refused,
            actor: None,
            target: Some(&shown.user.user_id),
            facts,
            detail: DETAIL,
        };
        audit::append(&self.store, &mut write, &shown.user.key, &event, now).await?;
        write.commit().await?;
        Err(IdentityError::PasskeyRefused)
    }

    /// Origin, relying party, challenge, signature, counter, and that the device verified its owner.
    fn verify(
        &self,
        answer: &PublicKeyCredential,
        state: DiscoverableAuthentication,
        credential: &Credential,
    ) -> Result<Option<AuthenticationResult>, IdentityError> {
        let result = self
            .webauthn()?
            .finish_discoverable_authentication_v2(answer, state, credential);
        Ok(result.ok().filter(AuthenticationResult::user_verified))
    }
}
