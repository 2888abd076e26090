//! Goal: who may do what in an organisation is what the table below says, for every route of the OpenAPI document, every role and every organisation.
//! Method: the table is written by hand and knows nothing of the policy. Every route is called by a member of each role and by a key of each role, in the own
//! organisation, in somebody else's and in one that does not exist; the last two answers must not differ in anything.

use std::collections::BTreeSet;

use crate::portal::document::{Operation, operations};
use crate::portal::{Answer, Browser, TestPortal, on_both};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

const ROLES: [&str; 9] = [
    "owner",
    "admin",
    "operator",
    "issuer",
    "verifier",
    "treasurer",
    "analyst",
    "auditor",
    "viewer",
];

/// Action, the roles that may do it, and whether a key of a program may.
const TABLE: [(&str, &[&str], bool); 28] = [
    ("organisation.read", &ROLES, true),
    ("organisation.change", &["owner", "admin"], true),
    ("organisation.delete", &["owner"], false),
    ("organisation.leave", &ROLES, false),
    ("members.read", &ROLES, true),
    ("members.change", &["owner", "admin"], true),
    ("members.provision", &["owner", "admin"], true),
    ("owners.change", &["owner"], false),
    ("invitations.read", &["owner", "admin", "auditor"], true),
    ("invitations.change", &["owner", "admin"], true),
    ("teams.read", &ROLES, true),
    ("teams.change", &["owner", "admin"], true),
    (
        "api_keys.read",
        &["owner", "admin", "operator", "auditor"],
        true,
    ),
    ("api_keys.change", &["owner", "admin"], false),
    ("audit.read", &["owner", "admin", "auditor"], true),
    ("audit.export", &["owner", "auditor"], true),
    (
        "usage.read",
        &["owner", "admin", "treasurer", "analyst", "auditor"],
        true,
    ),
    ("ledger_accounts.read", &ROLES, true),
    (
        "ledger_accounts.change",
        &["owner", "admin", "treasurer"],
        false,
    ),
    ("payment_policy.read", &ROLES, true),
    ("payment_policy.change", &["owner"], false),
    (
        "payments.read",
        &["owner", "admin", "treasurer", "analyst", "auditor"],
        true,
    ),
    ("payments.propose", &["owner", "treasurer"], false),
    ("payments.approve", &["owner", "treasurer"], false),
    ("nodes.read", &ROLES, true),
    ("nodes.request", &["owner", "admin", "operator"], false),
    ("nodes.approve", &["owner", "admin"], false),
    ("nodes.revoke", &["owner", "admin", "operator"], false),
];

fn may(action: &str, role: &str, is_program: bool) -> bool {
    let (_, roles, programs) = TABLE
        .iter()
        .find(|(name, ..)| *name == action)
        .unwrap_or_else(|| panic!("{action} is not in the table"));
    roles.contains(&role) && (!is_program || *programs)
}

/// Routes of organisations; whoever may go is asked last, because then they are gone.
fn routes() -> Vec<Operation> {
    let mut routes: Vec<_> = operations()
        .into_iter()
        .filter(|operation| operation.path.contains("{organisationId}"))
        .collect();
    routes.sort_by_key(|operation| operation.action.as_deref() == Some("organisation.leave"));
    routes
}

#[test]
fn every_route_says_how_one_is_let_in() {
    let mut in_organisations = 0;
    for operation in operations() {
        let Operation {
            method,
            path,
            action,
            security,
        } = &operation;
        let ways: BTreeSet<_> = security.iter().map(String::as_str).collect();
        if path.contains("{organisationId}") {
            in_organisations += 1;
            let action = action
                .as_deref()
                .unwrap_or_else(|| panic!("{method} {path} names no action"));
            assert!(TABLE.iter().any(|(name, ..)| *name == action), "{action}");
            assert_eq!(
                ways,
                ["accessToken", "apiKey", "session"].into(),
                "{method} {path}"
            );
        } else if action
            .as_deref()
            .is_some_and(|name| name.starts_with("portal."))
        {
            // Administrators of the portal: `administration.rs` asks these. A machine is none.
            assert!(path.starts_with("/api/v11/portal/"), "{method} {path}");
            assert_eq!(ways, ["session"].into(), "{method} {path}");
        } else {
            assert!(action.is_none(), "{method} {path}");
            let expected: &[&str] = match path.as_str() {
                "/api/v11/profile" if *method == Method::GET => &["accessToken", "session"],
                "/api/v11/organisations" if *method == Method::GET => &["accessToken", "session"],
                "/api/v11/portal/stream-ticket" => &["accessToken", "apiKey", "session"],
                "/api/v11/portal/stream" => &["ticket"],
                _ if ways.is_empty() => &[],
                _ => &["session"],
            };
            assert!(ways.iter().eq(expected), "{method} {path}: {ways:?}");
        }
    }
    assert!(in_organisations >= 20, "{in_organisations}");
}

