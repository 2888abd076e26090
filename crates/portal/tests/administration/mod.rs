//! Goal: administrators of the portal see all users and switch them off and on; nobody else finds that this is possible, and whoever is switched off is out
//! everywhere within a second.
//! Method: every route of the OpenAPI document that is for administrators, asked by everybody who is none; lists that are paged through; and each way to sign in,
//! session, socket, key and token of somebody who is switched off, in this process and in another. Against both databases.

mod changes;
mod lists;
mod looks;
mod switched_off;

use std::collections::BTreeSet;
use std::time::Duration;

use crate::portal::document::{Operation, operations};
use crate::portal::passkeys::new_user_with_passkey;
use crate::portal::people::{founded, joined, patch};
use crate::portal::{Answer, Browser, TestPortal, on_both};
use aurigraph_portal::administration::{self, NamingError};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

const USERS: &str = "/api/v11/portal/users";
const BULK: &str = "/api/v11/portal/users/bulk-change";
const ORGANISATIONS: &str = "/api/v11/portal/organisations";
/// How long it may take; a busy machine is slower than the half second between two looks.
const SOON: Duration = Duration::from_secs(3);

async fn named(portal: &TestPortal, email: &str) {
    let store = portal.portal.identity().store();
    assert!(administration::add(store, email).await.unwrap());
}

/// An administrator with a passkey, in a session that is confirmed.
async fn administrator(portal: &TestPortal, email: &str) -> Browser {
    let (browser, _) = new_user_with_passkey(portal, email).await;
    named(portal, email).await;
    browser
}

/// Somebody with a name of their own.
async fn user(portal: &TestPortal, email: &str, name: &str) -> Browser {
    let mut browser = portal.new_user(email).await;
    let renamed = patch(&mut browser, "/api/v11/profile", json!({ "name": name })).await;
    assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.json);
    browser
}

fn routes() -> Vec<Operation> {
    let is_ours = |one: &Operation| {
        one.action
            .as_deref()
            .is_some_and(|name| name.starts_with("portal."))
    };
    operations().into_iter().filter(is_ours).collect()
}

async fn ask(browser: &mut Browser, operation: &Operation) -> Answer {
    let path = operation.path_in("");
    let body = (operation.method != Method::GET).then(|| json!({}));
    browser.send(operation.method.clone(), &path, body).await
}

async fn changed(browser: &mut Browser, change: &str, ids: &[&str]) -> Answer {
    let body = json!({ "change": change, "userIds": ids });
    browser.post(BULK, body).await
}

async fn done(browser: &mut Browser, change: &str, ids: &[&str]) -> u64 {
    let answer = changed(browser, change, ids).await;
    assert_eq!(answer.status, StatusCode::OK, "{change}: {}", answer.json);
    answer.json["changed"].as_u64().unwrap()
}

fn emails(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    let users = answer.json["users"].as_array().unwrap();
    let of = |user: &Value| user["email"].as_str().unwrap().to_owned();
    users.iter().map(of).collect()
}

#[tokio::test]
async fn only_an_administrator_with_a_second_factor_finds_these_routes() {
    on_both(async |portal| {
        let mut admin = administrator(&portal, "admin@example.org").await;
        let base = founded_with_code(&mut admin, "Meridian").await;
        let made = admin
            .post(
                &format!("{base}/api-keys"),
                json!({ "name": "robot", "roles": ["admin"], "expiresInDays": 1 }),
            )
            .await;
        let secret = made.json["secret"].as_str().unwrap();
        let mut owner = portal.new_user("owner@example.org").await;
        founded(&mut owner, "Harbour").await;
        let mut without = portal.new_user("without@example.org").await;
        named(&portal, "without@example.org").await;
        let (mut former, _) = new_user_with_passkey(&portal, "former@example.org").await;
        named(&portal, "former@example.org").await;
        let store = portal.portal.identity().store();
        administration::remove(store, "Former@example.org").await.unwrap();
        let mut both = admin.clone();
        both.api_key = Some(secret.into());
        let mut strangers = [
            ("a user", portal.new_user("user@example.org").await),
            ("an owner of an organisation", owner),
            ("somebody who was an administrator", former.clone()),
            ("a key of an administrator's organisation", portal.program(secret)),
            ("the same with the administrator's cookie", both),
            ("a key that is none", portal.program("agk_none")),
        ];
        let routes = routes();
        assert!(routes.len() >= 5, "{routes:?}");
        for operation in &routes {
            let path = operation.path_in("");
            for (who, browser) in &mut strangers {
                if browser.api_key.is_some() && !browser.cookies.is_empty() && operation.method != Method::GET {
                    // A program has no cookies: this is refused before anybody looks who it is.
                    assert_eq!(ask(browser, operation).await.code(), "cross_site_request");
                    continue;
                }
                let answer = ask(browser, operation).await;
                let about = format!("{who}: {operation:?}: {}", answer.json);
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{about}");
                let missing = json!({
                    "type": "urn:aurigraph:problem:not_found", "title": "Not found", "status": 404, "code": "not_found",
                    "detail": format!("there is no route {path}"), "action": "Look at /docs for what there is.",
                });
                assert_eq!(answer.json, missing, "{about}");
            }
            let nobody = ask(&mut portal.browser(), operation).await;
            assert_eq!(nobody.code(), "not_signed_in", "{operation:?}");
            let answer = ask(&mut without, operation).await;
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::FORBIDDEN, "second_factor_needed"),
                "{operation:?}"
            );
            let answer = ask(&mut admin, operation).await;
            let detail = answer.json["detail"].as_str().unwrap_or_default();
            assert!(!detail.starts_with("there is no route"), "{operation:?}");
            assert!(
                answer.status.is_success() || ["not_found", "invalid_parameter"].contains(&answer.code()),
                "{operation:?}: {}",
                answer.json
            );
        }
        // The page of the portal learns it from the session.
        for (browser, is_administrator) in [(&mut admin, true), (&mut without, true), (&mut former, false)] {
            let session = browser.get("/api/v11/auth/session").await.json;
            assert_eq!(session["session"]["user"]["isAdministrator"], is_administrator);
        }
        let listed = admin.get("/api/v11/portal/administrators").await.json;
        let listed: Vec<_> = listed["administrators"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["email"].as_str().unwrap(), one["hasSecondFactor"] == true, one["isSelf"] == true))
            .collect();
        assert_eq!(
            listed,
            [("admin@example.org", true, true), ("without@example.org", false, false)]
        );
    })
    .await;
}

