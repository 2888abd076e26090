//! The own passkeys: listed, added, renamed, removed.

use webauthn_rs::prelude::{
    CreationChallengeResponse, PasskeyRegistration, RegisterPublicKeyCredential,
};

use super::ceremonies::{Bound, CEREMONY_LASTS, Kind};
use super::rows::{self, PASSKEYS_OF_A_USER_MAX};
use super::{Begun, Passkey, name, user_handle};
use crate::audit::AuditAction;
use crate::identity::facts::RequestFacts;
use crate::identity::oidc::identities::ways_to_sign_in;
use crate::identity::second_factor::factors_of;
use crate::identity::users::{self, User};
use crate::identity::{Identity, IdentityError, SignedIn};
use crate::ids::PasskeyId;
use crate::mail;
use crate::store::Write;

const SUBJECT_ADDED: &str = "A passkey was added to your sign-in";
const SUBJECT_REMOVED: &str = "A passkey was removed from your sign-in";

const NO_PASSKEY: IdentityError = IdentityError::NotFound { what: "passkey" };

/// A passkey that was added.
pub struct Added {
    /// The passkey.
    pub passkey: Passkey,
    /// New recovery codes, if there was no second factor before.
    pub recovery_codes: Option<Vec<String>>,
}

impl Identity {
    /// The passkeys of a session's user.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn passkeys(&self, session: &SignedIn) -> Result<Vec<Passkey>, IdentityError> {
        let user = self.user(session).await?;
        Ok(rows::list(&self.store, &user).await?)
    }

    /// Begins to add a passkey: what the browser is to make, and the secret that completes it.
    ///
    /// # Errors
    /// If the session is not confirmed, there are as many as there may be, or the database cannot be used.
    pub async fn begin_passkey(
        &self,
        session: &SignedIn,
        facts: &RequestFacts,
    ) -> Result<Begun<CreationChallengeResponse>, IdentityError> {
        self.require_step_up(session).await?;
        let user = self.user(session).await?;
        let now = self.store.clock().now();
        self.count_ceremony(facts, now).await?;
        let known = rows::credential_ids(&self.store, &user).await?;
        if known.len() as i64 >= PASSKEYS_OF_A_USER_MAX {
            return Err(IdentityError::PasskeysFull);
        }
        let handle = user_handle(&user.user_id)?;
        let begun = self.webauthn()?.start_passkey_registration(
            handle,
            &user.email,
            &user.name,
            Some(known),
        );
        let (options, state) = begun.map_err(|_| IdentityError::PasskeyRefused)?;
        let bound = Bound::Session(session);
        let secret = self
            .remember_ceremony(Kind::Add, bound, &state, now)
            .await?;
        Ok(Begun {
            secret,
            expires_at: now.after(CEREMONY_LASTS),
            options,
        })
    }

    /// Adds the passkey that the browser made. With the first second factor of a user come recovery codes, and all other sessions end.
    ///
    /// # Errors
    /// If the session is not confirmed, the name is none, or the answer is not what was asked for.
    pub async fn complete_passkey(
        &self,
        session: &SignedIn,
        (secret, passkey_name): (&str, &str),
        answer: &RegisterPublicKeyCredential,
        facts: &RequestFacts,
    ) -> Result<Added, IdentityError> {
        let passkey_name = name(passkey_name)?;
        let user = self.user(session).await?;
        let now = self.store.clock().now();
        self.require_step_up(session).await?;
        let bound = Bound::Session(session);
        let found = self.find_ceremony::<PasskeyRegistration>(secret, Kind::Add, bound, now);
        let found = found.await?;
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        let state = found.use_up(&mut write).await?;
        let Ok(credential) = self.webauthn()?.finish_passkey_registration(answer, &state) else {
            write.commit().await?;
            return Err(IdentityError::PasskeyRefused);
        };
        // Nobody else adds or removes a factor of this user meanwhile.
        users::lock(&mut *write, &user.user_id).await?;
        let before = factors_of(&mut *write, &user.user_id).await?;
        if before.passkeys >= PASSKEYS_OF_A_USER_MAX {
            return Err(IdentityError::PasskeysFull);
        }
        let passkey = Passkey {
            passkey_id: PasskeyId::random(),
            name: passkey_name,
            created_at: now,
            last_used_at: None,
        };
        if !rows::insert(&mut write, &self.store, &user, (&passkey, &credential)).await? {
            return Err(IdentityError::PasskeyRefused);
        }
        let recovery_codes = if before.is_any() {
            None
        } else {
            // What the password alone opened is not to stay open.
            let kept = Some(&session.session_id);
            self.sessions
                .end_all(&mut write, &user.user_id, kept)
                .await?;
            Some(self.replace_recovery_codes(&mut write, &user).await?)
        };
        let id = Some(passkey.passkey_id.as_str());
        self.tell(&mut write, &user, AuditAction::PasskeyAdded, facts, id)
            .await?;
        self.mail_of_passkey(&mut write, &user, SUBJECT_ADDED)
            .await?;
        write.commit().await?;
        self.sessions.forget(&user.user_id);
        Ok(Added {
            passkey,
            recovery_codes,
        })
    }

    /// Gives a passkey another name.
    ///
    /// # Errors
    /// If it is none, or the user has no such passkey.
    pub async fn rename_passkey(
        &self,
        session: &SignedIn,
        passkey_id: &PasskeyId,
        new_name: &str,
        facts: &RequestFacts,
    ) -> Result<Passkey, IdentityError> {
        let new_name = name(new_name)?;
        let user = self.user(session).await?;
        let mut write = self.store.write().await?;
        if !rows::rename(&mut write, &user, passkey_id, &new_name).await? {
            return Err(NO_PASSKEY);
        }
        let id = Some(passkey_id.as_str());
        self.tell(&mut write, &user, AuditAction::PasskeyRenamed, facts, id)
            .await?;
        write.commit().await?;
        let listed = rows::list(&self.store, &user).await?;
        let found = listed
            .into_iter()
            .find(|passkey| passkey.passkey_id == *passkey_id);
        found.ok_or(NO_PASSKEY)
    }

    /// Removes a passkey. With the last second factor the recovery codes go.
    ///
    /// # Errors
    /// If the session is not confirmed, the user has no such passkey, or no other way to sign in.
    pub async fn remove_passkey(
        &self,
        session: &SignedIn,
        passkey_id: &PasskeyId,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let user = self.user(session).await?;
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        users::lock(&mut *write, &user.user_id).await?;
        let ways = ways_to_sign_in(&mut *write, &user.user_id).await?;
        if !rows::delete(&mut write, &user.user_id, passkey_id).await? {
            return Err(NO_PASSKEY);
        }
        if ways <= 1 {
            return Err(IdentityError::LastWay);
        }
        self.drop_codes_without_factor(&mut write, &user.user_id)
            .await?;
        let id = Some(passkey_id.as_str());
        self.tell(&mut write, &user, AuditAction::PasskeyRemoved, facts, id)
            .await?;
        self.mail_of_passkey(&mut write, &user, SUBJECT_REMOVED)
            .await?;
        write.commit().await?;
        Ok(())
    }

    async fn mail_of_passkey(
        &self,
        write: &mut Write,
        user: &User,
        subject: &'static str,
    ) -> Result<(), IdentityError> {
        let url = &self.settings.public_url;
        let text = format!(
            "{subject} to the Aurigraph portal.\n\n\
             If it was not you: set a new password at once at {url}/reset-password, which ends all sessions; then sign in, remove what is not yours from \
             {url}/profile, and look at the activity there.\n"
        );
        let Some(email) = user.verified_email() else {
            return Ok(());
        };
        let now = self.store.clock().now();
        Ok(mail::write(&self.store, write, &email, subject, &text, now).await?)
    }
}