struct World {
    portal: TestPortal,
    own: String,
    foreign: String,
    missing: String,
    /// Role, whether it is a program, and what it asks with.
    principals: Vec<(&'static str, bool, Browser)>,
}

async fn organisation(browser: &mut Browser, name: &str) -> String {
    let made = browser
        .post("/api/v11/organisations", json!({ "name": name }))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    made.json["organisationId"].as_str().unwrap().to_owned()
}

async fn world(portal: TestPortal) -> World {
    let mut founder = portal.new_user("founder@example.org").await;
    let mut stranger = portal.new_user("stranger@example.net").await;
    let own = organisation(&mut founder, "Own").await;
    let foreign = organisation(&mut stranger, "Foreign").await;
    founder.stepped_up().await;
    let mut principals = Vec::new();
    for role in ROLES {
        let email = format!("{role}@example.org");
        let path = format!("/api/v11/organisations/{own}/invitations");
        let body = json!({ "emails": [email], "roles": [role] });
        let invited = founder.post(&path, body).await;
        assert_eq!(invited.status, StatusCode::CREATED, "{}", invited.json);
        let mut member = portal.new_user(&email).await;
        let id = invited.json["invitations"][0]["invitationId"]
            .as_str()
            .unwrap();
        let path = format!("/api/v11/profile/invitations/{id}/accept");
        let accepted = member.post(&path, Value::Null).await;
        assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.json);
        assert_eq!(accepted.json["roles"], json!([role]));
        principals.push((role, false, member));
        if role != "owner" {
            let path = format!("/api/v11/organisations/{own}/api-keys");
            let body = json!({ "name": role, "roles": [role], "expiresInDays": 1 });
            let made = founder.post(&path, body).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
            let program = portal.program(made.json["secret"].as_str().unwrap());
            principals.push((role, true, program));
        }
    }
    World {
        portal,
        own,
        foreign,
        missing: format!("org_{}", "0".repeat(32)),
        principals,
    }
}

async fn ask(browser: &mut Browser, operation: &Operation, organisation_id: &str) -> Answer {
    let path = operation.path_in(organisation_id);
    let has_body = !matches!(operation.method, Method::GET | Method::DELETE);
    let body = has_body.then(|| json!({}));
    browser.send(operation.method.clone(), &path, body).await
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_table_says() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let mut asked = 0;
        for (role, is_program, browser) in &mut world.principals {
            for operation in routes() {
                let action = operation.action.as_deref().unwrap();
                let about = format!("{role} (program: {is_program}) {operation:?}");
                let foreign = ask(browser, &operation, &world.foreign).await;
                let missing = ask(browser, &operation, &world.missing).await;
                assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{about}");
                assert_eq!(foreign.json, missing.json, "{about}");
                assert_eq!(foreign.headers, missing.headers, "{about}");
                let own = ask(browser, &operation, &world.own).await;
                let is_refused = own.code() == "not_allowed";
                let may = may(action, role, *is_program);
                assert_eq!(!is_refused, may, "{about}: {} {}", own.status, own.json);
                assert_ne!(own.status, StatusCode::UNAUTHORIZED, "{about}");
                assert!(!own.status.is_server_error(), "{about}: {}", own.json);
                asked += 3;
            }
        }
        for operation in routes() {
            for id in [&world.own, &world.foreign, &world.missing] {
                let nobody = ask(&mut world.portal.browser(), &operation, id).await;
                assert_eq!(nobody.code(), "not_signed_in", "{operation:?}");
                let mut program = world.portal.program("agk_none");
                let program = ask(&mut program, &operation, id).await;
                assert_eq!(program.code(), "not_signed_in", "{operation:?}");
                asked += 2;
            }
        }
        println!("{asked} requests: every route, role and organisation");
        assert!(asked > 1_000, "{asked}");
    })
    .await;
}