/// An organisation of somebody with a passkey, whose session is confirmed already.
async fn founded_with_code(browser: &mut Browser, name: &str) -> String {
    let made = browser
        .post("/api/v11/organisations", json!({ "name": name }))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    let id = made.json["organisationId"].as_str().unwrap();
    format!("/api/v11/organisations/{id}")
}

#[tokio::test]
async fn somebody_is_named_by_an_address_that_is_theirs_and_each_time_is_a_line_of_the_log() {
    on_both(async |portal| {
        let store = portal.portal.identity().store();
        let unknown = administration::add(store, "nobody@example.org").await;
        assert!(matches!(unknown, Err(NamingError::NoSuchUser)));
        let unknown = administration::remove(store, "nobody@example.org").await;
        assert!(matches!(unknown, Err(NamingError::NotNamed)));
        assert!(matches!(
            administration::add(store, "nobody").await,
            Err(NamingError::Email(_))
        ));
        let mut ada = portal.new_user("ada@example.org").await;
        assert!(
            administration::add(store, " Ada@Example.org")
                .await
                .unwrap()
        );
        assert!(!administration::add(store, "ada@example.org").await.unwrap());
        administration::remove(store, "ada@example.org")
            .await
            .unwrap();
        assert!(administration::all(store).await.unwrap().is_empty());
        let activity = ada.get("/api/v11/profile/activity").await.json;
        let lines: Vec<_> = activity["events"]
            .as_array()
            .unwrap()
            .iter()
            .take(2)
            .map(|line| {
                (
                    line["action"].as_str().unwrap(),
                    line["userAgent"].as_str().unwrap(),
                )
            })
            .collect();
        let program = "aurigraph portal administrator";
        assert_eq!(
            lines,
            [
                ("user.administrator_removed", program),
                ("user.administrator_added", program)
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn organisations_are_seen_from_outside_only() {
    on_both(async |portal| {
        let mut admin = administrator(&portal, "admin@example.org").await;
        let mut owner = portal.new_user("owner@example.org").await;
        let mut bases = Vec::new();
        for name in ["Meridian", "Harbour", "Northwind"] {
            bases.push(founded(&mut owner, name).await);
        }
        joined(
            &portal,
            (&mut owner, &bases[1]),
            "joan@example.org",
            json!(["viewer"]),
        )
        .await;
        let names = |answer: &Answer| -> Vec<String> {
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
            let all = answer.json["organisations"].as_array().unwrap();
            all.iter()
                .map(|one| one["name"].as_str().unwrap().to_owned())
                .collect()
        };
        for (query, expected) in [
            ("", &["Northwind", "Harbour", "Meridian"][..]),
            ("?order=asc", &["Meridian", "Harbour", "Northwind"]),
            ("?search=R&order=asc", &["Meridian", "Harbour", "Northwind"]),
            ("?search=HARB", &["Harbour"]),
            ("?search=owner", &[]),
        ] {
            let found = admin.get(&format!("{ORGANISATIONS}{query}")).await;
            assert_eq!(names(&found), expected, "{query}");
        }
        for (sort, order) in [
            ("createdAt", "asc"),
            ("createdAt", "desc"),
            ("members", "asc"),
            ("members", "desc"),
        ] {
            let mut walked = Vec::new();
            let mut cursor = String::new();
            loop {
                let path = format!("{ORGANISATIONS}?sort={sort}&order={order}&limit=1{cursor}");
                let page = admin.get(&path).await;
                walked.extend(names(&page));
                match page.json["nextCursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            let all: BTreeSet<_> = walked.iter().map(String::as_str).collect();
            assert_eq!(
                (walked.len(), all.len()),
                (3, 3),
                "{sort} {order}: {walked:?}"
            );
            if sort == "members" {
                let place = if order == "asc" { 2 } else { 0 };
                assert_eq!(walked[place], "Harbour");
            }
        }
        let found = admin
            .get(&format!("{ORGANISATIONS}?search=harbour"))
            .await
            .json;
        let harbour = found["organisations"][0].as_object().unwrap();
        let fields: BTreeSet<_> = harbour.keys().map(String::as_str).collect();
        assert_eq!(
            fields,
            [
                "createdAt",
                "lastActivityAt",
                "members",
                "name",
                "nodes",
                "organisationId",
                "owners"
            ]
            .into()
        );
        assert_eq!(
            (&harbour["members"], &harbour["owners"], &harbour["nodes"]),
            (&json!(2), &json!(1), &json!(0))
        );
        assert!(
            harbour["lastActivityAt"].as_str().unwrap() > harbour["createdAt"].as_str().unwrap()
        );
        // What is in it stays as closed as to anybody.
        for part in ["", "/members", "/payments", "/audit", "/ledger-accounts"] {
            let answer = admin.get(&format!("{}{part}", bases[1])).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{part}");
        }
    })
    .await;
}
