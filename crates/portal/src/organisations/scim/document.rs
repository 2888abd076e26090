//! What a client says of a resource, read by the table of attributes: names in their one form, values of their kind, nothing that only the server says.
//!
//! Attributes that the table does not have are left out: directories send more than anybody reads, and `password`, which nobody here keeps.

use serde_json::{Map, Value};

use super::error::{Kind as Refused, ScimError};
use super::schema::{Attribute, Kind, Mutability, Resource, find};

/// Longest text of a value.
const TEXT_BYTES_MAX: usize = 2_000;
/// Values of one attribute of a user.
const VALUES_MAX: usize = 100;
/// Members of a group that a request names.
pub(super) const MEMBERS_MAX: usize = 10_000;

/// Reads a whole resource, as POST and PUT send it.
pub(super) fn read(resource: Resource, sent: &Value) -> Result<Map<String, Value>, ScimError> {
    let Value::Object(sent) = sent else {
        return Err(ScimError::of(
            Refused::InvalidSyntax,
            "a resource is an object",
        ));
    };
    let schemas = field(sent, "schemas").and_then(Value::as_array);
    let is_named = schemas.is_some_and(|schemas| {
        let mut names = schemas.iter().filter_map(Value::as_str);
        names.any(|name| name.eq_ignore_ascii_case(resource.schema()))
    });
    if !is_named {
        return Err(ScimError::of(
            Refused::InvalidSyntax,
            format!("schemas has to name {}", resource.schema()),
        ));
    }
    let document = tidy(resource, sent)?;
    for attribute in resource.attributes() {
        // What is missing and has a meaning is looked at where that is known.
        let is_needed = attribute.is_required && matches!(attribute.kind, Kind::Text);
        if is_needed && !document.contains_key(attribute.name) {
            return Err(ScimError::value(format!("{} is missing", attribute.name)));
        }
    }
    Ok(document)
}

/// Brings names and values into their one form, and leaves out what is not a client's to say.
pub(super) fn tidy(
    resource: Resource,
    sent: &Map<String, Value>,
) -> Result<Map<String, Value>, ScimError> {
    let mut document = Map::new();
    for (name, value) in sent {
        if let Some((schema, attributes)) = resource.extension()
            && schema.eq_ignore_ascii_case(name)
        {
            let parts = part_values(attributes, schema, value)?;
            if !parts.is_empty() {
                document.insert(schema.into(), Value::Object(parts));
            }
            continue;
        }
        let Some(attribute) = resource.find(name) else {
            continue;
        };
        if attribute.mutability == Mutability::ReadOnly {
            continue;
        }
        if let Some(value) = value_of(attribute, value)? {
            document.insert(attribute.name.into(), value);
        }
    }
    Ok(document)
}

