//! gRPC ingest on its own thread: whole batches as bytes, answers out of order by tag.

use std::sync::Arc;
use std::time::Duration;

use aurigraph_client::service::{CallFuture, Ingest as IngestService, IngestServer, ReplyStream};
use aurigraph_client::wire::{
    CONNECTION_WINDOW_BYTES, FRAME_BYTES_MAX, InfoReply, InfoRequest, MESSAGE_BYTES_MAX,
    STREAM_WINDOW_BYTES, SubmissionReceipt, SubmissionStatus, SubmitReply, SubmitRequest,
};
use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tonic::{Request, Response, Streaming};

use crate::ingest::{Admission, FinalReceipt, SubmissionResult};
use crate::node::Node;

/// Requests of one stream that are under way at once; the budget of bytes bounds their size.
const STREAM_REQUESTS_MAX: usize = 4_096;

/// How long clients may keep their connections once the node stops. Everything that was taken is answered by then, and a
/// client that does not read must not be able to hold up the end of the process.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves until `stop` resolves, and then for as long as clients need to close, at most [`CLOSE_TIMEOUT`].
pub async fn serve(
    node: Node,
    listener: std::net::TcpListener,
    stop: impl Future<Output = ()>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let incoming = TcpListenerStream::new(tokio::net::TcpListener::from_std(listener)?);
    let (told, was_told) = oneshot::channel();
    let stop = async {
        stop.await;
        // Nobody listens any more if serving has ended by itself.
        let _ = told.send(());
    };
    let serving = tonic::transport::Server::builder()
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .max_frame_size(FRAME_BYTES_MAX)
        .tcp_nodelay(true)
        .add_service(IngestServer::new(Arc::new(GrpcIngest { node })))
        .serve_with_incoming_shutdown(incoming, stop);
    tokio::select! {
        served = serving => Ok(served?),
        () = overdue(was_told) => {
            tracing::warn!("gRPC clients kept their connections; they are closed now");
            Ok(())
        }
    }
}

/// Resolves when a stop was told and [`CLOSE_TIMEOUT`] has passed since.
async fn overdue(was_told: oneshot::Receiver<()>) {
    match was_told.await {
        Ok(()) => tokio::time::sleep(CLOSE_TIMEOUT).await,
        Err(_) => std::future::pending().await,
    }
}

struct GrpcIngest {
    node: Node,
}

impl IngestService for GrpcIngest {
    fn submit(
        self: Arc<Self>,
        requests: Request<Streaming<SubmitRequest>>,
    ) -> CallFuture<ReplyStream> {
        Box::pin(async move {
            let mut requests = requests.into_inner();
            let (replies, outgoing) = mpsc::channel(STREAM_REQUESTS_MAX);
            tokio::spawn(async move {
                while let Some(Ok(request)) = requests.next().await {
                    // Holding the slot until the reply is handed over bounds what one stream can have under way.
                    let Ok(slot) = replies.clone().reserve_owned().await else {
                        return;
                    };
                    let node = self.node.clone();
                    let answer = answer(node, request);
                    tokio::spawn(async move {
                        slot.send(Ok(answer.await));
                    });
                }
            });
            Ok(Response::new(
                Box::pin(ReceiverStream::new(outgoing)) as ReplyStream
            ))
        })
    }

    fn info(self: Arc<Self>, _request: Request<InfoRequest>) -> CallFuture<InfoReply> {
        Box::pin(async move {
            let chain = &self.node.chain;
            let constants = &chain.constants;
            Ok(Response::new(InfoReply {
                chain_id: Bytes::copy_from_slice(&constants.chain_id.0.0),
                network: constants.genesis.network.clone(),
                height: chain.tip().height.get(),
                devnet: constants.genesis.devnet,
                message_bytes_max: MESSAGE_BYTES_MAX as u64,
            }))
        })
    }
}

async fn answer(node: Node, request: SubmitRequest) -> SubmitReply {
    let results = node
        .ingest
        .submit(request.submissions, Admission::Wait)
        .await;
    let mut receipts = Vec::with_capacity(results.len());
    for result in results {
        receipts.push(receipt(&node, result).await);
    }
    SubmitReply {
        tag: request.tag,
        receipts,
    }
}

async fn receipt(node: &Node, result: SubmissionResult) -> SubmissionReceipt {
    match result {
        SubmissionResult::Final { id, receipt } => of_final(id.0, SubmissionStatus::Final, &receipt),
        SubmissionResult::Refused { id, refusal } => SubmissionReceipt {
            submission_id: Bytes::copy_from_slice(&id.0),
            status: SubmissionStatus::Refused as i32,
            problem_code: refusal.code.into(),
            problem_detail: refusal.detail,
            ..Default::default()
        },
        SubmissionResult::AlreadyApplied { id } => match node.original_receipt_when_indexed(&id).await {
            Some(receipt) => of_final(id.0, SubmissionStatus::AlreadyApplied, &receipt),
            None => SubmissionReceipt {
                submission_id: Bytes::copy_from_slice(&id.0),
                status: SubmissionStatus::AlreadyApplied as i32,
                problem_code: "already_applied".into(),
                problem_detail: "the sequence was used before; its receipt is not kept, or was another submission's".into(),
                ..Default::default()
            },
        },
    }
}

fn of_final(id: [u8; 32], status: SubmissionStatus, receipt: &FinalReceipt) -> SubmissionReceipt {
    let mut result_codes = Vec::new();
    if !receipt.rejected.is_empty() {
        result_codes.resize(receipt.receipt_count as usize * 2, 0);
        for (index, code) in &receipt.rejected {
            let at = *index as usize * 2;
            result_codes[at..at + 2].copy_from_slice(&code.as_u16().to_le_bytes());
        }
    }
    let rejected = receipt.rejected.len() as u32;
    SubmissionReceipt {
        submission_id: Bytes::copy_from_slice(&id),
        status: status as i32,
        height: receipt.height,
        position: receipt.position,
        record_count: receipt.receipt_count,
        applied: receipt.receipt_count - rejected,
        rejected,
        result_codes: result_codes.into(),
        problem_code: String::new(),
        problem_detail: String::new(),
    }
}
