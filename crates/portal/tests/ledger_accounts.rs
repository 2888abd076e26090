//! Goal: an account of the ledger is linked by whoever holds its key, once, to one organisation and one person at most, and by nobody else.
//! Method: people and attackers over HTTP with real keys of every scheme, on both databases.

use std::time::Duration;

use crate::portal::keys::{account, answered, challenged, key_body, linked, removed, signed};
use crate::portal::people::{delete, founded, joined, patch};
use crate::portal::{on_both, on_sqlite};
use aurigraph_types::{Domain, Scheme, SigningKey};
use axum::http::StatusCode;
use serde_json::{Value, json};

const PROFILE: &str = "/api/v11/profile";

#[tokio::test]
async fn a_key_of_every_scheme_links_its_account_to_one_organisation_and_one_person() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let mut eve = portal.new_user("eve@example.net").await;
        let base = founded(&mut ada, "Engines").await;
        let other = founded(&mut eve, "Others").await;
        for (number, scheme) in Scheme::ALL.into_iter().enumerate() {
            let key = SigningKey::generate(scheme);
            let made = linked(&mut ada, &base, &key).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
            let address = key.public_key().address().to_string();
            assert_eq!(made.json["address"], json!(address));
            assert_eq!(made.json["scheme"], scheme.name());
            assert_eq!(made.json["linkedByName"], "Ada Lovelace");
            // The same person may have it as well; nobody else.
            account(&mut ada, PROFILE, &key).await;
            let taken = [
                linked(&mut ada, &base, &key).await,
                linked(&mut eve, &other, &key).await,
                linked(&mut eve, PROFILE, &key).await,
            ];
            for taken in taken {
                assert_eq!(taken.code(), "ledger_account_taken", "{}", taken.json);
            }
            let path = format!("{base}/ledger-accounts");
            let listed = ada.get(&path).await;
            let listed = listed.json["ledgerAccounts"].as_array().unwrap().clone();
            assert_eq!(listed.len(), number + 1);
            assert_eq!(listed[number]["address"], json!(address));
        }
        let none = eve.get(&format!("{other}/ledger-accounts")).await;
        assert_eq!(none.json["ledgerAccounts"], json!([]));
        let export = ada.post("/api/v11/profile/export", Value::Null).await;
        let exported = export.json["ledgerAccounts"].as_array().unwrap().len();
        assert_eq!(exported, 3, "{}", export.json);
    })
    .await;
}

#[tokio::test]
async fn a_challenge_counts_once_for_whoever_asked_and_for_five_minutes() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let second = founded(&mut ada, "Second").await;
        let mut bob = joined(
            &portal,
            (&mut ada, &base),
            "bob@example.org",
            json!(["admin"]),
        )
        .await;
        bob.stepped_up().await;
        let key = SigningKey::generate(Scheme::Ed25519);
        let label = "Till";

        // It says what it is for, where, for whom and until when.
        let challenge = challenged(&mut ada, &base, &key).await.json;
        let statement = challenge["statement"].as_str().unwrap().to_owned();
        let address = key.public_key().address().to_string();
        let organisation_id = base.rsplit_once('/').unwrap().1;
        for part in [
            "Aurigraph portal: link a ledger account\n",
            "Portal: http://localhost:9003\n",
            &format!("Organisation: {organisation_id}\n"),
            &format!("Address: {address}\n"),
            challenge["expiresAt"].as_str().unwrap(),
        ] {
            assert!(statement.contains(part), "{part}: {statement}");
        }

        // Somebody else's answer, another place, another session: as if there were none, and the challenge is not used up by it.
        let mut ada_elsewhere = portal.browser();
        ada_elsewhere
            .sign_in("ada@example.org", crate::portal::PASSWORD)
            .await;
        let told = (&challenge, &key);
        for foreign in [
            answered(&mut bob, &base, told, label).await,
            answered(&mut ada, &second, told, label).await,
            answered(&mut ada, PROFILE, told, label).await,
            answered(&mut ada_elsewhere, &base, told, label).await,
        ] {
            assert_eq!(foreign.status, StatusCode::GONE, "{}", foreign.json);
            assert_eq!(foreign.code(), "challenge_invalid");
        }
        let made = answered(&mut ada, &base, told, label).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        let replayed = answered(&mut ada, &base, told, label).await;
        assert_eq!(replayed.code(), "challenge_invalid");
        let id = made.json["accountId"].as_str().unwrap();
        let gone = delete(&mut ada, &format!("{base}/ledger-accounts/{id}")).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
        let replayed = answered(&mut ada, &base, told, label).await;
        assert_eq!(replayed.code(), "challenge_invalid");

        // Too late: at the moment at which it ends.
        let late = challenged(&mut ada, &base, &key).await.json;
        portal.later(Duration::from_secs(5 * 60));
        let refused = answered(&mut ada, &base, (&late, &key), label).await;
        assert_eq!(refused.code(), "challenge_invalid");
        let in_time = challenged(&mut ada, &base, &key).await.json;
        portal.later(Duration::from_secs(5 * 60 - 1));
        let made = answered(&mut ada, &base, (&in_time, &key), label).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    })
    .await;
}

