//! The thread that reads what the registrar's account attested.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_storage::{AccountPosting, Disk, HistoryOrder, PostingQuery, Role};
use aurigraph_types::node_registration::{REGISTRATION_TOPIC, REVOCATION_TOPIC};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{AccountIndex, Address, Digest, Operation, PublicKey, SubmissionKind};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, bounded};

use super::kept::KeptFile;
use super::{Registration, Registrations};
use crate::account_directory::AccountDirectory;
use crate::chain::{Chain, ChainError, FinalBlock};
use crate::history::{History, HistoryQueryError, PostingLabels, with_causes};
use crate::status::{Hindrance, Status};

/// How often it is looked whether blocks were indexed.
const LOOK_INTERVAL: Duration = Duration::from_millis(250);
/// How often it is written how far was read, if nothing was said meanwhile.
const WRITE_INTERVAL: Duration = Duration::from_secs(10 * 60);
/// Operations of one question to the index, and postings that it may look at.
const PAGE_OPERATIONS: usize = 256;
const PAGE_POSTINGS: usize = 50_000;

/// What is needed of the node.
pub struct ReaderParts {
    /// The account that is believed.
    pub registrar: Address,
    /// The chain.
    pub chain: Arc<Chain>,
    /// Which account has which address.
    pub accounts: AccountDirectory,
    /// Which blocks have something of the account.
    pub history: Arc<History>,
    /// The node's mode.
    pub status: Arc<Status>,
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// The node's folder.
    pub data_dir: PathBuf,
    /// This node's key, if it takes no submissions once that is revoked: a validator goes on.
    pub own: Option<PublicKey>,
}

/// The thread; it ends when this is dropped or stopped.
#[derive(Debug)]
pub struct RegistrationThread {
    thread: JoinHandle<()>,
    stop: Sender<()>,
}

impl RegistrationThread {
    /// Ends it and waits for it.
    pub fn stop(self) {
        drop(self.stop);
        if self.thread.join().is_err() {
            tracing::error!("the thread that reads which nodes are registered ended by a panic");
        }
    }
}

/// Starts to read, with what was kept before.
///
/// # Errors
/// If the thread cannot be started.
pub fn start(parts: ReaderParts) -> std::io::Result<(Arc<Registrations>, RegistrationThread)> {
    let file = KeptFile::new(Arc::clone(&parts.disk), &parts.data_dir, parts.registrar);
    let kept = file.read();
    let earliest = parts.chain.earliest_height();
    if kept.next_height < earliest {
        tracing::warn!(
            registrar = %parts.registrar,
            from = kept.next_height,
            to = earliest - 1,
            "what the registrar of nodes said in these blocks is not known here: the blocks are not there"
        );
    }
    let chain_id = parts.chain.constants.chain_id;
    let registrations = Arc::new(Registrations::new(chain_id, kept.nodes));
    let mut reader = Reader {
        registrations: Arc::clone(&registrations),
        file,
        next_height: kept.next_height,
        unread: None,
        looked_at: None,
        has_news: false,
        written_height: kept.next_height,
        written_at: Instant::now(),
        told: None,
        parts,
    };
    // Before anything is taken.
    reader.tell_status();
    let (stop, stopped) = bounded(0);
    let thread = std::thread::Builder::new()
        .name("registrations".into())
        .spawn(move || reader.run(&stopped))?;
    Ok((registrations, RegistrationThread { thread, stop }))
}

struct Reader {
    parts: ReaderParts,
    registrations: Arc<Registrations>,
    file: KeptFile,
    /// The height to read next.
    next_height: u64,
    /// The first block that could not be read: after the next start it is tried again, with all after it.
    unread: Option<u64>,
    /// How far the index was at the last look.
    looked_at: Option<u64>,
    /// Whether something was said that is not in the file.
    has_news: bool,
    written_height: u64,
    written_at: Instant,
    /// The last word about this node's own key that its status was told.
    told: Option<Registration>,
}

impl Reader {
    fn run(&mut self, stopped: &Receiver<()>) {
        loop {
            self.look(stopped);
            if stopped.recv_timeout(LOOK_INTERVAL) != Err(RecvTimeoutError::Timeout) {
                break;
            }
        }
        if self.read_below() > self.written_height {
            self.write();
        }
    }

    /// The height below which all was read.
    fn read_below(&self) -> u64 {
        self.unread.unwrap_or(self.next_height)
    }

    fn look(&mut self, stopped: &Receiver<()>) {
        let indexed = self.parts.history.indexed_height();
        if self.looked_at != Some(indexed) {
            match self.read(indexed, stopped) {
                Ok(()) => self.looked_at = Some(indexed),
                Err(error) => tracing::debug!(
                    error = with_causes(&error),
                    "what the registrar of nodes said cannot be read now"
                ),
            }
        }
        let is_time = self.written_at.elapsed() >= WRITE_INTERVAL;
        if self.has_news || is_time && self.read_below() > self.written_height {
            self.write();
        }
    }

