//! People who make organisations, invite others, and change what is there.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Answer, Browser, TestPortal};

/// Makes an organisation. The session is confirmed: what is dangerous may be done for five minutes.
pub async fn founded(browser: &mut Browser, name: &str) -> String {
    browser.stepped_up().await;
    let made = browser
        .post("/api/v11/organisations", json!({ "name": name }))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    assert_eq!(made.json["roles"], json!(["owner"]));
    let id = made.json["organisationId"].as_str().unwrap();
    format!("/api/v11/organisations/{id}")
}

pub fn id_in(base: &str) -> String {
    base.rsplit_once('/').unwrap().1.to_owned()
}

/// Invites somebody new, who accepts.
pub async fn joined(
    portal: &TestPortal,
    (inviter, base): (&mut Browser, &str),
    email: &str,
    roles: Value,
) -> Browser {
    let body = json!({ "emails": [email], "roles": roles });
    let invited = inviter.post(&format!("{base}/invitations"), body).await;
    assert_eq!(invited.status, StatusCode::CREATED, "{}", invited.json);
    let mut member = portal.new_user(email).await;
    let accepted = accept_first(&mut member).await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.json);
    member
}

pub async fn accept_first(member: &mut Browser) -> Answer {
    let open = member.get("/api/v11/profile/invitations").await;
    let id = open.json["invitations"][0]["invitationId"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v11/profile/invitations/{id}/accept");
    member.post(&path, Value::Null).await
}

pub async fn user_id(browser: &mut Browser) -> String {
    let profile = browser.get("/api/v11/profile").await;
    profile.json["userId"].as_str().unwrap().to_owned()
}

pub async fn patch(browser: &mut Browser, path: &str, body: Value) -> Answer {
    browser.send(Method::PATCH, path, Some(body)).await
}

pub async fn delete(browser: &mut Browser, path: &str) -> Answer {
    browser.send(Method::DELETE, path, None).await
}
