//! Goal: what a client is told holds: final means durable, executed and provable; applied once means once.
//! Method: a whole node in a temporary folder, stopped and started again.

mod common;

use aurigraph_node::ingest::SubmissionResult;
use aurigraph_types::{Operation, ResultCode, Scheme, SigningKey, Submission};
use common::{FIRST_BALANCE, TestLedger, balance, record, settle, stop, submit};

fn final_height(result: &SubmissionResult) -> u64 {
    match result {
        SubmissionResult::Final { receipt, .. } => receipt.height,
        other => panic!("not final: {other:?}"),
    }
}

fn refusal_code(result: &SubmissionResult) -> &'static str {
    match result {
        SubmissionResult::Refused { refusal, .. } => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_transfer_of_every_scheme_is_final_and_survives_a_restart() {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    for signer in 0..4 {
        let transfer = ledger.transfer(
            signer,
            1,
            &record(signer, (signer + 1) % 4, 10 + u64::from(signer)),
        );
        let results = submit(&handle, transfer.into_bytes()).await;
        assert!(final_height(&results[0]) > 0);
    }
    let height = settle(&handle).await;
    let root = handle.node.chain.tip().state_root;
    assert_eq!(balance(&handle, 1).await, FIRST_BALANCE + 10 - 11);
    stop(handle).await;

    let handle = ledger.start();
    let tip = handle.node.chain.tip();
    assert_eq!((tip.height.get(), tip.state_root), (height, root));
    assert_eq!(
        handle.recovery.replayed_blocks, 0,
        "the last snapshot covers everything"
    );
    assert_eq!(tip.totals.individually_signed, 4);
    assert_eq!(balance(&handle, 1).await, FIRST_BALANCE + 10 - 11);
    stop(handle).await;
}

#[tokio::test]
async fn without_snapshots_the_log_alone_gives_the_same_state() {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    let key = SigningKey::generate(Scheme::MlDsa65);
    let register = Operation::RegisterAccounts {
        keys: vec![key.public_key().clone()],
    };
    let register = Submission::operation(&ledger.keys[0], &ledger.context(0, 1), &register);
    let open = Submission::operation(
        &ledger.keys[1],
        &ledger.context(1, 1),
        &Operation::OpenSubaccounts { count: 100 },
    );
    final_height(&submit(&handle, register.into_bytes()).await[0]);
    final_height(&submit(&handle, open.into_bytes()).await[0]);
    let records: Vec<_> = (0..100).map(|number| record(1, 5 + number, 7)).collect();
    let batch = Submission::batch(&ledger.keys[1], &ledger.context(1, 2), &records);
    final_height(&submit(&handle, batch.into_bytes()).await[0]);
    settle(&handle).await;
    let tip = handle.node.chain.tip();
    stop(handle).await;

    std::fs::remove_dir_all(ledger.folder.path().join("snapshots"))
        .expect("snapshots can be removed");
    std::fs::remove_dir_all(ledger.folder.path().join("history"))
        .expect("the index can be removed");
    let handle = ledger.start();
    assert!(handle.recovery.replayed_blocks > 0);
    let again = handle.node.chain.tip();
    assert_eq!(
        (again.height, again.state_root, again.totals),
        (tip.height, tip.state_root, tip.totals)
    );
    // The new account's key was read back: its signature verifies.
    let context = ledger.context(4, 1);
    let from_subaccount = Submission::transfer(&key, &context, &record(4, 0, 1));
    let results = submit(&handle, from_subaccount.into_bytes()).await;
    match &results[0] {
        SubmissionResult::Final { receipt, .. } => {
            assert_eq!(receipt.rejected, [(0, ResultCode::InsufficientFunds)]);
        }
        other => panic!("{other:?}"),
    }
    stop(handle).await;
}

#[tokio::test]
async fn a_replay_is_answered_with_the_original_receipt_and_applied_once() {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    let transfer = ledger.transfer(1, 1, &record(1, 2, 100));
    let first = submit(&handle, transfer.as_bytes().to_vec()).await;
    let again = submit(&handle, transfer.as_bytes().to_vec()).await;
    assert_eq!(
        again,
        [SubmissionResult::AlreadyApplied { id: transfer.id() }]
    );
    let original = handle
        .node
        .original_receipt(&transfer.id())
        .expect("the receipt is kept");
    assert_eq!(original.height, final_height(&first[0]));
    assert_eq!(balance(&handle, 1).await, FIRST_BALANCE - 100);
    stop(handle).await;

    let handle = ledger.start();
    let after_restart = submit(&handle, transfer.as_bytes().to_vec()).await;
    assert_eq!(
        after_restart,
        [SubmissionResult::AlreadyApplied { id: transfer.id() }]
    );
    assert_eq!(balance(&handle, 1).await, FIRST_BALANCE - 100);
    stop(handle).await;
}

#[tokio::test]
async fn one_bad_signature_does_not_harm_its_neighbours() {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    let mut bytes = Vec::new();
    for sequence in 1..=40 {
        let transfer = ledger.transfer(1, sequence, &record(1, 2, 1));
        let mut transfer = transfer.into_bytes();
        if sequence == 17 {
            let last = transfer.len() - 1;
            transfer[last - 40] ^= 1;
        }
        bytes.extend(transfer);
    }
    let results = submit(&handle, bytes).await;
    for (index, result) in results.iter().enumerate() {
        if index == 16 {
            assert_eq!(refusal_code(result), "signature_invalid");
        } else {
            final_height(result);
        }
    }
    assert_eq!(balance(&handle, 1).await, FIRST_BALANCE - 39);
    stop(handle).await;
}

#[tokio::test]
async fn after_the_last_results_one_empty_block_follows_and_then_none() {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    let idle = settle(&handle).await;
    assert_eq!(idle, 0, "a ledger that nobody uses makes no blocks");
    let results = submit(
        &handle,
        ledger.transfer(1, 1, &record(1, 2, 1)).into_bytes(),
    )
    .await;
    let height = final_height(&results[0]);
    assert_eq!(settle(&handle).await, height + 1);
    let empty = handle
        .node
        .chain
        .header(height + 1)
        .expect("readable")
        .expect("there")
        .header
        .fields();
    assert_eq!(
        (empty.submission_count, empty.executed_height.get()),
        (0, height)
    );
    stop(handle).await;
}

#[tokio::test]
async fn what_never_reaches_a_block_is_refused_by_name() {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    let good = ledger.transfer(1, 1, &record(1, 2, 1)).into_bytes();
    let with = |change: fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        bytes
    };
    let cases: [(&str, Vec<u8>); 7] = [
        ("malformed_submission", Vec::new()),
        ("malformed_submission", with(|bytes| bytes.truncate(100))),
        ("malformed_submission", with(|bytes| bytes[0] = 9)),
        (
            "malformed_submission",
            with(|bytes| bytes[28..32].fill(0xff)),
        ),
        ("wrong_chain", with(|bytes| bytes[40] ^= 1)),
        ("signer_unknown", with(|bytes| bytes[4..8].fill(0xee))),
        ("signature_invalid", with(|bytes| bytes[64 + 16] ^= 1)),
    ];
    for (code, bytes) in cases {
        let results = submit(&handle, bytes).await;
        assert_eq!(refusal_code(&results[0]), code);
    }
    assert_eq!(settle(&handle).await, 0, "nothing was included");
    assert!(handle.node.measurements.refused_submissions() >= 7);
    stop(handle).await;
}

