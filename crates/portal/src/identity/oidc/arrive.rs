//! Who came back is somebody now: a user who signs in, a new one, or one who links the identity.

use std::sync::Arc;

use super::claims::Told;
use super::finish::{CallbackProblem, Came, Finished, Refusal};
use super::grants::{self, NewGrant};
use super::identities;
use super::mapping::ToldMemberships;
use super::provider::Provider;
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::identity::second_factor::Factors;
use crate::identity::sign_in::SignInStep;
use crate::identity::users::{self, NewUser, User};
use crate::identity::{Identity, IdentityError, RequestFacts};
use crate::ids::{IdentityId, UserId};
use crate::mail;
use crate::secret::{Purpose, Secret};
use crate::store::sealing::{Owner, OwnersKey};
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

const SUBJECT_LINKED: &str = "Another way to sign in was added";

/// Whose identity it is, within a transaction.
struct Owned {
    user_id: UserId,
    key: Arc<OwnersKey>,
    last_sign_in_at: Option<UnixTime>,
    identity_id: IdentityId,
}

impl Identity {
    /// Begins a session for the user of an identity, who may be new, or asks for the second factor.
    pub(super) async fn sign_in_as(
        &self,
        provider: &Provider,
        came: Came,
        (browser, return_to): (Option<&Secret>, String),
        facts: &RequestFacts,
    ) -> Result<Finished, Refusal> {
        let settings = provider.settings();
        let now = self.store.clock().now();
        let lookup = identities::lookup(&self.store, &settings.issuer, &came.told.subject);
        let owner = identities::owner(self.store.pool(), &lookup).await?;
        let known = match &owner {
            Some((_, user_id)) => User::of_id(&self.store, user_id).await?,
            None => None,
        };
        if known.is_none() && owner.is_some() {
            return Err(Refusal(
                CallbackProblem::Refused,
                "the user is switched off",
            ));
        }
        let wanted = match &known {
            Some(user) if !came.told.has_second_factor => {
                Some(self.factors(&user.user_id).await?).filter(Factors::is_any)
            }
            _ => None,
        };
        let browser = self.known_browser(known.as_ref(), browser, now).await?;
        let mut write = self.store.write().await?;
        self.came_back(&mut write, facts).await?;
        let label = came.told.label.as_str();
        let owned = match (known, owner) {
            (Some(user), Some((identity_id, _))) => {
                let used = identities::used(&mut write, &user.key, (&identity_id, label), now);
                if !used.await? {
                    return Err(Refusal(CallbackProblem::Refused, "unlinked meanwhile"));
                }
                Owned {
                    user_id: user.user_id,
                    key: user.key,
                    last_sign_in_at: user.last_sign_in_at,
                    identity_id,
                }
            }
            _ => {
                self.new_user(
                    &mut write,
                    (settings.id.as_str(), &lookup),
                    &came.told,
                    facts,
                    now,
                )
                .await?
            }
        };
        if let Some(memberships) = &self.oidc.memberships {
            let told = ToldMemberships {
                user_id: owned.user_id.clone(),
                provider_id: settings.id.clone(),
                memberships: came.memberships,
            };
            memberships.replace(&mut write, &told, facts).await?;
        }
        let detail = format!("provider {}", settings.id);
        let step = if let Some(factors) = wanted {
            let who = (&owned.user_id, factors);
            self.wait_for_second_factor(&mut write, who, browser.as_deref(), now)
                .await?
        } else {
            let who = (&owned.user_id, &*owned.key);
            let facts = (facts, Some(detail.as_str()));
            let begun = self.begin(&mut write, who, owned.last_sign_in_at, facts, now);
            SignInStep::Begun(Box::new(begun.await?))
        };
        let (session_id, waiting_hash) = match &step {
            SignInStep::Begun(begun) => (Some(begun.session.session_id.clone()), None),
            SignInStep::SecondFactor(waiting, _) => {
                (None, Some(waiting.hash(Purpose::WaitingSignIn)))
            }
        };
        let sid = came.told.sid.as_deref();
        let grant = NewGrant {
            user_id: &owned.user_id,
            key: &owned.key,
            identity_id: &owned.identity_id,
            provider_id: &settings.id,
            session_id: session_id.as_ref(),
            waiting_hash: waiting_hash.as_ref(),
            sid_lookup: sid.map(|sid| identities::sid_lookup(&self.store, &settings.issuer, sid)),
            refresh_token: came.tokens.refresh_token.as_ref(),
        };
        grants::insert(&mut write, &grant, now).await?;
        write.commit().await.map_err(StoreError::from)?;
        Ok(match step {
            SignInStep::Begun(begun) => Finished::Begun(begun, return_to),
            SignInStep::SecondFactor(waiting, factors) => {
                Finished::SecondFactor(waiting, factors, return_to)
            }
        })
    }

