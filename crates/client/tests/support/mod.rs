//! Small doubles of a node's two interfaces, on ports that the system chooses.

#![allow(dead_code, reason = "each test file uses the part it needs")]

use std::sync::Arc;

use aurigraph_client::service::{Ingest, IngestServer};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

/// Serves the ingest service; returns its address.
pub async fn serve_grpc<T: Ingest>(inner: Arc<T>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = TowerToHyperService::new(IngestServer::new(Arc::clone(&inner)));
            tokio::spawn(async move {
                let builder = Builder::new(TokioExecutor::new()).http2_only();
                // A connection that the client breaks off is part of the tests.
                let _ended = builder
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    url
}

/// Serves REST routes; returns their address.
pub async fn serve_http(routes: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    url
}
