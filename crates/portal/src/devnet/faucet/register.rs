//! From keys to accounts: registration, and where the indexes come from.

use std::time::Duration;

use aurigraph_client::HttpError;
use aurigraph_client::api::{AccountRef, Receipt};
use aurigraph_client::ingest::SUBMISSIONS_BYTES_MAX;
use aurigraph_types::limits::{REGISTER_KEYS_MAX, SIGNATURE_BYTES_MAX, SUBMISSION_HEADER_BYTES};
use aurigraph_types::operation::OperationReceipt;
use aurigraph_types::{Address, Digest, Operation, PublicKey};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::time::Instant;

use super::{Faucet, FaucetError};
use crate::devnet::account::LedgerError;

/// Lookups of accounts that are under way at once.
const LOOKUPS_AT_ONCE: usize = 16;
/// How long a receipt may take to be readable after the submission is final.
const RECEIPT_PATIENCE: Duration = Duration::from_secs(10);
const RECEIPT_PAUSE: Duration = Duration::from_millis(20);
/// Most bytes of keys in one registration, so that it fits a message.
const KEYS_BYTES_MAX: usize =
    SUBMISSIONS_BYTES_MAX - SUBMISSION_HEADER_BYTES - SIGNATURE_BYTES_MAX - 16;

impl Faucet {
    /// Registers keys and returns their accounts in order, with the submissions that registered them.
    pub(super) async fn register(
        &self,
        keys: Vec<PublicKey>,
    ) -> Result<(Vec<AccountRef>, Vec<Digest>), FaucetError> {
        // One key that is known already needs no submission; among many, looking first would cost more than it saves.
        if let [key] = &keys[..]
            && let Some(account) = self.look_up(key.address()).await?
        {
            return Ok((vec![account], Vec::new()));
        }
        let mut accounts = Vec::with_capacity(keys.len());
        let mut hashes = Vec::new();
        let mut keys = keys.into_iter().peekable();
        while keys.peek().is_some() {
            let chunk = next_chunk(&mut keys);
            let (registered, hash) = self.register_chunk(chunk).await?;
            accounts.extend(registered);
            hashes.push(hash);
        }
        Ok((accounts, hashes))
    }

    async fn register_chunk(
        &self,
        keys: Vec<PublicKey>,
    ) -> Result<(Vec<AccountRef>, Digest), FaucetError> {
        let operation = Operation::RegisterAccounts { keys };
        let submission = self
            .account
            .apply(|signer| signer.operation(&operation, None))
            .await?;
        let Operation::RegisterAccounts { keys } = operation else {
            unreachable!("made three lines above");
        };
        let receipt = self.receipt(&submission.id().to_string()).await?;
        let record = operation_record(&receipt)?;
        // New keys get consecutive indexes in their order. If some were registered before, nothing says which.
        if record.count.get() as usize == keys.len() {
            let indexes = record.account.get()..;
            let account = |(index, key): (u32, &PublicKey)| AccountRef {
                index,
                address: key.address(),
            };
            return Ok((indexes.zip(&keys).map(account).collect(), submission.id()));
        }
        let addresses: Vec<_> = keys.iter().map(PublicKey::address).collect();
        let lookups = addresses
            .into_iter()
            .map(|address| self.look_up_registered(address));
        let accounts = stream::iter(lookups)
            .buffered(LOOKUPS_AT_ONCE)
            .try_collect()
            .await?;
        Ok((accounts, submission.id()))
    }

    async fn look_up(&self, address: Address) -> Result<Option<AccountRef>, FaucetError> {
        match self.account.http().account(&address).await {
            Ok(account) => Ok(Some(AccountRef {
                index: account.index,
                address: account.address,
            })),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn look_up_registered(&self, address: Address) -> Result<AccountRef, FaucetError> {
        let reason = "a key that was just registered has no account";
        let unexpected = || FaucetError::Ledger(LedgerError::UnexpectedAnswer { reason });
        self.look_up(address).await?.ok_or_else(unexpected)
    }

    /// The receipt of a final submission; reading may lag a moment behind.
    async fn receipt(&self, id: &str) -> Result<Receipt, HttpError> {
        let deadline = Instant::now() + RECEIPT_PATIENCE;
        loop {
            match self.account.http().receipt(id).await {
                Err(error) if error.is_not_found() && Instant::now() < deadline => {
                    tokio::time::sleep(RECEIPT_PAUSE).await;
                }
                answer => return answer,
            }
        }
    }
}

/// As many keys as fit one registration; at least one.
fn next_chunk(keys: &mut std::iter::Peekable<impl Iterator<Item = PublicKey>>) -> Vec<PublicKey> {
    let mut chunk = Vec::new();
    let mut bytes = 0;
    while let Some(key) = keys.next_if(|key| {
        bytes += 1 + key.as_bytes().len();
        bytes <= KEYS_BYTES_MAX && chunk.len() < REGISTER_KEYS_MAX
    }) {
        chunk.push(key);
    }
    chunk
}

fn operation_record(receipt: &Receipt) -> Result<OperationReceipt, FaucetError> {
    let bytes = hex::decode(&receipt.record)
        .ok()
        .and_then(|bytes| bytes.try_into().ok());
    let reason = "the receipt's record does not have 64 bytes";
    let unexpected = || FaucetError::Ledger(LedgerError::UnexpectedAnswer { reason });
    bytes
        .map(OperationReceipt::from_bytes)
        .ok_or_else(unexpected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aurigraph_types::{Scheme, SigningKey};

    #[test]
    fn registrations_fit_a_message() {
        let key = SigningKey::generate(Scheme::Hybrid).public_key().clone();
        let mut keys = std::iter::repeat_n(key, 10_000).peekable();
        let chunks: Vec<_> = std::iter::from_fn(|| Some(next_chunk(&mut keys)))
            .take_while(|chunk| !chunk.is_empty())
            .map(|chunk| Operation::RegisterAccounts { keys: chunk }.encode().len())
            .collect();
        assert_eq!(
            chunks
                .iter()
                .map(|bytes| (bytes - 6) / 1_985)
                .sum::<usize>(),
            10_000
        );
        for bytes in chunks {
            let submission = SUBMISSION_HEADER_BYTES + bytes + SIGNATURE_BYTES_MAX;
            assert!(submission <= SUBMISSIONS_BYTES_MAX, "{submission}");
        }
    }
}
