//! A WebSocket through the portal: bytes in both directions, as fast as the slower side takes them. A client that does not read holds up the node's
//! side, which drops it as it drops its own.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONNECTION, UPGRADE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::copy_bidirectional;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::headers;

/// A browser that asked for a WebSocket.
pub struct Tunnel(OnUpgrade);

/// The place of a connection among those that are served: a tunnel keeps it.
pub type Permit = Option<Arc<OwnedSemaphorePermit>>;

/// The place of the connection on which a request came.
pub fn connection_permit(request: &Request) -> Permit {
    request
        .extensions()
        .get::<Arc<OwnedSemaphorePermit>>()
        .cloned()
}

impl Tunnel {
    /// If the request asks for one.
    pub fn begin(request: &mut Request) -> Option<Self> {
        let asks =
            *request.method() == Method::GET && headers::asks_for_websocket(request.headers());
        asks.then(|| Self(hyper::upgrade::on(request)))
    }

    /// Opens it: the node agreed. It ends with either side, or with the process.
    pub fn open(
        self,
        answer: &mut axum::http::Response<Incoming>,
        permit: Permit,
        mut stopping: watch::Receiver<bool>,
    ) -> Response {
        let of_node = hyper::upgrade::on(&mut *answer);
        tokio::spawn(async move {
            // A browser that left before it had its answer needs nothing.
            if let (Ok(browser), Ok(node)) = tokio::join!(self.0, of_node) {
                let (mut browser, mut node) = (TokioIo::new(browser), TokioIo::new(node));
                tokio::select! {
                    _ = copy_bidirectional(&mut browser, &mut node) => {}
                    _ = stopping.wait_for(|stop| *stop) => {}
                }
            }
            drop(permit);
        });
        let mut headers = std::mem::take(answer.headers_mut());
        headers::clean_answer(&mut headers);
        headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        *response.headers_mut() = headers;
        response
    }
}
