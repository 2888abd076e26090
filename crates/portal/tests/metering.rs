//! Goal: what took effect on the ledger counts for the organisation whose account it was, once, and from the day on which it was linked; what is stored counts as
//! it lies there.
//! Method: a double of a node that answers about activity as a real one does (crates/node/tests/http_history/activity.rs), with several processes at the same
//! moment, on both databases.

mod linking;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;

use aurigraph_client::HttpClient;
use aurigraph_types::{Scheme, SigningKey};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::sync::Barrier;

use crate::portal::keys::account;
use crate::portal::people::{delete, founded};
use crate::portal::{Browser, TestPortal, on_both};

/// What took effect in one block.
struct Entry {
    address: String,
    height: u64,
    day: String,
    out: u64,
    operations: u64,
}

#[derive(Default)]
struct Said {
    indexed: u64,
    /// Of these blocks, those that the index has not come to when somebody asks how far the node is.
    not_indexed: u64,
    entries: Vec<Entry>,
    /// The others are not on the ledger.
    addresses: Vec<String>,
    is_down: bool,
    /// Entries of one answer; 0 for as many as there are.
    at_once: usize,
    /// What is indexed when the next questions come, before it stays as it is.
    indexed_next: VecDeque<u64>,
    /// Nobody is answered before so many have asked.
    together: Option<Arc<Barrier>>,
}

/// The double.
struct Node {
    said: Arc<Mutex<Said>>,
    address: SocketAddr,
}

impl Node {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let said = Arc::new(Mutex::new(Said {
            indexed: 100,
            ..Said::default()
        }));
        let router = Router::new()
            .route("/api/v11/accounts/{address}/activity", get(activity))
            .route("/api/v11/stats", get(stats))
            .with_state(Arc::clone(&said));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { said, address }
    }

    fn connect(&self, portal: &TestPortal) {
        let client = HttpClient::new(&format!("http://{}", self.address)).unwrap();
        drop(portal.portal.connect_ledger(client).unwrap());
    }

    /// The next block has this.
    fn block(&self, key: &SigningKey, day: &str, (out, operations): (u64, u64)) {
        let mut said = self.said.lock();
        said.indexed += 1;
        let entry = Entry {
            address: key.public_key().address().to_string(),
            height: said.indexed,
            day: day.into(),
            out,
            operations,
        };
        said.entries.push(entry);
    }

    /// The ledger lets an account in.
    fn lets_in(&self, key: &SigningKey) {
        let address = key.public_key().address().to_string();
        self.said.lock().addresses.push(address);
    }
}

fn problem(status: StatusCode, code: &str) -> Response {
    let problem = json!({ "code": code, "title": code, "status": status.as_u16(), "detail": code, "action": "Wait." });
    (status, Json(problem)).into_response()
}

async fn stats(State(said): State<Arc<Mutex<Said>>>) -> Response {
    let said = said.lock();
    if said.is_down {
        return problem(StatusCode::SERVICE_UNAVAILABLE, "not_ready");
    }
    let indexed = said.indexed - said.not_indexed;
    Json(json!({ "blockHeight": said.indexed, "indexedHeight": indexed })).into_response()
}

async fn activity(
    State(said): State<Arc<Mutex<Said>>>,
    Path(address): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let together = said.lock().together.clone();
    if let Some(barrier) = together {
        barrier.wait().await;
    }
    let mut said = said.lock();
    if said.is_down {
        return problem(StatusCode::SERVICE_UNAVAILABLE, "not_ready");
    }
    if !said.addresses.contains(&address) {
        return problem(StatusCode::NOT_FOUND, "not_found");
    }
    let indexed = said.indexed_next.pop_front().unwrap_or(said.indexed);
    let number = |name: &str| query[name].parse::<u64>().unwrap();
    let heights = number("fromHeight")..=number("toHeight").min(indexed);
    let begin: usize = query.get("cursor").map_or(0, |text| text.parse().unwrap());
    let found = said.entries.iter();
    let found = found.filter(|entry| entry.address == address && heights.contains(&entry.height));
    let found: Vec<&Entry> = found.collect();
    let end = match said.at_once {
        0 => found.len(),
        at_once => found.len().min(begin + at_once),
    };
    let day = |entry: &&Entry| json!({ "day": entry.day, "transfersOut": entry.out, "transfersIn": 1_000, "operations": entry.operations });
    let days: Vec<Value> = found[begin.min(end)..end].iter().map(day).collect();
    let next = (end < found.len()).then(|| end.to_string());
    Json(json!({ "days": days, "nextCursor": next, "indexedHeight": indexed })).into_response()
}

fn key() -> SigningKey {
    SigningKey::generate(Scheme::Ed25519)
}