#[tokio::test]
async fn only_the_key_itself_over_the_statement_itself_with_its_own_label_links() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let path = format!("{base}/ledger-accounts");
        for scheme in Scheme::ALL {
            let (key, other) = (SigningKey::generate(scheme), SigningKey::generate(scheme));
            // Another key; another text; what a ledger's submission is hashed with; the signature cut.
            let wrong: [fn(&SigningKey, &SigningKey, &str) -> String; 4] = [
                |_, other, text| signed(other, text),
                |key, _, text| signed(key, &format!("{text} ")),
                |key, _, text| hex::encode(key.sign(&Domain::Submission.hash(text.as_bytes()))),
                |key, _, text| signed(key, text)[2..].to_owned(),
            ];
            for make in wrong {
                let challenge = challenged(&mut ada, &base, &key).await.json;
                let signature = make(&key, &other, challenge["statement"].as_str().unwrap());
                let body =
                    json!({ "secret": challenge["secret"], "signature": signature, "label": "x" });
                let refused = ada.post(&path, body).await;
                assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.json);
                assert_eq!(refused.code(), "statement_signature_invalid");
                // It is used up: nobody tries again and again.
                let again = answered(&mut ada, &base, (&challenge, &key), "x").await;
                assert_eq!(again.code(), "challenge_invalid");
            }
            // Both halves of a hybrid signature are needed.
            if scheme == Scheme::Hybrid {
                let challenge = challenged(&mut ada, &base, &key).await.json;
                let text = challenge["statement"].as_str().unwrap();
                let mixed = [&signed(&key, text)[..128], &signed(&other, text)[128..]].concat();
                let body =
                    json!({ "secret": challenge["secret"], "signature": mixed, "label": "x" });
                assert_eq!(
                    ada.post(&path, body).await.code(),
                    "statement_signature_invalid"
                );
            }
            let public = hex::encode(key.public_key().as_bytes());
            for (named, text) in [
                ("rsa", public.clone()),
                (scheme.name(), public[2..].to_owned()),
                (scheme.name(), "zz".repeat(scheme.key_bytes())),
            ] {
                let body = json!({ "scheme": named, "publicKey": text });
                let refused = ada.post(&format!("{path}/challenge"), body).await;
                assert_eq!(refused.code(), "invalid_parameter", "{}", refused.json);
            }
        }
        assert_eq!(ada.get(&path).await.json["ledgerAccounts"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn labels_change_for_all_and_removal_needs_a_confirmed_session() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let mut tom = joined(
            &portal,
            (&mut ada, &base),
            "tom@example.org",
            json!(["treasurer"]),
        )
        .await;
        let mut viewer = joined(
            &portal,
            (&mut ada, &base),
            "vera@example.org",
            json!(["viewer"]),
        )
        .await;
        let key = SigningKey::generate(Scheme::Ed25519);
        let id = account(&mut tom, &base, &key).await;
        let path = format!("{base}/ledger-accounts/{id}");
        let renamed = patch(&mut tom, &path, json!({ "label": " Till " })).await;
        assert_eq!(renamed.json["label"], "Till", "{}", renamed.json);
        let none = patch(&mut tom, &path, json!({ "label": " " })).await;
        assert_eq!(none.code(), "invalid_parameter");
        let refused = patch(&mut viewer, &path, json!({ "label": "Mine" })).await;
        assert_eq!(refused.code(), "not_allowed");
        let seen = viewer.get(&format!("{base}/ledger-accounts")).await;
        assert_eq!(seen.json["ledgerAccounts"][0]["label"], "Till");
        assert_eq!(delete(&mut tom, &path).await.code(), "step_up_required");
        tom.stepped_up().await;
        let gone = delete(&mut tom, &path).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
        assert_eq!(delete(&mut tom, &path).await.code(), "not_found");
        // Whoever has the key may link it anew, elsewhere as well.
        let second = founded(&mut ada, "Second").await;
        account(&mut ada, &second, &key).await;
        let log = ada
            .get(&format!("{base}/audit?action=ledger_account."))
            .await;
        let events = log.json["events"].as_array().unwrap();
        let actions: Vec<_> = events
            .iter()
            .map(|event| event["action"].as_str().unwrap())
            .collect();
        assert_eq!(
            actions,
            [
                "ledger_account.removed",
                "ledger_account.renamed",
                "ledger_account.linked"
            ]
        );
        assert_eq!(events[1]["before"]["label"], "Treasury");
        assert_eq!(events[1]["after"]["label"], "Till");
    })
    .await;
}

