//! The server's side of the ingest service: what a code generator would write, by hand and without protoc.
//!
//! A node implements [`Ingest`] and serves an [`IngestServer`]; the tests here do the same with a small double.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio_stream::Stream;
use tonic::body::Body;
use tonic::codegen::{Body as HttpBody, Service, StdError, http};
use tonic::server::{Grpc, NamedService, StreamingService, UnaryService};
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;

use crate::wire::{
    INFO_PATH, InfoReply, InfoRequest, MESSAGE_BYTES_MAX, SERVICE_NAME, SUBMIT_PATH, SubmitReply,
    SubmitRequest,
};

/// A boxed future of a call.
pub type CallFuture<T> = Pin<Box<dyn Future<Output = Result<Response<T>, Status>> + Send>>;
/// The replies of one stream.
pub type ReplyStream = Pin<Box<dyn Stream<Item = Result<SubmitReply, Status>> + Send>>;

/// What a node does with calls.
pub trait Ingest: Send + Sync + 'static {
    /// Answers a stream of requests.
    fn submit(
        self: Arc<Self>,
        requests: Request<Streaming<SubmitRequest>>,
    ) -> CallFuture<ReplyStream>;
    /// Says what this node serves.
    fn info(self: Arc<Self>, request: Request<InfoRequest>) -> CallFuture<InfoReply>;
}

/// A tower service over an [`Ingest`].
#[derive(Debug)]
pub struct IngestServer<T> {
    inner: Arc<T>,
}

impl<T> Clone for IngestServer<T> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
        }
    }
}

impl<T: Ingest> IngestServer<T> {
    /// Serves `inner`.
    pub const fn new(inner: Arc<T>) -> Self {
        Self { inner }
    }
}

impl<T> NamedService for IngestServer<T> {
    const NAME: &'static str = SERVICE_NAME;
}

struct SubmitCall<T>(Arc<T>);

impl<T: Ingest> StreamingService<SubmitRequest> for SubmitCall<T> {
    type Response = SubmitReply;
    type ResponseStream = ReplyStream;
    type Future = CallFuture<ReplyStream>;

    fn call(&mut self, request: Request<Streaming<SubmitRequest>>) -> Self::Future {
        Arc::clone(&self.0).submit(request)
    }
}

struct InfoCall<T>(Arc<T>);

impl<T: Ingest> UnaryService<InfoRequest> for InfoCall<T> {
    type Response = InfoReply;
    type Future = CallFuture<InfoReply>;

    fn call(&mut self, request: Request<InfoRequest>) -> Self::Future {
        Arc::clone(&self.0).info(request)
    }
}

impl<T, B> Service<http::Request<B>> for IngestServer<T>
where
    T: Ingest,
    B: HttpBody + Send + 'static,
    B::Error: Into<StdError> + Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let inner = Arc::clone(&self.inner);
        match request.uri().path() {
            SUBMIT_PATH => Box::pin(async move {
                let codec = ProstCodec::<SubmitReply, SubmitRequest>::default();
                let mut grpc = Grpc::new(codec)
                    .max_decoding_message_size(MESSAGE_BYTES_MAX)
                    .max_encoding_message_size(MESSAGE_BYTES_MAX);
                Ok(grpc.streaming(SubmitCall(inner), request).await)
            }),
            INFO_PATH => Box::pin(async move {
                let mut grpc = Grpc::new(ProstCodec::<InfoReply, InfoRequest>::default())
                    .max_decoding_message_size(MESSAGE_BYTES_MAX);
                Ok(grpc.unary(InfoCall(inner), request).await)
            }),
            _ => Box::pin(async {
                Ok(Status::unimplemented("no such method; see ingest.proto").into_http())
            }),
        }
    }
}
