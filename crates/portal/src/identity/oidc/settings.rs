//! How an identity provider is set: one `[[oidc]]` of the portal's configuration.

use std::collections::HashSet;
use std::path::PathBuf;

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::access::roles::Role;
use crate::ids::OrganisationId;
use crate::outbound::target::{InternalHost, Target, TargetRefused};

/// Longest id, so that it has its place in addresses and on pages.
const ID_CHARACTERS_MAX: usize = 40;
const NAME_CHARACTERS_MAX: usize = 40;
/// Largest file of a client's secret.
const SECRET_BYTES_MAX: usize = 4_096;

/// A provider.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcProviderSettings {
    /// Its name in addresses, as `keycloak`.
    pub id: String,
    /// Its name on pages: "Continue with …".
    pub name: String,
    /// The issuer, exactly as the provider writes it.
    pub issuer: String,
    /// As what the portal is registered there.
    pub client_id: String,
    /// The file with the secret that the provider gave with it.
    pub client_secret_file: PathBuf,
    /// Access tokens of this provider that are made out for this audience count as `Authorization: Bearer`; without it, none does.
    #[serde(default)]
    pub audience: Option<String>,
    /// The claim that says who it is: `sub`, or `oid` of Entra ID, whose `sub` no directory knows. It stays as it is once somebody has signed in.
    #[serde(default = "usual_subject")]
    pub subject_claim: String,
    /// What is asked for beside `openid`.
    #[serde(default = "usual_scopes")]
    pub scopes: Vec<String>,
    /// Scheme, host and port of a provider inside, as `http://localhost:8180`: the one address that is reached without being public.
    #[serde(default)]
    pub internal_host: Option<InternalHost>,
    /// Values of `amr` that say that the provider asked for a second factor.
    #[serde(default)]
    pub second_factor_amr: Vec<String>,
    /// Values of `acr` that say so.
    #[serde(default)]
    pub second_factor_acr: Vec<String>,
    /// Which claims make somebody a member of which organisation.
    #[serde(default)]
    pub memberships: Vec<MembershipRule>,
    /// Ids of the organisations whose members are provisioned with SCIM: `externalId` there is the subject of this provider.
    #[serde(default)]
    pub provisions: Vec<String>,
}

/// A value of a claim that makes somebody a member.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembershipRule {
    /// The claim, with dots into objects, as `groups` or `realm_access.roles`.
    pub claim: String,
    /// The value, or one of the list. With `{role}` in it, what stands there is the role, as in `/treasury-inc/{role}`.
    pub value: String,
    /// The organisation's id.
    pub organisation: String,
    /// The role there, unless the value names it.
    #[serde(default)]
    pub role: Option<String>,
}

/// Where a value names the role.
const ROLE_PLACE: &str = "{role}";

impl MembershipRule {
    /// The role that a value of the claim gives; nothing if the rule is about other values. Never that of an owner: those are made by owners.
    pub fn role_of(&self, value: &str) -> Option<String> {
        let role = match (&self.role, self.value.split_once(ROLE_PLACE)) {
            (Some(role), _) => (value == self.value).then_some(role.as_str()),
            (None, Some((before, after))) => value.strip_prefix(before)?.strip_suffix(after),
            (None, None) => None,
        };
        let role = Role::parse(role?).filter(|role| *role != Role::Owner);
        role.map(|role| role.as_str().to_owned())
    }

    fn is_sound(&self) -> bool {
        let places = self.value.matches(ROLE_PLACE).count();
        let is_role_sound = match &self.role {
            Some(role) => places == 0 && Role::parse(role).is_some_and(|role| role != Role::Owner),
            None => places == 1,
        };
        !self.claim.is_empty()
            && is_role_sound
            && OrganisationId::parse(&self.organisation).is_some()
    }
}

/// Claims that say who somebody is for good. An address or a name never does.
const SUBJECT_CLAIMS: [&str; 2] = ["sub", "oid"];

fn usual_subject() -> String {
    SUBJECT_CLAIMS[0].into()
}

fn usual_scopes() -> Vec<String> {
    vec!["email".into(), "profile".into()]
}

