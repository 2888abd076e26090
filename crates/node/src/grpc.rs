//! gRPC ingest on its own thread: whole batches as bytes, answers out of order by tag.
//!
//! Memory is bounded on the whole way: [`connection`] limits connections, [`reception`] what is half-read, the ingest budget what is
//! admitted, and a stream's slots the replies that its client has not read.

mod connection;
mod reception;

use std::sync::Arc;
use std::time::Duration;

use aurigraph_client::service::{CallFuture, Ingest as IngestService, IngestServer, ReplyStream};
use aurigraph_client::wire::{
    FRAME_BYTES_MAX, InfoReply, InfoRequest, MESSAGE_BYTES_MAX, SubmissionReceipt,
    SubmissionStatus, SubmitReply, SubmitRequest,
};
use aurigraph_types::Digest;
use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Streaming};

use self::connection::PING_INTERVAL;
pub use self::reception::CONNECTION_PERMITS as RECEPTION_PERMITS;
use self::reception::{Received, Rooms};
use crate::ingest::{Admission, Admitted, FinalReceipt, OutcomeUnknown, Refusal, SubmissionResult};
use crate::node::Node;
use crate::standing::{Refused, Standing};
use crate::tls::ServerTls;

/// Requests of one stream that are under way at once; the budget of bytes bounds their size.
const STREAM_REQUESTS_MAX: usize = 4_096;
/// Calls that one connection may have open.
const CONNECTION_CALLS_MAX: u32 = 64;
/// Bytes of a submission id.
const DIGEST_BYTES: usize = size_of::<Digest>();
/// Bytes of a call's headers.
const HEADER_BYTES_MAX: u32 = 16 * 1024;

