//! Goal: several organisations live beside one another; whoever loses a right in one cannot use it any more.
//! Method: people over HTTP, on both databases.

use std::time::Duration;

use crate::portal::people::{accept_first, delete, founded, joined, patch, user_id};
use crate::portal::{Answer, on_both, on_sqlite};
use aurigraph_portal::audit::{ChainReport, verify};
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn an_invitation_is_for_the_address_and_counts_once() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "  Analytical Engines  ").await;
        assert_eq!(ada.get(&base).await.json["name"], "Analytical Engines");
        let body = json!({ "emails": ["Bob@Example.org", "eve@example.net"], "roles": ["viewer", "issuer"] });
        let invited = ada.post(&format!("{base}/invitations"), body).await;
        assert_eq!(invited.json["invitations"][0]["roles"], json!(["issuer", "viewer"]));
        assert_eq!(invited.json["invitations"][0]["invitedByName"], "Ada Lovelace");
        let (subject, text) = portal.mail_to("bob@example.org").await.unwrap();
        assert_eq!(subject, "You are invited into an organisation");
        assert!(text.contains("\"Analytical Engines\"") && text.contains("issuer, viewer"));

        let mut bob = portal.new_user("bob@example.org").await;
        let mut mallory = portal.new_user("mallory@example.net").await;
        let open = bob.get("/api/v11/profile/invitations").await;
        assert_eq!(open.json["invitations"].as_array().unwrap().len(), 1);
        assert_eq!(open.json["invitations"][0]["organisationName"], "Analytical Engines");
        let id = open.json["invitations"][0]["invitationId"].as_str().unwrap().to_owned();
        for act in ["accept", "decline"] {
            let path = format!("/api/v11/profile/invitations/{id}/{act}");
            let stolen = mallory.post(&path, Value::Null).await;
            assert_eq!(stolen.status, StatusCode::NOT_FOUND, "{}", stolen.json);
        }
        assert_eq!(mallory.get(&base).await.status, StatusCode::NOT_FOUND);
        let accepted = accept_first(&mut bob).await;
        assert_eq!(accepted.json["members"], 2);
        assert_eq!(accepted.json["roles"], json!(["issuer", "viewer"]));
        let path = format!("/api/v11/profile/invitations/{id}/accept");
        assert_eq!(bob.post(&path, Value::Null).await.status, StatusCode::NOT_FOUND);

        let body = json!({ "emails": ["bob@example.org"], "roles": ["viewer"] });
        let again = ada.post(&format!("{base}/invitations"), body).await;
        assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "exists"));

        // Those that are over cannot be accepted, and can be seen and sent anew.
        portal.later(Duration::from_secs(15 * 24 * 60 * 60));
        let mut ada = portal.browser();
        ada.sign_in("ada@example.org", crate::portal::PASSWORD).await;
        let listed = ada.get(&format!("{base}/invitations")).await;
        assert_eq!(listed.json["invitations"][0]["isExpired"], true);
        let mut eve = portal.new_user("eve@example.net").await;
        let open = eve.get("/api/v11/profile/invitations").await;
        assert_eq!(open.json["invitations"], json!([]));
        let body = json!({ "emails": ["eve@example.net"], "roles": ["viewer"] });
        ada.post(&format!("{base}/invitations"), body).await;
        let listed = ada.get(&format!("{base}/invitations")).await;
        assert_eq!(listed.json["invitations"].as_array().unwrap().len(), 1);
        let id = listed.json["invitations"][0]["invitationId"].as_str().unwrap().to_owned();
        let gone = delete(&mut ada, &format!("{base}/invitations/{id}")).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        let open = eve.get("/api/v11/profile/invitations").await;
        assert_eq!(open.json["invitations"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn there_is_always_an_owner_also_when_two_step_back_at_once() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let ada_id = user_id(&mut ada).await;
        let me = format!("{base}/members/{ada_id}");
        for refused in [
            patch(&mut ada, &me, json!({ "roles": ["admin"] })).await,
            delete(&mut ada, &me).await,
            ada.post(&format!("{base}/leave"), Value::Null).await,
        ] {
            assert_eq!(refused.code(), "last_owner", "{}", refused.json);
        }
        let none = patch(&mut ada, &me, json!({ "roles": [] })).await;
        assert_eq!(none.code(), "last_owner");

        let mut admin = joined(
            &portal,
            (&mut ada, &base),
            "admin@example.org",
            json!(["admin"]),
        )
        .await;
        admin.stepped_up().await;
        let admin_id = user_id(&mut admin).await;
        // An admin makes no owner of anybody, by no way.
        let himself = format!("{base}/members/{admin_id}");
        let none = patch(&mut ada, &himself, json!({ "roles": [] })).await;
        assert_eq!(none.code(), "invalid_parameter");
        let body = json!({ "emails": ["x@example.org"], "roles": ["owner"] });
        let bulk = json!({ "userIds": [admin_id], "addRoles": ["owner"] });
        for refused in [
            patch(&mut admin, &himself, json!({ "roles": ["owner"] })).await,
            patch(&mut admin, &me, json!({ "roles": ["viewer"] })).await,
            delete(&mut admin, &me).await,
            admin.post(&format!("{base}/invitations"), body).await,
        ] {
            assert_eq!(refused.code(), "not_allowed", "{}", refused.json);
        }
        let refused = admin
            .post(&format!("{base}/members/bulk-change"), bulk)
            .await;
        assert_eq!(
            refused.json["results"][0]["code"], "not_allowed",
            "{}",
            refused.json
        );
        let body = json!({ "name": "Owners", "roles": ["owner"] });
        let refused = admin.post(&format!("{base}/teams"), body).await;
        assert_eq!(refused.code(), "invalid_parameter");

        for round in 0..5 {
            let second = patch(&mut ada, &himself, json!({ "roles": ["owner"] })).await;
            assert_eq!(second.status, StatusCode::OK, "{}", second.json);
            let (mut one, mut other) = (ada.clone(), admin.clone());
            let step_back = json!({ "roles": ["admin"] });
            let (first, second) = tokio::join!(
                patch(&mut one, &me, step_back.clone()),
                patch(&mut other, &himself, step_back)
            );
            let statuses = [first.status, second.status];
            assert!(statuses.contains(&StatusCode::OK), "{round}: {statuses:?}");
            assert!(
                statuses.contains(&StatusCode::CONFLICT),
                "{round}: {statuses:?}"
            );
            // Ada owns again, whoever it was.
            if first.status == StatusCode::OK {
                let back = patch(&mut admin, &me, json!({ "roles": ["owner"] })).await;
                assert_eq!(back.status, StatusCode::OK, "{}", back.json);
                let back = patch(&mut ada, &himself, json!({ "roles": ["admin"] })).await;
                assert_eq!(back.status, StatusCode::OK, "{}", back.json);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_user_who_is_the_last_owner_is_not_deleted_before_somebody_else_is_one() {
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
        let refused = ada.post("/api/v11/profile/delete", Value::Null).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::CONFLICT, "last_owner")
        );
        bob.post(&format!("{base}/leave"), Value::Null).await;
        // Alone, the organisation goes with its only member.
        let gone = ada.post("/api/v11/profile/delete", Value::Null).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
        let store = portal.portal.identity().store();
        assert!(matches!(
            verify(store).await.unwrap(),
            ChainReport::Holds { .. }
        ));
    })
    .await;
}

