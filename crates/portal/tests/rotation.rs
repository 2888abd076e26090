//! Goal: a wrapping key is exchanged while the portal runs, can be broken off anywhere, and what it wrapped can be opened all the time.
//! Method: a portal with users; the exchange is stopped after each of its steps; the file is looked at, and everything is opened by new processes.

use crate::portal::{PASSWORD, TestPortal, database, on_both_with};
use aurigraph_portal::server::Portal;
use aurigraph_portal::store::StoreSettings;
use aurigraph_portal::store::rotation::{BATCH, Rotation, RotationError};
use aurigraph_portal::time::Clock;
use axum::http::StatusCode;

fn store_of(portal: &TestPortal) -> StoreSettings {
    StoreSettings {
        folder: portal.settings.folder.clone(),
        postgres_url: portal.settings.postgres_url.clone(),
    }
}

fn file_of(portal: &TestPortal) -> String {
    std::fs::read_to_string(portal.settings.folder.join("wrapping-keys")).unwrap()
}

async fn finish(rotation: &Rotation) -> u64 {
    let mut wrapped = 0;
    loop {
        match rotation.step(BATCH).await.unwrap() {
            0 => return wrapped,
            some => wrapped += some,
        }
    }
}

/// Everybody signs in and reads what is sealed.
async fn everybody_is_known(portal: &TestPortal, emails: &[&str]) {
    for email in emails {
        let mut browser = portal.browser();
        let answer = browser.sign_in(email, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
        let profile = browser.get("/api/v11/profile").await;
        assert_eq!(profile.json["email"], *email, "{}", profile.json);
    }
}

const EMAILS: [&str; 3] = ["ada@example.org", "grace@example.org", "edsger@example.org"];

#[tokio::test]
async fn a_running_portal_and_a_new_one_open_everything_and_the_old_key_can_go() {
    on_both_with(None, async |portal| {
        for email in EMAILS {
            portal.new_user(email).await;
        }
        // It has nothing of the users in its memory.
        let running = portal.another_process().await;
        let before = file_of(&portal);
        let rotation = Rotation::begin(&store_of(&portal)).await.unwrap();
        let current = rotation.current().to_owned();
        assert!(!rotation.goes_on() && !before.contains(&current));
        // Those of three users and the portal's own.
        assert_eq!(finish(&rotation).await, 4);
        let uses = rotation.uses().await.unwrap();
        let uses: Vec<_> = uses
            .iter()
            .map(|key| (key.is_current, key.data_keys))
            .collect();
        assert_eq!(uses, [(true, 4), (false, 0)]);
        assert!(file_of(&portal).ends_with(&before), "the old key is kept");
        everybody_is_known(&running, &EMAILS).await;
        everybody_is_known(&portal.another_process().await, &EMAILS).await;
        // A process that began before wraps what is new by the new key.
        running.new_user("barbara@example.org").await;
        assert_eq!(rotation.left().await.unwrap(), 0);
        assert_eq!(rotation.delete_unused().await.unwrap().len(), 1);
        assert_eq!(file_of(&portal).lines().count(), 1);
        assert!(file_of(&portal).starts_with(&current));
        drop(rotation);
        everybody_is_known(&portal.another_process().await, &EMAILS).await;
        let again = Rotation::begin(&store_of(&portal)).await.unwrap();
        assert_ne!(again.current(), current);
    })
    .await;
}

#[tokio::test]
async fn an_exchange_that_was_broken_off_after_any_step_goes_on_with_the_same_key() {
    on_both_with(None, async |portal| {
        for email in EMAILS {
            portal.new_user(email).await;
        }
        let begun = Rotation::begin(&store_of(&portal)).await.unwrap();
        let current = begun.current().to_owned();
        drop(begun);
        for left in (0..4).rev() {
            everybody_is_known(&portal.another_process().await, &EMAILS).await;
            let rotation = Rotation::begin(&store_of(&portal)).await.unwrap();
            assert_eq!((rotation.goes_on(), rotation.current()), (true, &*current));
            assert_eq!(rotation.step(1).await.unwrap(), 1);
            assert_eq!(rotation.left().await.unwrap(), left);
            // What is not wrapped anew yet keeps its key.
            let deleted = rotation.delete_unused().await.unwrap();
            assert_eq!(deleted.len(), usize::from(left == 0));
        }
        everybody_is_known(&portal.another_process().await, &EMAILS).await;
        assert_eq!(file_of(&portal).lines().count(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_cannot_exchange_at_once_and_a_missing_key_changes_nothing() {
    on_both_with(None, async |portal| {
        portal.new_user(EMAILS[0]).await;
        let settings = store_of(&portal);
        let first = Rotation::begin(&settings).await.unwrap();
        let second = Rotation::begin(&settings).await.unwrap_err();
        assert!(matches!(second, RotationError::UnderWay(_)), "{second}");
        // Its file loses the key that everything is wrapped by.
        let path = settings.folder.join("wrapping-keys");
        let text = file_of(&portal);
        let newest = text.lines().next().unwrap();
        std::fs::write(&path, format!("{newest}\n")).unwrap();
        drop(first);
        let rotation = Rotation::begin(&settings).await.unwrap();
        let refused = rotation.step(BATCH).await.unwrap_err().to_string();
        assert!(refused.contains("put it back"), "{refused}");
        std::fs::write(&path, &text).unwrap();
        assert_eq!(finish(&rotation).await, 2);
        let (names,): (i64,) = sqlx::query_as("SELECT count(DISTINCT wrapped_by) FROM data_keys")
            .fetch_one(&database(&portal).await)
            .await
            .unwrap();
        assert_eq!(names, 1);
        Portal::open(portal.settings.clone(), Clock::system())
            .await
            .unwrap();
    })
    .await;
}
