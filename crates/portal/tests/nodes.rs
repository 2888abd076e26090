//! Goal: a node belongs to an organisation when somebody asked for it, somebody else approved it and its own key signed; and what was revoked stays revoked.
//! Method: members and nodes over HTTP with real keys, against a double of a ledger that can be switched off, on both databases.

mod enrolment;
mod world;

use crate::portal::on_both;
use crate::portal::people::{delete, founded, joined, user_id};
use axum::http::StatusCode;
use serde_json::{Value, json};
use world::{World, world};

#[tokio::test]
async fn somebody_asks_somebody_else_decides() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let base = format!("{}/nodes", world.base);
        let wanted =
            json!({ "name": " Frankfurt 1 ", "nodeType": "business", "note": "for the treasury" });
        let asked = world.owner.post(&base, wanted).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.json);
        assert_eq!(asked.json["state"], "requested");
        assert_eq!(asked.json["name"], "Frankfurt 1");
        assert_eq!(asked.json["note"], "for the treasury");
        assert_eq!(asked.json["requestedByName"], "Ada Lovelace");
        for field in [
            "decidedBy",
            "decidedAt",
            "reason",
            "nodeId",
            "registration",
            "tokenExpiresAt",
        ] {
            assert!(asked.json[field].is_null(), "{field}: {}", asked.json);
        }
        let id = asked.json["requestId"].as_str().unwrap().to_owned();
        // Nobody decides about their own, whatever they are.
        for (act, body) in [
            ("approve", Value::Null),
            ("reject", json!({ "reason": "no" })),
        ] {
            let refused = world.owner.post(&format!("{base}/{id}/{act}"), body).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            assert_eq!(refused.code(), "own_request", "{}", refused.json);
        }
        // There is no token before it is approved.
        let early = world
            .owner
            .post(&format!("{base}/{id}/token"), Value::Null)
            .await;
        assert_eq!(early.code(), "node_state", "{}", early.json);
        // An admin who was not asked lately who they are, is.
        let mut admin = world.admin.clone();
        let path = format!("{base}/{id}/approve");
        let refused = admin.post(&path, Value::Null).await;
        assert_eq!(refused.code(), "step_up_required", "{}", refused.json);
        admin.stepped_up().await;
        let approved = admin.post(&path, Value::Null).await;
        assert_eq!(approved.status, StatusCode::OK, "{}", approved.json);
        assert_eq!(approved.json["state"], "approved");
        assert_eq!(approved.json["decidedBy"], user_id(&mut admin).await);
        let again = admin.post(&path, Value::Null).await;
        assert_eq!(
            (again.status, again.code()),
            (StatusCode::CONFLICT, "node_state")
        );
        // What was asked for and rejected says why.
        let other = world.asks("Paris").await;
        let path = format!("{base}/{other}/reject");
        let refused = admin.post(&path, json!({ "reason": "  " })).await;
        assert_eq!(refused.code(), "invalid_parameter");
        let rejected = admin
            .post(&path, json!({ "reason": "one is enough" }))
            .await;
        assert_eq!(rejected.status, StatusCode::OK, "{}", rejected.json);
        assert_eq!(rejected.json["state"], "rejected");
        assert_eq!(rejected.json["reason"], "one is enough");
        for act in ["withdraw", "token", "approve"] {
            let refused = admin
                .post(&format!("{base}/{other}/{act}"), Value::Null)
                .await;
            assert_eq!(refused.code(), "node_state", "{act}: {}", refused.json);
        }
        let refused = admin
            .post(&format!("{base}/{other}/revoke"), json!({ "reason": "no" }))
            .await;
        assert_eq!(refused.code(), "node_state");
        let listed = admin.get(&base).await;
        let states: Vec<_> = listed.json["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["state"].clone())
            .collect();
        assert_eq!(states, ["rejected", "approved"]);
        assert_eq!(
            world.audited().await,
            [
                "node.requested",
                "node.approved",
                "node.requested",
                "node.rejected"
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn who_may_not_and_what_cannot_be_is_refused() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let base = format!("{}/nodes", world.base);
        for (name, node_type, note) in [
            ("", "business", None),
            ("two\nlines", "business", None),
            ("bell\u{7}", "business", None),
            (&*"n".repeat(65), "light", None),
            ("Ok", "validator", None),
            ("Ok", "light", Some("x".repeat(501))),
        ] {
            let body = json!({ "name": name, "nodeType": node_type, "note": note });
            let refused = world.owner.post(&base, body).await;
            assert_eq!(
                refused.status,
                StatusCode::BAD_REQUEST,
                "{name:?}: {}",
                refused.json
            );
        }
        let id = world.asks("Frankfurt").await;
        // A treasurer sees it, and that is all.
        let mut treasurer = joined(
            &world.portal,
            (&mut world.owner, &world.base),
            "tom@example.org",
            json!(["treasurer"]),
        )
        .await;
        treasurer.stepped_up().await;
        assert_eq!(treasurer.get(&base).await.json["nodes"][0]["requestId"], id);
        for act in ["approve", "withdraw", "token"] {
            let refused = treasurer
                .post(&format!("{base}/{id}/{act}"), Value::Null)
                .await;
            assert_eq!(refused.code(), "not_allowed", "{act}");
        }
        // In another organisation there is no such node, for its owner as well.
        let mut eve = world.portal.new_user("eve@example.net").await;
        let elsewhere = founded(&mut eve, "Others").await;
        for act in ["approve", "withdraw", "token"] {
            let refused = eve
                .post(&format!("{elsewhere}/nodes/{id}/{act}"), Value::Null)
                .await;
            assert_eq!(
                refused.status,
                StatusCode::NOT_FOUND,
                "{act}: {}",
                refused.json
            );
            let refused = eve.post(&format!("{base}/{id}/{act}"), Value::Null).await;
            assert_eq!(
                refused.status,
                StatusCode::NOT_FOUND,
                "{act}: {}",
                refused.json
            );
        }
        assert_eq!(
            eve.get(&format!("{elsewhere}/nodes")).await.json["nodes"],
            json!([])
        );
        // It can be withdrawn, once.
        let withdrawn = world
            .owner
            .post(&format!("{base}/{id}/withdraw"), Value::Null)
            .await;
        assert_eq!(withdrawn.json["state"], "withdrawn", "{}", withdrawn.json);
        let again = world
            .owner
            .post(&format!("{base}/{id}/withdraw"), Value::Null)
            .await;
        assert_eq!(again.code(), "node_state");
    })
    .await;
}

