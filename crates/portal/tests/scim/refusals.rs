//! What is refused, to whom, and in which form.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use super::directory::{
    Directory, ERROR, GROUP, USER, USERS, World, at, key, person, provisioning, roles, world,
};
use crate::portal::hostile_provider::{Hostile, sign_in};
use crate::portal::on_both_with_providers;
use crate::portal::people::{founded, joined, patch, user_id};

#[tokio::test]
async fn a_directory_sees_its_own_organisation_alone() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let mut eve = portal.new_user("eve@example.net").await;
            let harbour = founded(&mut eve, "Harbour").await;
            let its_key = key(&mut eve, &harbour, "admin").await;
            let World { portal, mut directory, base, .. } = world(portal, provider).await;
            let ada = directory.made("ada").await;
            let crew = directory.post("/Groups", json!({ "schemas": [GROUP], "displayName": "Crew" })).await.json;
            let crew = crew["id"].as_str().unwrap();
            // Without a provider that the operator set there is nothing for it to do.
            let mut other = Directory::new(&portal, &its_key, &harbour);
            for answer in [other.get("/Users").await, other.post("/Users", person("x")).await, other.get("/Groups").await] {
                assert_eq!((answer.status, &answer.json["schemas"]), (StatusCode::FORBIDDEN, &json!([ERROR])));
                assert!(answer.json["detail"].as_str().unwrap().contains("provisions"), "{}", answer.json);
            }
            assert_eq!(other.get("/ServiceProviderConfig").await.status, StatusCode::OK);
            // With one, it sees its own.
            let mut settings = provisioning(provider, &[&base]);
            settings.provisions.extend(provisioning(provider, &[&harbour]).provisions);
            let portal = portal.with_providers(vec![settings]).await;
            let mut other = Directory::new(&portal, &its_key, &harbour);
            assert_eq!(other.get("/Users").await.json["totalResults"], 1);
            assert_eq!(other.get("/Groups").await.json["totalResults"], 0);
            let operations = json!([{ "op": "replace", "path": "active", "value": false }]);
            for path in [format!("{USERS}/{ada}"), format!("/Groups/{crew}")] {
                for answer in [
                    other.get(&path).await,
                    other.patch(&path, operations.clone()).await,
                    other.put(&path, person("ada")).await,
                    other.delete(&path).await,
                ] {
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.json);
                }
            }
            let group = json!({ "schemas": [GROUP], "displayName": "Theirs", "members": [{ "value": ada }] });
            assert_eq!(other.post("/Groups", group).await.json["scimType"], "invalidValue");
            // Its key opens nothing elsewhere, and answers as for what does not exist.
            let missing = format!("/api/v11/organisations/org_{}", "0".repeat(32));
            let elsewhere = Directory::new(&portal, &its_key, &base).get("/Users").await;
            let nowhere = Directory::new(&portal, &its_key, &missing).get("/Users").await;
            assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
            assert_eq!((&elsewhere.json, &elsewhere.headers), (&nowhere.json, &nowhere.headers));
            // A second organisation may have the same person: then it is no managed user of that one.
            assert_eq!(other.made("ada").await, ada);
            other.switched_off(&ada).await;
            let mut browser = portal.browser();
            assert_eq!(sign_in(&mut browser, provider, "ada", |_| ()).await, "/profile");
            assert_eq!(roles(&mut browser).await, json!(["viewer"]));
            assert_eq!(other.delete(&format!("{USERS}/{ada}")).await.status, StatusCode::NO_CONTENT);
            assert!(browser.is_signed_in().await);
        }
    })
    .await;
}