    /// Reads the blocks that are indexed and were not read.
    fn read(&mut self, indexed: u64, stopped: &Receiver<()>) -> Result<(), HistoryQueryError> {
        if indexed < self.next_height {
            return Ok(());
        }
        // An account that is not there has said nothing in the blocks up to the tip, and the index is not above that.
        let statements = match self.parts.accounts.find(&self.parts.registrar) {
            Some(account) => self.find(account, self.next_height..=indexed, stopped)?,
            None => Vec::new(),
        };
        if is_stopped(stopped) {
            return Ok(());
        }
        if !statements.is_empty() {
            self.registrations.take(&statements);
            self.has_news = true;
            self.tell_status();
        }
        self.next_height = indexed + 1;
        Ok(())
    }

    /// What the account stated in blocks of these heights, in their order.
    fn find(
        &mut self,
        account: AccountIndex,
        heights: RangeInclusive<u64>,
        stopped: &Receiver<()>,
    ) -> Result<Vec<(Digest, Registration)>, HistoryQueryError> {
        let mut found = Vec::new();
        let mut query = PostingQuery {
            account: account.get(),
            order: HistoryOrder::OldestFirst,
            heights,
            after: None,
            limit: PAGE_OPERATIONS,
            scan_max: PAGE_POSTINGS,
        };
        let mut block: Option<Arc<FinalBlock>> = None;
        loop {
            let page = self.parts.history.account_postings(&query, may_be_one)?;
            for AccountPosting { place, .. } in &page.postings {
                let is_here = |block: &Arc<FinalBlock>| block.height().get() == place.height;
                if !block.as_ref().is_some_and(is_here) {
                    block = self.block(place.height);
                }
                let stated = block
                    .as_ref()
                    .and_then(|block| statement(block, place.position));
                found.extend(stated);
            }
            match page.next {
                Some(next) if !is_stopped(stopped) => query.after = Some(next),
                _ => return Ok(found),
            }
        }
    }

    /// A block; nothing if it is not kept any more, or cannot be read now.
    fn block(&mut self, height: u64) -> Option<Arc<FinalBlock>> {
        match self.parts.chain.block_once(height) {
            Ok(block) => block,
            Err(ChainError::Pruned { .. } | ChainError::Removed { .. }) => None,
            Err(error) => {
                tracing::error!(
                    height,
                    error = with_causes(&error),
                    "what the registrar of nodes said in this block cannot be read: it counts after the next start, once the block was replaced"
                );
                self.unread.get_or_insert(height);
                None
            }
        }
    }

    /// Whether this node takes submissions, as far as its own key goes.
    fn tell_status(&mut self) {
        let Some(own) = &self.parts.own else {
            return;
        };
        let word = self.registrations.of(own);
        if word == self.told {
            return;
        }
        self.told = word;
        let revoked = (word == Some(Registration::Revoked)).then(|| {
            format!(
                "the registrar of nodes, account {}, has revoked this node's key: the node answers questions, and submissions go to another one",
                self.parts.registrar
            )
        });
        self.parts.status.hinder(Hindrance::Registration, revoked);
    }

    fn write(&mut self) {
        let known = self.registrations.known.load_full();
        let read_below = self.read_below();
        match self.file.write(read_below, &known) {
            Ok(()) => {
                self.has_news = false;
                self.written_height = read_below;
                self.written_at = Instant::now();
            }
            Err(error) => tracing::debug!(
                error = with_causes(&error),
                "which nodes are registered is not written down yet"
            ),
        }
    }
}

fn is_stopped(stopped: &Receiver<()>) -> bool {
    stopped.try_recv() == Err(TryRecvError::Disconnected)
}

/// Whether a posting may be a statement, as far as the index knows.
fn may_be_one(posting: &AccountPosting) -> bool {
    let labels = PostingLabels::of(posting.labels);
    posting.place.role == Role::Signer
        && labels.kind() == Some(SubmissionKind::Operation)
        && labels.applied()
}

/// What a submission says about a node's key, if it does and was applied.
fn statement(block: &FinalBlock, position: u32) -> Option<(Digest, Registration)> {
    let position = position as usize;
    // A block whose results are not known says nothing: it was replaced, or is the first after a snapshot.
    let outcome = block.outcome.as_ref()?.submissions.get(position)?;
    if !outcome.rejected.is_empty() {
        return None;
    }
    let bytes = block.submissions.as_ref()?.get(position)?;
    let operation = SubmissionView::of_decoded(bytes).operation()?;
    let Operation::Attest { topic, hash, .. } = operation else {
        return None;
    };
    match topic.as_str() {
        REGISTRATION_TOPIC => Some((Digest(hash), Registration::Registered)),
        REVOCATION_TOPIC => Some((Digest(hash), Registration::Revoked)),
        _ => None,
    }
}
