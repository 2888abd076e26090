//! Readers of the REST interface beside the load: requests at a fixed rate, whether or not the ones before are answered. A latency runs
//! from the moment at which the request was due, so a node that falls behind cannot hide it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::bench::current_thread_runtime;
use crate::bench::latency::Histogram;

/// Connections; one that waits for an answer sends nothing.
const CONNECTIONS: usize = 32;
/// How long one answer may take.
const ANSWER_PATIENCE: Duration = Duration::from_secs(30);
/// Largest answer that is read.
const ANSWER_BYTES_MAX: usize = 4 << 20;
/// What is asked, in turn. `{account}` and `{transaction}` are filled in.
const ROUTES: [&str; 8] = [
    "/q/health/ready",
    "/api/v11/blockchain/chain/info",
    "/api/v11/accounts/{account}",
    "/api/v11/blockchain/blocks/latest",
    "/api/v11/blockchain/transactions/{transaction}",
    "/api/v11/receipts/{transaction}",
    "/api/v11/blockchain/transactions?limit=20",
    "/api/v11/stats",
];

/// What the readers saw.
#[derive(Default)]
pub struct ApiFigures {
    /// How long they asked.
    pub seconds: f64,
    /// By route, in the order of asking.
    pub routes: Vec<(&'static str, Histogram)>,
    /// Answers that were no success, by code.
    pub errors: BTreeMap<String, u64>,
}

/// Readers at work.
pub struct ApiLoad {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<anyhow::Result<ApiFigures>>,
}

/// What the readers share.
struct Shared {
    host: String,
    per_second: f64,
    begun: Instant,
    next: AtomicU64,
    stop: Arc<AtomicBool>,
    account: u32,
    /// The newest transaction that a list named.
    transaction: Mutex<Option<String>>,
    figures: Mutex<ApiFigures>,
}

impl ApiLoad {
    /// Begins to ask `per_second` times a second.
    pub fn start(base_url: &str, per_second: u32, account: u32) -> anyhow::Result<Self> {
        let host = base_url
            .strip_prefix("http://")
            .context("the readers need an address that begins with http://")?
            .to_owned();
        let stop = Arc::new(AtomicBool::new(false));
        let runtime = current_thread_runtime()?;
        let thread = std::thread::Builder::new()
            .name("readers".into())
            .spawn({
                let stop = Arc::clone(&stop);
                move || runtime.block_on(ask_all(host, per_second, account, stop))
            })
            .context("starting a thread")?;
        Ok(Self { stop, thread })
    }

