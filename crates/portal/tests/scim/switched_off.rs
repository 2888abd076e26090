//! Whoever is switched off is out at once, and no way leads back in.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::directory::{USERS, World, at, key, provisioning, world};
use crate::portal::hostile_provider::{Hostile, begin, callback, location, sign_in};
use crate::portal::passkeys::{add, begun, sign_in as sign_in_with_passkey};
use crate::portal::people::{patch, user_id};
use crate::portal::{Browser, OTHER_PASSWORD, PASSWORD, TestPortal, on_both_with_providers};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How long it may take; a busy machine is slower than the half second between two looks.
const SOON: Duration = Duration::from_secs(3);

async fn socket(address: std::net::SocketAddr, browser: &mut Browser) -> Socket {
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

/// Gives somebody who came from the provider a password, by the link of a mail.
async fn set_password(portal: &TestPortal, email: &str, password: &str) {
    let token = reset_link(portal, email).await;
    let set = json!({ "token": token, "password": password });
    let answer = portal
        .browser()
        .post("/api/v11/auth/password-reset", set)
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.json);
}

async fn reset_link(portal: &TestPortal, email: &str) -> String {
    let asked = json!({ "email": email });
    let answer = portal
        .browser()
        .post("/api/v11/auth/password-reset/request", asked)
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.json);
    portal.token_to(email).await
}

#[tokio::test]
async fn sessions_keys_and_sockets_end_at_once_in_every_process() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World {
                portal,
                mut directory,
                base,
                mut owner,
            } = world(portal, provider).await;
            let address = portal.serve().await;
            let id = directory.made("ada").await;
            let admin = json!([{ "op": "add", "path": "roles", "value": [{ "value": "admin" }] }]);
            assert_eq!(
                directory
                    .patch(&format!("{USERS}/{id}"), admin)
                    .await
                    .status,
                StatusCode::OK
            );
            let mut ada = portal.browser();
            sign_in(&mut ada, provider, "ada", |_| ()).await;
            ada.step_up("", None).await;
            let secret = key(&mut ada, &base, "viewer").await;
            let mut program = portal.program(&secret);
            let mut phone = portal.program(&provider.access_token("ada", |_| ()));
            // Another process knows the session as well, in memory.
            let elsewhere = portal.another_process().await;
            let other_address = elsewhere.serve().await;
            let mut elsewhere_ada = at(&elsewhere, &ada);
            assert!(elsewhere_ada.is_signed_in().await);
            let mut sockets = [
                socket(address, &mut ada).await,
                socket(address, &mut program).await,
                socket(address, &mut phone).await,
                socket(other_address, &mut elsewhere_ada).await,
            ];
            let mut owners = socket(address, &mut owner).await;
            assert!(ada.is_signed_in().await);
            assert_eq!(
                program.get(&format!("{base}/members")).await.status,
                StatusCode::OK
            );
            assert_eq!(phone.get("/api/v11/profile").await.status, StatusCode::OK);
            let since = Instant::now();
            directory.switched_off(&id).await;
            // In this process with the answer.
            assert!(!ada.is_signed_in().await);
            assert_eq!(
                program.get(&format!("{base}/members")).await.status,
                StatusCode::UNAUTHORIZED
            );
            assert_eq!(
                phone.get("/api/v11/profile").await.status,
                StatusCode::UNAUTHORIZED
            );
            for socket in &mut sockets {
                assert_eq!(closed(socket).await, 4401);
            }
            while elsewhere_ada.is_signed_in().await {
                assert!(since.elapsed() < SOON);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            println!("everything ended after {:?}", since.elapsed());
            assert!(since.elapsed() < SOON, "{:?}", since.elapsed());
            // The owner's goes on, and hears of it.
            let mut heard = Vec::new();
            while !heard.contains(&json!("member.suspended")) {
                let message = tokio::time::timeout(SOON, owners.next()).await.unwrap();
                let text = message.unwrap().unwrap().into_text().unwrap();
                heard.push(serde_json::from_str::<Value>(&text).unwrap()["action"].clone());
            }
            // Restored: the ways lead in again, the key does not.
            directory.switched_on(&id).await;
            assert_eq!(phone.get("/api/v11/profile").await.status, StatusCode::OK);
            assert!(!ada.is_signed_in().await);
            assert_eq!(
                program.get(&format!("{base}/members")).await.status,
                StatusCode::UNAUTHORIZED
            );
            assert_eq!(sign_in(&mut ada, provider, "ada", |_| ()).await, "/profile");
            assert_eq!(super::directory::roles(&mut ada).await, json!(["admin"]));
        }
    })
    .await;
}

