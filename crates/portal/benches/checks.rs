//! What every request to the portal pays before it does anything: whose session it is, and what the policy says; and what a sign-in takes when many come at once.
//!
//! `cargo bench -p aurigraph-portal --bench checks`, on a machine that does nothing else. It prints medians and the value that 99 of 100 stay below.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench has no interface, and prints"
)]

#[path = "../tests/portal/mod.rs"]
mod portal;

use std::hint::black_box;
use std::time::{Duration, Instant};

use aurigraph_portal::access::policy::Policy;
use aurigraph_portal::access::roles::Roles;
use aurigraph_portal::access::{Action, PrincipalKind};
use aurigraph_portal::identity::{SESSION_CHECKED_AGAIN_AFTER, SESSION_COOKIE};
use aurigraph_portal::secret::Secret;
use axum::http::StatusCode;
use futures_util::future::join_all;
use libsodium_rs::crypto_pwhash::argon2id;
use portal::people::founded;
use portal::{Browser, PASSWORD, TestPortal};

const SESSIONS: usize = 20;
const CHECKS: usize = 200_000;
const READS: usize = 5_000;
const REQUESTS: usize = 5_000;
const AT_ONCE: usize = 50;
const HASHES: usize = 100;
const ROUNDS: usize = 6;

/// Median, and what 99 of 100 stay below.
fn tell(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    let (median, most) = (at(50), at(99));
    println!(
        "{what:<62} {:>9}  {median:>12.3?}  {most:>12.3?}",
        times.len()
    );
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let began = Instant::now();
    black_box(work());
    began.elapsed()
}

fn secret_of(browser: &Browser) -> Secret {
    let cookie = browser.cookies.get(SESSION_COOKIE).unwrap();
    Secret::parse(cookie).unwrap()
}

fn policy() {
    let sets = || (0..Roles::SETS as i64).filter_map(Roles::from_column);
    let mut first = Vec::new();
    let mut remembered = Vec::new();
    let policy = Policy::built_in();
    for times in [&mut first, &mut remembered] {
        for kind in [PrincipalKind::User, PrincipalKind::ApiKey] {
            for action in Action::ALL {
                for roles in sets() {
                    times.push(timed(|| policy.allows(kind, roles, *action)));
                }
            }
        }
    }
    tell("policy, asked of Cedar (once for each set of roles)", first);
    tell("policy, remembered", remembered);
}

async fn sessions(portal: &TestPortal) {
    let mut browsers = Vec::new();
    for number in 0..SESSIONS {
        browsers.push(portal.new_user(&format!("user-{number}@example.org")).await);
    }
    let secrets: Vec<_> = browsers.iter().map(secret_of).collect();
    let identity = portal.portal.identity();
    let mut times = Vec::with_capacity(CHECKS);
    for turn in 0..CHECKS {
        let began = Instant::now();
        let checked = identity
            .check_session(Some(&secrets[turn % SESSIONS]))
            .await;
        times.push(began.elapsed());
        assert!(checked.is_ok());
    }
    tell("session, looked at within half a minute before", times);
    let mut times = Vec::with_capacity(READS);
    for turn in 0..READS {
        if turn % SESSIONS == 0 {
            portal.later(SESSION_CHECKED_AGAIN_AFTER);
        }
        let began = Instant::now();
        let checked = identity
            .check_session(Some(&secrets[turn % SESSIONS]))
            .await;
        times.push(began.elapsed());
        assert!(checked.is_ok());
    }
    tell("session, read from the database again", times);
}

async fn requests(portal: &TestPortal) {
    let mut browser = portal.new_user("ada@example.org").await;
    let base = founded(&mut browser, "Engines").await;
    let mut times = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        let began = Instant::now();
        let answer = browser.get(&base).await;
        times.push(began.elapsed());
        assert_eq!(answer.status, StatusCode::OK);
    }
    tell(
        "request for an organisation, whole, without a network",
        times,
    );
}

/// The cost that `identity/password.rs` names, alone and one after the other.
fn password_hash() {
    libsodium_rs::ensure_init().unwrap();
    let once = || argon2id::pwhash_str(PASSWORD.as_bytes(), 5, 7 << 20);
    let times = (0..HASHES).map(|_| timed(|| drop(once().unwrap())));
    tell(
        "Argon2id of a password, 7 MiB and five passes",
        times.collect(),
    );
}

async fn sign_ins(portal: &TestPortal) {
    let mut people = Vec::new();
    for number in 0..AT_ONCE {
        let email = format!("many-{number}@example.org");
        if number % SESSIONS == 0 {
            // So many mails may go to one network in an hour.
            portal.later(Duration::from_secs(60 * 60));
        }
        let mut browser = portal.new_user(&email).await;
        browser.cookies.clear();
        // Each from a network of its own: no limit is meant to be met.
        browser.address = format!("198.51.100.{}:4000", number + 1).parse().unwrap();
        people.push((browser, email));
    }
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let all = people.iter().map(|(browser, email)| {
            let (mut browser, email) = (browser.clone(), email.clone());
            tokio::spawn(async move {
                let began = Instant::now();
                let answer = browser.sign_in(&email, PASSWORD).await;
                assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
                began.elapsed()
            })
        });
        times.extend(join_all(all).await.into_iter().map(Result::unwrap));
    }
    tell("sign-in with a password, 50 at once", times);
}

fn main() {
    println!(
        "{:<62} {:>9}  {:>12}  {:>12}",
        "", "times", "median", "99 of 100"
    );
    policy();
    password_hash();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let portal = portal::on_sqlite().await;
        sessions(&portal).await;
        requests(&portal).await;
        sign_ins(&portal).await;
    });
}
