//! Goal: what is kept can be read by nobody who has the database alone, is taken back by the steps that made it, and a log that was changed is found out.
//! Method: the files and tables themselves.

use std::os::unix::fs::PermissionsExt as _;

use crate::portal::{PASSWORD, database, on_both, on_sqlite};
use aurigraph_portal::audit::{ChainReport, verify};
use aurigraph_portal::server::{Portal, PortalError, PortalSettings};
use aurigraph_portal::store::{StoreError, sealing};
use aurigraph_portal::time::Clock;
use axum::http::StatusCode;
use serde_json::json;
use sqlx::{AnyPool, AssertSqlSafe, Row as _};

async fn run(pool: &AnyPool, statement: &str) {
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(pool)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_files_hold_no_address_no_name_no_password_and_no_secret() {
    let portal = on_sqlite().await;
    let mut browser = portal.new_user("ada@example.org").await;
    browser
        .post(
            "/api/v11/auth/password-reset/request",
            json!({ "email": "ada@example.org" }),
        )
        .await;
    let token = portal.token_to("ada@example.org").await;
    let secrets = browser.cookies.values().cloned();
    let secrets: Vec<_> = secrets
        .chain([
            token,
            PASSWORD.into(),
            "ada@example.org".into(),
            "Ada Lovelace".into(),
        ])
        .chain([
            "Mozilla/5.0 (test)".into(),
            "192.0.2.1".into(),
            "$argon2id".into(),
        ])
        .collect();
    portal.portal.identity().store().close().await;
    let mut looked_at = 0;
    for entry in std::fs::read_dir(&portal.settings.folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        looked_at += bytes.len();
        for secret in &secrets {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds {secret}", path.display());
        }
    }
    assert!(looked_at > 20_000, "{looked_at}");
}

#[tokio::test]
async fn who_is_deleted_leaves_neither_rows_nor_a_key() {
    on_both(async |portal| {
        let pool = database(&portal).await;
        let mut browser = portal.new_user("ada@example.org").await;
        let sealed: (String, String) = sqlx::query_as("SELECT user_id, email FROM users")
            .fetch_one(&pool)
            .await
            .unwrap();
        browser.stepped_up().await;
        browser.post("/api/v11/profile/delete", json!({})).await;
        let owner = sealing::Owner::User(aurigraph_portal::ids::UserId::parse(&sealed.0).unwrap());
        let key = sqlx::query("SELECT count(*) AS keys FROM data_keys WHERE owner = $1")
            .bind(owner.to_string())
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(key.get::<i64, _>("keys"), 0);
        for table in [
            "users",
            "sessions",
            "known_browsers",
            "password_resets",
            "mails",
            "sign_ups",
        ] {
            let statement = format!("SELECT count(*) AS rows_left FROM {table}");
            let left = sqlx::query(AssertSqlSafe(statement))
                .fetch_one(&pool)
                .await
                .unwrap();
            assert_eq!(left.get::<i64, _>("rows_left"), 0, "{table}");
        }
        let store = portal.portal.identity().store();
        assert!(matches!(
            verify(store).await.unwrap(),
            ChainReport::Holds { .. }
        ));
    })
    .await;
}

#[tokio::test]
async fn a_line_of_the_log_that_was_changed_removed_or_moved_is_found() {
    on_both(async |portal| {
        let store = portal.portal.identity().store();
        assert_eq!(
            verify(store).await.unwrap(),
            ChainReport::Holds {
                lines: 0,
                head: String::new()
            }
        );
        for email in ["a@example.org", "b@example.org", "c@example.org"] {
            portal.new_user(email).await;
        }
        let whole = verify(store).await.unwrap();
        assert!(
            matches!(whole, ChainReport::Holds { lines: 6, .. }),
            "{whole:?}"
        );
        let pool = database(&portal).await;
        for (change, back, broken) in [
            (
                "UPDATE audit_events SET action = 'session.signed_out' WHERE sequence = 2",
                "UPDATE audit_events SET action = 'session.signed_in' WHERE sequence = 2",
                2,
            ),
            (
                "UPDATE audit_events SET detail = '' WHERE sequence = 3",
                "UPDATE audit_events SET detail = NULL WHERE sequence = 3",
                3,
            ),
            (
                "UPDATE audit_events SET at_ms = at_ms + 1 WHERE sequence = 4",
                "UPDATE audit_events SET at_ms = at_ms - 1 WHERE sequence = 4",
                4,
            ),
            (
                "UPDATE audit_events SET sequence = 99 WHERE sequence = 5",
                "UPDATE audit_events SET sequence = 5 WHERE sequence = 99",
                5,
            ),
        ] {
            run(&pool, change).await;
            assert_eq!(
                verify(store).await.unwrap(),
                ChainReport::Broken { sequence: broken },
                "{change}"
            );
            run(&pool, back).await;
            assert_eq!(verify(store).await.unwrap(), whole);
        }
        run(&pool, "DELETE FROM audit_events WHERE sequence = 1").await;
        assert_eq!(
            verify(store).await.unwrap(),
            ChainReport::Broken { sequence: 1 }
        );
    })
    .await;
}

#[tokio::test]
async fn a_sealed_value_opens_only_where_it_was_sealed() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let mut grace = portal.new_user("grace@example.org").await;
        let pool = database(&portal).await;
        let statement = "UPDATE users SET password = (SELECT max(password) FROM users)";
        run(&pool, statement).await;
        let mut opened = 0;
        for browser in [&mut ada, &mut grace] {
            let answer = browser.get("/api/v11/profile").await;
            if answer.status == StatusCode::OK {
                opened += 1;
                continue;
            }
            assert_eq!((answer.status.as_u16(), answer.code()), (500, "internal"));
            assert!(!answer.json.to_string().contains("users.password"));
        }
        // That of whom it is.
        assert_eq!(opened, 1);
    })
    .await;
}