#[tokio::test]
async fn there_are_so_many_and_no_more() {
    let portal = crate::portal::on_sqlite().await;
    let mut world = world(portal).await;
    for number in 0..100 {
        world.asks(&format!("Node {number}")).await;
    }
    let base = format!("{}/nodes", world.base);
    let body = json!({ "name": "One more", "nodeType": "light", "note": null });
    let refused = world.owner.post(&base, body.clone()).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::CONFLICT, "full")
    );
    let listed = world.owner.get(&base).await;
    let nodes = listed.json["nodes"].as_array().unwrap().clone();
    assert_eq!(nodes.len(), 100);
    assert_eq!(nodes[0]["name"], "Node 99");
    let id = nodes[0]["requestId"].as_str().unwrap();
    let path = format!("{base}/{id}/withdraw");
    world.owner.post(&path, Value::Null).await;
    let taken = world.owner.post(&base, body).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.json);
}

#[tokio::test]
async fn what_was_registered_for_an_organisation_is_revoked_when_that_is_gone() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let node = world.registered("Frankfurt").await;
        let body = json!({ "name": "Engines" });
        let gone = world
            .owner
            .post(&format!("{}/delete", world.base), body)
            .await;
        assert!(gone.status.is_success(), "{}", gone.json);
        assert_eq!(world.ledger.stated().len(), 1);
        // The ledger is away at first.
        world.ledger.is_down(true);
        assert!(
            world
                .portal
                .portal
                .organisations()
                .settle_nodes()
                .await
                .is_err()
        );
        world.ledger.is_down(false);
        assert_eq!(
            world
                .portal
                .portal
                .organisations()
                .settle_nodes()
                .await
                .unwrap(),
            1
        );
        assert_eq!(world.topics(), ["node.registration", "node.revocation"]);
        assert_eq!(world.ledger.stated()[0].2, world.ledger.stated()[1].2);
        assert_eq!(
            world
                .portal
                .portal
                .organisations()
                .settle_nodes()
                .await
                .unwrap(),
            0
        );
        // Its key is none that anybody else could register.
        let mut eve = world.portal.new_user("eve@example.net").await;
        let elsewhere = founded(&mut eve, "Others").await;
        let mut other = joined(
            &world.portal,
            (&mut eve, &elsewhere),
            "mo@example.net",
            json!(["admin"]),
        )
        .await;
        let mut theirs = World {
            base: elsewhere,
            owner: eve,
            ..world
        };
        theirs.admin = {
            other.stepped_up().await;
            other
        };
        let token = theirs.token("Paris").await;
        let refused = theirs.enrols(&token, &node).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::CONFLICT, "node_key_used")
        );
        // A member who is gone leaves what they asked for.
        let id = theirs.asks("Rome").await;
        let user = user_id(&mut theirs.admin).await;
        let removed = delete(
            &mut theirs.owner,
            &format!("{}/members/{user}", theirs.base),
        )
        .await;
        assert!(removed.status.is_success(), "{}", removed.json);
        let listed = theirs.owner.get(&format!("{}/nodes", theirs.base)).await;
        assert!(
            listed.json["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .any(|node| node["requestId"] == id)
        );
    })
    .await;
}