/// Why providers cannot be used as they are set.
#[derive(Debug, thiserror::Error)]
pub enum ProviderSettingsError {
    /// Not an id.
    #[error(
        "the id of provider {id:?} is to have 1 to {ID_CHARACTERS_MAX} of a-z, 0-9 and hyphens"
    )]
    Id {
        /// It.
        id: String,
    },
    /// Not a name.
    #[error(
        "the name of provider {id} is to have 1 to {NAME_CHARACTERS_MAX} characters that can be seen"
    )]
    Name {
        /// Which.
        id: String,
    },
    /// Two of one id or issuer.
    #[error("two providers have the same id or issuer ({id}): give each its own")]
    Twice {
        /// The second one.
        id: String,
    },
    /// An issuer that is not reached.
    #[error(
        "the issuer of provider {id} is not taken: {source}. If it is inside, name it with internal_host"
    )]
    Issuer {
        /// Which.
        id: String,
        /// Why.
        source: TargetRefused,
    },
    /// Not a rule.
    #[error(
        "memberships of provider {id}: the rule for {value:?} is to have a claim, an organisation's id (org_…), and a role other than owner, or {ROLE_PLACE} in its value instead"
    )]
    Membership {
        /// Of which provider.
        id: String,
        /// Its value.
        value: String,
    },
    /// Not an organisation that is provisioned, or one of two providers.
    #[error(
        "provisions of provider {id}: {organisation:?} is to be an organisation's id (org_…), and to stand at one provider once"
    )]
    Provisions {
        /// Of which provider.
        id: String,
        /// What stands there.
        organisation: String,
    },
    /// A claim that says something else.
    #[error(
        "the subject_claim of provider {id} is to be one of {SUBJECT_CLAIMS:?}: no other says for good who somebody is"
    )]
    Subject {
        /// Of which provider.
        id: String,
    },
    /// Not an audience.
    #[error(
        "the audience of provider {id} is to be another name than its client_id: otherwise tokens that say who signed in would let programs in"
    )]
    Audience {
        /// Of which provider.
        id: String,
    },
    /// The secret.
    #[error("the client_secret_file of provider {id} cannot be used ({path}): {reason}")]
    Secret {
        /// Which.
        id: String,
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
}

impl OidcProviderSettings {
    /// Hosts inside that may be reached for this provider.
    pub fn internal_hosts(&self) -> &[InternalHost] {
        self.internal_host.as_slice()
    }

    /// The secret at the provider.
    pub(super) fn client_secret(&self) -> Result<Zeroizing<String>, ProviderSettingsError> {
        let failed = |reason: String| ProviderSettingsError::Secret {
            id: self.id.clone(),
            path: self.client_secret_file.clone(),
            reason,
        };
        let text = std::fs::read_to_string(&self.client_secret_file);
        let text = Zeroizing::new(text.map_err(|error| failed(error.to_string()))?);
        let secret = text.trim();
        if secret.is_empty() || secret.len() > SECRET_BYTES_MAX {
            return Err(failed(format!(
                "it holds no secret of 1 to {SECRET_BYTES_MAX} bytes"
            )));
        }
        Ok(Zeroizing::new(secret.to_owned()))
    }

    fn check(&self) -> Result<(), ProviderSettingsError> {
        let id = || self.id.clone();
        let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if self.id.is_empty() || self.id.len() > ID_CHARACTERS_MAX || !self.id.bytes().all(is_plain)
        {
            return Err(ProviderSettingsError::Id { id: id() });
        }
        let characters = self.name.chars().count();
        let is_sound = (1..=NAME_CHARACTERS_MAX).contains(&characters)
            && !self.name.chars().any(char::is_control);
        if !is_sound {
            return Err(ProviderSettingsError::Name { id: id() });
        }
        let audience = self.audience.as_deref();
        if audience.is_some_and(|one| one.is_empty() || one == self.client_id) {
            return Err(ProviderSettingsError::Audience { id: id() });
        }
        if !SUBJECT_CLAIMS.contains(&self.subject_claim.as_str()) {
            return Err(ProviderSettingsError::Subject { id: id() });
        }
        if let Some(rule) = self.memberships.iter().find(|rule| !rule.is_sound()) {
            return Err(ProviderSettingsError::Membership {
                id: id(),
                value: rule.value.clone(),
            });
        }
        Target::parse(&self.issuer, self.internal_hosts())
            .map(|_| ())
            .map_err(|source| ProviderSettingsError::Issuer { id: id(), source })
    }
}

