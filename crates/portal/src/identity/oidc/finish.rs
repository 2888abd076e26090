//! Somebody comes back from a provider.

use serde::Deserialize;
use sqlx::Any;

use super::begin::{nonce, state, verifier};
use super::claims::{Told, told};
use super::mapping::{Claims, mapped};
use super::provider::{Provider, ProviderProblem, Tokens};
use super::settings::OidcProviderSettings;
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::identity::second_factor::Factors;
use crate::identity::sign_in::Begun;
use crate::identity::{Identity, IdentityError, RequestFacts};
use crate::secret::{Purpose, Secret};
use crate::store::StoreError;

/// What a provider sends back with the browser.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Answer {
    /// To be given for tokens.
    pub code: Option<String>,
    /// Ours.
    pub state: Option<String>,
    /// From whom it is (RFC 9207).
    pub iss: Option<String>,
    /// Instead of a code.
    pub error: Option<String>,
}

/// Why nobody is signed in now. The codes are ours: nothing of what the provider says reaches a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackProblem {
    /// Not begun in this browser, too long ago, or done already.
    NotBegun,
    /// The answer is not right.
    Refused,
    /// The person said no there.
    Cancelled,
    /// The provider gave no answer that can be used.
    Silent,
    /// The address belongs to a user, who is to link the provider in the profile.
    EmailTaken,
    /// The provider tells no address.
    NoEmail,
    /// The identity belongs to another user.
    LinkedElsewhere,
    /// Not the session any more in which linking was begun.
    SessionChanged,
    /// A fault here.
    Failed,
}

impl CallbackProblem {
    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotBegun => "provider_sign_in_not_begun",
            Self::Refused => "provider_answer_refused",
            Self::Cancelled => "provider_sign_in_cancelled",
            Self::Silent => "provider_unreachable",
            Self::EmailTaken => "email_has_a_user",
            Self::NoEmail => "provider_tells_no_email",
            Self::LinkedElsewhere => "identity_linked_elsewhere",
            Self::SessionChanged => "session_changed",
            Self::Failed => "internal",
        }
    }
}

/// A problem, with what the audit log says of it.
pub(super) struct Refusal(pub(super) CallbackProblem, pub(super) &'static str);

impl From<ProviderProblem> for Refusal {
    fn from(problem: ProviderProblem) -> Self {
        match problem {
            ProviderProblem::Silent => Self(CallbackProblem::Silent, "no answer"),
            ProviderProblem::Refused(what) => Self(CallbackProblem::Refused, what),
        }
    }
}

impl From<IdentityError> for Refusal {
    fn from(error: IdentityError) -> Self {
        tracing::error!(%error, "somebody came back from a provider and could not be signed in");
        Self(CallbackProblem::Failed, "a fault")
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        IdentityError::from(error).into()
    }
}

/// How it ended well.
pub enum Finished {
    /// A session, and where to go on.
    Begun(Box<Begun>, String),
    /// One of these second factors is asked for; the secret opens that step. And where to go on.
    SecondFactor(Secret, Factors, String),
    /// The provider is linked.
    Linked,
}

/// How it did not.
pub struct Failed {
    /// Why.
    pub problem: CallbackProblem,
    /// Whether somebody who is signed in wanted to link a provider.
    pub was_linking: bool,
    /// Where somebody wanted to go on.
    pub return_to: Option<String>,
}

/// Somebody who was sent to a provider.
struct Away {
    provider_id: String,
    return_to: String,
    /// Of whoever is linking.
    session_id: Option<String>,
}

/// What the browser has.
pub struct Cookies<'a> {
    /// From the beginning.
    pub going: Option<&'a Secret>,
    /// The session.
    pub session: Option<&'a Secret>,
    /// Whether the browser is known.
    pub browser: Option<&'a Secret>,
}

impl Identity {
    /// Completes what was begun in this browser, once.
    ///
    /// # Errors
    /// If anything about it is not right.
    pub async fn come_back(
        &self,
        cookies: Cookies<'_>,
        answer: Option<Answer>,
        facts: &RequestFacts,
    ) -> Result<Finished, Failed> {
        let early = |problem| Failed {
            problem,
            was_linking: false,
            return_to: None,
        };
        let (Some(secret), Some(answer)) = (cookies.going, answer) else {
            return Err(early(CallbackProblem::NotBegun));
        };
        // Compared by hashes: how much of it is right cannot be measured.
        let is_ours = answer.state.as_ref().is_some_and(|given| {
            blake3::hash(given.as_bytes()) == blake3::hash(state(secret).as_bytes())
        });
        if !is_ours {
            return Err(early(CallbackProblem::NotBegun));
        }
        let away = match self.take_away(secret).await {
            Ok(Some(away)) => away,
            Ok(None) => return Err(early(CallbackProblem::NotBegun)),
            Err(error) => return Err(early(Refusal::from(error).0)),
        };
        let finished = self.finish(&away, secret, &cookies, answer, facts).await;
        match finished {
            Ok(finished) => Ok(finished),
            Err(Refusal(problem, detail)) => {
                let detail = format!("provider {}: {detail}", away.provider_id);
                if let Err(error) = self.tell_refused(&detail, facts).await {
                    tracing::error!(%error, "a refused sign-in is not in the audit log");
                }
                Err(Failed {
                    problem,
                    was_linking: away.session_id.is_some(),
                    return_to: Some(away.return_to),
                })
            }
        }
    }

