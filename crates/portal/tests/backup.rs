//! Goal: a copy that was made while the portal ran is put back whole, into either database, or not at all; it tells nobody anything who has it alone.
//! Method: portals with users, sessions, a second factor and an audit log; copies that are damaged, changed, forged, or lack their keys.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::portal::{PASSWORD, TestPortal, on_both_with, on_sqlite, postgres};
use aurigraph_portal::audit::ChainReport;
use aurigraph_portal::backup::{BackupError, BackupSummary, Restored, export, import};
use aurigraph_portal::store::StoreSettings;
use aurigraph_portal::time::Clock;
use axum::http::StatusCode;
use serde_json::json;
use tempfile::TempDir;

fn store_of(portal: &TestPortal) -> StoreSettings {
    StoreSettings {
        folder: portal.settings.folder.clone(),
        postgres_url: portal.settings.postgres_url.clone(),
    }
}

async fn back_up(portal: &TestPortal, to: &Path) -> BackupSummary {
    export(&store_of(portal), to, &Clock::system(), |_| {})
        .await
        .unwrap()
}

/// An empty place with the wrapping keys of a portal.
fn place_for(portal: &TestPortal, postgres_url: Option<String>) -> (TempDir, StoreSettings) {
    let folder = TempDir::new().unwrap();
    let settings = StoreSettings {
        folder: folder.path().join("portal"),
        postgres_url,
    };
    std::fs::create_dir(&settings.folder).unwrap();
    let keys = portal.settings.folder.join("wrapping-keys");
    std::fs::copy(keys, settings.wrapping_keys_file()).unwrap();
    (folder, settings)
}

async fn put_back(settings: &StoreSettings, from: &Path) -> Result<Restored, BackupError> {
    import(settings, from, Clock::system(), |_| {}).await
}

fn copy_in(folder: &TempDir) -> PathBuf {
    folder.path().join("portal.backup")
}

