//! Approvals: by other people, with keys of their own, of exactly that payment.

use aurigraph_types::{Domain, PublicKey, Scheme, SigningKey};
use axum::http::StatusCode;
use serde_json::json;

use crate::portal::keys::{account, decided, proposed, removed, signed, transfer};
use crate::portal::people::{patch, user_id};
use crate::portal::treasury::{PROFILE, World, world};
use crate::portal::{database, on_both};

#[tokio::test]
async fn two_others_approve_with_their_keys_and_only_then_are_the_bytes_given_out() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let payment = transfer(&world.till, 1, (0, 1_001));
        let made = proposed(&mut world.tom.browser, &world.base, payment.as_bytes()).await;
        assert_eq!(made.json["approvalsNeeded"], 2, "{}", made.json);
        assert_eq!(made.json["submissionId"], json!(payment.id().to_string()));
        assert_eq!(
            made.json["totals"],
            json!([{ "assetIndex": 0, "amount": "1001" }])
        );
        assert_eq!(made.json["validUntilHeight"], 900);
        let id = made.json["paymentId"].as_str().unwrap().to_owned();
        let base = world.base.clone();

        let early = world.released(&id).await;
        assert_eq!(early.code(), "payment_not_approved", "{}", early.json);
        let own = world.tom.decides(&base, &id, "approve").await;
        assert_eq!(own.code(), "own_payment", "{}", own.json);

        // Nothing that anybody is shown meanwhile holds the signature.
        let signature = hex::encode(payment.view().signature());
        for browser in [&mut world.tom.browser, &mut world.ada.browser] {
            for path in [format!("{base}/payments"), format!("{base}/payments/{id}")] {
                let shown = browser.get(&path).await.json.to_string();
                assert!(!shown.contains(&signature), "{shown}");
            }
        }

        let first = world.tina.decides(&base, &id, "approve").await;
        assert_eq!(first.json["state"], "waiting", "{}", first.json);
        assert_eq!(first.json["approvals"], 1);
        let twice = world.tina.decides(&base, &id, "approve").await;
        assert_eq!(
            twice.code(),
            "statement_signature_invalid",
            "{}",
            twice.json
        );
        assert_eq!(world.released(&id).await.code(), "payment_not_approved");
        let second = world.ada.decides(&base, &id, "approve").await;
        assert_eq!(second.json["state"], "approved", "{}", second.json);
        let late = world.ted.decides(&base, &id, "reject").await;
        assert_eq!(late.code(), "payment_not_waiting");

        let released = world.released(&id).await;
        assert_eq!(released.status, StatusCode::OK, "{}", released.json);
        let bytes = hex::encode(payment.as_bytes());
        assert_eq!(released.json["signedSubmission"], json!(bytes));
        assert_eq!(released.json["payment"]["state"], "released");
        // Whoever lost the answer asks again.
        let again = world.released(&id).await;
        assert_eq!(again.json["signedSubmission"], json!(bytes));

        // Everybody who reads can verify who approved what.
        let detail = world
            .ada
            .browser
            .get(&format!("{base}/payments/{id}"))
            .await;
        let decisions = detail.json["decisions"].as_array().unwrap();
        assert_eq!(decisions.len(), 2);
        for (decision, key) in decisions.iter().zip([&world.tina.key, &world.ada.key]) {
            let text = |field: &str| decision[field].as_str().unwrap().to_owned();
            let public = hex::decode(text("publicKey")).unwrap();
            assert_eq!(public, key.public_key().as_bytes());
            let scheme = Scheme::from_name(&text("scheme")).unwrap();
            let digest = Domain::PortalStatement.hash(text("statement").as_bytes());
            let signature = hex::decode(text("signature")).unwrap();
            let public = PublicKey::new(scheme, &public).unwrap();
            public.verify(&digest, &signature).unwrap();
            assert!(text("statement").contains(&payment.id().to_string()));
            assert!(text("statement").contains("To account 9: 1001 minor units of asset 0"));
        }
        let log = world
            .ada
            .browser
            .get(&format!("{base}/audit?action=payment."))
            .await;
        let events = log.json["events"].as_array().unwrap().iter();
        let actions: Vec<_> = events
            .map(|event| event["action"].as_str().unwrap())
            .collect();
        let expected = ["released", "released", "approved", "approved", "proposed"];
        assert_eq!(actions, expected.map(|action| format!("payment.{action}")));
    })
    .await;
}