#[tokio::test]
async fn a_person_links_only_in_a_confirmed_session_and_sees_nobody_elses() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let mut eve = portal.new_user("eve@example.net").await;
        let key = SigningKey::generate(Scheme::Ed25519);
        // Whoever has a stolen session is not to approve with a key of their own.
        assert_eq!(
            linked(&mut ada, PROFILE, &key).await.code(),
            "step_up_required"
        );
        ada.stepped_up().await;
        let id = account(&mut ada, PROFILE, &key).await;
        let path = format!("{PROFILE}/ledger-accounts/{id}");
        let none = eve.get(&format!("{PROFILE}/ledger-accounts")).await;
        assert_eq!(none.json["ledgerAccounts"], json!([]));
        eve.stepped_up().await;
        assert_eq!(removed(&mut eve, &path).await.code(), "not_found");
        let stolen = patch(&mut eve, &path, json!({ "label": "Mine" })).await;
        assert_eq!(stolen.code(), "not_found");
        let renamed = patch(&mut ada, &path, json!({ "label": "Phone" })).await;
        assert_eq!(renamed.json["label"], "Phone");
        portal.later(Duration::from_secs(6 * 60));
        assert_eq!(removed(&mut ada, &path).await.code(), "step_up_required");
        ada.stepped_up().await;
        assert_eq!(
            removed(&mut ada, &path).await.status,
            StatusCode::NO_CONTENT
        );
        let activity = ada.get("/api/v11/profile/activity").await.json.to_string();
        for action in ["linked", "renamed", "removed"] {
            assert!(
                activity.contains(&format!("user.ledger_account_{action}")),
                "{action}"
            );
        }
        // A user who goes takes the accounts along.
        ada.stepped_up().await;
        account(&mut ada, PROFILE, &key).await;
        let gone = ada.post("/api/v11/profile/delete", json!({})).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
        eve.stepped_up().await;
        account(&mut eve, PROFILE, &key).await;
    })
    .await;
}

#[tokio::test]
async fn there_are_so_many_challenges_and_accounts_and_no_more() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        ada.stepped_up().await;
        let key = SigningKey::generate(Scheme::Ed25519);
        for _ in 0..20 {
            let begun = challenged(&mut ada, PROFILE, &key).await;
            assert_eq!(begun.status, StatusCode::OK, "{}", begun.json);
        }
        let refused = challenged(&mut ada, PROFILE, &key).await;
        assert_eq!(refused.code(), "too_busy");
        portal.later(Duration::from_secs(5 * 60));
        ada.stepped_up().await;
        for _ in 0..20 {
            account(&mut ada, PROFILE, &SigningKey::generate(Scheme::Ed25519)).await;
        }
        let refused = linked(&mut ada, PROFILE, &key).await;
        assert_eq!(refused.code(), "full", "{}", refused.json);
    })
    .await;
}

#[tokio::test]
async fn what_lies_in_the_database_says_neither_key_nor_label() {
    let portal = on_sqlite().await;
    let mut ada = portal.new_user("ada@example.org").await;
    let base = founded(&mut ada, "Engines").await;
    let key = SigningKey::generate(Scheme::Ed25519);
    account(&mut ada, &base, &key).await;
    let open = challenged(&mut ada, PROFILE, &key).await;
    assert_eq!(open.status, StatusCode::OK);
    let database = crate::portal::database(&portal).await;
    let public = key_body(&key)["publicKey"].as_str().unwrap().to_owned();
    let address = key.public_key().address().to_string();
    for (table, columns) in [
        ("ledger_accounts", "public_key || label || address_lookup"),
        ("ledger_challenges", "state || token_hash"),
    ] {
        let statement = sqlx::AssertSqlSafe(format!("SELECT {columns} FROM {table}"));
        let rows: Vec<(String,)> = sqlx::query_as(statement)
            .fetch_all(&database)
            .await
            .unwrap();
        assert_eq!(rows.len(), 1, "{table}");
        for secret in ["Treasury", &public, &address] {
            assert!(!rows[0].0.contains(secret), "{table}: {secret}");
        }
    }
}