#[tokio::test]
async fn a_right_that_was_taken_is_gone_with_the_next_request() {
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
        let log = format!("{base}/audit");
        assert_eq!(bob.get(&log).await.code(), "not_allowed");
        // Through a team.
        let team = ada
            .post(
                &format!("{base}/teams"),
                json!({ "name": "Audit", "roles": ["auditor"] }),
            )
            .await;
        let team = format!("{base}/teams/{}", team.json["teamId"].as_str().unwrap());
        let with = patch(&mut ada, &team, json!({ "addMembers": [bob_id] })).await;
        assert_eq!(with.json["members"], json!([bob_id]), "{}", with.json);
        assert_eq!(bob.get(&log).await.status, StatusCode::OK);
        assert_eq!(
            bob.get("/api/v11/organisations").await.json["organisations"][0]["roles"],
            json!(["auditor", "viewer"])
        );
        let listed = ada.get(&format!("{base}/members?role=auditor")).await;
        assert_eq!(listed.json["members"][0]["teamRoles"], json!(["auditor"]));
        assert_eq!(listed.json["members"][0]["teams"][0]["name"], "Audit");
        patch(&mut ada, &team, json!({ "roles": [] })).await;
        assert_eq!(bob.get(&log).await.code(), "not_allowed");
        patch(
            &mut ada,
            &team,
            json!({ "roles": ["auditor"], "name": "Reviewers" }),
        )
        .await;
        assert_eq!(bob.get(&log).await.status, StatusCode::OK);
        delete(&mut ada, &team).await;
        assert_eq!(bob.get(&log).await.code(), "not_allowed");
        // Altogether: then it is as if it had never been.
        let removed = delete(&mut ada, &format!("{base}/members/{bob_id}")).await;
        assert_eq!(removed.status, StatusCode::NO_CONTENT);
        assert_eq!(bob.get(&base).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            bob.get("/api/v11/organisations").await.json["organisations"],
            json!([])
        );
    })
    .await;
}

