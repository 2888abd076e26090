//! The gRPC client against a double of a node: pipelining with tags, windows, large messages, refusals, broken streams.

#![allow(
    clippy::unwrap_used,
    reason = "a test that fails by panicking is a test that works"
)]

mod support;

use std::sync::Arc;
use std::time::Duration;

use aurigraph_client::ingest::{OutcomeStatus, SUBMISSIONS_BYTES_MAX};
use aurigraph_client::service::{CallFuture, Ingest, ReplyStream};
use aurigraph_client::wire::{
    InfoReply, InfoRequest, MESSAGE_BYTES_MAX, SubmissionReceipt, SubmissionStatus, SubmitReply,
    SubmitRequest,
};
use aurigraph_client::{IngestClient, IngestError, Trust};
use aurigraph_types::{Domain, Height, ResultCode};
use bytes::Bytes;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};

/// What the double does with a request, by its first byte.
const APPLY: u8 = 0;
const REFUSE_BUSY: u8 = 1;
const BREAK_OFF: u8 = 2;
const ODD_CODES: u8 = 3;
const HOLD: u8 = 4;

struct Double;

fn answer(request: &SubmitRequest) -> Result<SubmitReply, Status> {
    let id = Bytes::copy_from_slice(&Domain::Submission.hash(&request.submissions).0);
    let base = SubmissionReceipt {
        submission_id: id,
        record_count: 2,
        ..Default::default()
    };
    let receipt = match request.submissions[0] {
        REFUSE_BUSY => SubmissionReceipt {
            status: SubmissionStatus::Refused.into(),
            problem_code: "too_busy".to_owned(),
            problem_detail: "the queue is full".to_owned(),
            ..base
        },
        BREAK_OFF => return Err(Status::unavailable("stopping")),
        ODD_CODES => SubmissionReceipt {
            status: SubmissionStatus::Final.into(),
            result_codes: Bytes::from_static(&[0, 0, 18]),
            ..base
        },
        _ => SubmissionReceipt {
            status: SubmissionStatus::Final.into(),
            height: request.submissions.len() as u64,
            applied: 1,
            rejected: 1,
            result_codes: Bytes::from_static(&[0, 0, 18, 0]),
            ..base
        },
    };
    Ok(SubmitReply {
        tag: request.tag,
        receipts: vec![receipt],
    })
}

impl Ingest for Double {
    fn submit(
        self: Arc<Self>,
        requests: Request<Streaming<SubmitRequest>>,
    ) -> CallFuture<ReplyStream> {
        let mut requests = requests.into_inner();
        let (replies, stream) = mpsc::channel(16);
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok(Some(request)) = requests.message().await {
                if request.submissions[0] == HOLD {
                    held.push(answer(&request));
                } else if replies.send(answer(&request)).await.is_err() {
                    return;
                }
            }
            for reply in held {
                let _gone = replies.send(reply).await;
            }
        });
        let stream: ReplyStream = Box::pin(ReceiverStream::new(stream));
        Box::pin(async { Ok(Response::new(stream)) })
    }

    fn info(self: Arc<Self>, _request: Request<InfoRequest>) -> CallFuture<InfoReply> {
        let reply = InfoReply {
            chain_id: Bytes::from_static(&[9; 32]),
            network: "double".to_owned(),
            height: 7,
            devnet: true,
            message_bytes_max: MESSAGE_BYTES_MAX as u64,
        };
        Box::pin(async { Ok(Response::new(reply)) })
    }
}

async fn client() -> IngestClient {
    let url = support::serve_grpc(Arc::new(Double)).await;
    IngestClient::connect(&url).await.unwrap()
}

#[tokio::test]
async fn info_and_one_submission() {
    let client = client().await;
    let info = client.info().await.unwrap();
    assert_eq!(
        (info.network.as_str(), info.height, info.devnet),
        ("double", Height::new(7), true)
    );
    assert_eq!(info.chain_id.0.0, [9; 32]);
    let outcome = client.submit_one(vec![APPLY; 100]).await.unwrap();
    assert_eq!(outcome.status, OutcomeStatus::Final);
    assert_eq!(outcome.height, Height::new(100));
    assert_eq!(outcome.id, Some(Domain::Submission.hash(&[APPLY; 100])));
    assert_eq!(outcome.result_code(0), Some(ResultCode::Applied));
    assert_eq!(outcome.result_code(1), Some(ResultCode::InsufficientFunds));
    assert_eq!(outcome.result_code(2), None);
    assert!(!outcome.is_fully_applied());
}

