//! Goal: an organisation sees what it used, nothing else and nothing that was not counted; what it costs follows from the operator's price list.
//! Method: requests over HTTP on both databases, a clock that the test sets, a price list in the portal's folder.

use std::time::Duration;

use crate::portal::{Browser, TestPortal, on_both, on_sqlite};
use axum::http::StatusCode;
use serde_json::{Value, json};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn founded(browser: &mut Browser, name: &str) -> String {
    let made = browser
        .post("/api/v11/organisations", json!({ "name": name }))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    let id = made.json["organisationId"].as_str().unwrap();
    format!("/api/v11/organisations/{id}")
}

async fn today(portal: &TestPortal, browser: &mut Browser, base: &str) -> Value {
    portal.portal.write_usage().await.unwrap();
    let usage = browser.get(&format!("{base}/usage")).await;
    assert_eq!(usage.status, StatusCode::OK, "{}", usage.json);
    let days = usage.json["days"].as_array().unwrap();
    assert_eq!(days.len(), 30);
    days.last().unwrap().clone()
}

#[tokio::test]
async fn what_was_used_is_counted_for_whoever_used_it() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let mut bob = portal.new_user("bob@example.net").await;
        let (one, other) = (
            founded(&mut ada, "One").await,
            founded(&mut bob, "Other").await,
        );
        let idle = ada.get(&format!("{other}/members")).await;
        assert_eq!(idle.status, StatusCode::NOT_FOUND);
        for _ in 0..3 {
            ada.get(&format!("{one}/members")).await;
        }
        ada.post(&format!("{one}/audit/export"), json!({ "format": "csv" }))
            .await;
        let day = today(&portal, &mut ada, &one).await;
        assert_eq!(day["apiCalls"], 4, "{day}");
        assert_eq!((&day["exports"], &day["members"]), (&json!(1), &json!(1)));
        // Whoever did nothing used nothing; to be refused costs nothing.
        let day = today(&portal, &mut bob, &other).await;
        assert_eq!((&day["apiCalls"], &day["exports"]), (&json!(0), &json!(0)));
        // A second process counts into the same days, and none of them twice.
        let second = portal.another_process().await;
        let mut elsewhere = second.browser();
        elsewhere.cookies = ada.cookies.clone();
        elsewhere.get(&one).await;
        second.portal.write_usage().await.unwrap();
        second.portal.write_usage().await.unwrap();
        let day = today(&portal, &mut ada, &one).await;
        assert_eq!(
            day["apiCalls"], 6,
            "the question before, and one elsewhere: {day}"
        );

        // The next day begins with nothing; days on which nobody looked have no members.
        portal.later(DAY * 2);
        let mut ada = portal.browser();
        ada.sign_in("ada@example.org", crate::portal::PASSWORD)
            .await;
        portal.portal.write_usage().await.unwrap();
        let usage = ada.get(&format!("{one}/usage")).await;
        let days = usage.json["days"].as_array().unwrap();
        assert_eq!(days[29]["apiCalls"], 0);
        assert_eq!(
            days[28],
            json!({ "day": days[28]["day"], "apiCalls": 0, "exports": 0, "members": null, "transactions": 0, "storedBytes": null })
        );
        assert!(days[27]["apiCalls"].as_u64().unwrap() >= 6);
        for refused in [
            "from=x",
            "to=2026-13-01",
            "from=2026-01-02&to=2026-01-01",
            "from=2020-01-01&to=2026-01-01",
            "x=1",
        ] {
            let answer = ada.get(&format!("{one}/usage?{refused}")).await;
            assert_eq!(
                answer.status,
                StatusCode::BAD_REQUEST,
                "{refused}: {}",
                answer.json
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_month_costs_what_the_price_list_says() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "One").await;
        for _ in 0..7 {
            ada.get(&base).await;
        }
        portal.portal.write_usage().await.unwrap();
        let without = ada.get(&format!("{base}/usage/invoice")).await;
        assert_eq!(without.json["lines"][0]["quantity"], 7, "{}", without.json);
        assert!(without.json["totalMinorUnits"].is_null() && without.json["currency"].is_null());
        assert!(without.json["lines"][0]["amountMinorUnits"].is_null());

        std::fs::write(
            portal.settings.folder.join("price-list.toml"),
            "currency = \"EUR\"\n[api_calls]\nincluded = 2\npack = 2\nprice_minor_units = 50\n[members]\npack = 1\nprice_minor_units = 900\n",
        )
        .unwrap();
        let priced = portal.another_process().await;
        let mut browser = priced.browser();
        browser.cookies = ada.cookies.clone();
        let invoice = browser.get(&format!("{base}/usage/invoice")).await.json;
        assert_eq!(invoice["currency"], "EUR");
        // Five beyond what is included are three begun packs of two.
        assert_eq!(invoice["lines"][0]["amountMinorUnits"], "150", "{invoice}");
        assert_eq!(invoice["lines"][1]["amountMinorUnits"], Value::Null);
        assert_eq!(invoice["lines"][2]["amountMinorUnits"], "900");
        assert_eq!((&invoice["totalMinorUnits"], &invoice["isOver"]), (&json!("1050"), &json!(false)));
        let past = browser.get(&format!("{base}/usage/invoice?month=2020-02")).await.json;
        assert_eq!((&past["totalMinorUnits"], &past["isOver"]), (&json!("0"), &json!(true)));
        for refused in ["month=2026", "month=2026-13", "month=2026-1-", "month=2026-11-01"] {
            let answer = browser.get(&format!("{base}/usage/invoice?{refused}")).await;
            assert_eq!(answer.code(), "invalid_parameter", "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_price_list_that_is_none_keeps_the_portal_from_opening() {
    let portal = on_sqlite().await;
    std::fs::write(
        portal.settings.folder.join("price-list.toml"),
        "currency = 1",
    )
    .unwrap();
    let clock = aurigraph_portal::time::Clock::system();
    let refused = aurigraph_portal::server::Portal::open(portal.settings.clone(), clock).await;
    let text = refused.unwrap_err().to_string();
    assert!(
        text.contains("price-list.toml") && text.contains("currency"),
        "{text}"
    );
}