#[tokio::test]
async fn members_are_searched_sorted_and_paged() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        for name in ["dora", "bob", "carl", "emil"] {
            joined(
                &portal,
                (&mut ada, &base),
                &format!("{name}@example.org"),
                json!(["viewer"]),
            )
            .await;
        }
        let emails = |answer: &Answer| -> Vec<String> {
            let members = answer.json["members"].as_array().unwrap().iter();
            members
                .map(|member| {
                    member["email"]
                        .as_str()
                        .unwrap()
                        .split('@')
                        .next()
                        .unwrap()
                        .to_owned()
                })
                .collect()
        };
        let list = format!("{base}/members");
        for (query, expected) in [
            ("sort=email", vec!["ada", "bob", "carl", "dora", "emil"]),
            (
                "sort=email&order=desc",
                vec!["emil", "dora", "carl", "bob", "ada"],
            ),
            ("sort=joinedAt", vec!["ada", "dora", "bob", "carl", "emil"]),
            ("sort=email&search=%20A@", vec!["ada", "dora"]),
            ("role=owner", vec!["ada"]),
            ("role=issuer", vec![]),
            ("teamId=team_none", vec![]),
        ] {
            let answer = ada.get(&format!("{list}?{query}")).await;
            assert_eq!(emails(&answer), expected, "{query}: {}", answer.json);
        }
        for order in ["asc", "desc"] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = ada
                    .get(&format!("{list}?sort=email&order={order}&limit=2{cursor}"))
                    .await;
                assert_eq!(page.json["total"], 5);
                seen.extend(emails(&page));
                let Some(next) = page.json["nextCursor"].as_str() else {
                    break;
                };
                cursor = format!("&cursor={next}");
            }
            let mut sorted = seen.clone();
            sorted.sort();
            if order == "desc" {
                sorted.reverse();
            }
            assert_eq!((seen.len(), &seen), (5, &sorted));
        }
        for refused in [
            "limit=0",
            "limit=201",
            "sort=password",
            "role=root",
            "cursor=no",
            "order=up",
            "x=1",
        ] {
            let answer = ada.get(&format!("{list}?{refused}")).await;
            assert_eq!(
                answer.status,
                StatusCode::BAD_REQUEST,
                "{refused}: {}",
                answer.json
            );
        }
        let all = ada.get(&format!("{list}?sort=email")).await;
        let ids: Vec<_> = all.json["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| member["userId"].clone())
            .collect();
        let bulk =
            json!({ "userIds": [ids[0], ids[1], ids[1], "usr_none"], "addRoles": ["issuer"] });
        let done = ada.post(&format!("{list}/bulk-change"), bulk).await;
        let outcomes: Vec<_> = done.json["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["outcome"].as_str().unwrap())
            .collect();
        assert_eq!(
            outcomes,
            ["changed", "changed", "unchanged", "refused"],
            "{}",
            done.json
        );
        let bulk = json!({ "userIds": [ids[0], ids[2]], "remove": true });
        let done = ada.post(&format!("{list}/bulk-change"), bulk).await;
        assert_eq!(done.json["results"][0]["code"], "last_owner");
        assert_eq!(done.json["results"][1]["outcome"], "removed");
        for refused in [
            json!({ "userIds": [], "remove": true }),
            json!({ "userIds": [ids[0]] }),
            json!({ "userIds": [ids[0]], "remove": true, "addRoles": ["viewer"] }),
        ] {
            let answer = ada
                .post(&format!("{list}/bulk-change"), refused.clone())
                .await;
            assert_eq!(answer.code(), "invalid_parameter", "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_organisation_ends_when_its_owner_types_its_name() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let made = ada
            .post(
                &format!("{base}/api-keys"),
                json!({ "name": "k", "roles": ["viewer"], "expiresInDays": 1 }),
            )
            .await;
        let mut program = portal.program(made.json["secret"].as_str().unwrap());
        let wrong = ada
            .post(&format!("{base}/delete"), json!({ "name": "engines" }))
            .await;
        assert_eq!(wrong.code(), "invalid_parameter");
        let gone = ada
            .post(&format!("{base}/delete"), json!({ "name": "Engines" }))
            .await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
        assert_eq!(ada.get(&base).await.status, StatusCode::NOT_FOUND);
        assert_eq!(program.get(&base).await.code(), "not_signed_in");
        assert!(matches!(
            verify(portal.portal.identity().store()).await.unwrap(),
            ChainReport::Holds { .. }
        ));
    })
    .await;
}

#[tokio::test]
async fn names_that_lead_elsewhere_are_not_taken_and_limits_hold() {
    let portal = on_sqlite().await;
    let mut ada = portal.new_user("ada@example.org").await;
    for name in [
        "",
        "  ",
        "a\nb",
        "see https://evil.example",
        "WWW.evil.example",
        &"x".repeat(101),
    ] {
        let answer = ada
            .post("/api/v11/organisations", json!({ "name": name }))
            .await;
        assert_eq!(answer.code(), "invalid_parameter", "{name:?}");
    }
    for number in 0..50 {
        let made = ada
            .post(
                "/api/v11/organisations",
                json!({ "name": format!("{number}") }),
            )
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    }
    let full = ada
        .post("/api/v11/organisations", json!({ "name": "one more" }))
        .await;
    assert_eq!((full.status, full.code()), (StatusCode::CONFLICT, "full"));
    let base = founded(&mut portal.new_user("bob@example.org").await, "Bob's").await;
    let mut bob = portal.browser();
    bob.sign_in("bob@example.org", crate::portal::PASSWORD)
        .await;
    for round in 0..5 {
        let emails: Vec<_> = (0..50)
            .map(|number| format!("p{round}-{number}@example.net"))
            .collect();
        let body = json!({ "emails": emails, "roles": ["viewer"] });
        let answer = bob.post(&format!("{base}/invitations"), body).await;
        let expected = if round < 4 {
            StatusCode::CREATED
        } else {
            StatusCode::TOO_MANY_REQUESTS
        };
        assert_eq!(answer.status, expected, "{round}: {}", answer.json);
    }
    for emails in [
        json!([]),
        json!(["no address"]),
        json!(
            (0..51)
                .map(|n| format!("q{n}@example.net"))
                .collect::<Vec<_>>()
        ),
    ] {
        let body = json!({ "emails": emails, "roles": ["viewer"] });
        let answer = bob.post(&format!("{base}/invitations"), body).await;
        assert_eq!(answer.code(), "invalid_parameter", "{}", answer.json);
    }
}
