//! The routes that the OpenAPI document names.

use aurigraph_portal::server::openapi;
use axum::http::Method;

/// A route.
#[derive(Clone, Debug)]
pub struct Operation {
    pub method: Method,
    /// With its variable parts in braces.
    pub path: String,
    /// What the policy is asked.
    pub action: Option<String>,
    /// Names of the ways to be let in; none if it is public.
    pub security: Vec<String>,
}

impl Operation {
    pub fn is_public(&self) -> bool {
        self.security.is_empty()
    }

    /// The path in an organisation, with ids that could be, and are not, there.
    pub fn path_in(&self, organisation_id: &str) -> String {
        let zeros = "0".repeat(32);
        let parts = [
            ("{organisationId}", organisation_id.to_owned()),
            ("{sessionId}", format!("ses_{zeros}")),
            ("{passkeyId}", format!("pky_{zeros}")),
            ("{userId}", format!("usr_{zeros}")),
            ("{teamId}", format!("team_{zeros}")),
            ("{invitationId}", format!("inv_{zeros}")),
            ("{keyId}", format!("key_{zeros}")),
            ("{accountId}", format!("acc_{zeros}")),
            ("{paymentId}", format!("pay_{zeros}")),
            ("{requestId}", format!("nod_{zeros}")),
            ("{identityId}", format!("idn_{zeros}")),
            ("{providerId}", "silent".to_owned()),
            ("{resourceTypeId}", "User".to_owned()),
            ("{schemaId}", "urn:none".to_owned()),
        ];
        let mut path = self.path.clone();
        for (name, id) in parts {
            path = path.replace(name, &id);
        }
        assert!(
            !path.contains('{'),
            "{path}: give its variable part a value here"
        );
        path
    }
}

/// All routes of the portal's part of the document.
pub fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(openapi()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else {
                continue;
            };
            let security = operation["security"].as_array();
            let security =
                security.unwrap_or_else(|| panic!("{method} {path} says nothing of its security"));
            let names = security
                .iter()
                .flat_map(|one| one.as_object().unwrap().keys().cloned());
            operations.push(Operation {
                method,
                path: path.clone(),
                action: operation["x-action"].as_str().map(ToOwned::to_owned),
                security: names.collect(),
            });
        }
    }
    operations
}
