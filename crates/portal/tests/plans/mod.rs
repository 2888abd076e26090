//! Goal: an organisation has what its plan says and not one more, whoever asks, at whatever moment, through whichever process; and nothing is taken from it.
//! Method: people and programs over HTTP on both databases, a clock that the test sets, `plans.toml` in the portal's folder.

mod file;
mod months;
mod things;

use aurigraph_portal::ids::OrganisationId;
use aurigraph_portal::plans::{PlanChange, PlanError, Plans, SetBy};
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::portal::people::{accept_first, id_in};
use crate::portal::{Answer, Browser, TestPortal};

/// One of everything but members, of which there are two; and a plan without limits.
const ONE_OF_ALL: &str = r#"
[[plans]]
id = "one"
name = "One of all"
description = "Two members, and one of everything else"
is_default = true
members = 2
teams = 1
api_keys = 1
nodes = 1
ledger_accounts = 1

[[plans]]
id = "large"
name = "Large"
description = "No limits"
"#;

/// Another process over the same data, which finds these plans.
async fn with_plans(portal: &TestPortal, text: &str) -> TestPortal {
    std::fs::write(portal.settings.folder.join("plans.toml"), text).unwrap();
    portal.another_process().await
}

/// What the operator does on the portal's machine.
async fn set_plan(portal: &TestPortal, base: &str, plan: &str) -> Result<PlanChange, PlanError> {
    let plans = Plans::read(&portal.settings.folder).unwrap();
    let id = OrganisationId::parse(&id_in(base)).unwrap();
    let store = portal.portal.identity().store();
    plans.set(store, &id, plan, SetBy::Operator).await
}

/// The other thing that the operator does there.
async fn taken_away(portal: &TestPortal, base: &str) -> Result<PlanChange, PlanError> {
    let plans = Plans::read(&portal.settings.folder).unwrap();
    let id = OrganisationId::parse(&id_in(base)).unwrap();
    let store = portal.portal.identity().store();
    plans.take_away(store, &id, SetBy::Operator).await
}

/// A key of a program; it is the organisation's only one.
async fn program(portal: &TestPortal, (owner, base): (&mut Browser, &str), role: &str) -> Browser {
    owner.stepped_up().await;
    let body = json!({ "name": "program", "roles": [role], "expiresInDays": 90 });
    let made = owner.post(&format!("{base}/api-keys"), body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    portal.program(made.json["secret"].as_str().unwrap())
}

/// Invites somebody new, who tries to accept.
async fn tries_to_join(
    portal: &TestPortal,
    (owner, base): (&mut Browser, &str),
    email: &str,
) -> (Browser, Answer) {
    let body = json!({ "emails": [email], "roles": ["viewer"] });
    let invited = owner.post(&format!("{base}/invitations"), body).await;
    assert_eq!(invited.status, StatusCode::CREATED, "{}", invited.json);
    let mut member = portal.new_user(email).await;
    let answer = accept_first(&mut member).await;
    (member, answer)
}

/// Refused, with the quota, how many, and the plan in words, and what to do.
fn assert_reached(answer: &Answer, words: &str) {
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::CONFLICT, "quota_reached"),
        "{}",
        answer.json
    );
    let detail = answer.json["detail"].as_str().unwrap();
    assert!(detail.contains(words), "{detail}");
    let action = answer.json["action"].as_str().unwrap();
    assert!(action.contains("operator"), "{action}");
}

async fn plan(browser: &mut Browser, base: &str) -> Value {
    let answer = browser.get(&format!("{base}/plan")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    answer.json
}

/// Limit and use of a metric.
fn quota(plan: &Value, metric: &str) -> (Value, Value) {
    let mut quotas = plan["quotas"].as_array().unwrap().iter();
    let found = quotas.find(|one| one["metric"] == metric).unwrap();
    (found["limit"].clone(), found["used"].clone())
}