#[tokio::test]
async fn the_last_owner_stays_and_no_owner_is_made() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World {
                portal,
                mut owner,
                base,
                mut directory,
            } = world(portal, provider).await;
            let first = user_id(&mut owner).await;
            for refused in [
                directory.switch(&first, false).await,
                directory.delete(&format!("{USERS}/{first}")).await,
            ] {
                assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.json);
                assert!(refused.json["detail"].as_str().unwrap().contains("owner"));
            }
            assert_eq!(roles(&mut owner).await, json!(["owner"]));
            let as_owner = directory
                .patch(
                    &format!("{USERS}/{first}"),
                    json!([{ "op": "add", "path": "roles", "value": [{ "value": "owner" }] }]),
                )
                .await;
            assert_eq!(as_owner.json["scimType"], "invalidValue");
            // One of two may go, comes back without that role, and is then none of the last.
            owner.stepped_up().await;
            let mut second = joined(
                &portal,
                (&mut owner, &base),
                "second@example.org",
                json!(["owner", "analyst"]),
            )
            .await;
            let id = user_id(&mut second).await;
            directory.switched_off(&id).await;
            assert_eq!(
                directory.switch(&first, false).await.status,
                StatusCode::CONFLICT
            );
            directory.switched_on(&id).await;
            assert_eq!(roles(&mut second).await, json!(["analyst"]));
            // Of a user whom the organisation manages the same holds elsewhere: the other organisation keeps its last owner.
            let ada = directory.made("ada").await;
            let mut adas = portal.browser();
            sign_in(&mut adas, provider, "ada", |_| ()).await;
            adas.step_up("", None).await;
            let made = adas
                .post("/api/v11/organisations", json!({ "name": "Harbour" }))
                .await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
            let harbour = format!(
                "/api/v11/organisations/{}",
                made.json["organisationId"].as_str().unwrap()
            );
            joined(
                &portal,
                (&mut adas, &harbour),
                "crew@example.org",
                json!(["viewer"]),
            )
            .await;
            let refused = directory.delete(&format!("{USERS}/{ada}")).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.json);
            assert!(adas.is_signed_in().await);
        }
    })
    .await;
}