/// A field by name; case does not count.
pub(super) fn field<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let exact = object.get(name);
    exact.or_else(|| {
        let mut all = object.iter();
        all.find(|(one, _)| one.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}

fn wrong(attribute: &Attribute, what: &str) -> ScimError {
    ScimError::value(format!("{} {what}", attribute.name))
}

/// A value in its one form. Nothing if it says that there is none.
pub(super) fn value_of(attribute: &Attribute, value: &Value) -> Result<Option<Value>, ScimError> {
    if !attribute.is_multiple {
        return one(attribute, value);
    }
    let elements = match value {
        Value::Null => return Ok(None),
        Value::Array(elements) => elements.as_slice(),
        single => std::slice::from_ref(single),
    };
    let max = if attribute.name == "members" {
        MEMBERS_MAX
    } else {
        VALUES_MAX
    };
    if elements.len() > max {
        return Err(ScimError::of(
            Refused::TooMany,
            format!("{} has at most {max} values", attribute.name),
        ));
    }
    let mut values = Vec::with_capacity(elements.len());
    for element in elements {
        values.extend(one(attribute, element)?);
    }
    only_one_primary(&mut values);
    Ok((!values.is_empty()).then_some(Value::Array(values)))
}

/// Of several that are primary the last one is (RFC 7643, 2.4: at most one).
fn only_one_primary(values: &mut [Value]) {
    let is_primary = |value: &Value| value.get("primary") == Some(&Value::Bool(true));
    let last = values.iter().rposition(is_primary);
    for (place, value) in values.iter_mut().enumerate() {
        if Some(place) != last && is_primary(value) {
            value["primary"] = Value::Bool(false);
        }
    }
}

fn one(attribute: &Attribute, value: &Value) -> Result<Option<Value>, ScimError> {
    Ok(match (attribute.kind, value) {
        (_, Value::Null) => None,
        (Kind::Text | Kind::Reference(_), Value::String(text)) => {
            if text.len() > TEXT_BYTES_MAX {
                return Err(wrong(
                    attribute,
                    &format!("has at most {TEXT_BYTES_MAX} bytes"),
                ));
            }
            let canonical = attribute.canonical;
            let found = canonical.iter().find(|one| one.eq_ignore_ascii_case(text));
            if !canonical.is_empty() && found.is_none() {
                let all = canonical.join(", ");
                return Err(wrong(attribute, &format!("is one of {all}")));
            }
            Some(Value::String(found.map_or_else(
                || text.clone(),
                |canonical| (*canonical).to_owned(),
            )))
        }
        (Kind::Flag, Value::Bool(flag)) => Some(Value::Bool(*flag)),
        // As Entra ID writes it.
        (Kind::Flag, Value::String(text)) if text.eq_ignore_ascii_case("true") => {
            Some(Value::Bool(true))
        }
        (Kind::Flag, Value::String(text)) if text.eq_ignore_ascii_case("false") => {
            Some(Value::Bool(false))
        }
        (Kind::Complex(parts), Value::Object(_)) => {
            let parts = part_values(parts, attribute.name, value)?;
            (!parts.is_empty()).then_some(Value::Object(parts))
        }
        // Short for an object with that value alone.
        (Kind::Complex(parts), Value::String(_)) if find(parts, "value").is_some() => {
            let sent = Map::from_iter([("value".to_owned(), value.clone())]);
            let parts = part_values(parts, attribute.name, &Value::Object(sent))?;
            Some(Value::Object(parts))
        }
        _ => return Err(wrong(attribute, "is of another kind")),
    })
}

fn part_values(
    parts: &'static [Attribute],
    name: &str,
    value: &Value,
) -> Result<Map<String, Value>, ScimError> {
    let sent = match value {
        Value::Object(sent) => sent,
        Value::Null => return Ok(Map::new()),
        _ => return Err(ScimError::value(format!("{name} is an object"))),
    };
    let mut values = Map::new();
    for (name, value) in sent {
        let part = find(parts, name).filter(|part| part.mutability != Mutability::ReadOnly);
        if let Some(part) = part
            && let Some(value) = value_of(part, value)?
        {
            values.insert(part.name.into(), value);
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schema::{ENTERPRISE, USER};
    use super::*;

    #[test]
    fn names_and_values_come_into_their_one_form() {
        let sent = json!({
            "Schemas": [USER, ENTERPRISE], "USERNAME": "ada", "id": "other", "groups": [{ "value": "team_1" }], "password": "secret",
            "Active": "False", "nickName": null, "Emails": { "VALUE": "a@example.org", "Primary": true, "x": 1 }, "shoeSize": 43,
            "phoneNumbers": [{ "value": "1", "primary": true }, { "value": "2", "primary": true }], "name": {},
            ENTERPRISE: { "manager": "usr_1", "Department": "Engines" }, "roles": ["ADMIN"],
        });
        let read = read(Resource::User, &sent).unwrap();
        assert_eq!(
            Value::Object(read),
            json!({
                "userName": "ada", "active": false, "emails": [{ "value": "a@example.org", "primary": true }],
                "phoneNumbers": [{ "value": "1", "primary": false }, { "value": "2", "primary": true }],
                ENTERPRISE: { "manager": { "value": "usr_1" }, "department": "Engines" }, "roles": [{ "value": "admin" }],
            })
        );
    }

    #[test]
    fn what_is_of_another_kind_is_refused() {
        let long = "a".repeat(TEXT_BYTES_MAX + 1);
        for (name, value) in [
            ("userName", json!(7)),
            ("userName", json!(null)),
            ("active", json!("perhaps")),
            ("active", json!(1)),
            ("name", json!("Ada")),
            ("emails", json!([7])),
            ("emails", json!([["a@example.org"]])),
            ("roles", json!([{ "value": "owner" }])),
            ("title", json!({ "value": "Countess" })),
            ("title", json!(long)),
            ("phoneNumbers", json!(vec!["1"; VALUES_MAX + 1])),
            (ENTERPRISE, json!("Engines")),
            ("schemas", json!([ENTERPRISE])),
            ("schemas", json!(null)),
        ] {
            let mut sent = json!({ "schemas": [USER], "userName": "ada" });
            sent[name] = value.clone();
            assert!(read(Resource::User, &sent).is_err(), "{name}: {value}");
        }
        assert!(read(Resource::User, &json!([])).is_err());
        assert!(
            read(
                Resource::Group,
                &json!({ "schemas": [super::super::schema::GROUP] })
            )
            .is_err()
        );
    }
}
