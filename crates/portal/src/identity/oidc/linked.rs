//! The identities of somebody who is signed in.

use sqlx::Any;

use super::identities::{self, Identity as Linked, Removal};
use super::mapping::ToldMemberships;
use crate::audit::AuditAction;
use crate::identity::sessions::SignedIn;
use crate::identity::users;
use crate::identity::{Identity, IdentityError, RequestFacts};
use crate::ids::{IdentityId, SessionId};
use crate::mail;

const SUBJECT_REMOVED: &str = "A way to sign in was removed";

impl Identity {
    /// The identities of the user of a session.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn linked(&self, session: &SignedIn) -> Result<Vec<Linked>, IdentityError> {
        let user = self.user(session).await?;
        Ok(identities::of_user(&self.store, &user).await?)
    }

    /// Takes an identity from the user. Other sessions that began with it end.
    ///
    /// # Errors
    /// If the session is not confirmed, it is not the user's, or no other way to sign in would be left.
    pub async fn remove_identity(
        &self,
        session: &SignedIn,
        identity_id: &IdentityId,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let user = self.user(session).await?;
        let now = self.store.clock().now();
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        // Two removals at once cannot both leave the other's way.
        users::lock(&mut *write, &user.user_id).await?;
        let provider_id = match identities::removal(&mut write, &user, identity_id).await? {
            Removal::Done { provider_id } => provider_id,
            Removal::LastWay => return Err(IdentityError::LastWay),
            Removal::NotThere => return Err(IdentityError::NotFound { what: "identity" }),
        };
        let begun_with_it: Vec<(String,)> = sqlx::query_as::<Any, _>(
            "SELECT session_id FROM provider_grants WHERE identity_id = $1 AND session_id IS NOT NULL",
        )
        .bind(identity_id.as_str())
        .fetch_all(&mut *write)
        .await?;
        let others = begun_with_it
            .iter()
            .filter_map(|(id,)| SessionId::parse(id))
            .filter(|id| *id != session.session_id);
        for other in others {
            self.sessions.end(&mut write, &user.user_id, &other).await?;
        }
        for statement in [
            // A sign-in that waits for a code.
            "DELETE FROM waiting_sign_ins WHERE token_hash IN (SELECT waiting_hash FROM provider_grants WHERE identity_id = $1)",
            "DELETE FROM identities WHERE identity_id = $1",
        ] {
            sqlx::query::<Any>(statement)
                .bind(identity_id.as_str())
                .execute(&mut *write)
                .await?;
        }
        // What it said of this user counts no more.
        if let Some(memberships) = &self.oidc.memberships {
            let told = ToldMemberships {
                user_id: user.user_id.clone(),
                provider_id: provider_id.clone(),
                memberships: Vec::new(),
            };
            memberships.replace(&mut write, &told, facts).await?;
        }
        let detail = format!("provider {provider_id}");
        let action = AuditAction::IdentityRemoved;
        self.tell(&mut write, &user, action, facts, Some(&detail))
            .await?;
        if let Some(email) = user.verified_email() {
            let text = self.text_removed(&provider_id);
            mail::write(&self.store, &mut write, &email, SUBJECT_REMOVED, &text, now).await?;
        }
        write.commit().await?;
        self.sessions.forget(&user.user_id);
        Ok(())
    }

    fn text_removed(&self, provider_id: &str) -> String {
        let url = &self.settings.public_url;
        let name = self.providers().find(|(id, _)| *id == provider_id);
        let name = name.map_or(provider_id, |(_, name)| name);
        format!(
            "{name} does not sign you in at the Aurigraph portal any more.\n\n\
             If it was not you: look at the activity in your profile, {url}/profile, and set a new password.\n"
        )
    }
}
