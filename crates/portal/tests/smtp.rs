//! Goal: each mail arrives once, encrypted, whatever mail server, network and process do meanwhile; what cannot arrive is given up, with a reason.
//! Method: a real mail server (aiosmtpd) in a process of its own, which misbehaves as it is told; mails are caused over HTTP, as by a stranger.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::mail_server::MailServer;
use crate::portal::{PASSWORD, TestPortal, on_both_with, on_sqlite_with};
use aurigraph_portal::mail::queue::{LEASE, waiting};
use aurigraph_portal::mail::sender::{GIVEN_UP_AFTER, Round};
use aurigraph_portal::mail::smtp::{Encryption, SmtpOptions, SmtpSettings, SmtpUser};
use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::sync::watch;

fn options(server: &MailServer, encryption: Encryption) -> SmtpOptions {
    SmtpOptions {
        server: "localhost".into(),
        port: server.port,
        encryption,
        user: None,
        sender: "Aurigraph <no-reply@ledger.example>".into(),
        ca_certificate: Some(server.certificate()),
    }
}

fn settings(server: &MailServer, encryption: Encryption) -> SmtpSettings {
    SmtpSettings::new(options(server, encryption)).unwrap()
}

async fn sign_up(portal: &TestPortal, email: &str) {
    let body = json!({ "email": email });
    let mut browser = portal.browser_at(&format!("198.51.100.{}:5000", email.len()));
    let asked = browser.post("/api/v11/auth/sign-up", body).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.json);
}

/// One round of the sender.
async fn send(portal: &TestPortal) -> Round {
    let (_stop, stopping) = watch::channel(false);
    let sender = portal.portal.mail_sender().unwrap();
    sender.send_waiting(&stopping).await.unwrap()
}

async fn left(portal: &TestPortal) -> u64 {
    waiting(portal.portal.identity().store()).await.unwrap()
}

fn recipients(server: &MailServer) -> Vec<String> {
    let mails = server.mails();
    let to = mails
        .iter()
        .map(|mail| mail["to"][0].as_str().unwrap().to_owned());
    to.collect()
}

#[tokio::test]
async fn a_mail_arrives_encrypted_and_its_link_makes_a_user() {
    let server = MailServer::start("tls");
    let password_file = server.ask_for_password("hunter two");
    let user = SmtpUser {
        name: "portal".into(),
        password_file,
    };
    let options = SmtpOptions {
        user: Some(user),
        ..options(&server, Encryption::Tls)
    };
    let smtp = SmtpSettings::new(options).unwrap();
    on_both_with(Some(smtp), async |portal| {
        let before = server.mails().len();
        sign_up(&portal, "ada@example.org").await;
        assert_eq!((left(&portal).await, server.mails().len()), (1, before));
        assert_eq!(send(&portal).await, Round::Done);
        assert_eq!(send(&portal).await, Round::Done);
        let mails = server.mails();
        assert_eq!((left(&portal).await, mails.len()), (0, before + 1));
        let mail = &mails[before];
        assert_eq!(mail["to"], json!(["ada@example.org"]));
        assert_eq!(mail["from"], "no-reply@ledger.example");
        assert_eq!(
            (&mail["encrypted"], &mail["user"]),
            (&json!(true), &json!("portal"))
        );
        assert_eq!(mail["headers"]["subject"], "Complete your sign-up");
        let (_, rest) = mail["text"].as_str().unwrap().split_once('#').unwrap();
        let token = rest.split_whitespace().next().unwrap();
        let body = json!({ "token": token, "name": "Ada Lovelace", "password": PASSWORD });
        let mut browser = portal.browser();
        let done = browser.post("/api/v11/auth/complete-sign-up", body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.json);
        // Nobody reads mails here that went elsewhere.
        let inbox = browser.get("/api/v11/devnet/mails").await;
        assert_eq!(inbox.status, StatusCode::NOT_FOUND);
        // A day later it is gone.
        let rows = || async { count(&portal, "SELECT count(*) FROM mails").await };
        assert_eq!(rows().await, 1);
        portal.later(Duration::from_secs(25 * 60 * 60));
        portal.portal.identity().tidy_up().await.unwrap();
        assert_eq!(rows().await, 0);
        assert_eq!(portal.portal.mail_counts().sent(), 1);
    })
    .await;
}

async fn count(portal: &TestPortal, statement: &'static str) -> i64 {
    let (count,): (i64,) = sqlx::query_as(statement)
        .fetch_one(&crate::portal::database(portal).await)
        .await
        .unwrap();
    count
}

