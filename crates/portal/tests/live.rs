//! Goal: what happens is told at once to whoever may know it, and whoever may know nothing any more is cut off within a second.
//! Method: a portal that listens, and WebSockets over its port; sessions, keys and memberships end in this process and in another.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::portal::people::{delete, founded, id_in, joined, user_id};
use crate::portal::{Browser, PASSWORD, on_both};
use axum::http::{Method, StatusCode};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn ticket(browser: &mut Browser) -> String {
    let made = browser
        .post("/api/v11/portal/stream-ticket", Value::Null)
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    made.json["ticket"].as_str().unwrap().to_owned()
}

async fn connect(
    address: SocketAddr,
    ticket: &str,
    origin: Option<&str>,
) -> Result<Socket, StatusCode> {
    let url = format!("ws://{address}/api/v11/portal/stream?ticket={ticket}");
    let mut request = url.into_client_request().unwrap();
    if let Some(origin) = origin {
        request
            .headers_mut()
            .insert("origin", origin.parse().unwrap());
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(answer)) => Err(answer.status()),
        Err(error) => panic!("{error}"),
    }
}

async fn opened(address: SocketAddr, browser: &mut Browser) -> Socket {
    let ticket = ticket(browser).await;
    connect(address, &ticket, None).await.unwrap()
}

/// The next message, or the code with which it was closed.
async fn next(socket: &mut Socket) -> Result<Value, u16> {
    loop {
        let message = tokio::time::timeout(Duration::from_secs(20), socket.next())
            .await
            .unwrap();
        match message.unwrap().unwrap() {
            Message::Text(text) => return Ok(serde_json::from_str(&text).unwrap()),
            Message::Close(frame) => return Err(frame.unwrap().code.into()),
            _ => {}
        }
    }
}

/// Reads until something was done, and gives all that came. What happened just before a socket opened may come as well.
async fn until(socket: &mut Socket, action: &str) -> Vec<Value> {
    let mut all = Vec::new();
    loop {
        all.push(next(socket).await.unwrap());
        if all.last().unwrap()["action"] == action {
            return all;
        }
    }
}

fn are_all_of(messages: &[Value], organisation: &str) -> bool {
    let mut ids = messages.iter().filter_map(|one| one.get("organisationId"));
    ids.all(|id| id == organisation)
}

/// Reads until the end.
async fn ends(socket: &mut Socket) {
    loop {
        match next(socket).await {
            Ok(message) if message["type"] == "ended" => {}
            Ok(_) => continue,
            Err(code) => panic!("closed with {code} before it was said"),
        }
        assert_eq!(next(socket).await, Err(4401));
        return;
    }
}

#[tokio::test]
async fn members_are_told_what_happens_in_their_organisation_and_strangers_nothing() {
    on_both(|portal| async move {
        let address = portal.serve().await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Meridian").await;
        let mut eve = portal.new_user("eve@example.org").await;
        let harbour = founded(&mut eve, "Harbour").await;
        let mut adas = opened(address, &mut ada).await;
        let mut eves = opened(address, &mut eve).await;
        let welcome = next(&mut adas).await.unwrap();
        assert_eq!(welcome, json!({ "type": "welcome", "userId": user_id(&mut ada).await, "organisationIds": [id_in(&base)] }));
        assert_eq!(next(&mut eves).await.unwrap()["organisationIds"], json!([id_in(&harbour)]));
        // A key of an organisation is told of that one, in another process of the portal as well.
        let key = json!({ "name": "x", "roles": ["viewer"], "expiresInDays": 1 });
        let key = ada.post(&format!("{base}/api-keys"), key).await.json;
        let other_process = portal.another_process().await;
        let other_address = other_process.serve().await;
        let mut program = portal.program(key["secret"].as_str().unwrap());
        let ticket = ticket(&mut program).await;
        let mut programs = connect(other_address, &ticket, None).await.unwrap();
        assert_eq!(next(&mut programs).await.unwrap(), json!({ "type": "welcome", "userId": null, "organisationIds": [id_in(&base)] }));
        ada.post(&format!("{base}/teams"), json!({ "name": "Treasury", "roles": ["treasurer"] })).await;
        for socket in [&mut adas, &mut programs] {
            assert!(are_all_of(&until(socket, "team.created").await, &id_in(&base)));
        }
        // Eve hears of her own alone, and of herself.
        let crew = json!({ "name": "Crew", "roles": ["viewer"] });
        eve.post(&format!("{harbour}/teams"), crew.clone()).await;
        assert!(are_all_of(&until(&mut eves, "team.created").await, &id_in(&harbour)));
        eve.send(Method::PATCH, "/api/v11/profile", Some(json!({ "name": "Eve" }))).await;
        let renamed = json!({ "type": "user_changed", "action": "user.renamed" });
        assert_eq!(until(&mut eves, "user.renamed").await, [renamed]);
        // Who is removed hears that, and then nothing more of it.
        let mut bob = joined(&portal, (&mut ada, &base), "bob@example.org", json!(["viewer"])).await;
        let mut bobs = opened(address, &mut bob).await;
        assert_eq!(next(&mut bobs).await.unwrap()["organisationIds"], json!([id_in(&base)]));
        let member = user_id(&mut bob).await;
        let removed = delete(&mut ada, &format!("{base}/members/{member}")).await;
        assert_eq!(removed.status, StatusCode::NO_CONTENT);
        until(&mut bobs, "member.removed").await;
        ada.post(&format!("{base}/teams"), crew).await;
        bob.send(Method::PATCH, "/api/v11/profile", Some(json!({ "name": "Bob" }))).await;
        assert_eq!(until(&mut bobs, "user.renamed").await.len(), 1);
        // A key that is revoked closes its socket, in the other process too.
        let id = key["apiKey"]["keyId"].as_str().unwrap();
        assert_eq!(delete(&mut ada, &format!("{base}/api-keys/{id}")).await.status, StatusCode::NO_CONTENT);
        let since = Instant::now();
        ends(&mut programs).await;
        assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    })
    .await;
}

