//! What a directory wants of a user, taken out of its document.

use serde_json::{Map, Value};

use super::error::ScimError;
use crate::access::roles::{Role, Roles};
use crate::identity::email::Email;
use crate::identity::users;

/// Longest userName.
const USER_NAME_CHARACTERS_MAX: usize = 256;

/// What is wanted.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    /// What is kept, without what stands elsewhere.
    pub(super) document: Map<String, Value>,
    /// Nothing: as it is, and for a new user true.
    pub(super) active: Option<bool>,
    /// Nothing: none are named.
    pub(super) roles: Option<Roles>,
    pub(super) user_name: String,
    pub(super) external_id: Option<String>,
    /// The address of the account.
    pub(super) email: Option<Email>,
    /// The name of the account.
    pub(super) name: String,
}

impl Wish {
    pub(super) fn of(mut document: Map<String, Value>) -> Result<Self, ScimError> {
        let active = document.remove("active");
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let user_name = text("userName").map(str::trim).unwrap_or_default();
        let is_sound = (1..=USER_NAME_CHARACTERS_MAX).contains(&user_name.chars().count())
            && !user_name.chars().any(char::is_control);
        if !is_sound {
            return Err(ScimError::value(format!(
                "userName has 1 to {USER_NAME_CHARACTERS_MAX} characters that can be seen"
            )));
        }
        Ok(Self {
            active: active.and_then(|active| active.as_bool()),
            roles: roles(&document)?,
            user_name: user_name.to_owned(),
            external_id: text("externalId").map(str::to_owned),
            email: email(&document, user_name)?,
            name: name(&document, user_name)?,
            document,
        })
    }

    /// By what it is unique.
    pub(super) fn user_name_key(&self) -> String {
        key_of(&self.user_name)
    }
}

/// By what a userName is unique.
pub(super) fn key_of(user_name: &str) -> String {
    user_name.trim().to_lowercase()
}

fn roles(document: &Map<String, Value>) -> Result<Option<Roles>, ScimError> {
    let Some(elements) = document.get("roles").and_then(Value::as_array) else {
        return Ok(None);
    };
    let named = elements.iter().filter_map(|one| one.get("value")?.as_str());
    // The table of attributes knows the names; owners are not among them.
    let roles: Roles = named.filter_map(Role::parse).collect();
    if roles.is_empty() || roles.has(Role::Owner) {
        return Err(ScimError::value("roles names no role that can be given"));
    }
    Ok(Some(roles))
}

/// The primary address, else the one for work, else the first one, else the userName if it is one.
fn email(document: &Map<String, Value>, user_name: &str) -> Result<Option<Email>, ScimError> {
    let elements = document.get("emails").and_then(Value::as_array);
    let elements = elements.map(Vec::as_slice).unwrap_or_default();
    let is_primary = |one: &&Value| one.get("primary") == Some(&Value::Bool(true));
    let is_of_work = |one: &&Value| {
        let kind = one.get("type").and_then(Value::as_str);
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case("work"))
    };
    let chosen = elements.iter().find(is_primary);
    let chosen = chosen.or_else(|| elements.iter().find(is_of_work));
    let chosen = chosen.or_else(|| elements.first());
    match chosen.and_then(|one| one.get("value")?.as_str()) {
        Some(text) => Email::parse(text)
            .map(Some)
            .map_err(|error| ScimError::value(format!("emails: {error}"))),
        None => Ok(Email::parse(user_name).ok()),
    }
}

fn name(document: &Map<String, Value>, user_name: &str) -> Result<String, ScimError> {
    let part = |part: &str| {
        let name = document.get("name")?.get(part)?.as_str()?.trim();
        (!name.is_empty()).then(|| name.to_owned())
    };
    let display = document.get("displayName").and_then(Value::as_str);
    let both = || {
        let parts: Vec<String> = ["givenName", "familyName"]
            .into_iter()
            .filter_map(part)
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let display = display.filter(|name| !name.trim().is_empty());
    let name = display.map(str::to_owned);
    let name = name.or_else(|| part("formatted")).or_else(both);
    let name = name.unwrap_or_else(|| user_name.to_owned());
    let seen = name.chars().filter(|character| !character.is_control());
    let shortened: String = seen.take(users::NAME_CHARACTERS_MAX).collect();
    users::name(&shortened).map_err(|error| ScimError::value(format!("displayName: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wish(document: Value) -> Result<Wish, ScimError> {
        Wish::of(document.as_object().unwrap().clone())
    }

    #[test]
    fn name_address_and_roles_are_found() {
        let all = wish(json!({
            "userName": " Ada ", "active": false, "displayName": " ", "name": { "givenName": "Ada", "familyName": "Lovelace" },
            "emails": [{ "value": "a@home.example" }, { "value": "a@work.example", "type": "Work" }], "roles": [{ "value": "admin" }, { "value": "viewer" }],
        }))
        .unwrap();
        assert_eq!(
            (all.user_name.as_str(), all.name.as_str()),
            ("Ada", "Ada Lovelace")
        );
        assert_eq!(all.email.unwrap().as_str(), "a@work.example");
        assert_eq!(all.roles.unwrap().names(), ["admin", "viewer"]);
        assert!(all.active == Some(false) && !all.document.contains_key("active"));
        let least = wish(json!({ "userName": "ada@example.org" })).unwrap();
        assert_eq!(
            (least.name.as_str(), least.active),
            ("ada@example.org", None)
        );
        assert_eq!(least.email.unwrap().as_str(), "ada@example.org");
        let primary = json!({ "userName": "a", "name": { "formatted": "A B" }, "emails": [{ "value": "a@b.example", "type": "work" }, { "value": "c@d.example", "primary": true }] });
        let primary = wish(primary).unwrap();
        assert_eq!(
            (primary.name.as_str(), primary.email.unwrap().as_str()),
            ("A B", "c@d.example")
        );
        assert!(wish(json!({ "userName": "ada" })).unwrap().email.is_none());
        for document in [
            json!({ "userName": " " }),
            json!({ "userName": "a\nb" }),
            json!({ "userName": "a".repeat(257) }),
            json!({ "userName": "a", "emails": [{ "value": "nowhere" }] }),
            json!({ "userName": "a", "roles": [{ "value": "owner" }] }),
            json!({ "userName": "a", "roles": [{ "type": "x" }] }),
        ] {
            assert!(wish(document.clone()).is_err(), "{document}");
        }
    }
}
