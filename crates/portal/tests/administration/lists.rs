//! Goal: users are found by whatever is known of them, on pages that go on where the last one ended; one is shown whole.

use std::time::Duration;

use super::{USERS, administrator, done, emails, founded_with_code, named, user};
use crate::portal::passkeys::new_user_with_passkey;
use crate::portal::people::{founded, id_in, user_id};
use crate::portal::{PASSWORD, database, on_both};
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn users_are_found_by_what_is_known_of_them_and_every_page_goes_on_where_the_last_ended() {
    on_both(async |portal| {
        let mut admin = administrator(&portal, "admin@example.org").await;
        let people = [
            ("grace@example.org", "Grace Hopper"),
            ("joan@example.net", "Joan Clarke"),
            ("mary@example.net", "Mary Somerville"),
            ("emmy@example.org", "Emmy Noether"),
            ("sofia@example.net", "Sofia Kovalevskaya"),
        ];
        let mut ids = Vec::new();
        for (email, name) in people {
            let mut browser = user(&portal, email, name).await;
            ids.push(user_id(&mut browser).await);
        }
        let none: &[&str] = &[];
        let net: &[&str] = &["joan@example.net", "mary@example.net", "sofia@example.net"];
        for (search, expected) in [
            ("hopper", &["grace@example.org"][..]),
            ("%20CLARKE%20", &["joan@example.net"]),
            ("example.net", net),
            ("Joan@Example.net", &["joan@example.net"]),
            ("oan@example.net", &["joan@example.net"]),
            (ids[3].as_str(), &["emmy@example.org"]),
            ("%25", none),
            ("turing", none),
            ("turing@example.net", none),
        ] {
            let path = format!("{USERS}?order=asc&search={search}");
            let found = admin.get(&path).await;
            assert_eq!(emails(&found), expected, "{search}");
            assert_eq!(found.json["nextCursor"], Value::Null, "{search}");
        }
        // Somebody came back: the order of the last sign-ins is another one.
        portal.browser().sign_in("joan@example.net", PASSWORD).await;
        let by_coming = [
            "admin@example.org",
            "grace@example.org",
            "joan@example.net",
            "mary@example.net",
            "emmy@example.org",
            "sofia@example.net",
        ];
        let by_sign_in = [
            "admin@example.org",
            "grace@example.org",
            "mary@example.net",
            "emmy@example.org",
            "sofia@example.net",
            "joan@example.net",
        ];
        for (sort, ascending) in [("createdAt", by_coming), ("lastSignedInAt", by_sign_in)] {
            for order in ["asc", "desc"] {
                for more in ["", "&search=example", "&search=a"] {
                    let mut walked = Vec::new();
                    let mut cursor = String::new();
                    loop {
                        let path =
                            format!("{USERS}?sort={sort}&order={order}&limit=2{more}{cursor}");
                        let page = admin.get(&path).await;
                        let found = emails(&page);
                        assert!(found.len() <= 2);
                        walked.extend(found);
                        match page.json["nextCursor"].as_str() {
                            Some(next) => cursor = format!("&cursor={next}"),
                            None => break,
                        }
                    }
                    let mut expected = ascending.to_vec();
                    if order == "desc" {
                        expected.reverse();
                    }
                    assert_eq!(walked, expected, "{sort} {order} {more}");
                }
            }
        }
        let managed = &ids[2];
        let organisation = founded_with_code(&mut admin, "Meridian").await;
        sqlx::query("INSERT INTO managed_users (user_id, organisation_id) VALUES ($1, $2)")
            .bind(managed.clone())
            .bind(id_in(&organisation))
            .execute(&database(&portal).await)
            .await
            .unwrap();
        assert_eq!(done(&mut admin, "disable", &[&ids[0]]).await, 1);
        for (filter, expected) in [
            ("state=disabled", &["grace@example.org"][..]),
            ("state=managed", &["mary@example.net"]),
            ("state=active&secondFactor=true", &["admin@example.org"]),
            (
                "state=active&secondFactor=false",
                &["joan@example.net", "emmy@example.org", "sofia@example.net"],
            ),
            ("state=disabled&secondFactor=true", none),
            ("state=active&search=grace@example.org", none),
        ] {
            let found = admin.get(&format!("{USERS}?order=asc&{filter}")).await;
            assert_eq!(emails(&found), expected, "{filter}");
        }
        for wrong in [
            "state=gone",
            "sort=name",
            "limit=0",
            "limit=201",
            "cursor=none",
            "secondFactor=perhaps",
            "password=1",
        ] {
            let refused = admin.get(&format!("{USERS}?{wrong}")).await;
            assert_eq!(
                refused.status,
                StatusCode::BAD_REQUEST,
                "{wrong}: {}",
                refused.json
            );
        }
    })
    .await;
}

#[tokio::test]
async fn one_user_is_shown_with_organisations_and_sessions_and_without_network_addresses() {
    on_both(async |portal| {
        let mut admin = administrator(&portal, "admin@example.org").await;
        let mut grace = user(&portal, "grace@example.org", "Grace Hopper").await;
        founded(&mut grace, "Harbour").await;
        portal
            .browser()
            .sign_in("grace@example.org", PASSWORD)
            .await;
        for _ in 0..25 {
            portal
                .browser_at("203.0.113.7:1")
                .sign_in("grace@example.org", "wrong")
                .await;
            portal.later(Duration::from_secs(3_600));
        }
        let mut grace = portal.browser();
        grace.sign_in("grace@example.org", PASSWORD).await;
        let id = user_id(&mut grace).await;
        // The administrator's own session has ended by itself meanwhile.
        let gone = admin.get(USERS).await;
        assert_eq!(gone.code(), "not_signed_in");
        let (mut admin, _) = new_user_with_passkey(&portal, "second@example.org").await;
        named(&portal, "second@example.org").await;
        let detail = admin.get(&format!("{USERS}/{id}")).await;
        assert_eq!(detail.status, StatusCode::OK, "{}", detail.json);
        let user = &detail.json["user"];
        assert_eq!(
            (
                &user["name"],
                &user["state"],
                &user["organisations"],
                &user["isSelf"]
            ),
            (
                &json!("Grace Hopper"),
                &json!("active"),
                &json!(1),
                &json!(false)
            )
        );
        assert_eq!(detail.json["sessions"], 1);
        let organisation = &detail.json["organisations"][0];
        assert_eq!(
            (&organisation["name"], &organisation["roles"]),
            (&json!("Harbour"), &json!(["owner"]))
        );
        let activity = detail.json["activity"].as_array().unwrap();
        assert_eq!(activity.len(), 20);
        assert_eq!(activity[0]["action"], "session.signed_in");
        assert_eq!(activity[1]["outcome"], "refused");
        let text = detail.json.to_string();
        for hidden in ["203.0.113.7", "192.0.2.1", "Mozilla"] {
            assert!(!text.contains(hidden), "{hidden}");
        }
        let zeros = format!("usr_{}", "0".repeat(32));
        for missing in [zeros.as_str(), "grace@example.org"] {
            let answer = admin.get(&format!("{USERS}/{missing}")).await;
            assert_eq!(answer.code(), "not_found", "{missing}");
        }
    })
    .await;
}