    /// Takes the row of somebody who comes back, so that nobody comes back twice.
    async fn take_away(&self, secret: &Secret) -> Result<Option<Away>, IdentityError> {
        let hash = secret.hash(Purpose::ProviderSignIn);
        let mut write = self.store.write().await?;
        let row: Option<(String, String, Option<String>, i64)> = sqlx::query_as::<Any, _>(
            "SELECT provider_id, return_to, session_id, expires_ms FROM provider_sign_ins WHERE token_hash = $1",
        )
        .bind(hash.as_str())
        .fetch_optional(&mut *write)
        .await?;
        let gone = sqlx::query::<Any>("DELETE FROM provider_sign_ins WHERE token_hash = $1")
            .bind(hash.as_str())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        let now = self.store.clock().now();
        let row = row.filter(|row| gone.rows_affected() == 1 && now.ms() < row.3);
        Ok(row.map(|(provider_id, return_to, session_id, _)| Away {
            provider_id,
            return_to,
            session_id,
        }))
    }

    async fn finish(
        &self,
        away: &Away,
        secret: &Secret,
        cookies: &Cookies<'_>,
        answer: Answer,
        facts: &RequestFacts,
    ) -> Result<Finished, Refusal> {
        let provider = self.oidc.provider(&away.provider_id);
        let provider = provider.ok_or(Refusal(CallbackProblem::NotBegun, "not there any more"))?;
        let came = self.tokens_of(provider, secret, answer).await?;
        match &away.session_id {
            Some(session_id) => {
                self.link(provider, &came.told, (session_id, cookies.session), facts)
                    .await
            }
            None => {
                let return_to = away.return_to.clone();
                self.sign_in_as(provider, came, (cookies.browser, return_to), facts)
                    .await
            }
        }
    }

    /// From an answer to claims that are verified.
    async fn tokens_of(
        &self,
        provider: &Provider,
        secret: &Secret,
        answer: Answer,
    ) -> Result<Came, Refusal> {
        let outbound = &self.oidc.outbound;
        let settings = provider.settings();
        let published = provider
            .published(outbound, self.store.clock().now())
            .await?;
        // Before the code goes anywhere: it may be of another provider, meant to be given to this one.
        let is_from_it = match &answer.iss {
            Some(issuer) => *issuer == settings.issuer,
            None => !published.says_issuer(),
        };
        if !is_from_it {
            return Err(Refusal(CallbackProblem::Refused, "from another issuer"));
        }
        match answer.error.as_deref() {
            None => {}
            Some("access_denied") => {
                return Err(Refusal(CallbackProblem::Cancelled, "cancelled there"));
            }
            Some(_) => {
                return Err(Refusal(
                    CallbackProblem::Refused,
                    "an error instead of a code",
                ));
            }
        }
        let code = answer
            .code
            .ok_or(Refusal(CallbackProblem::Refused, "no code"))?;
        let given = (code, verifier(secret));
        let tokens = provider
            .tokens_for_code(outbound, &published, self.redirect_url(), given)
            .await?;
        let now = self.store.clock().now();
        let id_token = tokens.id_token.as_ref();
        let id_token = id_token.ok_or(Refusal(CallbackProblem::Refused, "no ID token"))?;
        let nonce = nonce(secret);
        let mut claims = provider
            .claims(outbound, &published, (id_token, Some(&nonce)), now)
            .await?;
        if is_missing(&claims, settings, &["email"]) {
            provider
                .add_user_info(outbound, &published, &mut claims, &tokens.access_token)
                .await?;
        }
        let told = told(&claims, settings);
        Ok(Came {
            told: told.ok_or(Refusal(CallbackProblem::Refused, "no subject"))?,
            memberships: mapped(&claims, settings),
            tokens,
        })
    }

    async fn tell_refused(&self, detail: &str, facts: &RequestFacts) -> Result<(), IdentityError> {
        let now = self.store.clock().now();
        let mut write = self.store.write().await?;
        let key = self.store.sealing().portal_key(&mut *write).await?;
        let event = AuditEvent {
            action: AuditAction::SignedIn,
            outcome: Outcome::Refused,
            actor: None,
            target: None,
            facts,
            detail: Some(detail),
        };
        audit::append(&self.store, &mut write, &key, &event, now).await?;
        Ok(write.commit().await?)
    }
}

/// Whether an ID token left out what the rules of memberships look at, or one of these claims: then it is asked for.
pub(super) fn is_missing(
    claims: &Claims,
    settings: &OidcProviderSettings,
    others: &[&str],
) -> bool {
    let of_rules = settings.memberships.iter().map(|rule| rule.claim.as_str());
    let mut all = of_rules.chain(others.iter().copied());
    all.any(|claim| {
        let first_part = claim.split('.').next().unwrap_or_default();
        !claims.contains_key(claim) && !claims.contains_key(first_part)
    })
}

/// What came back.
pub(super) struct Came {
    pub(super) told: Told,
    pub(super) memberships: Vec<(String, String)>,
    pub(super) tokens: Tokens,
}