#[tokio::test]
async fn starttls_encrypts_and_a_server_without_it_gets_nothing() {
    let server = MailServer::start("starttls");
    let smtp = settings(&server, Encryption::StartTls);
    let portal = on_sqlite_with(Some(smtp)).await;
    sign_up(&portal, "ada@example.org").await;
    assert_eq!(send(&portal).await, Round::Done);
    assert_eq!(server.mails()[0]["encrypted"], true);

    let plain = MailServer::start("none");
    let portal = on_sqlite_with(Some(settings(&plain, Encryption::StartTls))).await;
    sign_up(&portal, "ada@example.org").await;
    assert_eq!(send(&portal).await, Round::Trouble);
    assert_eq!((plain.mails().len(), left(&portal).await), (0, 1));
}

#[tokio::test]
async fn whoever_is_not_the_server_or_does_not_take_the_password_gets_nothing_and_no_mail_is_lost()
{
    let server = MailServer::start("tls");
    let stranger = MailServer::away("tls");
    let untrusting = SmtpOptions {
        ca_certificate: Some(stranger.certificate()),
        ..options(&server, Encryption::Tls)
    };
    let wrong_password = SmtpOptions {
        user: Some(SmtpUser {
            name: "portal".into(),
            password_file: stranger.ask_for_password("wrong"),
        }),
        ..options(&server, Encryption::Tls)
    };
    server.ask_for_password("right");
    for wrong in [untrusting, wrong_password] {
        let portal = on_sqlite_with(Some(SmtpSettings::new(wrong).unwrap())).await;
        sign_up(&portal, "ada@example.org").await;
        assert_eq!(send(&portal).await, Round::Trouble);
        assert_eq!((server.mails().len(), left(&portal).await), (0, 1));
        assert_eq!(portal.portal.mail_counts().given_up(), 0);
    }
}

#[tokio::test]
async fn mails_wait_for_a_server_that_is_away_and_a_new_process_sends_them() {
    let mut server = MailServer::away("tls");
    on_both_with(Some(settings(&server, Encryption::Tls)), async |portal| {
        let before = server.mails().len();
        sign_up(&portal, "ada@example.org").await;
        sign_up(&portal, "grace@example.org").await;
        // The second one is not tried in vain.
        assert_eq!(send(&portal).await, Round::Trouble);
        assert_eq!(portal.portal.mail_counts().failed(), 1);
        server.come_back();
        let again = portal.another_process().await;
        portal.later(Duration::from_secs(31));
        assert_eq!(send(&again).await, Round::Done);
        let to: BTreeSet<_> = recipients(&server).split_off(before).into_iter().collect();
        assert_eq!(
            to,
            ["ada@example.org", "grace@example.org"]
                .map(String::from)
                .into()
        );
        assert_eq!((left(&portal).await, server.mails().len()), (0, before + 2));
        server.go_away();
    })
    .await;
}

#[tokio::test]
async fn a_refused_recipient_is_given_up_and_holds_up_nobody() {
    let server = MailServer::start("none");
    server.behave(&json!({ "refuse": ["ghost@example.org"] }));
    let portal = on_sqlite_with(Some(settings(&server, Encryption::None))).await;
    for email in ["a@example.org", "ghost@example.org", "bee@example.org"] {
        sign_up(&portal, email).await;
    }
    assert_eq!(send(&portal).await, Round::Done);
    assert_eq!(recipients(&server), ["a@example.org", "bee@example.org"]);
    assert_eq!(
        (left(&portal).await, portal.portal.mail_counts().given_up()),
        (0, 1)
    );
    portal.later(Duration::from_secs(3_600));
    send(&portal).await;
    assert_eq!(server.mails().len(), 2);
}

