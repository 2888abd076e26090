//! The file: none, broken ones, and one that does not have any more what an organisation was given.

use aurigraph_portal::plans::PlanError;
use aurigraph_portal::server::Portal;
use aurigraph_portal::time::Clock;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{ONE_OF_ALL, plan, quota, set_plan, taken_away, tries_to_join, with_plans};
use crate::portal::people::{founded, id_in};
use crate::portal::{database, on_both, on_sqlite};

#[tokio::test]
async fn without_the_file_there_are_no_plans_and_nothing_is_refused() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let told = plan(&mut ada, &base).await;
        assert_eq!(
            told,
            json!({ "plan": null, "isFallback": false, "quotas": [] })
        );
        for name in ["bob", "carl"] {
            let email = format!("{name}@example.org");
            let (_, joined) = tries_to_join(&portal, (&mut ada, &base), &email).await;
            assert_eq!(joined.status, StatusCode::OK, "{}", joined.json);
        }
        let refused = set_plan(&portal, &base, "one").await.unwrap_err();
        assert!(matches!(refused, PlanError::NoPlans), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_not_understood_keeps_the_portal_from_opening() {
    let portal = on_sqlite().await;
    let two = ONE_OF_ALL.replace("id = \"large\"", "id = \"large\"\nis_default = true");
    for (text, reason) in [
        (ONE_OF_ALL.replace("teams", "temas"), "line 8"),
        (two, "one and large are both the default"),
        (String::new(), "no [[plans]]"),
    ] {
        std::fs::write(portal.settings.folder.join("plans.toml"), &text).unwrap();
        let refused = Portal::open(portal.settings.clone(), Clock::system()).await;
        let refused = refused.unwrap_err().to_string();
        assert!(
            refused.contains("plans.toml") && refused.contains(reason),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn only_a_plan_of_the_file_is_given_and_only_to_an_organisation() {
    on_both(async |portal| {
        let portal = with_plans(&portal, ONE_OF_ALL).await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let refused = set_plan(&portal, &base, "huge").await.unwrap_err();
        assert_eq!(
            refused.to_string(),
            "there is no plan \"huge\"; there are one, large"
        );
        let nobody = format!("/org_{}", "0".repeat(32));
        let refused = set_plan(&portal, &nobody, "large").await.unwrap_err();
        assert!(
            matches!(refused, PlanError::NoSuchOrganisation(_)),
            "{refused}"
        );
        let first = set_plan(&portal, &base, "large").await.unwrap();
        assert_eq!(
            (first.before.as_deref(), first.was_set),
            (Some("one"), false)
        );
        // The same again changes nothing, and stands in no log.
        assert!(set_plan(&portal, &base, "large").await.unwrap().was_set);
        let log = ada.get(&format!("{base}/audit?action=plan.")).await;
        assert_eq!(log.json["events"].as_array().unwrap().len(), 1);
        let body = json!({ "name": "Engines" });
        ada.stepped_up().await;
        let gone = ada.post(&format!("{base}/delete"), body).await;
        assert!(gone.status.is_success(), "{}", gone.json);
        let rows: Vec<(String,)> = sqlx::query_as("SELECT plan_id FROM organisation_plans")
            .fetch_all(&database(&portal).await)
            .await
            .unwrap();
        assert!(rows.is_empty(), "{} is still there", id_in(&base));
    })
    .await;
}

#[tokio::test]
async fn a_plan_that_is_not_in_the_file_any_more_counts_as_the_default_one() {
    on_both(async |portal| {
        let portal = with_plans(&portal, ONE_OF_ALL).await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        set_plan(&portal, &base, "large").await.unwrap();
        let without = ONE_OF_ALL.split("[[plans]]").nth(1).unwrap();
        let only_one = format!("[[plans]]{without}");
        let later = with_plans(&portal, &only_one).await;
        let mut browser = later.browser();
        browser.cookies.clone_from(&ada.cookies);
        let told = plan(&mut browser, &base).await;
        assert_eq!(
            (
                &told["plan"]["id"],
                &told["plan"]["since"],
                &told["isFallback"]
            ),
            (&json!("one"), &Value::Null, &json!(true))
        );
        assert_eq!(quota(&told, "members"), (json!(2), json!(1)));
        // Where none is the default, none counts.
        let none = only_one.replace("is_default = true\n", "");
        let later = with_plans(&portal, &none).await;
        let mut browser = later.browser();
        browser.cookies.clone_from(&ada.cookies);
        let told = plan(&mut browser, &base).await;
        assert_eq!(
            (&told["plan"], &told["isFallback"]),
            (&Value::Null, &json!(true))
        );
        assert_eq!(quota(&told, "members"), (Value::Null, json!(1)));
    })
    .await;
}

#[tokio::test]
async fn a_plan_that_was_given_is_taken_away_whatever_the_file_says_by_now() {
    on_both(async |portal| {
        let portal = with_plans(&portal, ONE_OF_ALL).await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        // Nothing was given: nothing changes, and nothing stands in the log.
        let nothing = taken_away(&portal, &base).await.unwrap();
        assert_eq!(
            (nothing.after.as_deref(), nothing.was_set),
            (Some("one"), true)
        );
        set_plan(&portal, &base, "large").await.unwrap();
        let change = taken_away(&portal, &base).await.unwrap();
        assert_eq!(
            (change.before.as_deref(), change.after.as_deref()),
            (Some("large"), Some("one"))
        );
        assert!(!change.was_set);
        let told = plan(&mut ada, &base).await;
        assert_eq!(
            (&told["plan"]["id"], &told["plan"]["since"]),
            (&json!("one"), &Value::Null)
        );
        let log = ada.get(&format!("{base}/audit?action=plan.")).await;
        let events = log.json["events"].as_array().unwrap();
        assert_eq!(events.len(), 2, "{}", log.json);
        let line = &events[0];
        assert_eq!(
            (&line["before"]["plan"], &line["after"]["plan"]),
            (&json!("large"), &json!("one"))
        );
        assert_eq!(
            (&line["actor"], &line["detail"]),
            (&json!("operator"), &json!("large is not given any more"))
        );
        // The same when there is no file any more.
        set_plan(&portal, &base, "large").await.unwrap();
        std::fs::remove_file(portal.settings.folder.join("plans.toml")).unwrap();
        let change = taken_away(&portal, &base).await.unwrap();
        assert_eq!(
            (change.before, change.after, change.was_set),
            (None, None, false)
        );
        let rows: Vec<(String,)> = sqlx::query_as("SELECT plan_id FROM organisation_plans")
            .fetch_all(&database(&portal).await)
            .await
            .unwrap();
        assert!(rows.is_empty(), "{rows:?}");
        let nobody = format!("/org_{}", "0".repeat(32));
        let refused = taken_away(&portal, &nobody).await.unwrap_err();
        assert!(
            matches!(refused, PlanError::NoSuchOrganisation(_)),
            "{refused}"
        );
    })
    .await;
}