/// Looks through all of them.
///
/// # Errors
/// If one cannot be used, or two cannot be told apart.
pub fn check(providers: &[OidcProviderSettings]) -> Result<(), ProviderSettingsError> {
    let mut known = HashSet::new();
    let mut provisioned = HashSet::new();
    for provider in providers {
        provider.check()?;
        // With two, nobody could say whose subject an externalId is.
        for organisation in &provider.provisions {
            if OrganisationId::parse(organisation).is_none() || !provisioned.insert(organisation) {
                return Err(ProviderSettingsError::Provisions {
                    id: provider.id.clone(),
                    organisation: organisation.clone(),
                });
            }
        }
        // Two clients at one issuer would share their users, and an answer could belong to either.
        if !known.insert(provider.id.as_str())
            || !known.insert(provider.issuer.trim_end_matches('/'))
        {
            return Err(ProviderSettingsError::Twice {
                id: provider.id.clone(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(
        change: impl FnOnce(&mut serde_json::Value),
    ) -> Result<OidcProviderSettings, String> {
        let mut value = serde_json::json!({
            "id": "keycloak", "name": "Keycloak", "issuer": "http://localhost:8180/realms/aurigraph",
            "client_id": "portal", "client_secret_file": "/nowhere", "internal_host": "http://localhost:8180",
        });
        change(&mut value);
        let settings: OidcProviderSettings =
            serde_json::from_value(value).map_err(|error| error.to_string())?;
        check(std::slice::from_ref(&settings)).map_err(|error| error.to_string())?;
        Ok(settings)
    }

    #[test]
    fn what_is_set_wrongly_is_said() {
        let sound = provider(|_| ()).unwrap();
        assert_eq!(sound.scopes, ["email", "profile"]);
        assert!(
            sound
                .client_secret()
                .unwrap_err()
                .to_string()
                .contains("/nowhere")
        );
        for (field, value, said) in [
            ("id", serde_json::json!("Key cloak"), "a-z, 0-9"),
            ("id", serde_json::json!("../x"), "a-z, 0-9"),
            ("name", serde_json::json!("a\nb"), "can be seen"),
            (
                "issuer",
                serde_json::json!("http://localhost:8181/"),
                "internal_host",
            ),
            (
                "issuer",
                serde_json::json!("https://169.254.169.254/"),
                "internal_host",
            ),
            (
                "internal_host",
                serde_json::json!("http://169.254.169.254"),
                "public hosts",
            ),
            (
                "internal_host",
                serde_json::json!("localhost:8180"),
                "https://name",
            ),
            ("issuers", serde_json::json!("x"), "unknown field"),
            ("subject_claim", serde_json::json!("email"), "for good"),
        ] {
            let error = provider(|settings| settings[field] = value).unwrap_err();
            assert!(error.contains(said), "{field}: {error}");
        }
        let mut other = sound.clone();
        other.id = "other".into();
        assert!(check(&[sound.clone(), other.clone()]).is_err());
        other.issuer = "https://other.example.org".into();
        assert!(check(&[sound.clone(), other.clone()]).is_ok());
        let organisation = format!("org_{}", "0".repeat(32));
        let provisions = |list: &[&str]| {
            let mut one = sound.clone();
            one.provisions = list.iter().map(|id| (*id).to_owned()).collect();
            one
        };
        let one = provisions(&[&organisation]);
        assert!(check(&[one.clone(), other.clone()]).is_ok());
        assert!(check(&[provisions(&["org_1"]), other.clone()]).is_err());
        assert!(check(&[provisions(&[&organisation, &organisation])]).is_err());
        other.provisions.clone_from(&one.provisions);
        assert!(check(&[one, other.clone()]).is_err());
        other.id.clone_from(&sound.id);
        assert!(check(&[sound, other]).is_err());
    }
}
