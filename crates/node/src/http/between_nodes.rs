//! What nodes ask of each other may be kept for nodes: those that showed a certificate of the authorities that this node's owner named (`[tls] node_authorities`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::problem::Problem;

/// Whether a certificate was shown, and verified, when a connection was made. It is with each request of a connection on which it was asked for.
#[derive(Debug, Default)]
pub struct ShownCertificate(AtomicBool);

impl ShownCertificate {
    /// It was.
    pub(super) fn set_shown(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_shown(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Refuses those that were asked for a certificate and showed none.
pub(crate) async fn nodes_alone(request: Request, next: Next) -> Response {
    let asked = request.extensions().get::<Arc<ShownCertificate>>();
    if asked.is_some_and(|shown| !shown.is_shown()) {
        let problem = Problem::new(
            "node_certificate_needed",
            "this node answers this to nodes alone, which show a certificate of its authorities",
            "Name certificate and key under [follow] in node.toml; whoever runs this node says which authority issues them.",
        );
        return problem.into_response();
    }
    next.run(request).await
}