#[tokio::test]
async fn who_makes_an_organisation_is_told_of_it_from_then_on() {
    on_both(|portal| async move {
        let address = portal.serve().await;
        let mut ada = portal.new_user("ada@example.org").await;
        let mut adas = opened(address, &mut ada).await;
        assert_eq!(next(&mut adas).await.unwrap()["organisationIds"], json!([]));
        let base = founded(&mut ada, "Meridian").await;
        until(&mut adas, "organisation.created").await;
        let mut bob = joined(
            &portal,
            (&mut ada, &base),
            "bob@example.org",
            json!(["admin"]),
        )
        .await;
        until(&mut adas, "member.joined").await;
        bob.post(
            &format!("{base}/teams"),
            json!({ "name": "Crew", "roles": ["viewer"] }),
        )
        .await;
        let told = until(&mut adas, "team.created").await;
        assert!(are_all_of(&told, &id_in(&base)), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn a_socket_ends_with_its_session() {
    on_both(|portal| async move {
        let address = portal.serve().await;
        let mut ada = portal.new_user("ada@example.org").await;
        ada.stepped_up().await;
        let mut other = portal.browser();
        other.sign_in("ada@example.org", PASSWORD).await;
        let (mut adas, mut others) = (
            opened(address, &mut ada).await,
            opened(address, &mut other).await,
        );
        next(&mut adas).await.unwrap();
        next(&mut others).await.unwrap();
        // The others of the same user.
        assert_eq!(
            delete(&mut ada, "/api/v11/profile/sessions").await.status,
            StatusCode::NO_CONTENT
        );
        ends(&mut others).await;
        // Signing out, in another process.
        let mut elsewhere = portal.another_process().await.browser();
        elsewhere.cookies.clone_from(&ada.cookies);
        elsewhere.post("/api/v11/auth/sign-out", Value::Null).await;
        ends(&mut adas).await;
    })
    .await;
}

#[tokio::test]
async fn a_ticket_opens_one_socket_once_and_soon_and_from_here() {
    on_both(|portal| async move {
        let address = portal.serve().await;
        let mut ada = portal.new_user("ada@example.org").await;
        let refused = portal
            .browser()
            .post("/api/v11/portal/stream-ticket", Value::Null)
            .await;
        assert_eq!(refused.code(), "not_signed_in");
        for wrong in ["", "x", &"A".repeat(43)] {
            assert_eq!(
                connect(address, wrong, None).await.err(),
                Some(StatusCode::UNAUTHORIZED),
                "{wrong}"
            );
        }
        // The cookie of a session is no ticket, and neither is a ticket a session.
        let session = ada.cookies["__Host-aurigraph-session"].clone();
        assert_eq!(
            connect(address, &session, None).await.err(),
            Some(StatusCode::UNAUTHORIZED)
        );
        let held = ticket(&mut ada).await;
        let mut confused = portal.browser();
        confused
            .cookies
            .insert("__Host-aurigraph-session".into(), held.clone());
        assert!(!confused.is_signed_in().await);
        // Another site's page opens none, and uses none up.
        for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
            assert_eq!(
                connect(address, &held, Some(origin)).await.err(),
                Some(StatusCode::FORBIDDEN),
                "{origin}"
            );
        }
        let own = format!("http://{address}");
        let mut socket = connect(address, &held, Some(&own)).await.unwrap();
        assert_eq!(next(&mut socket).await.unwrap()["type"], "welcome");
        assert_eq!(
            connect(address, &held, None).await.err(),
            Some(StatusCode::UNAUTHORIZED)
        );
        // Too late, and after the session.
        let late = ticket(&mut ada).await;
        portal.later(Duration::from_secs(31));
        assert_eq!(
            connect(address, &late, None).await.err(),
            Some(StatusCode::UNAUTHORIZED)
        );
        let orphan = ticket(&mut ada).await;
        ada.post("/api/v11/auth/sign-out", Value::Null).await;
        assert_eq!(
            connect(address, &orphan, None).await.err(),
            Some(StatusCode::UNAUTHORIZED)
        );
    })
    .await;
}