/// The last day of an organisation's usage.
async fn today(browser: &mut Browser, base: &str) -> Value {
    let usage = browser.get(&format!("{base}/usage")).await;
    assert_eq!(usage.status, StatusCode::OK, "{}", usage.json);
    usage.json["days"].as_array().unwrap()[29].clone()
}

async fn transactions(browser: &mut Browser, base: &str) -> Value {
    today(browser, base).await["transactions"].clone()
}

/// The day of the test's clock.
const DAY: &str = "2026-09-21";
const DAY_BEFORE: &str = "2026-09-20";

/// A portal before a node, and an organisation with an account whose counting has begun.
struct World {
    portal: TestPortal,
    node: Node,
    ada: Browser,
    base: String,
    key: SigningKey,
    account_id: String,
}

async fn world(portal: TestPortal) -> World {
    let node = Node::start().await;
    node.connect(&portal);
    let mut ada = portal.new_user("ada@example.org").await;
    let base = founded(&mut ada, "Engines").await;
    let key = key();
    node.lets_in(&key);
    node.block(&key, DAY, (7, 7));
    let account_id = account(&mut ada, &base, &key).await;
    assert_eq!(portal.portal.count_transactions().await.unwrap(), 0);
    World {
        portal,
        node,
        ada,
        base,
        key,
        account_id,
    }
}

impl World {
    async fn counts(&self) -> u64 {
        self.portal.portal.count_transactions().await.unwrap()
    }
}

#[tokio::test]
async fn what_took_effect_since_it_was_linked_counts_for_its_organisation_alone() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let mut eve = world.portal.new_user("eve@example.net").await;
        let other = founded(&mut eve, "Others").await;
        let (personal, foreign) = (key(), key());
        for (key, base) in [(&personal, "/api/v11/profile"), (&foreign, other.as_str())] {
            world.node.lets_in(key);
            account(&mut eve, base, key).await;
        }
        assert_eq!(world.counts().await, 0);
        world.node.block(&world.key, DAY, (3, 1));
        world.node.block(&personal, DAY, (50, 0));
        world.node.block(&foreign, DAY, (20, 0));
        world.node.block(&world.key, DAY, (2, 0));
        assert_eq!(world.counts().await, 26);
        assert_eq!(world.counts().await, 0, "nothing is counted twice");
        // What came in, and what was before, is not among it.
        assert_eq!(transactions(&mut world.ada, &world.base).await, 6);
        assert_eq!(transactions(&mut eve, &other).await, 20);
        // A day on which it was not linked yet, by a node that was far behind when the counting began.
        world.node.block(&world.key, DAY_BEFORE, (900, 0));
        world.node.block(&world.key, DAY, (1, 0));
        assert_eq!(world.counts().await, 1);
        assert_eq!(transactions(&mut world.ada, &world.base).await, 7);
        let invoice = world
            .ada
            .get(&format!("{}/usage/invoice", world.base))
            .await;
        let line = &invoice.json["lines"][3];
        assert_eq!(
            (&line["metric"], &line["quantity"]),
            (&json!("transactions"), &json!(7))
        );
    })
    .await;
}

#[tokio::test]
async fn two_processes_at_the_same_moment_count_once() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let second = world.portal.another_process().await;
        world.node.connect(&second);
        world.node.block(&world.key, DAY, (4, 0));
        // Both have read where the counting stands before either is answered.
        world.node.said.lock().together = Some(Arc::new(Barrier::new(2)));
        let (one, other) = tokio::join!(
            world.portal.portal.count_transactions(),
            second.portal.count_transactions(),
        );
        assert_eq!(one.unwrap() + other.unwrap(), 4);
        assert_eq!(transactions(&mut world.ada, &world.base).await, 4);
        // What one began, the other counts.
        let more = key();
        world.node.said.lock().together = None;
        world.node.lets_in(&more);
        account(&mut world.ada, &world.base, &more).await;
        assert_eq!(world.counts().await, 0);
        world.node.block(&more, DAY, (5, 0));
        assert_eq!(second.portal.count_transactions().await.unwrap(), 5);
        assert_eq!(world.counts().await, 0);
        assert_eq!(transactions(&mut world.ada, &world.base).await, 9);
    })
    .await;
}

