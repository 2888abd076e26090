//! Clients: each pays from its own account, one payment after the other, through any validator, and asks another one when it gets no answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aurigraph_node::ingest::{Admission, SubmissionResult};
use aurigraph_types::submission::{SigningContext, SubmissionView};
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Digest, Scheme, Sequence, SigningKey, Submission,
    TransferRecord,
};
use bytes::Bytes;
use commonware_runtime::{Clock as _, deterministic};
use futures_util::future::{Either, select};
use parking_lot::Mutex;

use crate::cluster::Nodes;
use crate::random::Random;

/// What every account begins with.
pub const FIRST_BALANCE: u64 = 10_000;
/// A payment and what its client knows of it.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Its id.
    pub id: Digest,
    /// When it was sent for the first time, milliseconds of simulated time.
    pub invoked_at_ms: u64,
    /// When the client was told that it is final.
    pub acknowledged_at_ms: Option<u64>,
    /// The height and position that it was told, if it was the first to be answered.
    pub place: Option<(u64, u32)>,
}

/// Everything that clients did and were told.
pub type History = Arc<Mutex<Vec<Payment>>>;

/// The key of an account.
pub fn account_key(account: usize) -> SigningKey {
    SigningKey::from_seed(Scheme::Ed25519, &[100 + account as u8; 32]).expect("a seed")
}

/// A client.
pub struct Client {
    /// Its account.
    pub account: usize,
    /// How many accounts there are.
    pub accounts: usize,
    /// The chain.
    pub chain_id: ChainId,
    /// The validators.
    pub nodes: Nodes,
    /// Where it writes down what it did.
    pub history: History,
    /// Its choices.
    pub random: Random,
    /// Sequence of its next payment.
    pub next_sequence: Arc<AtomicU64>,
    /// How long it waits for an answer before it asks another validator.
    pub patience_ms: u64,
}

impl Client {
    /// Pays until a time, milliseconds of simulated time.
    pub async fn run(&mut self, context: deterministic::Context, until_ms: u64) {
        while now_ms(&context) < until_ms {
            let first = self.random.between(0, self.nodes.len() as u64) as usize;
            self.pay(&context, first, until_ms).await;
            let pause_ms = self.random.between(1, 120);
            context.sleep(Duration::from_millis(pause_ms)).await;
        }
    }

    /// Pays once, through one validator first. Whether it was told that the payment is final.
    pub async fn pay(
        &mut self,
        context: &deterministic::Context,
        first: usize,
        until_ms: u64,
    ) -> bool {
        let bytes = self.payment();
        let id = SubmissionView::of_decoded(&bytes).id();
        let index = {
            let mut history = self.history.lock();
            history.push(Payment {
                id,
                invoked_at_ms: now_ms(context),
                acknowledged_at_ms: None,
                place: None,
            });
            history.len() - 1
        };
        let mut validator = first;
        loop {
            if let Some(place) = self.ask(context, validator, bytes.clone()).await {
                let mut history = self.history.lock();
                history[index].acknowledged_at_ms = Some(now_ms(context));
                history[index].place = place;
                return true;
            }
            if now_ms(context) >= until_ms {
                return false;
            }
            let pause_ms = self.random.between(10, 200);
            context.sleep(Duration::from_millis(pause_ms)).await;
            validator = self.random.between(0, self.nodes.len() as u64) as usize;
        }
    }

    fn payment(&mut self) -> Bytes {
        let sequence = self.next_sequence.fetch_add(1, Ordering::Relaxed) + 1;
        let to = (self.account + 1 + self.random.between(0, self.accounts as u64 - 1) as usize)
            % self.accounts;
        // Some are more than there is: they are in a block with a result code, and move nothing.
        let amount = if self.random.chance(5) {
            FIRST_BALANCE * 100
        } else {
            self.random.between(1, 300)
        };
        let context = SigningContext {
            chain_id: self.chain_id,
            signer: AccountIndex::new(self.account as u32),
            sequence: Sequence::new(sequence),
            valid_until_height: None,
        };
        let record = TransferRecord::new(
            AccountIndex::new(self.account as u32),
            AccountIndex::new(to as u32),
            AssetIndex::new(0),
            Amount::new(amount),
        );
        let key = account_key(self.account);
        Submission::transfer(&key, &context, &record)
            .into_bytes()
            .into()
    }

    /// Asks one validator; says where the payment is, if it is known to be final.
    async fn ask(
        &self,
        context: &deterministic::Context,
        validator: usize,
        bytes: Bytes,
    ) -> Option<Option<(u64, u32)>> {
        let ingest = self.nodes.ingest(validator)?;
        let submit = Box::pin(ingest.submit(bytes, Admission::OrRefuse));
        let patience = Box::pin(context.sleep(Duration::from_millis(self.patience_ms)));
        let Either::Left((Ok(results), _)) = select(submit, patience).await else {
            return None;
        };
        match results.first()? {
            SubmissionResult::Final { receipt, .. } => {
                Some(Some((receipt.height, receipt.position)))
            }
            SubmissionResult::AlreadyApplied { .. } => Some(None),
            SubmissionResult::Refused { .. } => None,
        }
    }
}

/// Milliseconds of simulated time.
pub fn now_ms(context: &deterministic::Context) -> u64 {
    let since = context
        .current()
        .duration_since(std::time::SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as u64)
}
