//! The two halves of a stream of submissions. Permits of a semaphore are the window: the sender takes one, the reply gives it back.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::{Semaphore, mpsc};
use tonic::Streaming;

use super::{IngestError, SUBMISSIONS_BYTES_MAX};
use crate::wire::{SubmitReply, SubmitRequest};

/// The sending half of a stream. Dropping every clone ends the stream once the replies have come.
#[derive(Clone, Debug)]
pub struct SubmitSender {
    pub(super) queue: mpsc::Sender<SubmitRequest>,
    pub(super) free: Arc<Semaphore>,
}

impl SubmitSender {
    /// Sends one request, waiting while the window is full. The reply carries the same `tag`.
    pub async fn send(&self, tag: u64, submissions: impl Into<Bytes>) -> Result<(), IngestError> {
        let submissions = submissions.into();
        if submissions.len() > SUBMISSIONS_BYTES_MAX {
            return Err(IngestError::TooLarge {
                bytes: submissions.len(),
            });
        }
        let permit = self.free.acquire().await.map_err(|_| IngestError::Closed)?;
        let request = SubmitRequest { tag, submissions };
        self.queue
            .send(request)
            .await
            .map_err(|_| IngestError::Closed)?;
        // Given back by the receiver, with the reply.
        permit.forget();
        Ok(())
    }
}

/// The receiving half of a stream.
#[derive(Debug)]
pub struct SubmitReceiver {
    pub(super) replies: Streaming<SubmitReply>,
    pub(super) free: Arc<Semaphore>,
}

impl SubmitReceiver {
    /// The next reply in whatever order they come; `None` when the stream has ended.
    pub async fn next(&mut self) -> Result<Option<SubmitReply>, IngestError> {
        match self.replies.message().await {
            Ok(Some(reply)) => {
                self.free.add_permits(1);
                Ok(Some(reply))
            }
            Ok(None) => {
                self.free.close();
                Ok(None)
            }
            Err(status) => {
                self.free.close();
                Err(status.into())
            }
        }
    }
}

impl Drop for SubmitReceiver {
    fn drop(&mut self) {
        // Nobody gives permits back any more: senders that wait must learn of it.
        self.free.close();
    }
}
