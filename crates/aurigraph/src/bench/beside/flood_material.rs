//! What floods are made of: messages that a node must refuse, each kind by another rule.

use std::sync::Arc;

use anyhow::{Context, ensure};
use aurigraph_client::{HttpClient, IngestClient, Signer};
use aurigraph_types::limits::{BATCH_RECORDS_MAX, RECORD_BYTES};
use aurigraph_types::submission::{SigningContext, unsigned_bytes};
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Scheme, Sequence, SigningKey, Submission,
    SubmissionKind, TransferRecord,
};
use bytes::Bytes;
use clap::ValueEnum;

use crate::bench::setup;

/// Different messages of a kind, sent in turn.
const MESSAGES: usize = 64;
/// Different batches: they are large.
const BATCHES: usize = 4;
/// No test network has so many accounts.
const UNKNOWN_ACCOUNT: u32 = 4_000_000_000;
/// So far above what is signed below that all of it is stale.
const FAR_SEQUENCE: u64 = 1_000_000;

/// What is sent at full speed beside honest load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum FloodKind {
    /// Batches that are final already, again and again
    Replays,
    /// Signed transfers whose sequence is too far behind
    StaleSequences,
    /// Transfers of accounts that do not exist
    UnknownAccounts,
    /// Batches of too many records, cut-off batches, and messages above the limit of 8 MiB
    OversizedBatches,
    /// Transfers whose signature is wrong
    InvalidSignatures,
    /// Calls that begin a message of the largest size and never finish it
    HalfOpenStreams,
}

impl FloodKind {
    /// The name on the command line and in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Replays => "replays",
            Self::StaleSequences => "stale-sequences",
            Self::UnknownAccounts => "unknown-accounts",
            Self::OversizedBatches => "oversized-batches",
            Self::InvalidSignatures => "invalid-signatures",
            Self::HalfOpenStreams => "half-open-streams",
        }
    }
}

/// One kind with its messages; none for half-open streams, which are made on the way.
#[derive(Clone)]
pub struct Flood {
    /// The kind.
    pub kind: FloodKind,
    /// What is sent in turn.
    pub messages: Arc<[Bytes]>,
}

/// Who signs what is to be refused: a funded account of its own, so that honest accounts are not touched.
struct Sender<'a> {
    ingest: &'a IngestClient,
    signer: Signer,
    asset: AssetIndex,
    /// Records of a batch.
    batch_size: usize,
}

/// Makes the messages of every kind asked for.
pub async fn prepare(
    http: &HttpClient,
    ingest: &IngestClient,
    chain_id: ChainId,
    kinds: &[FloodKind],
    batch_size: usize,
) -> anyhow::Result<Vec<Flood>> {
    let mut floods = Vec::with_capacity(kinds.len());
    for kind in kinds {
        let key = Arc::new(SigningKey::generate(Scheme::Ed25519));
        let gift = http
            .faucet(key.public_key())
            .await
            .context("asking the devnet's faucet for an account")?;
        let (asset, _) = setup::largest_gift(http, &gift.funded).await?;
        let account = AccountIndex::new(gift.account.index);
        let sender = Sender {
            ingest,
            signer: Signer::new(key, account, chain_id, Sequence::new(1)),
            asset,
            batch_size,
        };
        let messages = match kind {
            FloodKind::Replays => sender.replays().await?,
            FloodKind::StaleSequences => sender.stale().await?,
            FloodKind::UnknownAccounts => sender.unknown(),
            FloodKind::OversizedBatches => sender.oversized(),
            FloodKind::InvalidSignatures => sender.invalid(),
            FloodKind::HalfOpenStreams => Vec::new(),
        };
        floods.push(Flood {
            kind: *kind,
            messages: messages.into(),
        });
    }
    Ok(floods)
}

impl Sender<'_> {
    fn record(&self) -> TransferRecord {
        let own = self.signer.account();
        TransferRecord::new(own, AccountIndex::new(0), self.asset, Amount::new(1))
    }

    fn transfer(&self, sequence: u64) -> Vec<u8> {
        let context = SigningContext {
            chain_id: self.signer.chain_id(),
            signer: self.signer.account(),
            sequence: Sequence::new(sequence),
            valid_until_height: None,
        };
        Submission::transfer(self.signer.key(), &context, &self.record()).into_bytes()
    }

    async fn apply(&self, bytes: Bytes) -> anyhow::Result<()> {
        let outcome = self.ingest.submit_one(bytes).await?;
        ensure!(
            matches!(
                outcome.status,
                aurigraph_client::ingest::OutcomeStatus::Final
            ),
            "what is to be replayed did not become final: {:?}",
            outcome.status
        );
        Ok(())
    }

    async fn replays(&self) -> anyhow::Result<Vec<Bytes>> {
        let records = vec![self.record(); self.batch_size];
        let mut messages = Vec::with_capacity(BATCHES);
        for _ in 0..BATCHES {
            let bytes = Bytes::from(self.signer.batch(&records, None).into_bytes());
            self.apply(bytes.clone()).await?;
            messages.push(bytes);
        }
        Ok(messages)
    }

    async fn stale(&self) -> anyhow::Result<Vec<Bytes>> {
        self.apply(self.transfer(FAR_SEQUENCE).into()).await?;
        Ok((1..=MESSAGES as u64)
            .map(|sequence| self.transfer(sequence).into())
            .collect())
    }

    fn unknown(&self) -> Vec<Bytes> {
        let of_number = |number: usize| {
            let context = SigningContext {
                chain_id: self.signer.chain_id(),
                signer: AccountIndex::new(UNKNOWN_ACCOUNT + number as u32),
                sequence: Sequence::new(1),
                valid_until_height: None,
            };
            let submission = Submission::transfer(self.signer.key(), &context, &self.record());
            Bytes::from(submission.into_bytes())
        };
        (0..MESSAGES).map(of_number).collect()
    }

    fn oversized(&self) -> Vec<Bytes> {
        let count = BATCH_RECORDS_MAX + 1;
        let body = vec![0; count * RECORD_BYTES];
        let context = self.signer.take_context(None);
        let scheme = self.signer.key().scheme();
        let mut too_many = unsigned_bytes(scheme, &context, SubmissionKind::Batch, count, &body);
        too_many.resize(too_many.len() + scheme.signature_bytes(), 0);
        let records = vec![self.record(); self.batch_size];
        let mut cut_off = self.signer.batch(&records, None).into_bytes();
        cut_off.truncate(cut_off.len() / 2);
        vec![too_many.into(), cut_off.into()]
    }

    fn invalid(&self) -> Vec<Bytes> {
        (1..=MESSAGES as u64)
            .map(|sequence| {
                let mut bytes = self.transfer(sequence);
                // One of the lower bytes of `s`: the signature stays well-formed and costs what a good one does.
                let place = bytes.len() - 32;
                bytes[place] ^= 1;
                bytes.into()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_on_the_command_line_and_in_results_agree() {
        for kind in FloodKind::value_variants() {
            let value = kind.to_possible_value().expect("none is hidden");
            assert_eq!(value.get_name(), kind.name());
        }
    }
}