#[tokio::test]
async fn a_nearly_full_disk_makes_the_node_read_only_and_reads_go_on() {
    let ledger = TestLedger::new();
    let mut config = ledger.config();
    config.disk_reserve_bytes = u64::MAX;
    let handle = aurigraph_node::NodeHandle::start(config, 0.0).expect("the node starts");
    let mut modes = handle.node.status.watch();
    modes
        .wait_for(|mode| mode.name() == "read_only")
        .await
        .expect("the node runs");
    let results = submit(
        &handle,
        ledger.transfer(1, 1, &record(1, 2, 1)).into_bytes(),
    )
    .await;
    assert_eq!(refusal_code(&results[0]), "read_only");
    assert_eq!(balance(&handle, 1).await, FIRST_BALANCE);
    stop(handle).await;
    // With room again the same bytes are applied.
    let handle = ledger.start();
    let results = submit(
        &handle,
        ledger.transfer(1, 1, &record(1, 2, 1)).into_bytes(),
    )
    .await;
    final_height(&results[0]);
    stop(handle).await;
}

#[tokio::test]
async fn a_second_node_on_the_same_folder_is_refused() {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    let second = aurigraph_node::NodeHandle::start(ledger.config(), 0.0);
    let message = second.err().expect("the folder is locked").to_string();
    assert!(
        message.contains(&std::process::id().to_string()),
        "{message}"
    );
    stop(handle).await;
}
