//! The life of a user, and whose it is.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::directory::{ENTERPRISE, USER, USERS, World, actions, person, roles, world};
use crate::portal::hostile_provider::{Hostile, sign_in};
use crate::portal::on_both_with_providers;
use crate::portal::people::{joined, user_id};

#[tokio::test]
async fn the_life_of_a_user() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World { portal, mut owner, base, mut directory } = world(portal, provider).await;
            assert_eq!(directory.found("externalId eq \"ada\"").await["totalResults"], 0);
            let made = directory.post("/Users", person("ada")).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
            let id = made.json["id"].as_str().unwrap().to_owned();
            let path = format!("{USERS}/{id}");
            assert_eq!(made.headers["location"], made.json["meta"]["location"].as_str().unwrap());
            assert!(made.json["meta"]["location"].as_str().unwrap().ends_with(&path));
            for (name, value) in person("ada").as_object().unwrap() {
                assert_eq!(made.json[name], *value, "{name}");
            }
            assert_eq!(directory.get(&path).await.json, made.json);
            for filter in [
                "userName eq \"ADA@meridian.example\"",
                "externalId eq \"ada\" and active eq true",
                "emails[type eq \"work\" and value pr]",
                "meta.created gt \"2020-01-01T00:00:00Z\" and title pr",
            ] {
                let found = directory.found(filter).await;
                assert_eq!((&found["totalResults"], &found["Resources"][0]["id"]), (&json!(1), &json!(id)), "{filter}");
            }
            // Whom the provider signs in under that subject is this user, with the role of a viewer.
            let mut ada = portal.browser();
            assert_eq!(sign_in(&mut ada, provider, "ada", |_| ()).await, "/profile");
            assert_eq!(user_id(&mut ada).await, id);
            assert_eq!(roles(&mut ada).await, json!(["viewer"]));
            let profile = ada.get("/api/v11/profile").await.json;
            assert_eq!((&profile["name"], &profile["email"]), (&json!("ada Lovelace"), &json!("ada@meridian.example")));
            let members = owner.get(&format!("{base}/members")).await.json;
            assert_eq!(members["total"], 2);
            // The directory changes its mind, in the forms of Entra ID.
            let changed = directory
                .patch(&path, json!([
                    { "op": "Add", "path": "roles", "value": [{ "value": "operator" }, { "value": "auditor" }] },
                    { "op": "Replace", "path": "displayName", "value": "Ada, Countess of Lovelace" },
                    { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "countess@meridian.example" },
                    { "op": "Add", "path": format!("{ENTERPRISE}:department"), "value": "Engines" },
                ]))
                .await;
            assert_eq!(changed.status, StatusCode::OK, "{}", changed.json);
            assert_eq!(changed.json["schemas"], json!([USER, ENTERPRISE]));
            assert_ne!(changed.json["meta"]["lastModified"], made.json["meta"]["lastModified"]);
            assert_eq!(roles(&mut ada).await, json!(["operator", "auditor"]));
            let profile = ada.get("/api/v11/profile").await.json;
            assert_eq!((&profile["name"], &profile["email"]), (&json!("Ada, Countess of Lovelace"), &json!("countess@meridian.example")));
            // What the whole resource does not name is gone.
            let replaced = directory.put(&path, person("ada")).await;
            assert_eq!(replaced.status, StatusCode::OK, "{}", replaced.json);
            assert_eq!((&replaced.json[ENTERPRISE], &replaced.json["displayName"]), (&Value::Null, &Value::Null));
            assert_eq!(roles(&mut ada).await, json!(["viewer"]));
            // Gone: no user any more, and the session with it.
            assert_eq!(directory.delete(&path).await.status, StatusCode::NO_CONTENT);
            for gone in [directory.get(&path).await, directory.delete(&path).await, directory.switch(&id, true).await] {
                assert_eq!((gone.status, &gone.json["status"]), (StatusCode::NOT_FOUND, &json!("404")));
            }
            assert!(!ada.is_signed_in().await);
            let log = actions(&mut owner, &base).await;
            assert_eq!(log[..5], ["member.removed", "member.roles_changed", "member.provisioned", "member.roles_changed", "member.provisioned"]);
            assert_eq!(log[5], "member.joined");
            // The name is free again.
            directory.made("ada").await;
        }
    })
    .await;
}

