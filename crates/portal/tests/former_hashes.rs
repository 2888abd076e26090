//! Goal: a password whose hash was made with a former cost has one of today's cost after its user signed in; nobody notices, and no other password is lost by it.
//! Method: hashes of a former cost, put into the database by somebody who has the keys; on both databases.

use std::time::{Duration, Instant};

use crate::portal::people::user_id;
use crate::portal::sealed::StoredHash;
use crate::portal::{Browser, OTHER_PASSWORD, PASSWORD, TestPortal, on_both};
use axum::http::StatusCode;
use libsodium_rs::crypto_pwhash::argon2id::pwhash_str;

const EMAIL: &str = "ada@example.org";
/// What a hash of today's cost begins with.
const TODAY: &str = "$argon2id$v=19$m=7168,t=5,p=1$";
const SOON: Duration = Duration::from_secs(20);
/// As long as a hash takes, and much longer.
const A_WHILE: Duration = Duration::from_millis(500);

/// A hash as it was made before.
fn former(password: &str) -> String {
    pwhash_str(password.as_bytes(), 4, 9 << 20).unwrap()
}

/// Somebody whose hash is of a former cost.
async fn ada(portal: &TestPortal) -> (Browser, StoredHash, String) {
    let mut browser = portal.new_user(EMAIL).await;
    let stored = StoredHash::of(portal, &user_id(&mut browser).await).await;
    let former = former(PASSWORD);
    stored.write(&former).await;
    (browser, stored, former)
}

async fn signs_in(portal: &TestPortal, password: &str) -> StatusCode {
    portal.browser().sign_in(EMAIL, password).await.status
}

#[tokio::test]
async fn signing_in_makes_the_hash_anew_and_nothing_else() {
    on_both(async |portal| {
        let (mut browser, stored, former) = ada(&portal).await;
        // A wrong password is none, and shows nothing.
        assert_eq!(
            signs_in(&portal, OTHER_PASSWORD).await,
            StatusCode::UNAUTHORIZED
        );
        tokio::time::sleep(A_WHILE).await;
        assert_eq!(stored.read().await, former);

        assert_eq!(signs_in(&portal, PASSWORD).await, StatusCode::OK);
        let began = Instant::now();
        while stored.read().await == former {
            assert!(began.elapsed() < SOON, "it is still the former one");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let renewed = stored.column().await;
        let hash = stored.read().await;
        assert!(hash.starts_with(TODAY), "{hash}");
        // It is the same password, sessions go on, and the log tells of nothing but sign-ins.
        assert_eq!(signs_in(&portal, PASSWORD).await, StatusCode::OK);
        assert_eq!(
            signs_in(&portal, OTHER_PASSWORD).await,
            StatusCode::UNAUTHORIZED
        );
        assert!(browser.is_signed_in().await);
        let activity = browser.get("/api/v11/profile/activity").await.json;
        let events = activity["events"].as_array().unwrap().iter();
        let sign_ins = events.filter(|one| one["action"] == "session.signed_in");
        // With the one that came with the sign-up.
        assert_eq!(sign_ins.count(), 5, "{activity}");
        assert_eq!(activity["events"].as_array().unwrap().len(), 6);
        // What is of today's cost stays to the byte.
        tokio::time::sleep(A_WHILE).await;
        assert_eq!(stored.column().await, renewed);
    })
    .await;
}

#[tokio::test]
async fn another_password_that_is_set_meanwhile_stays() {
    on_both(async |portal| {
        let (_, stored, _) = ada(&portal).await;
        let other = pwhash_str(OTHER_PASSWORD.as_bytes(), 5, 7 << 20).unwrap();
        assert!(other.starts_with(TODAY), "{other}");
        assert_eq!(signs_in(&portal, PASSWORD).await, StatusCode::OK);
        // While the hash is computed somebody sets another password, and takes a while for it.
        let mut change = stored.pool.begin().await.unwrap();
        sqlx::query("UPDATE users SET password = $1 WHERE user_id = $2")
            .bind(stored.sealed(&other))
            .bind(stored.user_id.clone())
            .execute(&mut *change)
            .await
            .unwrap();
        tokio::time::sleep(A_WHILE).await;
        change.commit().await.unwrap();
        tokio::time::sleep(A_WHILE).await;
        assert_eq!(stored.read().await, other);
        assert_eq!(signs_in(&portal, OTHER_PASSWORD).await, StatusCode::OK);
        assert_eq!(signs_in(&portal, PASSWORD).await, StatusCode::UNAUTHORIZED);
    })
    .await;
}
