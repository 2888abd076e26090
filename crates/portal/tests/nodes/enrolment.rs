//! Tokens, keys and the ledger.

use std::time::Duration;

use aurigraph_portal::organisations::nodes::TOKEN_LASTS;
use aurigraph_types::node_registration::{enrolment_digest, registration_hash};
use aurigraph_types::{ChainId, Digest};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::world::{enrolment, node_key, world};
use crate::portal::ledger_double::CHAIN;
use crate::portal::{PASSWORD, on_both};

#[tokio::test]
async fn a_node_enrols_once_with_its_own_key() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let id = world.approved("Frankfurt").await;
        let token = world.token_of(&id).await;
        let key = node_key();
        let enrolled = world.enrols(&token, &key).await;
        assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.json);
        assert_eq!(enrolled.json["name"], "Frankfurt");
        assert_eq!(enrolled.json["organisationName"], "Engines");
        assert_eq!(enrolled.json["registration"]["number"], 1);
        let public_key = hex::encode(key.public_key().as_bytes());
        let [(topic, number, hash)] = &world.ledger.stated()[..] else {
            panic!("{:?}", world.ledger.stated());
        };
        assert_eq!((topic.as_str(), *number), ("node.registration", 1));
        assert_eq!(*hash, registration_hash(&CHAIN, key.public_key()).0);
        let node = world.node(&id).await;
        assert_eq!(node["state"], "registered");
        assert_eq!(node["nodeId"], public_key);
        assert_eq!(node["registration"], enrolled.json["registration"]);
        assert!(node["tokenExpiresAt"].is_null());
        // Its answer may have been lost: the same again is the same, and nothing more is said.
        let again = world.enrols(&token, &key).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.json);
        assert_eq!(again.json, enrolled.json);
        // For another key it was used.
        let other = world.enrols(&token, &node_key()).await;
        assert_eq!(
            (other.status, other.code()),
            (StatusCode::GONE, "token_not_valid")
        );
        assert_eq!(world.ledger.stated().len(), 1);
        assert_eq!(
            world.audited().await,
            [
                "node.requested",
                "node.approved",
                "node.token_made",
                "node.enrolled"
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_token_that_does_not_hold_lets_nobody_in() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let id = world.approved("Frankfurt").await;
        let first = world.token_of(&id).await;
        let second = world.token_of(&id).await;
        let key = node_key();
        let refused = |answer: &crate::portal::Answer| {
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::GONE, "token_not_valid"),
                "{}",
                answer.json
            );
        };
        // Replaced; made up; none.
        refused(&world.enrols(&first, &key).await);
        refused(&world.enrols(&"A".repeat(43), &key).await);
        refused(&world.enrols("", &key).await);
        // Signatures: of another key, over another token, for another ledger; keys that are none.
        let another = enrolment(&second, &node_key());
        let mut swapped = enrolment(&second, &key);
        swapped["publicKey"] = another["publicKey"].clone();
        let mut older = enrolment(&first, &key);
        older["token"] = json!(second);
        let chain = ChainId(Digest([8; 32]));
        let elsewhere = key.sign(&enrolment_digest(&chain, key.public_key(), &second));
        let mut foreign = enrolment(&second, &key);
        foreign["signature"] = json!(hex::encode(elsewhere));
        let mut short = enrolment(&second, &key);
        short["publicKey"] = json!("00");
        let mut words = enrolment(&second, &key);
        words["signature"] = json!("xyz");
        for body in [swapped, older, foreign, short, words] {
            let answer = world.sends(body).await;
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::BAD_REQUEST, "invalid_parameter"),
                "{}",
                answer.json
            );
        }
        // Too old.
        world.portal.later(TOKEN_LASTS);
        refused(&world.enrols(&second, &key).await);
        // Her session is over as well.
        world.owner.sign_in("ada@example.org", PASSWORD).await;
        assert!(world.node(&id).await["tokenExpiresAt"].is_null());
        // Withdrawn.
        let third = world.token_of(&id).await;
        let path = format!("{}/nodes/{id}/withdraw", world.base);
        assert_eq!(
            world.owner.post(&path, Value::Null).await.status,
            StatusCode::OK
        );
        refused(&world.enrols(&third, &key).await);
        assert_eq!(world.ledger.stated(), []);
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
    })
    .await;
}

