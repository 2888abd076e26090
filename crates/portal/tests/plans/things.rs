//! What is made: up to the limit, one above, two at the same moment, and under a plan that was lowered.

use aurigraph_types::{Scheme, SigningKey};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{ONE_OF_ALL, assert_reached, plan, quota, set_plan, tries_to_join, with_plans};
use crate::portal::keys::linked;
use crate::portal::people::{accept_first, delete, founded, user_id};
use crate::portal::{Browser, on_both};

async fn team(browser: &mut Browser, base: &str, name: &str) -> super::Answer {
    let body = json!({ "name": name, "roles": ["viewer"] });
    browser.post(&format!("{base}/teams"), body).await
}

async fn key(browser: &mut Browser, base: &str) -> super::Answer {
    let body = json!({ "name": "program", "roles": ["viewer"], "expiresInDays": 1 });
    browser.post(&format!("{base}/api-keys"), body).await
}

async fn node(browser: &mut Browser, base: &str) -> super::Answer {
    let body = json!({ "name": "Frankfurt", "nodeType": "light", "note": null });
    browser.post(&format!("{base}/nodes"), body).await
}

async fn account(browser: &mut Browser, base: &str) -> super::Answer {
    linked(browser, base, &SigningKey::generate(Scheme::Ed25519)).await
}

#[tokio::test]
async fn each_thing_is_made_up_to_its_limit_and_again_when_one_is_gone() {
    on_both(async |portal| {
        let portal = with_plans(&portal, ONE_OF_ALL).await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let other = founded(&mut ada, "Others").await;
        set_plan(&portal, &other, "large").await.unwrap();
        ada.stepped_up().await;

        let (mut bob, first) = tries_to_join(&portal, (&mut ada, &base), "bob@example.org").await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.json);
        let (mut carl, second) =
            tries_to_join(&portal, (&mut ada, &base), "carl@example.org").await;
        let members = "\"One of all\" has room for 2 members, and there are 2";
        assert_reached(&second, members);
        // The invitation is still open: there is a place as soon as somebody goes.
        let bob_id = user_id(&mut bob).await;
        let gone = delete(&mut ada, &format!("{base}/members/{bob_id}")).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
        assert_eq!(accept_first(&mut carl).await.status, StatusCode::OK);

        let made = team(&mut ada, &base, "Treasury").await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        assert_reached(
            &team(&mut ada, &base, "More").await,
            "room for 1 teams, and there are 1",
        );
        let id = made.json["teamId"].as_str().unwrap();
        delete(&mut ada, &format!("{base}/teams/{id}")).await;
        assert_eq!(
            team(&mut ada, &base, "More").await.status,
            StatusCode::CREATED
        );

        let made = key(&mut ada, &base).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        assert_reached(&key(&mut ada, &base).await, "room for 1 keys of programs");
        let id = made.json["apiKey"]["keyId"].as_str().unwrap();
        delete(&mut ada, &format!("{base}/api-keys/{id}")).await;
        assert_eq!(key(&mut ada, &base).await.status, StatusCode::CREATED);

        let made = node(&mut ada, &base).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        assert_reached(&node(&mut ada, &base).await, "room for 1 nodes");
        let id = made.json["requestId"].as_str().unwrap();
        ada.post(&format!("{base}/nodes/{id}/withdraw"), Value::Null)
            .await;
        assert_eq!(node(&mut ada, &base).await.status, StatusCode::CREATED);

        let made = account(&mut ada, &base).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        assert_reached(
            &account(&mut ada, &base).await,
            "room for 1 ledger accounts",
        );
        let id = made.json["accountId"].as_str().unwrap();
        delete(&mut ada, &format!("{base}/ledger-accounts/{id}")).await;
        assert_eq!(account(&mut ada, &base).await.status, StatusCode::CREATED);

        // Another organisation, with another plan, notices nothing of it.
        for _ in 0..2 {
            for made in [
                team(&mut ada, &other, "Many").await,
                key(&mut ada, &other).await,
                node(&mut ada, &other).await,
                account(&mut ada, &other).await,
            ] {
                assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
            }
        }
        let told = plan(&mut ada, &base).await;
        assert_eq!(told["plan"]["name"], "One of all");
        assert_eq!(
            (&told["plan"]["since"], &told["isFallback"]),
            (&Value::Null, &json!(false))
        );
        for (metric, number) in [
            ("members", 2),
            ("teams", 1),
            ("api_keys", 1),
            ("nodes", 1),
            ("ledger_accounts", 1),
        ] {
            assert_eq!(
                quota(&told, metric),
                (json!(number), json!(number)),
                "{metric}"
            );
        }
        let told = plan(&mut ada, &other).await;
        assert_eq!(quota(&told, "teams"), (Value::Null, json!(2)));
        assert!(told["plan"]["since"].is_string(), "{told}");
    })
    .await;
}

