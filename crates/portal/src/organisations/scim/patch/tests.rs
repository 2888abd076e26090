use serde_json::json;

use super::super::schema::ENTERPRISE;
use super::*;

fn ada() -> Value {
    json!({
        "userName": "ada", "active": true, "name": { "givenName": "Ada", "familyName": "Byron" },
        "emails": [{ "value": "ada@example.org", "type": "work", "primary": true }, { "value": "ada@home.example", "type": "home" }],
    })
}

fn done(resource: Resource, before: &Value, operations: Value) -> Result<Value, ScimError> {
    let request = json!({ "schemas": [SCHEMA], "Operations": operations });
    let before = before.as_object().unwrap();
    apply(resource, before, &request).map(Value::Object)
}

fn user(operations: Value) -> Value {
    done(Resource::User, &ada(), operations).unwrap()
}

#[test]
fn the_forms_of_entra_id() {
    let after = user(json!([
        { "op": "Replace", "path": "active", "value": "False" },
        { "op": "Add", "path": "emails[type eq \"other\"].value", "value": "x@example.org" },
        { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "new@example.org" },
        { "op": "Add", "path": "name.familyName", "value": "Lovelace" },
        { "op": "Add", "path": format!("{ENTERPRISE}:department"), "value": "Engines" },
        { "op": "Replace", "path": format!("{ENTERPRISE}:manager"), "value": "usr_1" },
        { "op": "Replace", "value": { "displayName": "Ada L", "name.givenName": "Augusta", format!("{ENTERPRISE}:division"): "D", "id": "x", "unknown": 1 } },
    ]));
    assert_eq!(after["active"], false);
    assert_eq!(
        after["emails"][0],
        json!({ "value": "new@example.org", "type": "work", "primary": true })
    );
    assert_eq!(
        after["emails"][2],
        json!({ "value": "x@example.org", "type": "other" })
    );
    assert_eq!(
        after["name"],
        json!({ "givenName": "Augusta", "familyName": "Lovelace" })
    );
    assert_eq!(
        after[ENTERPRISE],
        json!({ "department": "Engines", "division": "D", "manager": { "value": "usr_1" } })
    );
    assert_eq!(
        (&after["displayName"], &after["unknown"]),
        (&json!("Ada L"), &Value::Null)
    );
}

#[test]
fn the_forms_of_okta_and_of_the_standard() {
    assert_eq!(
        user(json!([{ "op": "replace", "value": { "active": false } }]))["active"],
        false
    );
    let after = user(json!([
        { "op": "remove", "path": "emails[type eq \"home\"]" },
        { "op": "remove", "path": "name.givenName" },
        { "op": "replace", "path": "name", "value": { "middleName": "King" } },
        { "op": "add", "path": "emails", "value": [{ "value": "a@b.example", "primary": true }] },
        { "op": "add", "path": "phoneNumbers", "value": { "value": "1" } },
        { "op": "remove", "path": "nickName" },
    ]));
    assert_eq!(
        after["name"],
        json!({ "familyName": "Byron", "middleName": "King" })
    );
    assert_eq!(
        after["emails"],
        json!([{ "value": "ada@example.org", "type": "work", "primary": false }, { "value": "a@b.example", "primary": true }])
    );
    assert_eq!(after["phoneNumbers"], json!([{ "value": "1" }]));
    assert_eq!(
        user(json!([{ "op": "replace", "path": "emails", "value": [] }]))["emails"],
        Value::Null
    );
}

#[test]
fn members_come_and_go() {
    let crew = json!({ "displayName": "Crew", "members": [{ "value": "1" }, { "value": "2" }, { "value": "3" }] });
    let after = done(
        Resource::Group,
        &crew,
        json!([
            { "op": "add", "path": "members", "value": [{ "value": "4" }, { "value": "1" }] },
            { "op": "remove", "path": "members[value eq \"2\"]" },
            { "op": "Remove", "path": "members", "value": [{ "value": "3" }] },
            { "op": "remove", "path": "members[value eq \"9\"]" },
            { "op": "replace", "value": { "id": "x", "displayName": "Hands" } },
        ]),
    );
    assert_eq!(
        after.unwrap(),
        json!({ "displayName": "Hands", "members": [{ "value": "1" }, { "value": "4" }] })
    );
    let none = done(
        Resource::Group,
        &crew,
        json!([{ "op": "remove", "path": "members" }]),
    );
    assert_eq!(none.unwrap(), json!({ "displayName": "Crew" }));
}

#[test]
fn what_cannot_be_done_is_refused() {
    let many = vec![json!({ "op": "remove", "path": "title" }); OPERATIONS_MAX + 1];
    for operations in [
        json!([]),
        json!({}),
        json!([{}]),
        json!([{ "op": "move", "path": "title" }]),
        json!([{ "op": "remove" }]),
        json!([{ "op": "add", "path": "title" }]),
        json!([{ "op": "add", "value": "x" }]),
        json!([{ "op": "add", "path": "nothing", "value": "x" }]),
        json!([{ "op": "add", "path": "name.nothing", "value": "x" }]),
        json!([{ "op": "replace", "path": "id", "value": "x" }]),
        json!([{ "op": "replace", "path": "groups", "value": [] }]),
        json!([{ "op": "replace", "path": "meta.created", "value": "x" }]),
        json!([{ "op": "replace", "path": "active", "value": "perhaps" }]),
        json!([{ "op": "replace", "path": "emails[type eq \"none\"].value", "value": "x" }]),
        json!([{ "op": "replace", "path": "emails[type eq", "value": "x" }]),
        json!([{ "op": "replace", "path": "userName[value eq \"x\"]", "value": "x" }]),
        json!([{ "op": "replace", "path": 7, "value": "x" }]),
        json!(many),
    ] {
        let refused = done(Resource::User, &ada(), operations.clone());
        assert!(refused.is_err(), "{operations}");
    }
    let unnamed = json!({ "Operations": [{ "op": "remove", "path": "title" }] });
    assert!(apply(Resource::User, ada().as_object().unwrap(), &unnamed).is_err());
}
