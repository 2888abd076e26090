//! Goal: what the rules put above a limit leaves the portal only when enough other people, each with a key of their own, have signed exactly that payment.
//! Method: treasurers, owners and attackers over HTTP with real submissions and keys of every scheme, on both databases.

mod approvals;
mod lists;

use std::time::Duration;

use crate::portal::keys::{PAYER, account, context, proposed, record, transfer};
use crate::portal::on_both;
use crate::portal::people::{delete, founded};
use crate::portal::treasury::{set_rules, world};
use aurigraph_types::{Digest, Domain, Operation, Scheme, SigningKey, Submission};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn the_limit_is_the_last_amount_that_needs_nobody() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let rules = json!([
            { "assetIndex": 0, "limit": "1000", "approvals": 2 },
            { "assetIndex": 1, "limit": "18446744073709551615", "approvals": 10 },
        ]);
        set_rules(&mut world.ada.browser, &world.base, rules).await;
        let base = world.base.clone();
        for (sequence, (paid, needed)) in [
            (vec![(0, 1_000)], 0),
            (vec![(0, 1_001)], 2),
            // The sum of a batch counts.
            (vec![(0, 500), (0, 500)], 0),
            (vec![(0, 500), (0, 501)], 2),
            (vec![(1, u64::MAX)], 0),
            (vec![(2, u64::MAX)], 0),
        ]
        .into_iter()
        .enumerate()
        {
            let records: Vec<_> = paid.iter().map(|paid| record(PAYER, 9, *paid)).collect();
            let batch = Submission::batch(&world.till, &context(sequence as u64 + 1), &records);
            let made = proposed(&mut world.tom.browser, &base, batch.as_bytes()).await;
            assert_eq!(
                made.json["approvalsNeeded"], needed,
                "{paid:?}: {}",
                made.json
            );
            let state = if needed == 0 { "approved" } else { "waiting" };
            assert_eq!(made.json["state"], state, "{paid:?}");
            let id = made.json["paymentId"].as_str().unwrap();
            let released = world.released(id).await;
            let is_given = released.status == StatusCode::OK;
            assert_eq!(is_given, needed == 0, "{paid:?}: {}", released.json);
        }
    })
    .await;
}

