//! One socket, from its welcome to its end.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use serde::Serialize;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, MissedTickBehavior, interval};
use utoipa::ToSchema;

use super::feed::FeedLine;
use super::holder::{Holder, Standing};
use crate::identity::Identity;

/// How often a holder is looked at when nothing happens; the other side is to answer a ping meanwhile.
const LOOKED_AT_EVERY: Duration = Duration::from_secs(30);
/// How long a message may take to go out.
const PATIENCE: Duration = Duration::from_secs(10);
/// The holder's session, token or key has ended.
const CODE_ENDED: u16 = 4401;
/// The other side sends what nobody asked for.
const CODE_POLICY: u16 = 1008;
/// Messages of the other side that are read; it has nothing to say but that it is there.
const MESSAGES_TAKEN_MAX: u32 = 1_000;
/// What an organisation's members are not told, because not all of them may read it.
const NOT_TOLD: [&str; 2] = ["access.refused", "audit.exported"];

/// A message of the portal's WebSocket.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PortalMessage {
    /// The first one.
    #[serde(rename_all = "camelCase")]
    Welcome {
        /// The user; null for a program.
        user_id: Option<String>,
        /// Whose changes are told.
        organisation_ids: Vec<String>,
    },
    /// Something in an organisation is not what it was.
    #[serde(rename_all = "camelCase")]
    OrganisationChanged {
        /// Which.
        organisation_id: String,
        /// What was done, as in the audit log.
        #[schema(example = "member.joined")]
        action: String,
        /// Its line in the audit log.
        sequence: i64,
    },
    /// Something about the user is not what it was.
    UserChanged {
        /// What was done, as in the activity.
        #[schema(example = "user.renamed")]
        action: String,
    },
    /// Some messages were too many: load anew what is shown.
    Missed,
    /// The session, token or key has ended. It is the last message.
    Ended,
}

/// What is next.
enum Next {
    Line(Arc<FeedLine>),
    Missed,
    Look,
    Heard(Option<Result<Message, axum::Error>>),
}

/// Serves one socket until one side ends it.
pub(super) async fn serve(
    identity: Arc<Identity>,
    holder: Holder,
    standing: Standing,
    (mut lines, mut socket): (broadcast::Receiver<Arc<FeedLine>>, WebSocket),
) {
    let mut one = Socket {
        identity,
        holder,
        standing,
    };
    let welcome = one.welcome();
    if !send(&mut socket, &welcome).await {
        return;
    }
    let mut looks = interval(LOOKED_AT_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    looks.reset();
    let mut heard_at = Instant::now();
    let mut heard = 0;
    loop {
        let next = tokio::select! {
            line = lines.recv() => match line {
                Ok(line) => Next::Line(line),
                Err(RecvError::Lagged(_)) => Next::Missed,
                Err(RecvError::Closed) => return,
            },
            _ = looks.tick() => Next::Look,
            heard = socket.recv() => Next::Heard(heard),
        };
        let goes_on = match next {
            Next::Line(line) => one.tell(&mut socket, &line).await,
            Next::Missed => {
                one.look_again(&mut socket).await && send(&mut socket, &PortalMessage::Missed).await
            }
            Next::Look => {
                heard_at.elapsed() < LOOKED_AT_EVERY * 3
                    && one.look_again(&mut socket).await
                    && sent(socket.send(Message::Ping(Vec::new().into()))).await
            }
            Next::Heard(Some(Ok(_))) => {
                heard_at = Instant::now();
                heard += 1;
                heard <= MESSAGES_TAKEN_MAX
                    || close(&mut socket, CODE_POLICY, "too many messages").await
            }
            Next::Heard(_) => false,
        };
        if !goes_on {
            return;
        }
    }
}

struct Socket {
    identity: Arc<Identity>,
    holder: Holder,
    standing: Standing,
}

impl Socket {
    fn welcome(&self) -> PortalMessage {
        let mut ids: Vec<_> = self.standing.organisations.iter().cloned().collect();
        ids.sort();
        PortalMessage::Welcome {
            user_id: self.standing.user.clone(),
            organisation_ids: ids,
        }
    }

    /// Whether the holder is still good; says so and closes if not.
    async fn look_again(&mut self, socket: &mut WebSocket) -> bool {
        match self.holder.standing(&self.identity).await {
            Ok(Some(standing)) => {
                self.standing = standing;
                true
            }
            Ok(None) => {
                send(socket, &PortalMessage::Ended).await;
                close(socket, CODE_ENDED, "ended").await
            }
            // Who cannot be looked at is told nothing.
            Err(error) => {
                tracing::warn!(%error, "the holder of a socket cannot be looked at: it is closed");
                close(socket, 1011, "try again").await
            }
        }
    }

    async fn tell(&mut self, socket: &mut WebSocket, line: &FeedLine) -> bool {
        let before = self.standing.clone();
        let is_about = |id: &Option<String>| self.holder.is_meant(&before, id.as_deref());
        let is_about_user = is_about(&line.target);
        let organisation = line.organisation.as_ref();
        let was_of_organisation = organisation.is_some_and(|id| before.organisations.contains(id));
        // Somebody who is removed is told so, also if an earlier line has already shown it.
        let is_subject = is_about(&line.subject);
        // Whoever makes an organisation belongs to it from then on.
        let is_own = is_about(&line.actor);
        // A line about the holder, or one that may have ended a membership, a team or the organisation.
        let is_to_be_looked_at = is_about_user || is_subject || is_own || was_of_organisation;
        if is_to_be_looked_at && !self.look_again(socket).await {
            return false;
        }
        if is_about_user && organisation.is_none() {
            let action = line.action.clone();
            return send(socket, &PortalMessage::UserChanged { action }).await;
        }
        let Some(id) = organisation else {
            return true;
        };
        let is_of_organisation = self.standing.organisations.contains(id);
        let is_told = (was_of_organisation || is_of_organisation || is_subject)
            && !NOT_TOLD.contains(&line.action.as_str());
        !is_told
            || send(
                socket,
                &PortalMessage::OrganisationChanged {
                    organisation_id: id.clone(),
                    action: line.action.clone(),
                    sequence: line.sequence,
                },
            )
            .await
    }
}

/// Whether it went out.
async fn sent(sending: impl Future<Output = Result<(), axum::Error>>) -> bool {
    matches!(tokio::time::timeout(PATIENCE, sending).await, Ok(Ok(())))
}

async fn send(socket: &mut WebSocket, message: &PortalMessage) -> bool {
    let text = serde_json::to_string(message).expect("texts and numbers are plain data");
    sent(socket.send(Message::Text(text.into()))).await
}

/// Closes it; always `false`: nothing goes on.
async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) -> bool {
    let frame = CloseFrame {
        code,
        reason: Utf8Bytes::from_static(reason),
    };
    sent(socket.send(Message::Close(Some(frame)))).await;
    false
}
