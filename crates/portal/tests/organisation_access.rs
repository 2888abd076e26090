//! Goal: what one organisation does, another does not see; programs and dangerous acts have their bounds; the log tells of all that.
//! Method: people and programs over HTTP, on both databases.

use std::time::Duration;

use crate::portal::on_both;
use crate::portal::people::{delete, founded, id_in, joined, patch, user_id};
use aurigraph_portal::audit::{ChainReport, verify};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn a_key_opens_one_organisation_for_a_time() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let keys = format!("{base}/api-keys");
        let made = ada
            .post(
                &keys,
                json!({ "name": "Nightly", "roles": ["admin"], "expiresInDays": 2 }),
            )
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        let secret = made.json["secret"].as_str().unwrap().to_owned();
        assert!(secret.starts_with("agk_") && made.json["apiKey"]["lastUsedAt"].is_null());
        let mut program = portal.program(&secret);
        let members = program.get(&format!("{base}/members")).await;
        assert_eq!(members.json["total"], 1, "{}", members.json);
        // A key is no user: what is a user's own is closed, and a cookie beside it does not help.
        assert_eq!(
            program.get("/api/v11/profile").await.status,
            StatusCode::UNAUTHORIZED
        );
        let mut both = ada.clone();
        both.api_key = Some("agk_wrong".into());
        assert_eq!(both.get(&base).await.code(), "not_signed_in");
        let listed = ada.get(&keys).await;
        assert_eq!(listed.json["apiKeys"][0]["lastUsedAddress"], "192.0.2.1");
        assert!(listed.json["apiKeys"][0]["lastUsedAt"].is_string());
        assert!(listed.json["apiKeys"][0].get("secret").is_none());
        // A program does what its role does, and is named in the log.
        let invited = program
            .post(
                &format!("{base}/invitations"),
                json!({ "emails": ["z@example.org"], "roles": ["viewer"] }),
            )
            .await;
        assert_eq!(invited.status, StatusCode::CREATED, "{}", invited.json);
        let log = ada
            .get(&format!("{base}/audit?action=invitation.sent"))
            .await;
        assert_eq!(
            log.json["events"][0]["actorName"], "Nightly",
            "{}",
            log.json
        );

        let made = ada
            .post(
                &keys,
                json!({ "name": "Other", "roles": ["viewer"], "expiresInDays": 1 }),
            )
            .await;
        let mut other = portal.program(made.json["secret"].as_str().unwrap());
        assert_eq!(other.get(&base).await.status, StatusCode::OK);
        let id = made.json["apiKey"]["keyId"].as_str().unwrap().to_owned();
        assert_eq!(
            delete(&mut ada, &format!("{keys}/{id}")).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(other.get(&base).await.code(), "not_signed_in");
        portal.later(Duration::from_secs(2 * 24 * 60 * 60));
        assert_eq!(program.get(&base).await.code(), "not_signed_in");
        for refused in [
            json!({ "name": "x", "roles": ["owner"], "expiresInDays": 1 }),
            json!({ "name": "x", "roles": [], "expiresInDays": 1 }),
            json!({ "name": "x", "roles": ["viewer"], "expiresInDays": 0 }),
            json!({ "name": "x", "roles": ["viewer"], "expiresInDays": 366 }),
            json!({ "name": "", "roles": ["viewer"], "expiresInDays": 1 }),
        ] {
            let mut ada = portal.browser();
            ada.sign_in("ada@example.org", crate::portal::PASSWORD)
                .await;
            ada.stepped_up().await;
            let answer = ada.post(&keys, refused.clone()).await;
            assert_eq!(answer.code(), "invalid_parameter", "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_of_another_organisation_is_reached_by_its_ids() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let own = founded(&mut ada, "Own").await;
        let mut bob = portal.new_user("bob@example.net").await;
        let foreign = founded(&mut bob, "Foreign").await;
        let team = bob
            .post(
                &format!("{foreign}/teams"),
                json!({ "name": "Theirs", "roles": [] }),
            )
            .await;
        let team_id = team.json["teamId"].as_str().unwrap();
        let key = bob
            .post(
                &format!("{foreign}/api-keys"),
                json!({ "name": "Theirs", "roles": ["admin"], "expiresInDays": 1 }),
            )
            .await;
        let key_id = key.json["apiKey"]["keyId"].as_str().unwrap();
        let invited = bob
            .post(
                &format!("{foreign}/invitations"),
                json!({ "emails": ["c@example.net"], "roles": ["viewer"] }),
            )
            .await;
        let invitation_id = invited.json["invitations"][0]["invitationId"]
            .as_str()
            .unwrap();
        let bob_id = user_id(&mut bob).await;
        let own_team = ada
            .post(
                &format!("{own}/teams"),
                json!({ "name": "Ours", "roles": [] }),
            )
            .await;
        let own_team = own_team.json["teamId"].as_str().unwrap().to_owned();
        let attempts = [
            (
                Method::PATCH,
                format!("teams/{team_id}"),
                Some(json!({ "name": "Ours now" })),
            ),
            (Method::DELETE, format!("teams/{team_id}"), None),
            (Method::DELETE, format!("api-keys/{key_id}"), None),
            (Method::DELETE, format!("invitations/{invitation_id}"), None),
            (
                Method::PATCH,
                format!("members/{bob_id}"),
                Some(json!({ "roles": ["viewer"] })),
            ),
            (Method::DELETE, format!("members/{bob_id}"), None),
            (
                Method::PATCH,
                format!("teams/{own_team}"),
                Some(json!({ "addMembers": [bob_id] })),
            ),
        ];
        for (method, rest, body) in attempts {
            let answer = ada
                .send(method.clone(), &format!("{own}/{rest}"), body.clone())
                .await;
            assert_eq!(
                answer.status,
                StatusCode::NOT_FOUND,
                "{method} {rest}: {}",
                answer.json
            );
            // As one that does not exist: every id of zeros but the kind.
            let (head, id) = rest.rsplit_once('/').unwrap();
            let (kind, _) = id.split_once('_').unwrap();
            let zeros = "0".repeat(32);
            let nothing = format!("{own}/{head}/{kind}_{zeros}");
            let body = body.map(|body| {
                if body.get("addMembers").is_some() {
                    json!({ "addMembers": [format!("usr_{zeros}")] })
                } else {
                    body
                }
            });
            let nothing = if rest.contains(&own_team) {
                format!("{own}/{rest}")
            } else {
                nothing
            };
            let missing = ada.send(method, &nothing, body).await;
            assert_eq!(answer.json, missing.json, "{rest}");
        }
        let bulk = json!({ "userIds": [bob_id], "remove": true });
        let answer = ada.post(&format!("{own}/members/bulk-change"), bulk).await;
        assert_eq!(answer.json["results"][0]["code"], "not_found");
        // Nothing has happened there, and nothing of it is in the other's log.
        assert_eq!(
            bob.get(&format!("{foreign}/teams")).await.json["teams"][0]["name"],
            "Theirs"
        );
        assert_eq!(
            bob.get(&format!("{foreign}/invitations")).await.json["invitations"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        let theirs = bob.get(&format!("{foreign}/audit")).await;
        let ada_id = user_id(&mut ada).await;
        assert!(!theirs.json.to_string().contains(&ada_id));
        let ours = ada.get(&format!("{own}/audit")).await;
        assert!(
            !ours.json.to_string().contains(&id_in(&foreign))
                && !ours.json.to_string().contains("Theirs")
        );
    })
    .await;
}

#[tokio::test]
async fn the_log_tells_who_did_what_with_before_and_after() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let mut bob = joined(
            &portal,
            (&mut ada, &base),
            "bob@example.org",
            json!(["viewer"]),
        )
        .await;
        let bob_id = user_id(&mut bob).await;
        patch(&mut ada, &base, json!({ "name": "=Engines" })).await;
        patch(
            &mut ada,
            &format!("{base}/members/{bob_id}"),
            json!({ "roles": ["issuer", "viewer"] }),
        )
        .await;
        for _ in 0..5 {
            assert_eq!(
                bob.get(&format!("{base}/audit")).await.code(),
                "not_allowed"
            );
        }
        let log = format!("{base}/audit");
        let all = ada.get(&log).await;
        let actions: Vec<_> = all.json["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["action"].as_str().unwrap())
            .collect();
        // The same refusal once in a minute.
        assert_eq!(
            actions,
            [
                "access.refused",
                "member.roles_changed",
                "organisation.renamed",
                "member.joined",
                "invitation.sent",
                "organisation.created"
            ]
        );
        let changed = &all.json["events"][1];
        assert_eq!(changed["before"], json!({ "roles": "viewer" }));
        assert_eq!(changed["after"], json!({ "roles": "issuer, viewer" }));
        assert_eq!(
            (changed["actorName"].as_str(), changed["subject"].as_str()),
            (Some("Ada Lovelace"), Some(bob_id.as_str()))
        );
        assert_eq!(changed["networkAddress"], "192.0.2.1");
        assert_eq!(all.json["events"][0]["detail"], "audit.read");
        let at = |index: usize| all.json["events"][index]["at"].as_str().unwrap();
        for (query, expected) in [
            ("action=member.".to_owned(), 2),
            ("action=member.joined".to_owned(), 1),
            ("action=memb.".to_owned(), 0),
            ("action='%20OR%201=1".to_owned(), 0),
            ("outcome=refused".to_owned(), 1),
            (format!("actor={bob_id}"), 2),
            (format!("subject={bob_id}"), 2),
            (format!("from={}&to={}", at(3), at(1)), 2),
        ] {
            let found = ada.get(&format!("{log}?{query}")).await;
            assert_eq!(
                found.json["events"].as_array().unwrap().len(),
                expected,
                "{query}: {}",
                found.json
            );
        }
        let first = ada.get(&format!("{log}?limit=4")).await;
        let cursor = first.json["nextCursor"].as_str().unwrap();
        let second = ada.get(&format!("{log}?limit=4&cursor={cursor}")).await;
        assert_eq!(second.json["events"].as_array().unwrap().len(), 2);
        assert!(second.json["nextCursor"].is_null());
        for refused in ["from=yesterday", "to=0", "cursor=x", "limit=0"] {
            assert_eq!(
                ada.get(&format!("{log}?{refused}")).await.code(),
                "invalid_parameter",
                "{refused}"
            );
        }
        let taken = ada
            .post(&format!("{log}/export"), json!({ "format": "csv" }))
            .await;
        assert_eq!(taken.status, StatusCode::OK);
        let text = String::from_utf8(taken.bytes).unwrap();
        assert_eq!(text.lines().count(), 8, "{text}");
        assert!(text.starts_with("sequence,at,action") && text.contains("name: =Engines"));
        let taken = ada
            .post(
                &format!("{log}/export"),
                json!({ "format": "ndjson", "action": "member." }),
            )
            .await;
        let lines = String::from_utf8(taken.bytes).unwrap();
        assert_eq!(lines.lines().count(), 2);
        let line: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
        assert_eq!(line["action"], "member.roles_changed");
        assert!(matches!(
            verify(portal.portal.identity().store()).await.unwrap(),
            ChainReport::Holds { .. }
        ));
    })
    .await;
}