#[tokio::test]
async fn no_way_leads_in_for_whoever_is_switched_off() {
    const EMAIL: &str = "ada@meridian.example";
    const OTHER: &str = "other@meridian.example";
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World { portal, mut directory, .. } = world(portal, provider).await;
            let id = directory.made("ada").await;
            set_password(&portal, EMAIL, PASSWORD).await;
            let mut ada = portal.browser();
            assert_eq!(ada.sign_in(EMAIL, PASSWORD).await.status, StatusCode::OK);
            assert_eq!(user_id(&mut ada).await, id);
            ada.stepped_up().await;
            let (mut device, _) = add(&mut ada, "Telephone").await;
            assert_eq!(sign_in_with_passkey(&mut portal.browser(), &mut device).await.status, StatusCode::OK);
            // Everything that is under way: links of mails, a code that is waited for, somebody who is at the provider.
            let asked = ada.post("/api/v11/profile/email", json!({ "email": OTHER })).await;
            assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.json);
            let change = portal.token_to(OTHER).await;
            let reset = reset_link(&portal, EMAIL).await;
            let mut waiting = portal.browser();
            assert_eq!(waiting.sign_in(EMAIL, PASSWORD).await.status, StatusCode::ACCEPTED);
            let second = begun(&mut waiting, "/api/v11/auth/passkey/begin", json!({ "isSecondStep": true })).await;
            let mut away = portal.browser();
            let (state, nonce) = begin(&mut away, provider, json!("/profile")).await;
            let showing = begun(&mut portal.browser(), "/api/v11/auth/passkey/begin", json!({})).await;

            directory.switched_off(&id).await;
            let refused = portal.browser().sign_in(EMAIL, PASSWORD).await;
            assert_eq!(refused.code(), "sign_in_refused", "{}", refused.json);
            let wrong = portal.browser().sign_in(EMAIL, OTHER_PASSWORD).await;
            assert_eq!(wrong.json, refused.json);
            let refused = sign_in_with_passkey(&mut portal.browser(), &mut device).await;
            assert_eq!(refused.code(), "passkey_refused", "{}", refused.json);
            let shown = json!({ "secret": showing["secret"], "credential": device.get(&showing["publicKey"]) });
            assert_eq!(portal.browser().post("/api/v11/auth/passkey", shown).await.code(), "passkey_refused");
            let shown = json!({ "secret": second["secret"], "credential": device.get(&second["publicKey"]), "isSecondStep": true });
            assert_eq!(waiting.post("/api/v11/auth/passkey", shown).await.code(), "not_signed_in");
            let code = json!({ "code": "123456" });
            assert_eq!(waiting.post("/api/v11/auth/second-factor", code).await.code(), "not_signed_in");
            provider.says_well("ada", &nonce);
            let back = location(&away.get(&callback(provider, &state)).await);
            assert!(back.contains("provider_answer_refused"), "{back}");
            let again = sign_in(&mut portal.browser(), provider, "ada", |_| ()).await;
            assert!(again.contains("provider_answer_refused"), "{again}");
            let set = json!({ "token": reset, "password": OTHER_PASSWORD });
            assert_eq!(portal.browser().post("/api/v11/auth/password-reset", set).await.code(), "token_invalid");
            let confirm = json!({ "token": change });
            assert_eq!(portal.browser().post("/api/v11/auth/confirm-email", confirm).await.code(), "token_invalid");
            // A new link is not sent, and the address makes no new user.
            let asked = json!({ "email": EMAIL });
            portal.browser().post("/api/v11/auth/password-reset/request", asked.clone()).await;
            assert!(!portal.mail_to(EMAIL).await.unwrap().1.contains('#'));
            portal.browser().post("/api/v11/auth/sign-up", asked).await;
            assert!(!portal.mail_to(EMAIL).await.unwrap().1.contains('#'));
            for browser in [&mut ada, &mut waiting, &mut away] {
                assert!(!browser.is_signed_in().await);
            }
            let token = provider.access_token("ada", |_| ());
            assert_eq!(portal.program(&token).get("/api/v11/profile").await.status, StatusCode::UNAUTHORIZED);

            directory.switched_on(&id).await;
            assert_eq!(sign_in_with_passkey(&mut portal.browser(), &mut device).await.status, StatusCode::OK);
            assert_eq!(portal.browser().sign_in(EMAIL, PASSWORD).await.status, StatusCode::ACCEPTED);
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_that_would_be_refreshed_ends() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World {
                portal,
                mut directory,
                ..
            } = world(portal, provider).await;
            let id = directory.made("ada").await;
            let mut ada = portal.browser();
            sign_in(&mut ada, provider, "ada", |says| {
                says.refresh_token = Some("refresh".into())
            })
            .await;
            directory.switched_off(&id).await;
            let before = provider.asked().len();
            portal.later(Duration::from_secs(10 * 60));
            assert!(!ada.is_signed_in().await);
            assert_eq!(
                provider.asked().len(),
                before,
                "nothing is asked of the provider any more"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_was_deleted_does_not_go_on_as_a_program() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World { portal, mut directory, base, .. } = world(portal, provider).await;
            let mut settings = provisioning(provider, &[&base]);
            let organisation = &settings.provisions[0];
            let rules = json!([{ "claim": "groups", "value": "/meridian/{role}", "organisation": organisation }]);
            settings.memberships = serde_json::from_value(rules).unwrap();
            let portal = portal.with_providers(vec![settings]).await;
            let of = |subject: &str| provider.access_token(subject, |says| says.claims["groups"] = json!(["/meridian/auditor"]));
            let members = format!("{base}/members");
            let ada = of("ada");
            let id = directory.made("ada").await;
            assert_eq!(portal.program(&ada).get(&members).await.status, StatusCode::OK);
            directory.switched_off(&id).await;
            assert_eq!(portal.program(&ada).get(&members).await.status, StatusCode::UNAUTHORIZED);
            assert_eq!(directory.delete(&format!("{USERS}/{id}")).await.status, StatusCode::NO_CONTENT);
            assert_eq!(portal.program(&ada).get(&members).await.status, StatusCode::UNAUTHORIZED);
            // A program that never was a user is let in, and so is the next user of that name.
            assert_eq!(portal.program(&of("robot")).get(&members).await.status, StatusCode::OK);
            directory.made("ada").await;
            assert_eq!(portal.program(&ada).get(&members).await.status, StatusCode::OK);
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_made_switched_off_comes_in_when_switched_on() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let World {
                portal,
                mut directory,
                mut owner,
                base,
            } = world(portal, provider).await;
            let mut person = super::directory::person("ada");
            person["active"] = json!(false);
            let made = directory.post("/Users", person.clone()).await;
            assert_eq!(
                (made.status, &made.json["active"]),
                (StatusCode::CREATED, &json!(false))
            );
            let id = made.json["id"].as_str().unwrap();
            let mut ada = portal.browser();
            assert!(
                sign_in(&mut ada, provider, "ada", |_| ())
                    .await
                    .contains("provider_answer_refused")
            );
            assert_eq!(
                directory.post("/Users", person).await.json["scimType"],
                "uniqueness"
            );
            assert_eq!(directory.found("active eq false").await["totalResults"], 1);
            // What is not said switches nobody on.
            let mut silent = super::directory::person("ada");
            silent.as_object_mut().unwrap().remove("active");
            assert_eq!(
                directory.put(&format!("{USERS}/{id}"), silent).await.json["active"],
                false
            );
            let removed = json!([{ "op": "remove", "path": "active" }]);
            assert_eq!(
                directory
                    .patch(&format!("{USERS}/{id}"), removed)
                    .await
                    .json["active"],
                false
            );
            // In the form of Entra ID.
            let on = json!([{ "op": "Replace", "path": "active", "value": "True" }]);
            assert_eq!(
                directory.patch(&format!("{USERS}/{id}"), on).await.json["active"],
                true
            );
            assert_eq!(sign_in(&mut ada, provider, "ada", |_| ()).await, "/profile");
            // Nobody in the portal lets in whom the directory switched off.
            directory.switched_off(id).await;
            let refused = patch(
                &mut owner,
                &format!("{base}/members/{id}"),
                json!({ "roles": ["admin"] }),
            )
            .await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND);
            // Switched off and deleted: gone.
            assert_eq!(
                directory.delete(&format!("{USERS}/{id}")).await.status,
                StatusCode::NO_CONTENT
            );
            assert_eq!(directory.found("active eq false").await["totalResults"], 0);
        }
    })
    .await;
}
