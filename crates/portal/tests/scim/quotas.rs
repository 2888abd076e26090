//! A directory, and a sign-in, make no member for whom the plan has no room.

use axum::http::StatusCode;
use serde_json::json;

use super::directory::{USERS, World, at, person, world};
use crate::portal::hostile_provider::{Hostile, sign_in};
use crate::portal::people::id_in;
use crate::portal::{on_both_with_providers, people::user_id};

const TWO_MEMBERS: &str = "[[plans]]\nid = \"two\"\nname = \"Two\"\ndescription = \"Two members, one team\"\nis_default = true\nmembers = 2\nteams = 1\n";

#[tokio::test]
async fn a_directory_makes_and_restores_members_as_long_as_there_is_room() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            std::fs::write(portal.settings.folder.join("plans.toml"), TWO_MEMBERS).unwrap();
            let World {
                portal: _its_folder_stays,
                mut directory,
                mut owner,
                base,
            } = world(portal, provider).await;
            let ada = directory.made("ada").await;
            let refused = directory.post(USERS, person("bob")).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.json);
            let detail = refused.json["detail"].as_str().unwrap();
            assert!(
                detail.contains("\"Two\" has room for 2 members, and there are 2"),
                "{detail}"
            );
            assert_eq!(
                directory
                    .found("userName eq \"bob@meridian.example\"")
                    .await["totalResults"],
                0
            );
            // Whoever is switched off leaves a place, and comes back only if it is free.
            directory.switched_off(&ada).await;
            let bob = directory.made("bob").await;
            let refused = directory.switch(&ada, true).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.json);
            directory.switched_off(&bob).await;
            directory.switched_on(&ada).await;

            let group =
                |name: &str| json!({ "schemas": [super::directory::GROUP], "displayName": name });
            let made = directory.post("/Groups", group("Treasury")).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
            let refused = directory.post("/Groups", group("More")).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.json);
            let members = owner.get(&format!("{base}/members")).await;
            assert_eq!(members.json["members"].as_array().unwrap().len(), 2);
        }
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_goes_on_without_the_membership_for_which_there_is_no_room() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            std::fs::write(portal.settings.folder.join("plans.toml"), TWO_MEMBERS).unwrap();
            let World { portal, owner, base, .. } = world(portal, provider).await;
            let mut settings = provider.settings.clone();
            let rules = json!([{ "claim": "groups", "value": "/meridian/{role}", "organisation": id_in(&base) }]);
            settings.memberships = serde_json::from_value(rules).unwrap();
            let portal = portal.with_providers(vec![settings]).await;
            let mut owner = at(&portal, &owner);
            let mut signed_in = Vec::new();
            for name in ["ada", "bob"] {
                let mut browser = portal.browser();
                sign_in(&mut browser, provider, name, |says| says.claims["groups"] = json!(["/meridian/auditor"])).await;
                assert!(browser.is_signed_in().await, "{name}");
                signed_in.push(browser);
            }
            let status = |answer: crate::portal::Answer| answer.status;
            assert_eq!(status(signed_in[0].get(&base).await), StatusCode::OK);
            assert_eq!(status(signed_in[1].get(&base).await), StatusCode::NOT_FOUND);
            let bob = user_id(&mut signed_in[1]).await;
            let log = owner.get(&format!("{base}/audit?action=member.joined&outcome=refused")).await;
            let events = log.json["events"].as_array().unwrap().clone();
            assert_eq!(events.len(), 1, "{}", log.json);
            assert_eq!((&events[0]["subject"], events[0]["detail"].as_str().unwrap().ends_with(": quota_reached")), (&json!(bob), true));
            // Once somebody goes, the next sign-in brings the membership.
            let ada = user_id(&mut signed_in[0]).await;
            crate::portal::people::delete(&mut owner, &format!("{base}/members/{ada}")).await;
            let mut again = portal.browser();
            sign_in(&mut again, provider, "bob", |says| says.claims["groups"] = json!(["/meridian/auditor"])).await;
            assert_eq!(again.get(&base).await.status, StatusCode::OK);
        }
    })
    .await;
}