    /// Ends the readers.
    pub fn finish(self) -> anyhow::Result<ApiFigures> {
        self.stop.store(true, Ordering::Release);
        self.thread
            .join()
            .map_err(|_| anyhow!("the readers' thread panicked"))?
    }
}

impl ApiFigures {
    /// All routes together.
    pub fn together(&self) -> Histogram {
        let mut all = Histogram::default();
        for (_, latencies) in &self.routes {
            all.merge(latencies);
        }
        all
    }
}

async fn ask_all(
    host: String,
    per_second: u32,
    account: u32,
    stop: Arc<AtomicBool>,
) -> anyhow::Result<ApiFigures> {
    let routes = ROUTES.map(|route| (route, Histogram::default())).to_vec();
    let shared = Arc::new(Shared {
        host,
        per_second: f64::from(per_second),
        begun: Instant::now(),
        next: AtomicU64::new(0),
        stop,
        account,
        transaction: Mutex::new(None),
        figures: Mutex::new(ApiFigures {
            routes,
            ..ApiFigures::default()
        }),
    });
    let mut first = Connection::open(&shared.host).await?;
    // Something to ask about.
    let list = first.ask(&shared.host, ROUTES[6]).await?;
    shared.note_transaction(&list.body);
    let readers: Vec<_> = (0..CONNECTIONS)
        .map(|_| tokio::spawn(ask_in_turn(Arc::clone(&shared))))
        .collect();
    for reader in readers {
        reader.await.context("a reader panicked")??;
    }
    let mut figures = std::mem::take(&mut *shared.figures.lock());
    figures.seconds = shared.begun.elapsed().as_secs_f64();
    Ok(figures)
}

async fn ask_in_turn(shared: Arc<Shared>) -> anyhow::Result<()> {
    let mut connection = None;
    while !shared.stop.load(Ordering::Acquire) {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        let due = shared.begun + Duration::from_secs_f64(number as f64 / shared.per_second);
        tokio::time::sleep_until(due.into()).await;
        let place = number as usize % ROUTES.len();
        let path = shared.path(ROUTES[place]);
        let mut current = match connection.take() {
            Some(connection) => connection,
            None => Connection::open(&shared.host).await?,
        };
        let asked = timeout(ANSWER_PATIENCE, current.ask(&shared.host, &path)).await;
        let latency = due.elapsed();
        let mut figures = shared.figures.lock();
        match asked {
            Ok(Ok(answer)) => {
                connection = Some(current);
                if answer.status == 200 {
                    figures.routes[place].1.add(latency, 1);
                } else {
                    *figures.errors.entry(answer.code()).or_default() += 1;
                }
                drop(figures);
                if place == 6 {
                    shared.note_transaction(&answer.body);
                }
            }
            Ok(Err(_)) => *figures.errors.entry("connection lost".into()).or_default() += 1,
            Err(_) => *figures.errors.entry("no answer".into()).or_default() += 1,
        }
    }
    Ok(())
}

impl Shared {
    fn path(&self, route: &str) -> String {
        let transaction = self.transaction.lock().clone().unwrap_or_default();
        route
            .replace("{account}", &self.account.to_string())
            .replace("{transaction}", &transaction)
    }

    fn note_transaction(&self, list: &[u8]) {
        if let Some(hash) = text_after(list, "\"hash\":\"") {
            *self.transaction.lock() = Some(hash);
        }
    }
}

/// The text of the first JSON member whose name and quotes are given.
fn text_after(json: &[u8], name: &str) -> Option<String> {
    let begin = json
        .windows(name.len())
        .position(|window| window == name.as_bytes())?
        + name.len();
    let end = json[begin..].iter().position(|byte| *byte == b'"')?;
    String::from_utf8(json[begin..begin + end].to_vec()).ok()
}

/// A connection that asks one thing after the other.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

struct Answer {
    status: u16,
    body: Vec<u8>,
}

impl Answer {
    /// The problem's code, or the status where there is none.
    fn code(&self) -> String {
        text_after(&self.body, "\"code\":\"").unwrap_or_else(|| format!("status {}", self.status))
    }
}

impl Connection {
    async fn open(host: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(host)
            .await
            .context("connecting a reader")?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(16 * 1024),
        })
    }

    async fn ask(&mut self, host: &str, path: &str) -> anyhow::Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        loop {
            if let Some((status, begin, length)) = answer_head(&self.buffer)? {
                while self.buffer.len() < begin + length {
                    self.read_more().await?;
                }
                let body = self.buffer[begin..begin + length].to_vec();
                return Ok(Answer { status, body });
            }
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the node closed the connection");
        }
        if self.buffer.len() > ANSWER_BYTES_MAX {
            bail!("an answer is larger than {ANSWER_BYTES_MAX} bytes");
        }
        Ok(())
    }
}

/// Status, beginning and length of the body, once the head of an answer is there.
fn answer_head(bytes: &[u8]) -> anyhow::Result<Option<(u16, usize, usize)>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end]).context("an answer's head is no text")?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .context("an answer has no status")?;
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.trim().parse().ok())
        .context("an answer has no length")?;
    Ok(Some((status, end + 4, length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_by_its_length_and_named_by_its_code() {
        let bytes = b"HTTP/1.1 429 Too Many\r\nContent-Length: 20\r\n\r\n{\"code\":\"too_busy\"} ";
        let (status, begin, length) = answer_head(bytes).expect("well-formed").expect("complete");
        assert_eq!((status, length), (429, 20));
        let body = bytes[begin..begin + length].to_vec();
        assert_eq!(Answer { status, body }.code(), "too_busy");
        assert!(answer_head(&bytes[..20]).expect("no error").is_none());
    }
}
