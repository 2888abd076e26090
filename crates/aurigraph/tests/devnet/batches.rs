//! What tests send to a devnet, and waiting for what comes of it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aurigraph_client::Signer;
use aurigraph_portal::devnet::setup::DevnetKeys;
use aurigraph_types::{AccountIndex, Amount, AssetIndex, ChainId, Sequence, TransferRecord};

use super::Devnet;

/// A signer of the first demo account.
pub fn signer(folder: &Path, node: &Devnet) -> Signer {
    let keys = DevnetKeys::read(folder).expect("the devnet has keys");
    let key = &keys.demo[0];
    let chain_id = ChainId(node.info.chain_id);
    Signer::new(
        Arc::clone(&key.key),
        key.account,
        chain_id,
        Sequence::new(1),
    )
}

/// A transfer of one minor unit.
pub fn record(signer: &Signer) -> TransferRecord {
    TransferRecord::new(
        signer.account(),
        AccountIndex::new(3),
        AssetIndex::new(0),
        Amount::new(1),
    )
}

/// A batch of many of them.
pub fn batch(signer: &Signer, records: usize) -> Vec<u8> {
    signer
        .batch(&vec![record(signer); records], None)
        .into_bytes()
}

/// Waits for what must come soon.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "not in time: {what}"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