#[tokio::test]
async fn of_two_for_the_last_place_one_gets_it() {
    on_both(async |portal| {
        let portal = with_plans(&portal, ONE_OF_ALL).await;
        let other = portal.another_process().await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let mut elsewhere = other.browser();
        elsewhere.cookies.clone_from(&ada.cookies);
        let mut invited = Vec::new();
        for name in ["bob", "carl"] {
            let email = format!("{name}@example.org");
            let body = json!({ "emails": [email], "roles": ["viewer"] });
            let sent = ada.post(&format!("{base}/invitations"), body).await;
            assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.json);
            invited.push(portal.new_user(&email).await);
        }
        let (mut carl, mut bob) = (invited.pop().unwrap(), invited.pop().unwrap());
        let both = tokio::join!(accept_first(&mut bob), accept_first(&mut carl));
        assert_one_of(both, StatusCode::OK);
        let both = tokio::join!(
            team(&mut ada, &base, "One"),
            team(&mut elsewhere, &base, "Other")
        );
        assert_one_of(both, StatusCode::CREATED);
        let both = tokio::join!(node(&mut ada, &base), node(&mut elsewhere, &base));
        assert_one_of(both, StatusCode::CREATED);
        let both = tokio::join!(account(&mut ada, &base), account(&mut elsewhere, &base));
        assert_one_of(both, StatusCode::CREATED);
        let both = tokio::join!(key(&mut ada, &base), key(&mut elsewhere, &base));
        assert_one_of(both, StatusCode::CREATED);
    })
    .await;
}

fn assert_one_of((one, other): (super::Answer, super::Answer), done: StatusCode) {
    let (done, refused): (Vec<_>, Vec<_>) = [one, other]
        .into_iter()
        .partition(|answer| answer.status == done);
    assert_eq!(done.len(), 1, "{refused:?}");
    assert_reached(&refused[0], "One of all");
}

#[tokio::test]
async fn a_lower_plan_takes_nothing_away_and_gives_nothing_more() {
    on_both(async |portal| {
        let portal = with_plans(&portal, ONE_OF_ALL).await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        set_plan(&portal, &base, "large").await.unwrap();
        ada.stepped_up().await;
        for name in ["bob", "carl", "dora"] {
            let email = format!("{name}@example.org");
            let (_, joined) = tries_to_join(&portal, (&mut ada, &base), &email).await;
            assert_eq!(joined.status, StatusCode::OK, "{}", joined.json);
            assert_eq!(
                team(&mut ada, &base, name).await.status,
                StatusCode::CREATED
            );
        }
        let change = set_plan(&portal, &base, "one").await.unwrap();
        assert_eq!(
            (change.before.as_deref(), change.after.as_deref()),
            (Some("large"), Some("one"))
        );
        let (_, refused) = tries_to_join(&portal, (&mut ada, &base), "eve@example.org").await;
        assert_reached(&refused, "room for 2 members, and there are 4");
        assert_reached(
            &team(&mut ada, &base, "x").await,
            "room for 1 teams, and there are 3",
        );
        let told = plan(&mut ada, &base).await;
        assert_eq!(quota(&told, "members"), (json!(2), json!(4)));
        assert_eq!(quota(&told, "teams"), (json!(1), json!(3)));
        let teams = ada.get(&format!("{base}/teams")).await;
        assert_eq!(teams.json["teams"].as_array().unwrap().len(), 3);
        // What is there can still be changed.
        let id = teams.json["teams"][0]["teamId"].as_str().unwrap();
        let renamed = crate::portal::people::patch(
            &mut ada,
            &format!("{base}/teams/{id}"),
            json!({ "name": "Renamed" }),
        )
        .await;
        assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.json);
        // The organisation sees in its own log who did it.
        let log = ada.get(&format!("{base}/audit?action=plan.changed")).await;
        let events = log.json["events"].as_array().unwrap().clone();
        assert_eq!(events.len(), 2, "{}", log.json);
        assert_eq!(events[0]["before"]["plan"], "large");
        assert_eq!(events[0]["after"]["plan"], "one");
        assert_eq!(events[0]["actor"], "operator", "{}", events[0]);
    })
    .await;
}