#[tokio::test]
async fn a_refusal_is_an_outcome_with_its_code() {
    let outcome = client().await.submit_one(vec![REFUSE_BUSY]).await.unwrap();
    assert!(outcome.is_busy());
    assert_eq!(outcome.result_code(0), None);
    let expected = ("too_busy".to_owned(), "the queue is full".to_owned());
    let OutcomeStatus::Refused { code, detail } = outcome.status else {
        panic!("refused")
    };
    assert_eq!((code, detail), expected);
}

#[tokio::test]
async fn the_largest_message_passes_and_more_is_refused_before_sending() {
    let client = client().await;
    let outcome = client
        .submit_one(vec![APPLY; SUBMISSIONS_BYTES_MAX])
        .await
        .unwrap();
    assert_eq!(outcome.height, Height::new(SUBMISSIONS_BYTES_MAX as u64));
    let error = client
        .submit_one(vec![APPLY; SUBMISSIONS_BYTES_MAX + 1])
        .await
        .unwrap_err();
    assert!(matches!(error, IngestError::TooLarge { .. }), "{error}");
}

#[tokio::test]
async fn many_requests_are_pipelined_and_found_again_by_tag() {
    let (sender, mut receiver) = client().await.stream(8).await.unwrap();
    let sending = tokio::spawn(async move {
        for tag in 0..1_000_u64 {
            sender
                .send(tag, vec![APPLY; 1 + tag as usize])
                .await
                .unwrap();
        }
    });
    let mut seen = vec![false; 1_000];
    while let Some(reply) = receiver.next().await.unwrap() {
        assert_eq!(reply.receipts[0].height, reply.tag + 1);
        assert!(!std::mem::replace(&mut seen[reply.tag as usize], true));
    }
    sending.await.unwrap();
    assert!(seen.into_iter().all(|seen| seen));
}

#[tokio::test]
async fn a_full_window_makes_the_sender_wait() {
    let (sender, mut receiver) = client().await.stream(2).await.unwrap();
    sender.send(1, vec![HOLD]).await.unwrap();
    sender.send(2, vec![HOLD]).await.unwrap();
    let third = tokio::time::timeout(Duration::from_millis(100), sender.send(3, vec![APPLY]));
    assert!(third.await.is_err(), "the window is full");
    // Ending the stream makes the double answer what it held.
    drop(sender);
    let mut tags = Vec::new();
    while let Some(reply) = receiver.next().await.unwrap() {
        tags.push(reply.tag);
    }
    assert_eq!(tags, [1, 2]);
}

#[tokio::test]
async fn a_broken_stream_is_an_error_and_wakes_senders() {
    let (sender, mut receiver) = client().await.stream(1).await.unwrap();
    sender.send(1, vec![BREAK_OFF]).await.unwrap();
    let waiting = tokio::spawn(async move { sender.send(2, vec![APPLY]).await });
    let error = receiver.next().await.unwrap_err();
    assert!(
        matches!(
            error,
            IngestError::Status {
                code: tonic::Code::Unavailable,
                ..
            }
        ),
        "{error}"
    );
    assert!(matches!(waiting.await.unwrap(), Err(IngestError::Closed)));
}

#[tokio::test]
async fn replies_that_break_the_protocol_are_refused() {
    let error = client()
        .await
        .submit_one(vec![ODD_CODES])
        .await
        .unwrap_err();
    assert!(
        matches!(error, IngestError::UnexpectedReply { .. }),
        "{error}"
    );
}

#[tokio::test]
async fn addresses_are_checked_and_a_missing_node_is_named() {
    for url in [
        "",
        "localhost:9004",
        "ftp://localhost:9004",
        "https://localhost",
        "http://localhost",
        "http://",
    ] {
        let error = IngestClient::connect(url).await.unwrap_err();
        assert!(
            matches!(error, IngestError::InvalidUrl { .. }),
            "{url}: {error}"
        );
    }
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let error = IngestClient::connect(&url).await.unwrap_err();
    assert!(matches!(error, IngestError::Connect { .. }), "{error}");
    let lazy = IngestClient::connect_lazy(&url, &Trust::system()).unwrap();
    assert!(lazy.info().await.is_err());
}