#[tokio::test]
async fn a_copy_is_put_back_into_either_database() {
    on_both_with(None, async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        portal.new_user("grace@example.org").await;
        let copies = TempDir::new().unwrap();
        let copy = copy_in(&copies);
        let summary = back_up(&portal, &copy).await;
        assert!(summary.tables.contains(&("users".into(), 2)), "{summary:?}");
        assert_eq!(
            std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777,
            0o600
        );
        // What comes later is not in it.
        portal.new_user("late@example.org").await;
        for postgres_url in [None, Some(postgres::new_database())] {
            let (_folder, settings) = place_for(&portal, postgres_url);
            let restored = put_back(&settings, &copy).await.unwrap();
            assert_eq!(restored.summary, summary);
            let ChainReport::Holds { lines, .. } = restored.audit else {
                panic!("{restored:?}");
            };
            assert_eq!(lines, 4);
            let there = portal.in_place(settings).await;
            for (email, status) in [
                ("ada@example.org", StatusCode::OK),
                ("grace@example.org", StatusCode::OK),
                ("late@example.org", StatusCode::UNAUTHORIZED),
            ] {
                let answer = there.browser().sign_in(email, PASSWORD).await;
                assert_eq!(answer.status, status, "{email}: {}", answer.json);
            }
            // A session of that moment is open again, and what is sealed opens.
            let mut again = there.browser();
            again.cookies = ada.cookies.clone();
            let profile = again.get("/api/v11/profile").await;
            assert_eq!(profile.json["name"], "Ada Lovelace", "{}", profile.json);
            there.new_user("new@example.org").await;
        }
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_copy_is_of_one_moment_while_others_write() {
    on_both_with(None, async |portal| {
        portal.new_user("ada@example.org").await;
        let copies = TempDir::new().unwrap();
        let writing = async {
            for number in 0..6 {
                portal.new_user(&format!("user{number}@example.org")).await;
                portal.later(Duration::from_secs(3_600));
            }
        };
        let copying = async {
            let mut made = Vec::new();
            for number in 0..6 {
                let copy = copies.path().join(format!("{number}.backup"));
                made.push((back_up(&portal, &copy).await, copy));
                tokio::time::sleep(Duration::from_millis(30)).await;
            }
            made
        };
        let ((), made) = tokio::join!(writing, copying);
        for (summary, copy) in made {
            let rows = |name: &str| {
                summary
                    .tables
                    .iter()
                    .find(|(table, _)| table == name)
                    .unwrap()
                    .1
            };
            // Each user has a key, a session, and two lines of the log: all of one moment.
            assert_eq!(rows("data_keys"), rows("users") + 1);
            assert_eq!(rows("audit_events"), 2 * rows("users"));
            assert_eq!(rows("sessions"), rows("users"));
            let (_folder, settings) = place_for(&portal, None);
            put_back(&settings, &copy).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_copy_holds_no_personal_data_and_no_wrapping_key() {
    let portal = on_sqlite().await;
    let browser = portal.new_user("ada@example.org").await;
    let copies = TempDir::new().unwrap();
    let copy = copy_in(&copies);
    back_up(&portal, &copy).await;
    let text = std::fs::read_to_string(&copy).unwrap();
    let keys = std::fs::read_to_string(portal.settings.folder.join("wrapping-keys")).unwrap();
    let key = keys.trim().split_once(' ').unwrap().1.to_owned();
    let secrets = browser.cookies.values().cloned();
    let told = [
        "ada@example.org",
        "Ada Lovelace",
        PASSWORD,
        "192.0.2.1",
        "$argon2id",
    ];
    for secret in secrets.chain(told.map(String::from)).chain([key]) {
        assert!(!text.contains(&secret), "{secret}");
    }
    assert!(text.contains("audit_events"));
    // Nothing is written over.
    let refused = export(&store_of(&portal), &copy, &Clock::system(), |_| {}).await;
    assert!(matches!(refused, Err(BackupError::Exists { .. })));
    assert_eq!(std::fs::read_to_string(&copy).unwrap(), text);
}

#[tokio::test]
async fn a_copy_that_is_damaged_or_changed_anywhere_writes_nothing() {
    let portal = on_sqlite().await;
    portal.new_user("ada@example.org").await;
    let copies = TempDir::new().unwrap();
    let copy = copy_in(&copies);
    back_up(&portal, &copy).await;
    let whole = std::fs::read(&copy).unwrap();
    let (_folder, settings) = place_for(&portal, None);
    let database = settings.folder.join("portal.db");
    let step = whole.len() / 40;
    for at in (0..whole.len()).step_by(step) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        for wrong in [&flipped[..], &whole[..at]] {
            std::fs::write(&copy, wrong).unwrap();
            put_back(&settings, &copy)
                .await
                .expect_err(&format!("byte {at}"));
            assert!(!database.exists(), "nothing was written");
        }
    }
    for more in [&b"\n"[..], b"[0]\n"] {
        std::fs::write(&copy, [&whole, more].concat()).unwrap();
        let refused = put_back(&settings, &copy).await;
        assert!(matches!(refused, Err(BackupError::Damaged { .. })));
    }
    std::fs::write(&copy, &whole).unwrap();
    put_back(&settings, &copy).await.unwrap();
}

#[tokio::test]
async fn a_copy_that_somebody_changed_and_hashed_anew_is_none() {
    let portal = on_sqlite().await;
    portal.new_user("ada@example.org").await;
    let copies = TempDir::new().unwrap();
    let copy = copy_in(&copies);
    back_up(&portal, &copy).await;
    let text = std::fs::read_to_string(&copy).unwrap();
    let (body, footer) = text.trim_end().rsplit_once('\n').unwrap();
    let changed = format!("{}\n", body.replace("user.signed_up", "user.signed_on"));
    assert_ne!(changed, format!("{body}\n"));
    let mut footer: serde_json::Value = serde_json::from_str(footer).unwrap();
    footer["hash"] = json!(blake3::hash(changed.as_bytes()).to_hex().to_string());
    std::fs::write(&copy, format!("{changed}{footer}\n")).unwrap();
    let (_folder, settings) = place_for(&portal, None);
    let refused = put_back(&settings, &copy).await;
    assert!(
        matches!(refused, Err(BackupError::Seal { .. })),
        "{refused:?}"
    );
    assert!(!settings.folder.join("portal.db").exists());
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_what_to_do() {
    on_both_with(None, async |portal| {
        portal.new_user("ada@example.org").await;
        let copies = TempDir::new().unwrap();
        let copy = copy_in(&copies);
        back_up(&portal, &copy).await;
        // A database with something in it.
        let refused = put_back(&store_of(&portal), &copy).await.unwrap_err();
        assert!(matches!(refused, BackupError::NotEmpty(_)), "{refused}");
        // Without the keys, and with those of another portal.
        let (_folder, settings) = place_for(&portal, None);
        std::fs::remove_file(settings.wrapping_keys_file()).unwrap();
        let told = put_back(&settings, &copy).await.unwrap_err().to_string();
        assert!(
            told.contains("put the right wrapping-keys there first"),
            "{told}"
        );
        assert!(!settings.wrapping_keys_file().exists());
        let other = on_sqlite().await;
        let (_folder, settings) = place_for(&other, None);
        let refused = put_back(&settings, &copy).await.unwrap_err();
        assert!(
            matches!(refused, BackupError::WrappingKey { .. }),
            "{refused}"
        );
        // Made by a later version.
        let text = std::fs::read_to_string(&copy).unwrap();
        std::fs::write(
            &copy,
            text.replacen("\"steps\":[1,", "\"steps\":[1,999999,", 1),
        )
        .unwrap();
        let (_folder, settings) = place_for(&portal, None);
        let refused = put_back(&settings, &copy).await.unwrap_err();
        assert!(matches!(refused, BackupError::Newer(999_999)), "{refused}");
        // No copy at all.
        std::fs::write(&copy, "something else\n").unwrap();
        let refused = put_back(&settings, &copy).await.unwrap_err();
        assert!(matches!(refused, BackupError::NoBackup { .. }), "{refused}");
    })
    .await;
}
