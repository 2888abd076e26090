//! Groups are teams.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::directory::{GROUP, USERS, World, actions, roles, world};
use crate::portal::hostile_provider::{Hostile, sign_in};
use crate::portal::on_both_with_providers;
use crate::portal::people::patch;

fn ids(group: &Value) -> Vec<String> {
    let members = group["members"].as_array();
    let members = members.into_iter().flatten();
    members
        .map(|one| one["value"].as_str().unwrap().to_owned())
        .collect()
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}

#[tokio::test]
async fn the_life_of_a_group() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World { portal, mut owner, base, mut directory } = world(portal, provider).await;
            let (ada, bob) = (directory.made("ada").await, directory.made("bob").await);
            let group = json!({ "schemas": [GROUP], "displayName": "Treasury", "externalId": "g-7", "members": [{ "value": ada, "display": "Ada" }] });
            let made = directory.post("/Groups", group).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
            let id = made.json["id"].as_str().unwrap().to_owned();
            let path = format!("/Groups/{id}");
            assert_eq!(made.headers["location"], made.json["meta"]["location"].as_str().unwrap());
            assert_eq!((&made.json["externalId"], ids(&made.json)), (&json!("g-7"), vec![ada.clone()]));
            assert!(made.json["members"][0]["$ref"].as_str().unwrap().ends_with(&format!("{USERS}/{ada}")));
            let found = directory.get("/Groups?filter=displayName%20eq%20%22treasury%22&excludedAttributes=members").await.json;
            assert_eq!((&found["Resources"][0]["id"], &found["Resources"][0]["members"]), (&json!(id), &Value::Null));
            let of_member = format!("/Groups?filter=members%5Bvalue%20eq%20%22{ada}%22%5D");
            assert_eq!(directory.get(&of_member).await.json["totalResults"], 1);
            // It is a team of the portal, which gives it roles; the user has them.
            let team = owner.get(&format!("{base}/teams")).await.json["teams"][0].clone();
            assert_eq!((&team["name"], &team["roles"]), (&json!("Treasury"), &json!(["viewer"])));
            let given = patch(&mut owner, &format!("{base}/teams/{id}"), json!({ "roles": ["treasurer"] })).await;
            assert_eq!(given.status, StatusCode::OK, "{}", given.json);
            let mut adas = portal.browser();
            sign_in(&mut adas, provider, "ada", |_| ()).await;
            assert_eq!(roles(&mut adas).await, json!(["treasurer", "viewer"]));
            let shown = directory.get(&format!("{USERS}/{ada}")).await.json;
            assert_eq!((&shown["groups"][0]["value"], &shown["groups"][0]["display"]), (&json!(id), &json!("Treasury")));
            // Members come and go, in the forms of Entra ID and Okta.
            let changed = directory.patch(&path, json!([{ "op": "Add", "path": "members", "value": [{ "value": bob }, { "value": ada }] }])).await;
            assert_eq!(sorted(ids(&changed.json)), sorted(vec![ada.clone(), bob.clone()]));
            let changed = directory.patch(&path, json!([{ "op": "remove", "path": format!("members[value eq \"{ada}\"]") }, { "op": "replace", "value": { "id": id, "displayName": "Vault" } }])).await;
            assert_eq!((&changed.json["displayName"], ids(&changed.json)), (&json!("Vault"), vec![bob.clone()]));
            assert_eq!(roles(&mut adas).await, json!(["viewer"]));
            // Whoever is switched off stays in the group, and has nothing of it.
            directory.switched_off(&bob).await;
            assert_eq!(ids(&directory.get(&path).await.json), [bob.as_str()]);
            assert_eq!(owner.get(&format!("{base}/teams")).await.json["teams"][0]["members"].as_array().map_or(0, Vec::len), 0);
            let put = json!({ "schemas": [GROUP], "displayName": "Vault", "members": [{ "value": ada }, { "value": bob }] });
            let changed = directory.put(&path, put).await;
            assert_eq!((sorted(ids(&changed.json)), &changed.json["externalId"]), (sorted(vec![ada.clone(), bob.clone()]), &Value::Null));
            directory.switched_on(&bob).await;
            let mut bobs = portal.browser();
            sign_in(&mut bobs, provider, "bob", |_| ()).await;
            assert_eq!(roles(&mut bobs).await, json!(["treasurer", "viewer"]));
            let removed = directory.patch(&path, json!([{ "op": "Remove", "path": "members", "value": [{ "value": bob }] }])).await;
            assert_eq!(ids(&removed.json), [ada.as_str()]);
            assert_eq!(directory.delete(&path).await.status, StatusCode::NO_CONTENT);
            assert_eq!(directory.get(&path).await.status, StatusCode::NOT_FOUND);
            assert_eq!(roles(&mut adas).await, json!(["viewer"]));
            let log = actions(&mut owner, &base).await;
            for action in ["team.created", "team.changed", "team.members_changed", "team.deleted"] {
                assert!(log.iter().any(|one| one == action), "{action}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn only_users_of_the_organisation_are_in_a_group() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World { portal, mut directory, .. } = world(portal, provider).await;
            let mut eve = portal.new_user("eve@example.net").await;
            let eve = crate::portal::people::user_id(&mut eve).await;
            let nobody = format!("usr_{}", "0".repeat(32));
            let group = |members: Value| json!({ "schemas": [GROUP], "displayName": "Crew", "members": members });
            let many: Vec<_> = (0..10_001).map(|number| json!({ "value": format!("usr_{number}") })).collect();
            for (members, status, kind) in [
                (json!([{ "value": eve }]), 400, json!("invalidValue")),
                (json!([{ "value": nobody }]), 400, json!("invalidValue")),
                (json!([{ "value": "team_1", "type": "Group" }]), 400, json!("invalidValue")),
                (json!([{ "$ref": "x" }]), 400, json!("invalidValue")),
                (json!("usr_1"), 400, json!("invalidValue")),
                (json!(many), 400, json!("tooMany")),
                (json!(vec![json!({ "value": "x".repeat(1_000) }); 1_100]), 413, Value::Null),
            ] {
                let shown: String = members.to_string().chars().take(80).collect();
                let answer = directory.post("/Groups", group(members)).await;
                assert_eq!((answer.status.as_u16(), &answer.json["scimType"]), (status, &kind), "{shown}: {}", answer.json);
            }
            assert_eq!(directory.get("/Groups").await.json["totalResults"], 0);
            let made = directory.post("/Groups", group(json!([]))).await;
            assert_eq!((made.status, &made.json["members"]), (StatusCode::CREATED, &Value::Null));
        }
    })
    .await;
}