#[tokio::test]
async fn only_a_payment_of_a_linked_account_is_taken() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let base = world.base.clone();
        let mut eve = world.portal.new_user("eve@example.net").await;
        let elsewhere = founded(&mut eve, "Others").await;
        let stranger = SigningKey::generate(Scheme::Ed25519);
        account(&mut eve, &elsewhere, &stranger).await;
        let till = &world.till;
        let mut cut = transfer(till, 1, (0, 5)).into_bytes();
        cut.pop();
        let mut altered = transfer(till, 1, (0, 5)).into_bytes();
        altered[80] ^= 1;
        let mut longer = transfer(till, 1, (0, 5)).into_bytes();
        longer.push(0);
        let foreign_debit = Submission::transfer(till, &context(1), &record(4, 9, (0, 5)));
        let operation = Submission::operation(till, &context(1), &Operation::RevokeCustody);
        let two = [
            transfer(till, 1, (0, 5)).into_bytes(),
            transfer(till, 2, (0, 5)).into_bytes(),
        ]
        .concat();
        let long = vec![record(PAYER, 9, (0, 1)); 1_023];
        let long = Submission::batch(till, &context(1), &long);
        for (bytes, code) in [
            (Vec::new(), "not_a_payment"),
            (cut, "not_a_payment"),
            (longer, "not_a_payment"),
            (two, "not_a_payment"),
            (foreign_debit.into_bytes(), "not_a_payment"),
            (operation.into_bytes(), "not_a_payment"),
            (long.into_bytes(), "not_a_payment"),
            (altered, "not_a_linked_account"),
            (
                transfer(&stranger, 1, (0, 5)).into_bytes(),
                "not_a_linked_account",
            ),
        ] {
            let refused = proposed(&mut world.tom.browser, &base, &bytes).await;
            assert_eq!(refused.code(), code, "{}", refused.json);
        }
        let body = json!({ "signedSubmission": "xyz" });
        let refused = world
            .tom
            .browser
            .post(&format!("{base}/payments"), body)
            .await;
        assert_eq!(refused.code(), "not_a_payment");
        let refused = proposed(&mut world.tom.browser, &base, &vec![0; 70_000]).await;
        assert_eq!(refused.code(), "payload_too_large", "{}", refused.json);
        // As much as fits is taken, of every scheme.
        for (number, scheme) in Scheme::ALL.into_iter().enumerate() {
            let key = SigningKey::generate(scheme);
            account(&mut world.ada.browser, &base, &key).await;
            let fits = (64 * 1_024 - 64 - scheme.signature_bytes()) / 64;
            let records = vec![record(PAYER, 9, (0, 1)); fits];
            let batch = Submission::batch(&key, &context(number as u64 + 1), &records);
            let made = proposed(&mut world.tom.browser, &base, batch.as_bytes()).await;
            assert_eq!(
                made.status,
                StatusCode::CREATED,
                "{scheme:?}: {}",
                made.json
            );
            assert_eq!(made.json["transferCount"], fits);
            let id = made.json["paymentId"].as_str().unwrap();
            let detail = world
                .ada
                .browser
                .get(&format!("{base}/payments/{id}"))
                .await;
            assert_eq!(detail.json["transfers"].as_array().unwrap().len(), fits);
            // Another organisation sees nothing of it.
            for foreign in [
                eve.get(&format!("{elsewhere}/payments/{id}")).await,
                eve.post(&format!("{elsewhere}/payments/{id}/release"), Value::Null)
                    .await,
                eve.get(&format!("{base}/payments/{id}")).await,
            ] {
                assert_eq!(foreign.code(), "not_found", "{}", foreign.json);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_waits_too_long_expires_and_an_account_that_is_removed_pays_no_more() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let base = world.base.clone();
        let free = transfer(&world.till, 1, (0, 1));
        let free = proposed(&mut world.tom.browser, &base, free.as_bytes()).await;
        let free = free.json["paymentId"].as_str().unwrap().to_owned();
        let path = format!("{base}/ledger-accounts/{}", world.till_id);
        world.ada.browser.stepped_up().await;
        let gone = delete(&mut world.ada.browser, &path).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
        let refused = world.released(&free).await;
        assert_eq!(refused.code(), "payment_account_gone", "{}", refused.json);
        account(&mut world.ada.browser, &base, &world.till).await;
        let waiting = world.waits(2, 5_000).await;
        let taken = transfer(&world.till, 3, (0, 1));
        let taken = proposed(&mut world.tom.browser, &base, taken.as_bytes()).await;
        let taken = taken.json["paymentId"].as_str().unwrap().to_owned();
        assert_eq!(world.released(&taken).await.status, StatusCode::OK);

        world.portal.later(Duration::from_secs(7 * 24 * 60 * 60));
        for (person, email) in [
            (&mut world.tom, "tom"),
            (&mut world.tina, "tina"),
            (&mut world.ada, "ada"),
        ] {
            person.browser = world.portal.browser();
            person
                .browser
                .sign_in(&format!("{email}@example.org"), crate::portal::PASSWORD)
                .await;
        }
        assert_eq!(world.state(&waiting).await, "expired");
        let late = world.tina.decides(&base, &waiting, "approve").await;
        assert_eq!(late.code(), "payment_not_waiting", "{}", late.json);
        assert_eq!(world.released(&taken).await.code(), "payment_not_approved");
        let listed = world
            .ada
            .browser
            .get(&format!("{base}/payments?state=expired"))
            .await;
        assert_eq!(
            listed.json["payments"].as_array().unwrap().len(),
            2,
            "{}",
            listed.json
        );
        world.portal.portal.identity().tidy_up().await.unwrap();
        let database = crate::portal::database(&world.portal).await;
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
async fn rules_are_set_by_confirmed_owners_and_the_log_says_what_was_there() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let path = format!("{}/payment-policy", world.base);
        let rule = |limit: &str, approvals: u8| json!({ "assetIndex": 0, "limit": limit, "approvals": approvals });
        for rules in [
            json!([rule("1", 0)]),
            json!([rule("1", 11)]),
            json!([rule("-1", 1)]),
            json!([rule("+1", 1)]),
            json!([rule("", 1)]),
            json!([rule("18446744073709551616", 1)]),
            json!([rule("1", 1), rule("2", 2)]),
            json!(vec![rule("1", 1); 101]),
        ] {
            let body = json!({ "rules": rules });
            let refused = world.ada.browser.send(Method::PUT, &path, Some(body)).await;
            assert_eq!(refused.code(), "invalid_parameter", "{rules}: {}", refused.json);
        }
        // A payment needs what it needed when it was proposed.
        let id = world.waits(1, 5_000).await;
        set_rules(&mut world.ada.browser, &world.base.clone(), json!([rule("9000", 1)])).await;
        assert_eq!(world.state(&id).await, "waiting");
        let log = world.ada.browser.get(&format!("{}/audit?action=payment_policy.changed", world.base)).await;
        assert_eq!(log.json["events"][0]["before"]["asset 0"], "2 approvals above 1000 minor units");
        assert_eq!(log.json["events"][0]["after"]["asset 0"], "1 approvals above 9000 minor units");
        world.portal.later(Duration::from_secs(6 * 60));
        let body = json!({ "rules": [] });
        let refused = world.ada.browser.send(Method::PUT, &path, Some(body)).await;
        assert_eq!(refused.code(), "step_up_required");
        assert_eq!(world.ted.browser.get(&path).await.json["rules"], json!([rule("9000", 1)]));
    })
    .await;
}

