//! Goal: a node whose software is older than what the network decided says so in time, stops before the first block that it could execute wrongly, and loses
//! nothing; limits that were decided hold for the blocks that it makes.
//! Method: a single validator, whose vote decides at once; a protocol version that nobody's software knows.

#![allow(missing_docs, reason = "a test has no interface")]

#[allow(dead_code)]
mod common;
#[allow(dead_code)]
mod http_support;

use std::time::Duration;

use aurigraph_node::ingest::SubmissionResult;
use aurigraph_types::governance::{Action, Parameter, Proposal, ProposalVote};
use aurigraph_types::{Height, Operation, Scheme, SigningKey, Submission, TransferRecord};
use common::{TestLedger, balance, record, submit};
use http_support::Api;

fn decide(ledger: &TestLedger, sequence: u64, effective: u64, action: Action) -> Submission {
    let seed = std::fs::read(ledger.folder.path().join("validator.key")).expect("its key");
    let seed = hex::decode(seed.trim_ascii()).expect("hexadecimal");
    let key = SigningKey::from_seed(Scheme::Ed25519, &seed).expect("a seed");
    let proposal = Proposal {
        number: sequence,
        effective_height: Height::new(effective),
        expires_height: Height::new(10_000),
        action,
    };
    let votes = vec![ProposalVote::sign(&key, &proposal.id(&ledger.chain_id))];
    let operation = Operation::Govern { proposal, votes };
    Submission::operation(&ledger.keys[1], &ledger.context(1, sequence), &operation)
}

fn height_of(results: &[SubmissionResult]) -> u64 {
    let [SubmissionResult::Final { receipt, .. }] = results else {
        panic!("{results:?}");
    };
    assert!(receipt.rejected.is_empty(), "{receipt:?}");
    receipt.height
}

#[tokio::test]
async fn a_node_that_is_too_old_says_so_and_stops_before_it_could_go_wrong() {
    let api = Api::start();
    let version = |version| Action::ActivateProtocol { version };
    let second = decide(&api.ledger, 1, 0, version(2));
    let height = height_of(&submit(&api.handle, second.as_bytes().to_vec()).await);
    let last = height + 8;
    let third = decide(&api.ledger, 2, 0, version(3));
    submit(&api.handle, third.as_bytes().to_vec()).await;
    let fourth = decide(&api.ledger, 3, 0, version(4));
    submit(&api.handle, fourth.as_bytes().to_vec()).await;
    let fifth = decide(&api.ledger, 4, last + 1, version(5));
    submit(&api.handle, fifth.as_bytes().to_vec()).await;
    let health = api.get("/q/health").await.json();
    let checks = health["checks"].as_array().expect("checks");
    let software = checks.iter().find(|check| check["name"] == "software");
    let reason = software.expect("the check")["data"]["reason"]
        .as_str()
        .expect("a reason");
    assert!(reason.contains("protocol version 5"), "{reason}");
    let rules = api.get_json("/api/v11/governance").await;
    assert_eq!(rules["nextProtocol"]["isKnown"], false, "{rules:#}");
    let mut paid = 0;
    for sequence in 5.. {
        let transfer = api.ledger.transfer(1, sequence, &record(1, 2, 1));
        let answer = submit_in_time(&api, &transfer).await;
        let Some(height) = answer else { break };
        assert!(height <= last);
        paid += 1;
    }
    let fatal = api.handle.node.status.fatal().expect("it says why");
    assert!(fatal.contains("versions up to 4"), "{fatal}");
    let ledger = api.stop_for_restart().await;
    // With newer software it would go on there; with this one it reads what it has.
    let handle = ledger.start();
    assert_eq!(balance(&handle, 2).await, common::FIRST_BALANCE + paid);
    assert!(handle.node.chain.tip().height.get() <= last);
    handle.drain().await;
    handle.stop();
}

/// The height at which it is final; nothing if nobody can say any more.
async fn submit_in_time(api: &Api, transfer: &Submission) -> Option<u64> {
    let bytes = transfer.as_bytes().to_vec().into();
    let admission = aurigraph_node::ingest::Admission::Wait;
    let submitted = api.handle.node.ingest.submit(bytes, admission);
    let answer = tokio::time::timeout(Duration::from_secs(20), submitted).await;
    answer
        .expect("it answers")
        .ok()
        .map(|results| height_of(&results))
}

#[tokio::test]
async fn blocks_keep_to_the_limit_that_was_decided() {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    let most = 64 * 1024;
    let limit = Action::SetParameter {
        parameter: Parameter::BlockBytesMax,
        value: most,
    };
    let decided = decide(&ledger, 1, 0, limit);
    height_of(&submit(&handle, decided.as_bytes().to_vec()).await);
    // Each batch has forty kilobytes, and one has more than the limit: that one is alone in its block.
    let batch = |sequence: u64, records: usize| {
        let records: Vec<TransferRecord> = (0..records).map(|_| record(1, 2, 1)).collect();
        let context = ledger.context(1, sequence);
        Submission::batch(&ledger.keys[1], &context, &records)
    };
    let batches: Vec<_> = (2..10).map(|sequence| batch(sequence, 600)).collect();
    let large = batch(10, 2_000);
    let all = batches.iter().chain([&large]).map(|one| {
        let (handle, bytes) = (&handle, one.as_bytes().to_vec());
        async move { submit(handle, bytes).await }
    });
    futures_util::future::join_all(all).await;
    let tip = handle.node.chain.tip().height.get();
    let mut largest = 0;
    for height in 2..=tip {
        let block = handle
            .node
            .chain
            .header(height)
            .expect("read")
            .expect("there");
        let fields = block.header.fields();
        let bytes = u64::from(fields.body_bytes);
        assert!(
            bytes <= most || fields.submission_count == 1,
            "block {height}: {bytes}"
        );
        largest = largest.max(bytes);
    }
    assert!(largest > most, "the large one is there");
    handle.drain().await;
    handle.stop();
}
