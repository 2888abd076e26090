//! One connection's worth of load: sends at the rate, counts the answers, ends when the ledger falters.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use aurigraph_client::ingest::{OutcomeStatus, SubmitReceiver, SubmitSender};
use aurigraph_client::wire::SubmitReply;
use aurigraph_client::{IngestError, Signer, SubmissionOutcome};
use aurigraph_types::{AccountIndex, Amount, AssetIndex, Submission, TransferRecord};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::Counters;
use super::rounds::{Payment, Rounds};
use crate::devnet::account::{DevnetAccount, LedgerError, uses_old_sequence};

/// The reference of every transfer.
const REFERENCE: &[u8] = b"demo traffic";
/// Requests in flight.
const WINDOW: usize = 256;
/// How often the rate is looked after.
const TICK: Duration = Duration::from_millis(50);
/// What was not sent in time is left out beyond this: after a stall the load goes on, it does not catch up.
const BACKLOG_MAX: Duration = Duration::from_secs(1);
/// How long answers are waited for after the last request.
const DRAIN: Duration = Duration::from_secs(3);

pub struct Session<'a> {
    accounts: &'a [DevnetAccount],
    rate: f64,
    counters: &'a Counters,
    /// Transfers of each request in flight, by tag, and who signed.
    in_flight: HashMap<u64, (u64, usize)>,
    next_tag: u64,
    had_answers: bool,
}

impl<'a> Session<'a> {
    pub fn new(accounts: &'a [DevnetAccount], rate: f64, counters: &'a Counters) -> Self {
        Self {
            accounts,
            rate,
            counters,
            in_flight: HashMap::new(),
            next_tag: 0,
            had_answers: false,
        }
    }

    /// Whether the ledger took anything.
    pub const fn had_answers(&self) -> bool {
        self.had_answers
    }

    /// Sends until told to stop (`Ok`) or until the ledger is busy, refuses, or goes away.
    pub async fn run(
        &mut self,
        rounds: &mut Rounds,
        stopped: &mut watch::Receiver<bool>,
    ) -> Result<(), LedgerError> {
        let mut signers = Vec::with_capacity(self.accounts.len());
        for account in self.accounts {
            signers.push(account.signer().await?);
        }
        let (sender, mut receiver) = self.accounts[0].ingest().stream(WINDOW).await?;
        let sent = self
            .send_and_count(rounds, &signers, &sender, &mut receiver, stopped)
            .await;
        drop(sender);
        if timeout(DRAIN, self.drain(&mut receiver)).await.is_err() {
            tracing::debug!(
                requests = self.in_flight.len(),
                "demo load: no answer to the last requests"
            );
        }
        sent
    }

    async fn send_and_count(
        &mut self,
        rounds: &mut Rounds,
        signers: &[Arc<Signer>],
        sender: &SubmitSender,
        receiver: &mut SubmitReceiver,
        stopped: &mut watch::Receiver<bool>,
    ) -> Result<(), LedgerError> {
        let mut ticks = interval(TICK.max(Duration::from_secs_f64(1.0 / self.rate)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut last = Instant::now();
        let mut due = 0.0;
        loop {
            tokio::select! {
                _ = stopped.changed() => return Ok(()),
                reply = receiver.next() => {
                    let reply = reply?.ok_or(IngestError::Closed)?;
                    self.count(reply).await?;
                }
                now = ticks.tick() => {
                    due += (now - last).as_secs_f64() * self.rate;
                    due = f64::min(due, (BACKLOG_MAX.as_secs_f64() * self.rate).max(1.0));
                    last = now;
                    // A full window means that the ledger is slower than the rate: then the rate waits.
                    while due >= 1.0 && self.in_flight.len() < WINDOW {
                        due -= self.send(rounds.next(), signers, sender).await? as f64;
                    }
                }
            }
        }
    }

    /// Signs and sends one submission; how many transfers it has.
    async fn send(
        &mut self,
        payment: Payment,
        signers: &[Arc<Signer>],
        sender: &SubmitSender,
    ) -> Result<u64, IngestError> {
        let transfers = payment.to.len() as u64;
        let submission = sign(&payment, signers);
        let tag = self.next_tag;
        self.next_tag += 1;
        self.in_flight.insert(tag, (transfers, payment.from));
        sender.send(tag, submission.into_bytes()).await?;
        self.counters.sent.fetch_add(transfers, Ordering::Relaxed);
        Ok(transfers)
    }

    async fn count(&mut self, reply: SubmitReply) -> Result<(), LedgerError> {
        let Some((transfers, signer)) = self.in_flight.remove(&reply.tag) else {
            return Err(LedgerError::UnexpectedAnswer {
                reason: "a tag that was not sent",
            });
        };
        for receipt in reply.receipts {
            let outcome = SubmissionOutcome::try_from(receipt)?;
            if uses_old_sequence(&outcome) {
                self.accounts[signer].catch_up().await?;
            }
            if let OutcomeStatus::Refused { code, detail } = outcome.status {
                self.counters
                    .refused
                    .fetch_add(transfers, Ordering::Relaxed);
                return Err(LedgerError::Refused { code, detail });
            }
            if outcome.is_original_unknown() {
                self.counters
                    .refused
                    .fetch_add(transfers, Ordering::Relaxed);
                let (code, detail) = ("already_applied", "the sequence was used before");
                return Err(LedgerError::Refused {
                    code: code.into(),
                    detail: detail.into(),
                });
            }
            self.had_answers = true;
            self.counters
                .applied
                .fetch_add(u64::from(outcome.applied), Ordering::Relaxed);
            self.counters
                .rejected
                .fetch_add(u64::from(outcome.rejected), Ordering::Relaxed);
        }
        Ok(())
    }

    async fn drain(&mut self, receiver: &mut SubmitReceiver) {
        while !self.in_flight.is_empty() {
            let Ok(Some(reply)) = receiver.next().await else {
                return;
            };
            // Refusals are counted; that the session ends is known already.
            if let Err(error) = self.count(reply).await {
                tracing::debug!(%error, "demo load: last answers");
            }
        }
    }
}

fn sign(payment: &Payment, signers: &[Arc<Signer>]) -> Submission {
    let signer = &signers[payment.from];
    let record = |to: &usize| {
        let to: AccountIndex = signers[*to].account();
        let amount = Amount::new(payment.amount);
        TransferRecord::new(signer.account(), to, AssetIndex::new(payment.asset), amount)
            .with_reference(REFERENCE)
            .expect("the reference is short")
    };
    match &payment.to[..] {
        [to] => signer.transfer(&record(to), None),
        several => signer.batch(&several.iter().map(record).collect::<Vec<_>>(), None),
    }
}