    /// A user of somebody whom nobody knew. An address for which the provider vouches has none yet.
    async fn new_user(
        &self,
        write: &mut Write,
        (provider_id, lookup): (&str, &str),
        told: &Told,
        facts: &RequestFacts,
        now: UnixTime,
    ) -> Result<Owned, Refusal> {
        let email = told.email.as_ref();
        let email = email.ok_or(Refusal(CallbackProblem::NoEmail, "no e-mail address"))?;
        let user_id = UserId::random();
        let owner = Owner::User(user_id.clone());
        let key = self.store.sealing().make_key(&mut **write, &owner, now);
        let key = Arc::new(key.await?);
        let user = NewUser {
            user_id: &user_id,
            email,
            is_email_verified: told.is_email_verified,
            name: &told.name,
            password: None,
        };
        if !users::insert(&mut **write, &self.store, &key, &user, now).await? {
            return Err(Refusal(
                CallbackProblem::EmailTaken,
                "the e-mail address has a user",
            ));
        }
        let who = (&user_id, &*key);
        let names = (provider_id, told.label.as_str());
        let identity_id = identities::insert(write, who, lookup, names, now).await?;
        // Of two at once one is later; the next attempt finds the user.
        let identity_id = identity_id.ok_or(Refusal(CallbackProblem::Refused, "twice at once"))?;
        identities::used(write, &key, (&identity_id, &told.label), now).await?;
        let detail = format!("provider {provider_id}");
        let event = AuditEvent {
            action: AuditAction::SignedUp,
            outcome: Outcome::Succeeded,
            actor: Some(&user_id),
            target: Some(&user_id),
            facts,
            detail: Some(&detail),
        };
        audit::append(&self.store, write, &key, &event, now).await?;
        Ok(Owned {
            user_id,
            key,
            last_sign_in_at: None,
            identity_id,
        })
    }

    /// Gives an identity to whoever is signed in, in the session in which that was begun.
    pub(super) async fn link(
        &self,
        provider: &Provider,
        told: &Told,
        (begun_in, session): (&str, Option<&Secret>),
        facts: &RequestFacts,
    ) -> Result<Finished, Refusal> {
        let changed = || Refusal(CallbackProblem::SessionChanged, "another session");
        let session = match self.check_session(session).await {
            Err(IdentityError::NotSignedIn) => return Err(changed()),
            session => session?,
        };
        if session.session_id.as_str() != begun_in {
            return Err(changed());
        }
        let settings = provider.settings();
        let user = self.user(&session).await?;
        let now = self.store.clock().now();
        let lookup = identities::lookup(&self.store, &settings.issuer, &told.subject);
        match identities::owner(self.store.pool(), &lookup).await? {
            Some((_, owner)) if owner == user.user_id => return Ok(Finished::Linked),
            Some(_) => return Err(Refusal(CallbackProblem::LinkedElsewhere, "of another user")),
            None => {}
        }
        let mut write = self.store.write().await?;
        self.came_back(&mut write, facts).await?;
        let who = (&user.user_id, &*user.key);
        let names = (settings.id.as_str(), told.label.as_str());
        let linked = identities::insert(&mut write, who, &lookup, names, now).await?;
        if linked.is_none() {
            return Err(Refusal(CallbackProblem::LinkedElsewhere, "of another user"));
        }
        let detail = format!("provider {}", settings.id);
        let action = AuditAction::IdentityLinked;
        self.tell(&mut write, &user, action, facts, Some(&detail))
            .await?;
        if let Some(email) = user.verified_email() {
            let text = self.text_linked(&settings.name);
            mail::write(&self.store, &mut write, &email, SUBJECT_LINKED, &text, now).await?;
        }
        write.commit().await.map_err(StoreError::from)?;
        Ok(Finished::Linked)
    }

    fn text_linked(&self, provider: &str) -> String {
        let url = &self.settings.public_url;
        format!(
            "From now on somebody who signs in with {provider} is signed in as you at the Aurigraph portal.\n\n\
             If it was not you: remove it at once in your profile, {url}/profile, and set a new password.\n"
        )
    }
}