#[tokio::test]
async fn who_was_there_before_becomes_a_member_and_stays_their_own() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World {
                portal,
                mut directory,
                base,
                mut owner,
            } = world(portal, provider).await;
            let mut eve = portal.browser();
            sign_in(&mut eve, provider, "eve", |_| ()).await;
            let own = eve.get("/api/v11/profile").await.json;
            let id = directory.made("eve").await;
            assert_eq!(id, own["userId"]);
            assert_eq!(roles(&mut eve).await, json!(["viewer"]));
            // The directory says what it likes; the account is Eve's.
            let changed = directory
                .patch(
                    &format!("{USERS}/{id}"),
                    json!([{ "op": "replace", "path": "displayName", "value": "Mallory" }]),
                )
                .await;
            assert_eq!(changed.json["displayName"], "Mallory");
            assert_eq!(eve.get("/api/v11/profile").await.json["name"], own["name"]);
            // Switched off: no access to the organisation, and everything else as it was.
            directory.switched_off(&id).await;
            assert!(eve.is_signed_in().await);
            assert_eq!(roles(&mut eve).await, Value::Null);
            assert_eq!(
                eve.get(&format!("{base}/members")).await.status,
                StatusCode::NOT_FOUND
            );
            assert_eq!(owner.get(&format!("{base}/members")).await.json["total"], 1);
            // Neither an invitation nor a sign-in brings her back.
            let email = own["email"].as_str().unwrap();
            let body = json!({ "emails": [email], "roles": ["admin"] });
            owner.post(&format!("{base}/invitations"), body).await;
            let accepted = crate::portal::people::accept_first(&mut eve).await;
            assert_eq!(accepted.code(), "suspended", "{}", accepted.json);
            directory.switched_on(&id).await;
            assert_eq!(roles(&mut eve).await, json!(["viewer"]));
            assert_eq!(
                directory.delete(&format!("{USERS}/{id}")).await.status,
                StatusCode::NO_CONTENT
            );
            assert!(eve.is_signed_in().await);
            assert_eq!(roles(&mut eve).await, Value::Null);
            let provisioned = actions(&mut owner, &base).await;
            assert!(
                ["member.suspended", "member.restored"]
                    .iter()
                    .all(|one| provisioned.contains(&(*one).to_owned()))
            );
        }
    })
    .await;
}

