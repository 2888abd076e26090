//! From claims of a provider to memberships of organisations. A function of both and nothing else; what is done with its result is [`Memberships`]'s.

use std::collections::BTreeSet;
use std::fmt;
use std::pin::Pin;

use serde_json::{Map, Value};

use super::settings::OidcProviderSettings;
use crate::identity::RequestFacts;
use crate::ids::UserId;
use crate::store::{StoreError, Write};

/// Claims of a token that was verified.
pub type Claims = Map<String, Value>;

/// Ids of organisations with a role there, in order and each once.
pub fn mapped(claims: &Claims, settings: &OidcProviderSettings) -> Vec<(String, String)> {
    let mut found = BTreeSet::new();
    for rule in &settings.memberships {
        let values = claim(claims, &rule.claim).map(values).unwrap_or_default();
        let roles = values.into_iter().filter_map(|value| rule.role_of(value));
        found.extend(roles.map(|role| (rule.organisation.clone(), role)));
    }
    found.into_iter().collect()
}

/// A claim of that very name, or, with dots, one inside an object.
fn claim<'a>(claims: &'a Claims, path: &str) -> Option<&'a Value> {
    if let Some(found) = claims.get(path) {
        return Some(found);
    }
    let (first, rest) = path.split_once('.')?;
    claim(claims.get(first)?.as_object()?, rest)
}

/// The text, or those in a list.
fn values(found: &Value) -> Vec<&str> {
    match found {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// What a provider told of a user's memberships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldMemberships {
    /// Of whom.
    pub user_id: UserId,
    /// By which provider.
    pub provider_id: String,
    /// Ids of organisations, with a role there.
    pub memberships: Vec<(String, String)>,
}

/// Keeps what a provider told, within the transaction of the sign-in.
pub trait Memberships: fmt::Debug + Send + Sync {
    /// Makes the memberships that come from this provider these and no others.
    fn replace<'a>(
        &'a self,
        write: &'a mut Write,
        told: &'a ToldMemberships,
        facts: &'a RequestFacts,
    ) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::identity::oidc::settings::MembershipRule;

    fn settings(rules: &[(&str, &str, &str, &str)]) -> OidcProviderSettings {
        let rule = |(claim, value, organisation, role): &(&str, &str, &str, &str)| MembershipRule {
            claim: (*claim).into(),
            value: (*value).into(),
            organisation: (*organisation).into(),
            role: (!role.is_empty()).then(|| (*role).into()),
        };
        OidcProviderSettings {
            id: "keycloak".into(),
            name: "Keycloak".into(),
            issuer: "https://id.example.org".into(),
            client_id: "portal".into(),
            client_secret_file: "/nowhere".into(),
            audience: None,
            subject_claim: "sub".into(),
            scopes: Vec::new(),
            internal_host: None,
            second_factor_amr: Vec::new(),
            second_factor_acr: Vec::new(),
            memberships: rules.iter().map(rule).collect(),
            provisions: Vec::new(),
        }
    }

    fn of(claims: Value, rules: &[(&str, &str, &str, &str)]) -> Vec<(String, String)> {
        mapped(claims.as_object().unwrap(), &settings(rules))
    }

    #[test]
    fn values_of_claims_make_members_and_nothing_else_does() {
        let rules = [
            ("groups", "/treasury", "acme", "operator"),
            ("groups", "/audit", "acme", "auditor"),
            ("realm_access.roles", "admin", "acme", "admin"),
            ("https://example.org/org", "beta", "beta", "viewer"),
            ("groups", "/also-treasury", "acme", "operator"),
        ];
        let pair = |organisation: &str, role: &str| (organisation.to_owned(), role.to_owned());
        assert_eq!(
            of(
                json!({ "groups": ["/treasury", "/also-treasury", "/unknown"] }),
                &rules
            ),
            [pair("acme", "operator")]
        );
        assert_eq!(
            of(
                json!({
                    "groups": "/audit", "realm_access": { "roles": ["admin"] }, "https://example.org/org": "beta"
                }),
                &rules
            ),
            [
                pair("acme", "admin"),
                pair("acme", "auditor"),
                pair("beta", "viewer")
            ]
        );
        for nothing in [
            json!({}),
            json!({ "groups": [] }),
            json!({ "groups": ["/TREASURY", " /treasury", "/treasury/sub", ["/treasury"], { "a": "/treasury" }] }),
            json!({ "groups": { "/treasury": true } }),
            json!({ "groups": null, "realm_access": ["admin"], "roles": ["admin"] }),
            json!({ "realm_access": { "roles": { "admin": 1 } } }),
        ] {
            assert_eq!(of(nothing.clone(), &rules), [], "{nothing}");
        }
        assert_eq!(of(json!({ "groups": ["/treasury"] }), &[]), []);
    }

    #[test]
    fn a_value_may_name_the_role() {
        let rules = [
            ("groups", "/acme/{role}", "acme", ""),
            ("groups", "{role}@beta", "beta", ""),
        ];
        let pair = |organisation: &str, role: &str| (organisation.to_owned(), role.to_owned());
        let groups = json!({ "groups": ["/acme/treasurer", "/acme/auditor", "viewer@beta", "/acme/", "/acme/boss", "/acme/owner", "/acme/admin/x", "x/acme/admin", "@beta"] });
        assert_eq!(
            of(groups, &rules),
            [
                pair("acme", "auditor"),
                pair("acme", "treasurer"),
                pair("beta", "viewer")
            ]
        );
    }
}