#[tokio::test]
async fn the_tables_go_and_come_again() {
    on_both(async |portal| {
        portal.new_user("ada@example.org").await;
        let store = portal.portal.identity().store();
        store.take_back_all_tables().await.unwrap();
        let pool = database(&portal).await;
        assert!(
            sqlx::query("SELECT * FROM users")
                .fetch_all(&pool)
                .await
                .is_err()
        );
        let again = portal.another_process().await;
        let mut browser = again.browser();
        assert_eq!(
            browser.sign_in("ada@example.org", PASSWORD).await.code(),
            "sign_in_refused"
        );
        again.new_user("ada@example.org").await;
    })
    .await;
}

#[tokio::test]
async fn the_wrapping_key_is_needed_and_is_for_nobody_else() {
    let portal = on_sqlite().await;
    portal.new_user("ada@example.org").await;
    let keys = portal.settings.folder.join("wrapping-keys");
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&keys), mode(&portal.settings.folder)), (0o600, 0o700));
    let open = || Portal::open(portal.settings.clone(), Clock::system());
    open().await.unwrap();
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = open().await.unwrap_err().to_string();
    assert!(refused.contains("chmod 600"), "{refused}");
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o600)).unwrap();
    let text = std::fs::read_to_string(&keys).unwrap();
    std::fs::write(&keys, "not a key\n").unwrap();
    assert!(open().await.unwrap_err().to_string().contains("line 1"));
    // A new file would seal beside what nobody can open any more.
    std::fs::remove_file(&keys).unwrap();
    let refused = open().await.unwrap_err();
    assert!(
        matches!(
            refused,
            PortalError::Store(StoreError::Sealing(
                sealing::SealingError::UnknownWrappingKey { .. }
            ))
        ),
        "{refused}"
    );
    std::fs::write(&keys, &text).unwrap();
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o600)).unwrap();
    open().await.unwrap();
}

#[tokio::test]
async fn a_portal_whose_links_would_lead_nowhere_does_not_open() {
    for public_url in ["", "portal.example", "https://", "/portal"] {
        let folder = tempfile::TempDir::new().unwrap();
        let settings = PortalSettings {
            public_url: public_url.into(),
            ..on_sqlite().await.settings
        };
        let settings = PortalSettings {
            folder: folder.path().join("portal"),
            ..settings
        };
        let refused = Portal::open(settings, Clock::system()).await.unwrap_err();
        assert!(matches!(refused, PortalError::PublicUrl(_)), "{refused}");
        assert!(refused.to_string().contains("https://NAME"), "{refused}");
        // Nothing was made before that was found.
        assert!(!folder.path().join("portal").exists());
    }
}
