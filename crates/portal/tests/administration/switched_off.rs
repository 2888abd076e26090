//! Goal: whoever is switched off is out everywhere, by every way, until whoever did it takes it back.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::{SOON, USERS, administrator, done, founded_with_code};
use crate::portal::hostile_provider::{Hostile, callback, going, location, sign_in};
use crate::portal::passkeys::{self, new_user_with_passkey};
use crate::portal::people::{founded, id_in, joined, user_id};
use crate::portal::{Browser, OTHER_PASSWORD, PASSWORD, database, on_both, on_both_with_providers};
use axum::http::StatusCode;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn socket(address: SocketAddr, browser: &mut Browser) -> Socket {
    let made = browser
        .post("/api/v11/portal/stream-ticket", Value::Null)
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    let ticket = made.json["ticket"].as_str().unwrap();
    let url = format!("ws://{address}/api/v11/portal/stream?ticket={ticket}");
    connect_async(url).await.unwrap().0
}

/// Reads until it is closed: with which code.
async fn closed(socket: &mut Socket) -> u16 {
    loop {
        let message = tokio::time::timeout(SOON, socket.next()).await.unwrap();
        if let Message::Close(frame) = message.unwrap().unwrap() {
            return frame.unwrap().code.into();
        }
    }
}

#[tokio::test]
async fn whoever_is_switched_off_is_out_everywhere_until_an_administrator_says_otherwise() {
    on_both(async |portal| {
        let address = portal.serve().await;
        let other = portal.another_process().await;
        let other_address = other.serve().await;
        let mut admin = administrator(&portal, "admin@example.org").await;
        let mut owner = portal.new_user("owner@example.org").await;
        let base = founded(&mut owner, "Harbour").await;
        let mut grace = joined(
            &portal,
            (&mut owner, &base),
            "grace@example.org",
            json!(["admin"]),
        )
        .await;
        grace.stepped_up().await;
        let made = grace
            .post(
                &format!("{base}/api-keys"),
                json!({ "name": "robot", "roles": ["viewer"], "expiresInDays": 1 }),
            )
            .await;
        let mut program = portal.program(made.json["secret"].as_str().unwrap());
        let (mut joan, mut device) = new_user_with_passkey(&portal, "joan@example.org").await;
        let (graces, joans) = (user_id(&mut grace).await, user_id(&mut joan).await);
        // Half signed in: the password was right, and the code is still to come.
        let mut waiting = portal.browser();
        assert_eq!(
            waiting.sign_in("joan@example.org", PASSWORD).await.status,
            StatusCode::ACCEPTED
        );
        let mut elsewhere = other.browser();
        elsewhere.cookies = grace.cookies.clone();
        assert!(elsewhere.is_signed_in().await);
        let reset = json!({ "email": "grace@example.org" });
        portal
            .browser()
            .post("/api/v11/auth/password-reset/request", reset.clone())
            .await;
        let link = portal.token_to("grace@example.org").await;
        let mut sockets = [
            socket(address, &mut grace).await,
            socket(address, &mut program).await,
            socket(address, &mut joan).await,
            socket(other_address, &mut elsewhere).await,
        ];
        let members = format!("{base}/members");
        assert_eq!(program.get(&members).await.status, StatusCode::OK);

        let since = Instant::now();
        assert_eq!(done(&mut admin, "disable", &[&graces, &joans]).await, 2);
        assert!(!grace.is_signed_in().await && !joan.is_signed_in().await);
        assert_eq!(program.get(&members).await.status, StatusCode::UNAUTHORIZED);
        for socket in &mut sockets {
            assert_eq!(closed(socket).await, 4401);
        }
        while elsewhere.is_signed_in().await {
            assert!(since.elapsed() < SOON);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        println!("everything ended after {:?}", since.elapsed());
        // No way leads back, and none says why.
        for email in ["grace@example.org", "joan@example.org"] {
            assert_eq!(
                portal.browser().sign_in(email, PASSWORD).await.code(),
                "sign_in_refused"
            );
        }
        assert_eq!(
            passkeys::sign_in(&mut portal.browser(), &mut device)
                .await
                .status,
            StatusCode::UNAUTHORIZED
        );
        let code = waiting
            .post("/api/v11/auth/second-factor", json!({ "code": "000000" }))
            .await;
        assert_eq!(code.code(), "not_signed_in");
        let new = json!({ "token": link, "password": OTHER_PASSWORD });
        assert_eq!(
            portal
                .browser()
                .post("/api/v11/auth/password-reset", new)
                .await
                .code(),
            "token_invalid"
        );
        portal
            .browser()
            .post("/api/v11/auth/password-reset/request", reset)
            .await;
        let (_, text) = portal.mail_to("grace@example.org").await.unwrap();
        assert!(!text.contains('#'), "{text}");
        // The organisation sees that the key ended.
        let audit = owner
            .get(&format!("{base}/audit?action=api_key.revoked"))
            .await
            .json;
        let line = &audit["events"][0];
        assert_eq!(
            (
                &line["detail"],
                &line["before"]["name"],
                &line["networkAddress"]
            ),
            (
                &json!("its maker was disabled by an administrator of the portal"),
                &json!("robot"),
                &json!("")
            )
        );

        assert_eq!(done(&mut admin, "enable", &[&graces, &joans]).await, 2);
        assert_eq!(
            portal
                .browser()
                .sign_in("grace@example.org", PASSWORD)
                .await
                .status,
            StatusCode::OK
        );
        let mut joan = portal.browser();
        assert_eq!(
            passkeys::sign_in(&mut joan, &mut device).await.status,
            StatusCode::OK
        );
        assert!(joan.is_signed_in().await);
        // What ended stays ended.
        assert!(!grace.is_signed_in().await);
        assert_eq!(program.get(&members).await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn a_provider_and_its_tokens_let_nobody_in_who_is_switched_off() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(std::slice::from_ref(&provider.settings), |portal| {
        let provider = &provider;
        async move {
            let mut admin = administrator(&portal, "admin@example.org").await;
            let mut ada = portal.new_user("ada@example.org").await;
            let id = user_id(&mut ada).await;
            ada.stepped_up().await;
            let path = format!("/api/v11/profile/identities/{}/begin", provider.settings.id);
            let (state, nonce) = going(&ada.post(&path, Value::Null).await);
            provider.says_well("ada", &nonce);
            assert_eq!(
                location(&ada.get(&callback(provider, &state)).await),
                "/profile"
            );
            let token = provider.access_token("ada", |_| ());
            let mut phone = portal.program(&token);
            assert_eq!(phone.get("/api/v11/profile").await.status, StatusCode::OK);
            assert_eq!(done(&mut admin, "disable", &[&id]).await, 1);
            assert_eq!(phone.get("/api/v11/profile").await.code(), "not_signed_in");
            let mut browser = portal.browser();
            sign_in(&mut browser, provider, "ada", |_| ()).await;
            assert!(!browser.is_signed_in().await);
            assert_eq!(done(&mut admin, "enable", &[&id]).await, 1);
            assert_eq!(phone.get("/api/v11/profile").await.status, StatusCode::OK);
            sign_in(&mut browser, provider, "ada", |_| ()).await;
            assert!(browser.is_signed_in().await);
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_directory_and_an_administrator_switched_off_each_takes_back_alone() {
    on_both(async |portal| {
        let mut admin = administrator(&portal, "admin@example.org").await;
        let base = founded_with_code(&mut admin, "Meridian").await;
        let mut grace = portal.new_user("grace@example.org").await;
        let id = user_id(&mut grace).await;
        let pool = database(&portal).await;
        sqlx::query(
            "INSERT INTO managed_users (user_id, organisation_id, disabled_ms) VALUES ($1, $2, 1)",
        )
        .bind(id.clone())
        .bind(id_in(&base))
        .execute(&pool)
        .await
        .unwrap();
        assert_eq!(done(&mut admin, "disable", &[&id]).await, 1);
        let shown = admin.get(&format!("{USERS}/{id}")).await.json;
        assert_eq!(
            shown["user"]["disabledBy"],
            json!(["administrator", "directory"])
        );
        assert_eq!(done(&mut admin, "enable", &[&id]).await, 1);
        let shown = admin.get(&format!("{USERS}/{id}")).await.json;
        assert_eq!(
            (&shown["user"]["state"], &shown["user"]["disabledBy"]),
            (&json!("disabled"), &json!(["directory"]))
        );
        let refused = portal
            .browser()
            .sign_in("grace@example.org", PASSWORD)
            .await;
        assert_eq!(refused.code(), "sign_in_refused");
        assert_eq!(done(&mut admin, "disable", &[&id]).await, 1);
        sqlx::query("UPDATE managed_users SET disabled_ms = NULL")
            .execute(&pool)
            .await
            .unwrap();
        let refused = portal
            .browser()
            .sign_in("grace@example.org", PASSWORD)
            .await;
        assert_eq!(refused.code(), "sign_in_refused");
    })
    .await;
}