#[tokio::test]
async fn no_directory_gets_somebody_elses_sign_in() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World {
                portal,
                mut directory,
                base,
                mut owner,
            } = world(portal, provider).await;
            owner.stepped_up().await;
            let mut bob = joined(
                &portal,
                (&mut owner, &base),
                "bob@example.org",
                json!(["operator"]),
            )
            .await;
            let id = user_id(&mut bob).await;
            // A member whom the directory did not name is shown as what is known.
            let shown = directory.get(&format!("{USERS}/{id}")).await.json;
            assert_eq!(
                (&shown["userName"], &shown["externalId"]),
                (&json!("bob@example.org"), &Value::Null)
            );
            let before = directory.found("userName eq \"bob@example.org\"").await;
            assert_eq!(before["totalResults"], 1);
            // An address makes nobody anybody: neither a new user nor another identity.
            let mut impostor = person("impostor");
            impostor["userName"] = json!("impostor");
            impostor["emails"] = json!([{ "value": "bob@example.org" }]);
            let made = directory.post("/Users", impostor).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
            assert_ne!(made.json["id"], id);
            let linked = directory
                .patch(
                    &format!("{USERS}/{id}"),
                    json!([{ "op": "add", "path": "externalId", "value": "mallory" }]),
                )
                .await;
            assert_eq!(
                (linked.status, &linked.json["scimType"]),
                (StatusCode::BAD_REQUEST, &json!("mutability")),
                "{}",
                linked.json
            );
            let mut mallory = portal.browser();
            sign_in(&mut mallory, provider, "mallory", |_| ()).await;
            assert_ne!(user_id(&mut mallory).await, id);
            let of_impostor = format!("{USERS}/{}", made.json["id"].as_str().unwrap());
            let stolen = directory
                .patch(
                    &of_impostor,
                    json!([{ "op": "replace", "path": "externalId", "value": "mallory" }]),
                )
                .await;
            assert_eq!(
                (stolen.status, &stolen.json["scimType"]),
                (StatusCode::CONFLICT, &json!("uniqueness"))
            );
            let mut unsure = portal.browser();
            sign_in(&mut unsure, provider, "impostor", |_| ()).await;
            assert_eq!(
                unsure.get("/api/v11/profile").await.json["emailVerifiedAt"],
                Value::Null
            );
            // Another subject of one's own: who came with the old one is out.
            let moved = directory
                .patch(
                    &of_impostor,
                    json!([{ "op": "replace", "path": "externalId", "value": "moved" }]),
                )
                .await;
            assert_eq!(moved.status, StatusCode::OK, "{}", moved.json);
            assert!(!unsure.is_signed_in().await);
            sign_in(&mut unsure, provider, "moved", |_| ()).await;
            assert_eq!(user_id(&mut unsure).await, made.json["id"]);
            // What the directory says of Bob leaves his account and his roles as they are, and his deletion there is his end here alone.
            directory
                .patch(
                    &format!("{USERS}/{id}"),
                    json!([{ "op": "replace", "value": { "title": "Clerk" } }]),
                )
                .await;
            assert_eq!(roles(&mut bob).await, json!(["operator"]));
            assert_eq!(
                directory.delete(&format!("{USERS}/{id}")).await.status,
                StatusCode::NO_CONTENT
            );
            assert!(bob.is_signed_in().await);
            assert_eq!(roles(&mut bob).await, Value::Null);
        }
    })
    .await;
}

#[tokio::test]
async fn lists_come_in_pages_and_parts() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World { mut directory, portal: _portal, .. } = world(portal, provider).await;
            let mut ids = Vec::new();
            for number in 0..5 {
                ids.push(directory.made(&format!("user{number}")).await);
            }
            let page = directory.get("/Users?startIndex=3&count=2").await.json;
            assert_eq!((&page["totalResults"], &page["itemsPerPage"], &page["startIndex"]), (&json!(6), &json!(2), &json!(3)));
            assert_eq!(page["Resources"][0]["id"], ids[1]);
            for (query, items) in [("count=0", 0), ("count=-1", 0), ("startIndex=0", 6), ("startIndex=7", 0), ("count=9000", 6)] {
                assert_eq!(directory.get(&format!("/Users?{query}")).await.json["itemsPerPage"], items, "{query}");
            }
            let path = format!("{USERS}/{}", ids[0]);
            let part = directory.get(&format!("{path}?attributes=userName,emails.value,NAME.familyname,nothing")).await.json;
            assert_eq!(
                part,
                json!({ "schemas": [USER], "id": ids[0], "userName": "user0@meridian.example", "emails": [{ "value": "user0@meridian.example" }], "name": { "familyName": "Lovelace" } })
            );
            let part = directory.get(&format!("{path}?excludedAttributes=emails,name.familyName,id,meta")).await.json;
            assert_eq!((&part["id"], &part["emails"], &part["meta"]), (&json!(ids[0]), &Value::Null, &Value::Null));
            assert_eq!(part["name"], json!({ "givenName": "user0" }));
            let search = json!({ "filter": "userName sw \"user\" and title co \"engin\"", "attributes": ["userName"], "count": 2 });
            let found = directory.post(&format!("{USERS}/.search"), search.clone()).await.json;
            assert_eq!((&found["totalResults"], &found["itemsPerPage"]), (&json!(5), &json!(2)));
            assert_eq!(found["Resources"][0].as_object().unwrap().len(), 3);
            assert_eq!(directory.post("/.search", search).await.json["totalResults"], 5);
        }
    })
    .await;
}