#[tokio::test]
async fn a_ledger_that_was_away_is_counted_when_it_is_back() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        world.node.block(&world.key, DAY, (4, 0));
        world.node.said.lock().is_down = true;
        for _ in 0..3 {
            let refused = world.portal.portal.count_transactions().await;
            assert!(refused.is_err());
        }
        world.node.block(&world.key, DAY, (0, 2));
        world.node.said.lock().is_down = false;
        // An index that has not come so far says nothing, and nothing is lost by it.
        world.node.said.lock().indexed_next = VecDeque::from([50]);
        assert_eq!(world.counts().await, 0);
        assert_eq!(world.counts().await, 6);
        assert_eq!(transactions(&mut world.ada, &world.base).await, 6);
        // A portal without a ledger counts nothing, and says no error.
        let without = world.portal.another_process().await;
        world.node.block(&world.key, DAY, (1, 0));
        assert_eq!(without.portal.count_transactions().await.unwrap(), 0);
        assert_eq!(world.counts().await, 1);
    })
    .await;
}

#[tokio::test]
async fn many_entries_come_in_several_answers_and_count_once() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        world.node.said.lock().at_once = 1;
        for _ in 0..3 {
            world.node.block(&world.key, DAY, (1, 0));
        }
        // In between a node answers that is behind: what was added up until then is not written.
        let indexed = world.node.said.lock().indexed;
        world.node.said.lock().indexed_next =
            VecDeque::from([indexed, indexed, indexed - 1, indexed]);
        assert_eq!(world.counts().await, 0);
        world.node.said.lock().indexed_next.clear();
        assert_eq!(world.counts().await, 3);
        // More answers than are added up at once: fewer heights at a time, and all in the end.
        for _ in 0..50 {
            world.node.block(&world.key, DAY, (1, 0));
        }
        let mut counted = 0;
        for _ in 0..10 {
            counted += world.counts().await;
        }
        assert_eq!(counted, 50);
        assert_eq!(transactions(&mut world.ada, &world.base).await, 53);
    })
    .await;
}

#[tokio::test]
async fn what_is_unlinked_or_not_on_the_ledger_counts_no_more_or_not_yet() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        world.node.block(&world.key, DAY, (4, 0));
        let path = format!("{}/ledger-accounts/{}", world.base, world.account_id);
        let gone = delete(&mut world.ada, &path).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
        assert_eq!(world.counts().await, 0);
        // Linked anew, elsewhere: what was in between is nobody's.
        let second = founded(&mut world.ada, "Second").await;
        world.node.block(&world.key, DAY, (8, 0));
        account(&mut world.ada, &second, &world.key).await;
        assert_eq!(world.counts().await, 0);
        world.node.block(&world.key, DAY, (2, 0));
        assert_eq!(world.counts().await, 2);
        assert_eq!(transactions(&mut world.ada, &world.base).await, 0);
        assert_eq!(transactions(&mut world.ada, &second).await, 2);
        // Not on the ledger is no trouble. It keeps nobody else from being counted.
        let later = key();
        account(&mut world.ada, &second, &later).await;
        world.node.block(&world.key, DAY, (1, 0));
        assert_eq!(world.counts().await, 1);
        world.node.lets_in(&later);
        assert_eq!(world.counts().await, 0);
        world.node.block(&later, DAY, (0, 3));
        assert_eq!(world.counts().await, 3);
        assert_eq!(transactions(&mut world.ada, &second).await, 6);
    })
    .await;
}

#[tokio::test]
async fn what_is_stored_is_the_most_of_a_day_and_each_organisations_own() {
    on_both(async |portal| {
        let mut ada = portal.new_user("ada@example.org").await;
        let mut eve = portal.new_user("eve@example.net").await;
        let base = founded(&mut ada, "Engines").await;
        let other = founded(&mut eve, "Others").await;
        assert_eq!(today(&mut ada, &base).await["storedBytes"], Value::Null);
        let stored = async |browser: &mut Browser, base: &str| {
            portal.portal.look_at_stored_bytes().await.unwrap();
            today(browser, base).await["storedBytes"].as_u64().unwrap()
        };
        let (first, others) = (
            stored(&mut ada, &base).await,
            stored(&mut eve, &other).await,
        );
        assert!(first > 0 && others > 0);
        let name = "A team with a name that is a little longer than others are";
        let body = json!({ "name": name, "roles": ["viewer"] });
        let made = ada.post(&format!("{base}/teams"), body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        let more = stored(&mut ada, &base).await;
        // The name, and the line that tells of it.
        assert!(more > first + 2 * name.len() as u64, "{first} {more}");
        assert_eq!(stored(&mut eve, &other).await, others);
        // What an organisation leaves behind in the log is nobody's when it is gone.
        let body = json!({ "name": "Others" });
        let gone = eve.post(&format!("{other}/delete"), body).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
        assert_eq!(stored(&mut ada, &base).await, more);
        let invoice = ada.get(&format!("{base}/usage/invoice")).await;
        let line = &invoice.json["lines"][4];
        assert_eq!(
            (&line["metric"], &line["quantity"]),
            (&json!("stored_bytes"), &json!(more))
        );
    })
    .await;
}