#[tokio::test]
async fn a_revoked_node_is_revoked_on_the_ledger_as_soon_as_that_is_there() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let id = world.approved("Frankfurt").await;
        let token = world.token_of(&id).await;
        let key = node_key();
        // The ledger is away: the token stays good, for this key alone.
        world.ledger.is_down(true);
        let away = world.enrols(&token, &key).await;
        assert_eq!(
            (away.status, away.code()),
            (StatusCode::SERVICE_UNAVAILABLE, "ledger_unavailable")
        );
        assert!(away.headers.contains_key("retry-after"));
        assert_eq!(world.node(&id).await["state"], "approved");
        let stolen = world.enrols(&token, &node_key()).await;
        assert_eq!(stolen.code(), "token_not_valid", "{}", stolen.json);
        world.ledger.is_down(false);
        let enrolled = world.enrols(&token, &key).await;
        assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.json);
        // It is revoked while the ledger is away: here at once, there later.
        world.ledger.is_down(true);
        let path = format!("{}/nodes/{id}/revoke", world.base);
        world.portal.later(Duration::from_secs(3_600));
        let body = json!({ "reason": "the machine was sold" });
        let refused = world.owner.post(&path, body.clone()).await;
        assert_eq!(refused.code(), "step_up_required");
        world.owner.stepped_up().await;
        let revoked = world.owner.post(&path, body.clone()).await;
        assert_eq!(revoked.status, StatusCode::OK, "{}", revoked.json);
        assert_eq!(revoked.json["state"], "revoked");
        assert_eq!(revoked.json["reason"], "the machine was sold");
        assert!(revoked.json["revocation"].is_null());
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
        let node = world.node(&id).await;
        assert_eq!(node["revocation"]["number"], node["registration"]["number"]);
        assert_eq!(world.topics(), ["node.registration", "node.revocation"]);
        // For good: not with the old token, and the key not with a new one.
        let again = world.enrols(&token, &key).await;
        assert_eq!(again.code(), "token_not_valid", "{}", again.json);
        let token = world.token("Frankfurt 2").await;
        let again = world.enrols(&token, &key).await;
        assert_eq!(
            (again.status, again.code()),
            (StatusCode::CONFLICT, "node_key_used")
        );
        let fresh = world.enrols(&token, &node_key()).await;
        assert_eq!(fresh.json["registration"]["number"], 2, "{}", fresh.json);
        let twice = world.owner.post(&path, body).await;
        assert_eq!(twice.code(), "node_state");
    })
    .await;
}

#[tokio::test]
async fn what_may_have_been_registered_and_was_withdrawn_is_revoked() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let id = world.approved("Frankfurt").await;
        let token = world.token_of(&id).await;
        world.ledger.is_down(true);
        let away = world.enrols(&token, &node_key()).await;
        assert_eq!(away.code(), "ledger_unavailable");
        // As long as it may be repeated nothing is revoked.
        world.ledger.is_down(false);
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
        let path = format!("{}/nodes/{id}/withdraw", world.base);
        assert_eq!(
            world.owner.post(&path, Value::Null).await.status,
            StatusCode::OK
        );
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
        assert_eq!(world.topics(), ["node.revocation"]);
    })
    .await;
}

#[tokio::test]
async fn who_guesses_tokens_has_to_wait() {
    let portal = crate::portal::on_sqlite().await;
    let mut world = world(portal).await;
    let mut refused = Vec::new();
    for _ in 0..31 {
        refused.push(world.enrols(&"A".repeat(43), &node_key()).await.status);
    }
    assert_eq!(refused[..30], [StatusCode::GONE; 30]);
    assert_eq!(refused[30], StatusCode::TOO_MANY_REQUESTS);
    // From elsewhere it goes on.
    let token = world.token("Frankfurt").await;
    let mut node = world.portal.browser_at("203.0.113.9:4000");
    let enrolled = node
        .post("/api/v11/node-enrolments", enrolment(&token, &node_key()))
        .await;
    assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.json);
}

#[tokio::test]
async fn without_a_ledger_no_node_enrols() {
    let portal = crate::portal::on_sqlite().await;
    let mut node = portal.browser();
    let answer = node
        .post("/api/v11/node-enrolments", enrolment("token", &node_key()))
        .await;
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::SERVICE_UNAVAILABLE, "ledger_unavailable")
    );
}
