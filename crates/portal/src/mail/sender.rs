//! Sends what waits in the queue, again and again: one process of a portal or several, each mail by one of them.
//!
//! A mail that a server took is marked at once; the process that is killed in the instant between leaves it to be sent a second time, with the same
//! Message-ID, because the other choice would be to lose mails. SMTP has no third one (RFC 1047).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::watch;

use super::conversation::{Conversation, Failure};
use super::message::compose;
use super::queue::{self, Fate, Taken};
use super::smtp::SmtpSettings;
use crate::store::{Store, StoreError};

/// After so long a mail says nothing any more: the links in mails do not hold longer.
pub const GIVEN_UP_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// Wait after the first failure; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// How often the queue is looked into.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
/// The same while the server or the database cannot be used.
const TROUBLE_INTERVAL: Duration = Duration::from_secs(10);
/// Between attempts to mark a mail that was sent.
const MARK_INTERVAL: Duration = Duration::from_secs(1);

/// What a sender did since it began.
#[derive(Debug, Default)]
pub struct MailCounts {
    sent: AtomicU64,
    failed: AtomicU64,
    given_up: AtomicU64,
}

impl MailCounts {
    /// Mails that a server took.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Attempts that did not succeed.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// Mails that nobody tries to send any more.
    pub fn given_up(&self) -> u64 {
        self.given_up.load(Ordering::Relaxed)
    }
}

/// How a round ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// Nothing is waiting now.
    Done,
    /// The server cannot be used: the others wait, too.
    Trouble,
}

/// Sends mails.
#[derive(Debug)]
pub struct MailSender {
    store: Arc<Store>,
    settings: SmtpSettings,
    counts: Arc<MailCounts>,
}

impl MailSender {
    /// Over the portal's data.
    pub const fn new(store: Arc<Store>, settings: SmtpSettings, counts: Arc<MailCounts>) -> Self {
        Self {
            store,
            settings,
            counts,
        }
    }

    /// Sends until `stopping` says so, and then finishes the mail that it is at.
    pub async fn run(self, mut stopping: watch::Receiver<bool>) {
        while !*stopping.borrow() {
            let wait = match self.send_waiting(&stopping).await {
                Ok(Round::Done) => LOOK_INTERVAL,
                Ok(Round::Trouble) => TROUBLE_INTERVAL,
                Err(error) => {
                    tracing::warn!(%error, "the queue of mails cannot be used");
                    TROUBLE_INTERVAL
                }
            };
            let told = stopping.wait_for(|stop| *stop);
            // A closed channel means that the process ends, too.
            if tokio::time::timeout(wait, told).await.is_ok() {
                return;
            }
        }
    }

    /// Sends what waits now.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn send_waiting(
        &self,
        stopping: &watch::Receiver<bool>,
    ) -> Result<Round, StoreError> {
        let mut conversation = None;
        let mut round = Round::Done;
        while !*stopping.borrow() {
            let Some(taken) = queue::take(&self.store).await? else {
                break;
            };
            if self.send(&taken, &mut conversation).await? == Round::Trouble {
                round = Round::Trouble;
                break;
            }
        }
        if let Some(conversation) = conversation {
            conversation.end().await;
        }
        Ok(round)
    }

    async fn send(
        &self,
        taken: &Taken,
        conversation: &mut Option<Conversation>,
    ) -> Result<Round, StoreError> {
        let age = self.store.clock().now().since(taken.mail.created_at);
        if age >= GIVEN_UP_AFTER {
            self.give_up(taken, "it could not be sent for 24 hours")
                .await?;
            return Ok(Round::Done);
        }
        match self.hand_over(taken, conversation).await {
            Ok(()) => {
                self.counts.sent.fetch_add(1, Ordering::Relaxed);
                self.mark_sent(taken).await;
                Ok(Round::Done)
            }
            Err(failure) => {
                *conversation = None;
                self.counts.failed.fetch_add(1, Ordering::Relaxed);
                self.after(taken, failure).await
            }
        }
    }

    async fn hand_over(
        &self,
        taken: &Taken,
        conversation: &mut Option<Conversation>,
    ) -> Result<(), Failure> {
        let message = compose(&taken.mail, self.settings.sender());
        let message = message.map_err(|error| Failure::Never(error.to_string()))?;
        let open = match conversation {
            Some(open) => open,
            None => conversation.insert(Conversation::begin(&self.settings).await?),
        };
        open.send(&message).await
    }

    async fn after(&self, taken: &Taken, failure: Failure) -> Result<Round, StoreError> {
        let (reason, round) = match failure {
            Failure::Never(reason) => {
                self.give_up(taken, &reason).await?;
                return Ok(Round::Done);
            }
            Failure::NotNow(reason) => (reason, Round::Done),
            Failure::Server(reason) => (reason, Round::Trouble),
        };
        let wait = wait_after(taken.attempts);
        let mail_id = taken.mail.mail_id.as_str();
        let wait_seconds = wait.as_secs();
        tracing::info!(
            mail_id,
            reason,
            wait_seconds,
            "a mail could not be sent now"
        );
        let again = self.store.clock().now().after(wait);
        queue::settle(&self.store, taken, Fate::Later(again)).await?;
        Ok(round)
    }

    async fn give_up(&self, taken: &Taken, reason: &str) -> Result<(), StoreError> {
        queue::settle(&self.store, taken, Fate::GivenUp).await?;
        self.counts.given_up.fetch_add(1, Ordering::Relaxed);
        let mail_id = taken.mail.mail_id.as_str();
        let attempts = taken.attempts;
        tracing::warn!(mail_id, attempts, reason, "a mail is given up");
        Ok(())
    }

    /// As long as the lease lasts, nobody else sends it: until then it is tried to say that it was sent.
    async fn mark_sent(&self, taken: &Taken) {
        let mut tries = queue::LEASE.as_secs() / MARK_INTERVAL.as_secs() / 2;
        loop {
            match queue::settle(&self.store, taken, Fate::Sent).await {
                Ok(_) => return,
                Err(error) if tries == 0 => {
                    let mail_id = taken.mail.mail_id.as_str();
                    tracing::error!(%error, mail_id, "a mail was sent and could not be marked: it will be sent again");
                    return;
                }
                Err(_) => tries -= 1,
            }
            tokio::time::sleep(MARK_INTERVAL).await;
        }
    }
}

fn wait_after(attempts: u32) -> Duration {
    let doubled = 1_u32
        .checked_shl(attempts.saturating_sub(1))
        .unwrap_or(u32::MAX);
    FIRST_WAIT.saturating_mul(doubled.max(1)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        let seconds: Vec<_> = (1..=9)
            .map(|attempts| wait_after(attempts).as_secs())
            .collect();
        assert_eq!(seconds, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }
}
