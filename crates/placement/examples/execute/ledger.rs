//! What the ledger's own execution costs, to see how much of it the checks and balances of records are.

use std::time::Instant;

use aurigraph_ledger::State;
use aurigraph_placement::{Synthetic, Transfer, Workload};
use aurigraph_types::genesis::{
    Genesis, GenesisAccount, GenesisAsset, GenesisBalance, GenesisValidator,
};
use aurigraph_types::submission::SigningContext;
use aurigraph_types::{
    AccountIndex, Height, Operation, Scheme, Sequence, SigningKey, Submission, TransferRecord,
};

use super::{BALANCE, BATCH_RECORDS, SIGNER, records};

/// Time a transfer of the ledger's own execution on one thread: applying, receipts included, and committing the state.
pub fn costs(accounts: usize, transfers: usize) -> (f64, f64) {
    let key = SigningKey::from_seed(Scheme::Ed25519, &[7; 32]).expect("32 bytes");
    let genesis = genesis(&key);
    let chain_id = Genesis::chain_id(&serde_json::to_vec(&genesis).expect("a genesis is JSON"));
    let mut state = State::from_genesis(&genesis).expect("the genesis is valid");
    let context = |sequence| SigningContext {
        chain_id,
        signer: SIGNER,
        sequence: Sequence::new(sequence),
        valid_until_height: None,
    };
    let count = accounts as u32 - 1;
    let open = Submission::operation(&key, &context(1), &Operation::OpenSubaccounts { count });
    state.apply(&open.view(), open.id(), Height::new(1));
    let traffic = Synthetic::new(Workload::Uniform, accounts, 1).more(transfers, 2);
    let funding: Vec<Transfer> = (1..accounts as u32)
        .map(|account| Transfer {
            debit: SIGNER,
            credit: AccountIndex::new(account),
        })
        .collect();
    let mut funding = records(&funding);
    for record in &mut funding {
        record.amount_minor_units = BALANCE.into();
    }
    let sign = |records: &[TransferRecord], first: u64| -> Vec<Submission> {
        let chunks = records.chunks(BATCH_RECORDS).zip(first..);
        chunks
            .map(|(records, sequence)| Submission::batch(&key, &context(sequence), records))
            .collect()
    };
    for batch in sign(&funding, 2) {
        let outcome = state
            .apply(&batch.view(), batch.id(), Height::new(1))
            .outcome;
        assert!(outcome.rejected.is_empty(), "every account is funded");
    }
    state.commit();
    let batches = sign(&records(&traffic), 2 + funding.len() as u64);
    let (mut apply_ns, mut commit_ns) = (0, 0);
    for block in batches.chunks(200_000 / BATCH_RECORDS) {
        let began = Instant::now();
        for batch in block {
            let outcome = state
                .apply(&batch.view(), batch.id(), Height::new(2))
                .outcome;
            assert!(outcome.rejected.is_empty(), "every transfer is applied");
        }
        apply_ns += began.elapsed().as_nanos();
        let began = Instant::now();
        state.commit();
        commit_ns += began.elapsed().as_nanos();
    }
    let count = traffic.len() as f64;
    (apply_ns as f64 / count, commit_ns as f64 / count)
}

fn genesis(key: &SigningKey) -> Genesis {
    let public_key = hex::encode(key.public_key().as_bytes());
    Genesis {
        version: 1,
        network: "placement".into(),
        devnet: true,
        time_ms: 0,
        assets: vec![GenesisAsset {
            code: "EUR".into(),
            name: "Euro".into(),
            decimals: 2,
        }],
        dense_assets: 1,
        validators: vec![GenesisValidator {
            name: "validator".into(),
            public_key: public_key.clone(),
            voting_power: 1,
        }],
        accounts: vec![GenesisAccount {
            name: "signer".into(),
            scheme: "ed25519".into(),
            public_key,
            roles: vec![],
            balances: vec![GenesisBalance {
                asset: "EUR".into(),
                amount: (u64::MAX / 2).to_string(),
            }],
        }],
    }
}
