//! Goal: nobody's data is looked at unseen, and looking fills no log.

use std::time::Duration;

use super::{USERS, administrator, user};
use crate::portal::people::user_id;
use crate::portal::{Browser, database, on_both, on_sqlite};
use axum::http::StatusCode;

const MINUTE: Duration = Duration::from_secs(60);

async fn look(browser: &mut Browser, path: &str) -> String {
    let shown = browser.get(path).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.json);
    shown.json.to_string()
}

/// How many looks somebody finds in the own activity.
async fn looks(browser: &mut Browser) -> usize {
    let activity = browser.get("/api/v11/profile/activity?limit=200").await;
    assert_eq!(activity.status, StatusCode::OK, "{}", activity.json);
    let events = activity.json["events"].as_array().unwrap().iter();
    events.filter(|one| one["action"] == "user.viewed").count()
}

#[tokio::test]
async fn a_look_at_one_user_is_a_line_for_that_user_once_an_hour() {
    on_both(async |portal| {
        let mut first = administrator(&portal, "first@example.org").await;
        let mut second = administrator(&portal, "second@example.org").await;
        let mut grace = user(&portal, "grace@example.org", "Grace Hopper").await;
        let (firsts, seconds) = (user_id(&mut first).await, user_id(&mut second).await);
        let graces = user_id(&mut grace).await;
        let path = format!("{USERS}/{graces}");
        // Lists would fill the log, and one's own page is one's own.
        for list in ["", "?search=hopper", "?search=grace@example.org"] {
            look(&mut first, &format!("{USERS}{list}")).await;
        }
        look(&mut first, &format!("{USERS}/{firsts}")).await;
        assert_eq!((looks(&mut grace).await, looks(&mut first).await), (0, 0));

        // What is shown is what was there before.
        assert!(!look(&mut first, &path).await.contains("user.viewed"));
        assert_eq!(looks(&mut grace).await, 1);
        let other = portal.another_process().await;
        let mut elsewhere = other.browser();
        elsewhere.cookies.clone_from(&first.cookies);
        for browser in [&mut first, &mut elsewhere] {
            assert!(look(browser, &path).await.contains("user.viewed"));
        }
        assert_eq!(looks(&mut grace).await, 1);
        look(&mut second, &path).await;
        assert_eq!(looks(&mut grace).await, 2);

        // An hour later it is told once more: of two at the same moment once.
        portal.later(58 * MINUTE);
        look(&mut first, &path).await;
        assert_eq!(looks(&mut grace).await, 2);
        portal.later(2 * MINUTE);
        tokio::join!(look(&mut first, &path), look(&mut elsewhere, &path));
        assert_eq!(looks(&mut grace).await, 3);
        let lines: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT actor, target, outcome FROM audit_events WHERE action = 'user.viewed' ORDER BY sequence",
        )
        .fetch_all(&database(&portal).await)
        .await
        .unwrap();
        let line = |who: &str| (who.to_owned(), graces.clone(), "succeeded".to_owned());
        assert_eq!(lines, [line(&firsts), line(&seconds), line(&firsts)]);
    })
    .await;
}

#[tokio::test]
async fn where_the_line_cannot_be_written_nothing_is_shown() {
    let portal = on_sqlite().await;
    let mut admin = administrator(&portal, "admin@example.org").await;
    let mut grace = user(&portal, "grace@example.org", "Grace Hopper").await;
    let path = format!("{USERS}/{}", user_id(&mut grace).await);
    let database = database(&portal).await;
    let no_more = "CREATE TRIGGER no_more BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'no more'); END";
    sqlx::query(no_more).execute(&database).await.unwrap();
    let refused = admin.get(&path).await;
    assert!(refused.status.is_server_error(), "{}", refused.json);
    assert!(!refused.json.to_string().contains("Hopper"));
    sqlx::query("DROP TRIGGER no_more")
        .execute(&database)
        .await
        .unwrap();
    assert!(look(&mut admin, &path).await.contains("Hopper"));
    assert_eq!(looks(&mut grace).await, 1);
}