/// How long clients may keep their connections once the node stops. Everything that was taken is answered by then, and a
/// client that does not read must not be able to hold up the end of the process.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves until `stop` resolves, with TLS if there is a certificate, and then for as long as clients need to close, at most [`CLOSE_TIMEOUT`].
pub async fn serve(
    node: Node,
    listener: std::net::TcpListener,
    tls: Option<ServerTls>,
    stop: impl Future<Output = ()>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let incoming = connection::accept(
        tokio::net::TcpListener::from_std(listener)?,
        tls,
        node.config.grpc_connections_max,
        connection::SILENCE_MAX,
        Arc::clone(&node.standings),
    );
    let standings = Arc::clone(&node.standings);
    let (told, was_told) = oneshot::channel();
    let stop = async {
        stop.await;
        // Nobody listens any more if serving has ended by itself.
        let _ = told.send(());
    };
    let serving = tonic::transport::Server::builder()
        // Windows begin small and grow with what a connection really carries: a slow one has no use for a large one.
        .http2_adaptive_window(Some(true))
        .http2_keepalive_interval(Some(PING_INTERVAL))
        .http2_keepalive_timeout(Some(PING_INTERVAL))
        .http2_max_header_list_size(HEADER_BYTES_MAX)
        .max_concurrent_streams(CONNECTION_CALLS_MAX)
        .max_frame_size(FRAME_BYTES_MAX)
        .add_service(Received::new(
            IngestServer::new(Arc::new(GrpcIngest { node })),
            standings,
        ))
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
            let rooms = requests.extensions().get().cloned().unwrap_or_default();
            let standing = requests.extensions().get().cloned();
            let standing = standing.unwrap_or_else(|| self.node.standings.connection());
            let (replies, outgoing) = mpsc::channel(STREAM_REQUESTS_MAX);
            tokio::spawn(read_requests(
                self.node.clone(),
                requests.into_inner(),
                rooms,
                standing,
                replies,
            ));
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

/// Reads a stream's requests one by one. Each is admitted before the next is read, so a full node holds its senders back; the answers
/// come when they come.
async fn read_requests(
    node: Node,
    mut requests: Streaming<SubmitRequest>,
    rooms: Rooms,
    standing: Arc<Standing>,
    replies: mpsc::Sender<Result<SubmitReply, tonic::Status>>,
) {
    // Holding the slot until the reply is handed over bounds what one stream can have under way.
    while let Ok(slot) = replies.clone().reserve_owned().await {
        standing.turn().await;
        match requests.next().await {
            Some(Ok(request)) => {
                standing.begin();
                let room = rooms.take();
                let admitted = node
                    .ingest
                    .admit(request.submissions, Admission::Wait)
                    .await;
                drop(room);
                let (node, standing) = (node.clone(), Arc::clone(&standing));
                tokio::spawn(async move {
                    slot.send(answer(&node, &standing, request.tag, admitted).await);
                });
            }
            Some(Err(status)) => {
                // What was read of it is not known; it is dear enough that calls are not opened for it again and again.
                standing.begin();
                standing.answered(Refused::Mostly {
                    bytes: FRAME_BYTES_MAX as usize,
                });
                slot.send(Err(status));
                return;
            }
            None => return,
        }
    }
}

/// The reply to one request. An outcome that is not known ends the call: nothing that is in flight on it will be answered before the log is
/// written again, and what the end of a call means, every client knows.
async fn answer(
    node: &Node,
    standing: &Standing,
    tag: u64,
    admitted: Admitted,
) -> Result<SubmitReply, tonic::Status> {
    let bytes = admitted.bytes();
    let results = admitted.results().await;
    standing.answered(match &results {
        Ok(results) => Refused::of(results, bytes),
        Err(_) => Refused::ForReasonsOfTheNode,
    });
    let results = results.map_err(|unknown| {
        let code = OutcomeUnknown::CODE;
        tonic::Status::unavailable(format!("{code}: {unknown}"))
    })?;
    // One buffer for all ids, of which each receipt holds its part.
    let mut ids = Vec::with_capacity(results.len() * DIGEST_BYTES);
    for result in &results {
        ids.extend_from_slice(result.id().as_bytes());
    }
    let ids = Bytes::from(ids);
    let mut receipts = Vec::with_capacity(results.len());
    for (place, result) in results.into_iter().enumerate() {
        let id = ids.slice(place * DIGEST_BYTES..(place + 1) * DIGEST_BYTES);
        receipts.push(match result {
            SubmissionResult::Final { receipt, .. } => {
                of_final(id, SubmissionStatus::Final, &receipt)
            }
            SubmissionResult::Refused {
                id: Digest::ZERO,
                refusal,
            } => of_refused(Bytes::new(), refusal),
            SubmissionResult::Refused { refusal, .. } => of_refused(id, refusal),
            SubmissionResult::AlreadyApplied { id: known } => {
                of_applied_before(node, id, &known).await
            }
        });
    }
    Ok(SubmitReply { tag, receipts })
}

fn of_refused(submission_id: Bytes, refusal: Refusal) -> SubmissionReceipt {
    SubmissionReceipt {
        submission_id,
        status: SubmissionStatus::Refused as i32,
        problem_code: refusal.code.into(),
        problem_detail: refusal.detail,
        ..Default::default()
    }
}

async fn of_applied_before(node: &Node, submission_id: Bytes, id: &Digest) -> SubmissionReceipt {
    match node.original_receipt_when_indexed(id).await {
        Some(receipt) => of_final(submission_id, SubmissionStatus::AlreadyApplied, &receipt),
        None => SubmissionReceipt {
            submission_id,
            status: SubmissionStatus::AlreadyApplied as i32,
            problem_code: "already_applied".into(),
            problem_detail:
                "the sequence was used before; its receipt is not kept, or was another submission's"
                    .into(),
            ..Default::default()
        },
    }
}

fn of_final(
    submission_id: Bytes,
    status: SubmissionStatus,
    receipt: &FinalReceipt,
) -> SubmissionReceipt {
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
        submission_id,
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