#[tokio::test]
async fn a_busy_server_is_asked_again_with_longer_and_longer_waits() {
    let server = MailServer::start("none");
    server.behave(&json!({ "busy": 2 }));
    let portal = on_sqlite_with(Some(settings(&server, Encryption::None))).await;
    sign_up(&portal, "ada@example.org").await;
    for wait_seconds in [30, 60] {
        assert_eq!(send(&portal).await, Round::Done);
        portal.later(Duration::from_secs(wait_seconds - 5));
        send(&portal).await;
        assert_eq!(server.mails().len(), 0);
        portal.later(Duration::from_secs(6));
    }
    assert_eq!(portal.portal.mail_counts().failed(), 2);
    send(&portal).await;
    assert_eq!((server.mails().len(), left(&portal).await), (1, 0));
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left_and_tried_again() {
    let server = MailServer::start("none");
    server.behave(&json!({ "delay": 30 }));
    let smtp = settings(&server, Encryption::None);
    let smtp = smtp.with_timeouts(Duration::from_secs(5), Duration::from_millis(500));
    let portal = on_sqlite_with(Some(smtp)).await;
    sign_up(&portal, "ada@example.org").await;
    assert_eq!(send(&portal).await, Round::Done);
    assert!(server.has_begun());
    assert_eq!((server.mails().len(), left(&portal).await), (0, 1));
    server.behave(&json!({}));
    portal.later(Duration::from_secs(31));
    assert_eq!(send(&portal).await, Round::Done);
    assert_eq!((server.mails().len(), left(&portal).await), (1, 0));

    // One that takes the connection and never greets.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let options = SmtpOptions {
        port: silent.local_addr().unwrap().port(),
        ..options(&server, Encryption::None)
    };
    let smtp = SmtpSettings::new(options).unwrap();
    let smtp = smtp.with_timeouts(Duration::from_millis(300), Duration::from_millis(300));
    let portal = on_sqlite_with(Some(smtp)).await;
    sign_up(&portal, "ada@example.org").await;
    assert_eq!(send(&portal).await, Round::Trouble);
}

#[tokio::test]
async fn two_processes_send_each_mail_once() {
    const MAILS: usize = 30;
    let server = MailServer::start("none");
    on_both_with(Some(settings(&server, Encryption::None)), async |portal| {
        let before = server.mails().len();
        let other = portal.another_process().await;
        for number in 0..MAILS {
            let email = format!("{}@example.org", "a".repeat(number + 1));
            sign_up(&portal, &email).await;
        }
        while left(&portal).await > 0 {
            tokio::join!(send(&portal), send(&other));
        }
        let to = recipients(&server).split_off(before);
        let different: BTreeSet<_> = to.iter().collect();
        assert_eq!((to.len(), different.len()), (MAILS, MAILS));
        let counts = [&portal, &other].map(|portal| portal.portal.mail_counts().sent());
        assert_eq!(counts[0] + counts[1], MAILS as u64);
    })
    .await;
}

#[tokio::test]
async fn a_process_that_ends_while_it_sends_leaves_a_mail_that_is_sent_once() {
    let server = MailServer::start("none");
    on_both_with(Some(settings(&server, Encryption::None)), async |portal| {
        let before = server.mails().len();
        sign_up(&portal, "ada@example.org").await;
        server.behave(&json!({ "delay": 30 }));
        server.has_begun();
        let (_stop, stopping) = watch::channel(false);
        let sender = portal.portal.mail_sender().unwrap();
        let sending = tokio::spawn(async move { sender.send_waiting(&stopping).await });
        while !server.has_begun() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // As by a kill: nothing is written any more, and the connection is cut.
        sending.abort();
        assert!(sending.await.unwrap_err().is_cancelled());
        server.behave(&json!({}));
        let again = portal.another_process().await;
        portal.later(LEASE - Duration::from_secs(10));
        send(&again).await;
        assert_eq!(server.mails().len(), before, "the lease still holds");
        portal.later(Duration::from_secs(11));
        send(&again).await;
        send(&portal).await;
        assert_eq!((server.mails().len(), left(&portal).await), (before + 1, 0));
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_could_not_be_sent_for_a_day_is_given_up() {
    let mut server = MailServer::away("none");
    let portal = on_sqlite_with(Some(settings(&server, Encryption::None))).await;
    sign_up(&portal, "ada@example.org").await;
    portal.later(GIVEN_UP_AFTER - Duration::from_secs(600));
    assert_eq!(send(&portal).await, Round::Trouble);
    assert_eq!(left(&portal).await, 1);
    portal.later(Duration::from_secs(601));
    server.come_back();
    assert_eq!(send(&portal).await, Round::Done);
    assert_eq!(
        (left(&portal).await, portal.portal.mail_counts().given_up()),
        (0, 1)
    );
    assert_eq!(server.mails(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_sender_that_is_told_to_stop_finishes_its_mail_and_begins_no_other() {
    let server = MailServer::start("none");
    server.behave(&json!({ "delay": 0.5 }));
    let portal = on_sqlite_with(Some(settings(&server, Encryption::None))).await;
    sign_up(&portal, "ada@example.org").await;
    sign_up(&portal, "grace@example.org").await;
    let (stop, stopping) = watch::channel(false);
    let sender = portal.portal.mail_sender().unwrap();
    let sending = tokio::spawn(sender.run(stopping));
    while !server.has_begun() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop.send_replace(true);
    tokio::time::timeout(Duration::from_secs(20), sending)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((server.mails().len(), left(&portal).await), (1, 1));
}