/// The words of a statement, for other programs that write them: `web` compares with this file.
#[test]
fn the_words_of_a_statement_are_those_of_the_file() {
    use aurigraph_portal::organisations::payments::{About, Decision, decoded_of, statement};
    let key = SigningKey::from_seed(Scheme::Ed25519, &[7; 32]).unwrap();
    let records = [
        record(PAYER, 9, (0, 1_001))
            .with_reference(b"INV-7")
            .unwrap(),
        record(PAYER, 12, (1, u64::MAX)),
    ];
    let mut current = Vec::new();
    for until in [Some(900), None] {
        let mut context = context(5);
        context.valid_until_height = until.map(aurigraph_types::Height::new);
        let batch = Submission::batch(&key, &context, &records);
        let content = &batch.as_bytes()[..64 + 2 * 64];
        let decoded = decoded_of(content).unwrap();
        assert_eq!(decoded.chain_id, Digest([7; 32]).to_string());
        for decision in [Decision::Approve, Decision::Reject] {
            let about = About {
                public_url: "https://portal.example.org",
                organisation_id: "org_00000000000000000000000000000001",
                payment_id: "pay_00000000000000000000000000000002",
                user_id: "usr_00000000000000000000000000000003",
            };
            let words = statement(&about, decision, &decoded);
            let digest = Domain::PortalStatement.hash(words.as_bytes());
            current.push(json!({
                "publicUrl": about.public_url, "organisationId": about.organisation_id, "paymentId": about.payment_id, "userId": about.user_id,
                "decision": decision.as_str(), "content": hex::encode(content), "statement": words, "hash": digest,
            }));
        }
    }
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/vectors/payment-statement.json"
    );
    if std::env::var_os("AURIGRAPH_WRITE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(&current).unwrap() + "\n";
        std::fs::write(path, text).unwrap();
    }
    let frozen: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(current, frozen);
}