#[tokio::test]
async fn nobody_approves_with_a_key_that_is_not_theirs_or_that_pays() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let base = world.base.clone();
        let id = world.waits(1, 5_000).await;
        let path = format!("{base}/payments/{id}");

        // Tina signs with Ted's account, which is linked to Ted; with her own account's id and another key; and what was said about another payment.
        let foreign = (world.ted.account_id.clone(), SigningKey::generate(Scheme::Hybrid));
        let own = (foreign.0.as_str(), &world.ted.key);
        let refused = decided(&mut world.tina.browser, (&base, &id), own, "approve").await;
        assert_eq!(refused.code(), "key_not_linked", "{}", refused.json);
        let own = (world.tina.account_id.as_str(), &foreign.1);
        let refused = decided(&mut world.tina.browser, (&base, &id), own, "approve").await;
        assert_eq!(refused.code(), "statement_signature_invalid", "{}", refused.json);
        let other = world.waits(2, 5_000).await;
        let detail = world.tina.browser.get(&format!("{base}/payments/{other}")).await;
        let about_other = detail.json["approveStatement"].as_str().unwrap().to_owned();
        let detail = world.tina.browser.get(&path).await;
        let about_this = detail.json["rejectStatement"].as_str().unwrap().to_owned();
        let approve = detail.json["approveStatement"].as_str().unwrap().to_owned();
        let altered = approve.replace("5000", "50");
        assert_ne!(altered, approve);
        let ted_detail = world.ted.browser.get(&path).await;
        let said_by_ted = ted_detail.json["approveStatement"].as_str().unwrap();
        for words in [about_other.as_str(), &about_this, &altered, said_by_ted] {
            let signature = signed(&world.tina.key, words);
            let body = json!({ "decision": "approve", "accountId": world.tina.account_id, "signature": signature });
            let refused = world.tina.browser.post(&format!("{path}/decisions"), body).await;
            assert_eq!(refused.code(), "statement_signature_invalid", "{}", refused.json);
        }

        // The key that pays is no second pair of eyes, even where it is linked to a person.
        world.tina.browser.stepped_up().await;
        let till = account(&mut world.tina.browser, PROFILE, &world.till).await;
        let paying = (till.as_str(), &world.till);
        let refused = decided(&mut world.tina.browser, (&base, &id), paying, "approve").await;
        assert_eq!(refused.code(), "paying_key", "{}", refused.json);

        // One key that wanders from person to person counts once.
        let first = world.ted.decides(&base, &id, "approve").await;
        assert_eq!(first.json["approvals"], 1, "{}", first.json);
        world.ted.browser.stepped_up().await;
        let account_path = format!("{PROFILE}/ledger-accounts/{}", world.ted.account_id);
        let gone = removed(&mut world.ted.browser, &account_path).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
        let wandered = account(&mut world.tina.browser, PROFILE, &world.ted.key).await;
        let own = (wandered.as_str(), &world.ted.key);
        let refused = decided(&mut world.tina.browser, (&base, &id), own, "approve").await;
        assert_eq!(refused.code(), "decided_already", "{}", refused.json);
        assert_eq!(world.state(&id).await, "waiting");
        let second = world.tina.decides(&base, &id, "approve").await;
        assert_eq!(second.json["state"], "approved", "{}", second.json);
    })
    .await;
}

#[tokio::test]
async fn one_rejection_ends_it_and_takes_the_signature_away() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let base = world.base.clone();
        let id = world.waits(1, 5_000).await;
        world.tina.decides(&base, &id, "approve").await;
        let rejected = world.ted.decides(&base, &id, "reject").await;
        assert_eq!(rejected.json["state"], "rejected", "{}", rejected.json);
        let late = world.ada.decides(&base, &id, "approve").await;
        assert_eq!(late.code(), "payment_not_waiting", "{}", late.json);
        assert_eq!(world.released(&id).await.code(), "payment_not_approved");
        let payment = transfer(&world.till, 1, (0, 5_000));
        let again = proposed(&mut world.tom.browser, &base, payment.as_bytes()).await;
        assert_eq!(again.code(), "exists", "{}", again.json);
        let database = database(&world.portal).await;
        let (kept,): (i64,) =
            sqlx::query_as("SELECT COUNT(*) FROM payments WHERE signature IS NOT NULL")
                .fetch_one(&database)
                .await
                .unwrap();
        assert_eq!(kept, 0);
    })
    .await;
}

#[tokio::test]
async fn whoever_may_approve_no_more_is_not_counted() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let base = world.base.clone();
        let id = world.waits(1, 5_000).await;
        world.tina.decides(&base, &id, "approve").await;
        let tina = user_id(&mut world.tina.browser).await;
        let member = format!("{base}/members/{tina}");
        let other = patch(
            &mut world.ada.browser,
            &member,
            json!({ "roles": ["viewer"] }),
        )
        .await;
        assert_eq!(other.status, StatusCode::OK, "{}", other.json);
        let refused = world.tina.decides(&base, &id, "approve").await;
        assert_eq!(refused.code(), "not_allowed");
        let second = world.ted.decides(&base, &id, "approve").await;
        assert_eq!(second.json["state"], "waiting", "{}", second.json);
        let third = world.ada.decides(&base, &id, "approve").await;
        assert_eq!(third.json["state"], "approved", "{}", third.json);
    })
    .await;
}

#[tokio::test]
async fn two_who_approve_at_the_same_moment_are_two() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let base = world.base.clone();
        for round in 1..=4 {
            let id = world.waits(round, 5_000).await;
            let World { tina, ted, .. } = &mut world;
            let (first, second) = tokio::join!(
                tina.decides(&base, &id, "approve"),
                ted.decides(&base, &id, "approve")
            );
            let states = [&first.json["state"], &second.json["state"]];
            assert!(states.contains(&&json!("approved")), "{states:?}");
            assert!(states.contains(&&json!("waiting")), "{states:?}");
        }
    })
    .await;
}