#[tokio::test]
async fn who_may_not_provision_is_told_in_the_form_of_scim() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World { portal, mut owner, base, .. } = world(portal, provider).await;
            owner.stepped_up().await;
            let viewer = key(&mut owner, &base, "viewer").await;
            for (key, status) in [(viewer.as_str(), 403), ("agk_none", 401)] {
                let answer = Directory::new(&portal, key, &base).get("/Users").await;
                assert_eq!((answer.status.as_u16(), &answer.json["status"]), (status, &json!(status.to_string())), "{}", answer.json);
                assert_eq!(answer.json["schemas"], json!([ERROR]));
            }
            // An admin may with a session as well; what is dangerous only if it was confirmed.
            let ada = owner.post(&format!("{base}/scim/v2/Users"), person("ada")).await;
            assert_eq!(ada.status, StatusCode::CREATED, "{}", ada.json);
            let mut tired = portal.browser();
            tired.sign_in("owner@example.org", crate::portal::PASSWORD).await;
            let path = format!("{base}/scim/v2{USERS}/{}", ada.json["id"].as_str().unwrap());
            let refused = crate::portal::people::delete(&mut tired, &path).await;
            assert_eq!(refused.code(), "step_up_required", "{}", refused.json);
            let off = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{ "op": "replace", "path": "active", "value": false }] });
            assert_eq!(patch(&mut tired, &path, off.clone()).await.code(), "step_up_required");
            assert_eq!(patch(&mut owner, &path, off).await.status, StatusCode::OK);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_not_taken_is_said_in_the_form_of_scim() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World { portal, mut directory, base, mut owner } = world(portal, provider).await;
            let ada = directory.made("ada").await;
            let with = |name: &str, value: Value| {
                let mut person = person("x");
                person[name] = value;
                person
            };
            for (body, status, kind) in [
                (with("schemas", json!([])), 400, json!("invalidSyntax")),
                (json!([]), 400, json!("invalidSyntax")),
                (with("userName", Value::Null), 400, json!("invalidValue")),
                (with("active", json!(7)), 400, json!("invalidValue")),
                (with("externalId", json!("x".repeat(256))), 400, json!("invalidValue")),
                (with("emails", json!([{ "value": "nowhere" }])), 400, json!("invalidValue")),
                (with("roles", json!(["owner"])), 400, json!("invalidValue")),
                (with("userName", json!("ADA@Meridian.example")), 409, json!("uniqueness")),
                (with("externalId", json!("ada")), 409, json!("uniqueness")),
                (with("userName", json!("owner@example.org")), 409, json!("uniqueness")),
                (with("title", json!("x".repeat(64 * 1024))), 413, Value::Null),
            ] {
                let answer = directory.post("/Users", body.clone()).await;
                let shown: String = body.to_string().chars().take(200).collect();
                assert_eq!((answer.status.as_u16(), &answer.json["scimType"]), (status, &kind), "{shown}: {}", answer.json);
                assert_eq!((&answer.json["schemas"], &answer.json["status"]), (&json!([ERROR]), &json!(status.to_string())));
            }
            let mut nameless = json!({ "schemas": [USER], "userName": "nameless", "externalId": "n" });
            assert_eq!(directory.post("/Users", nameless.clone()).await.json["scimType"], "invalidValue");
            nameless["userName"] = json!("nameless@meridian.example");
            assert_eq!(directory.post("/Users", nameless).await.status, StatusCode::CREATED);
            let path = format!("{USERS}/{ada}");
            for (operation, kind) in [
                (json!({ "op": "replace", "path": "id", "value": "x" }), "mutability"),
                (json!({ "op": "replace", "path": "groups", "value": [] }), "mutability"),
                (json!({ "op": "replace", "path": "shoeSize", "value": 43 }), "invalidPath"),
                (json!({ "op": "replace", "path": "emails[type eq \"no\"].value", "value": "x" }), "noTarget"),
                (json!({ "op": "remove" }), "noTarget"),
                (json!({ "op": "remove", "path": "userName" }), "invalidValue"),
                (json!({ "op": "remove", "path": "emails" }), ""),
                (json!({ "op": "replace", "path": "userName", "value": "owner@example.org" }), "uniqueness"),
            ] {
                let answer = directory.patch(&path, json!([operation])).await;
                assert_eq!(answer.json["scimType"].as_str().unwrap_or(""), kind, "{operation}: {}", answer.json);
            }
            // All or none: the first operation is not there either.
            directory.patch(&path, json!([{ "op": "add", "path": "title", "value": "Queen" }, { "op": "add", "path": "nothing", "value": 1 }])).await;
            assert_eq!(directory.get(&path).await.json["title"], "Engineer");
            for filter in ["userName", "shoeSize%20eq%20%2243%22", "userName%20eq%20%22a"] {
                let answer = directory.get(&format!("/Users?filter={filter}")).await;
                assert_eq!((answer.status.as_u16(), &answer.json["scimType"]), (400, &json!("invalidFilter")), "{filter}");
            }
            for (method, path, status) in [
                (Method::GET, "/Nothing", 404),
                (Method::GET, concat!("/Users", "/x"), 404),
                (Method::GET, concat!("/Users", "/x/y"), 404),
                (Method::GET, "/Schemas/none", 404),
                (Method::POST, "/Bulk", 404),
                (Method::DELETE, "/Users", 405),
                (Method::PUT, "/ServiceProviderConfig", 405),
                (Method::GET, "/Users?unknown=1", 400),
                (Method::GET, "/Users?attributes=id&excludedAttributes=name", 400),
            ] {
                let answer = directory.send(method.clone(), path, None).await;
                assert_eq!((answer.status.as_u16(), &answer.json["status"]), (status, &json!(status.to_string())), "{method} {path}: {}", answer.json);
            }
            let send = |media: &str, body: &str| {
                Request::post(format!("{base}/scim/v2/Users"))
                    .header(HOST, "localhost:9003")
                    .header(AUTHORIZATION, "Bearer agk_none")
                    .header(CONTENT_TYPE, media)
                    .body(Body::from(body.to_owned()))
                    .unwrap()
            };
            let answer = portal.browser().raw(send("application/json", "{")).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            let key = key(&mut owner, &base, "admin").await;
            for (media, status) in [("text/plain", 415), ("application/scim+json", 400), ("application/json", 400)] {
                let mut request = send(media, "{");
                request.headers_mut().insert(AUTHORIZATION, format!("Bearer {key}").parse().unwrap());
                let answer = portal.browser().raw(request).await;
                assert_eq!((answer.status.as_u16(), &answer.json["schemas"]), (status, &json!([ERROR])), "{media}");
            }
            let mut again = at(&portal, &owner);
            assert!(again.is_signed_in().await);
        }
    })
    .await;
}