#[tokio::test]
async fn what_is_dangerous_needs_a_session_that_was_confirmed() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let mut bob = joined(
            &portal,
            (&mut ada, &base),
            "bob@example.org",
            json!(["viewer"]),
        )
        .await;
        let bob_id = user_id(&mut bob).await;
        portal.later(Duration::from_secs(6 * 60));
        let one = format!("{base}/members/{bob_id}");
        let owner = json!({ "roles": ["owner"] });
        let key = json!({ "name": "k", "roles": ["viewer"], "expiresInDays": 1 });
        let invitation = json!({ "emails": ["x@example.org"], "roles": ["owner"] });
        let bulk = json!({ "userIds": [bob_id], "addRoles": ["owner"] });
        for refused in [
            patch(&mut ada, &one, owner.clone()).await,
            ada.post(&format!("{base}/api-keys"), key).await,
            ada.post(&format!("{base}/invitations"), invitation).await,
            ada.post(&format!("{base}/members/bulk-change"), bulk).await,
            ada.post(&format!("{base}/delete"), json!({ "name": "Engines" }))
                .await,
        ] {
            assert_eq!(refused.code(), "step_up_required", "{}", refused.json);
        }
        // What is not goes on without it.
        let changed = patch(&mut ada, &one, json!({ "roles": ["issuer"] })).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.json);
        ada.stepped_up().await;
        let changed = patch(&mut ada, &one, owner).await;
        assert_eq!(changed.json["roles"], json!(["owner"]), "{}", changed.json);
        portal.later(Duration::from_secs(6 * 60));
        assert_eq!(
            delete(&mut ada, &one).await.code(),
            "step_up_required",
            "an owner is removed as dangerously as made"
        );
    })
    .await;
}
