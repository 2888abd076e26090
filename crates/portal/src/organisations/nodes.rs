//! Nodes of an organisation: asked for by one, approved by another, enrolled with a key that the node made itself, registered on the ledger, revoked.
//!
//! ```text
//! request ─▶ requested ─ approve, by somebody else ─▶ approved ─ token, once ─▶ the node's key signs ─ attest "node.registration" ─▶ registered
//!                ├─ reject ─▶ rejected                   │                                                                             │ revoke
//!                └───────────── withdraw ─▶ withdrawn ◀──┘                                            revoked ◀────────────────────────┘
//!                                                                                                        └─ attest "node.revocation"
//! ```
//!
//! Invariants
//! - The portal never sees a node's secret key, and a token lets one key in, once.
//! - Nobody approves what they asked for.
//! - A key that the portal may have registered, and that no registered request holds any more, is revoked on the ledger: after a revocation, after a withdrawal in
//!   between, and after the organisation is gone. What cannot be said now is said as soon as the ledger takes it.
//! - A key is registered once. One that was revoked never comes back.

mod ask;
mod decide;
mod enrol;
mod kept;
mod revoke;
mod token;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aurigraph_client::HttpClient;
use axum::http::StatusCode;
use tokio::sync::{Mutex, MutexGuard};

use crate::ledger::{StatementError, Statements};
use crate::problem::Problem;

pub use ask::Wanted;
pub use enrol::{Enrolled, Enrolling};
pub use kept::{NodeRequest, NodeType, Registration, State};
pub use token::{EnrolmentToken, TOKEN_LASTS};

/// Nodes of an organisation that are asked for, approved or registered.
pub const ACTIVE_MAX: i64 = 100;
/// Nodes that a list has at most: those above, and the newest of the others.
pub const LISTED_MAX: i64 = 500;
/// Characters of a node's name: as many as nodes show of each other's.
pub const NAME_CHARACTERS_MAX: usize = 64;
/// Characters of a note or a reason.
pub const TEXT_CHARACTERS_MAX: usize = 500;
/// A client that is refused because of the ledger asks again after this.
const LEDGER_RETRY: Duration = Duration::from_secs(5);

/// Why something about a node was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NodeRefused {
    /// A text that is not taken.
    #[error("{0}")]
    Text(&'static str),
    /// Nobody approves their own.
    #[error("you asked for this node: somebody else approves or rejects it")]
    Own,
    /// Not in this state.
    #[error("this node is {0}")]
    State(&'static str),
    /// No token, or not for this key, or not any more.
    #[error("this token lets no node in: it was used, is too old, was replaced, or never was one")]
    Token,
    /// The key did not sign.
    #[error("the signature is not that of the node's key over this token")]
    Signature,
    /// A key of another node, or one that was revoked.
    #[error("this key belongs to another node, or was revoked")]
    KeyUsed,
    /// The ledger does not take it.
    #[error("the ledger does not take the registration at present: {0}")]
    Ledger(String),
}

/// The way to the ledger, once the portal has one.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    statements: OnceLock<Arc<Statements>>,
    turn: Mutex<()>,
}

impl Ledger {
    /// From now on nodes can be registered. It is said once.
    pub(super) fn connect(&self, statements: Arc<Statements>) {
        if self.statements.set(statements).is_err() {
            tracing::warn!("the portal speaks to its ledger already");
        }
    }

    /// The portal's account.
    pub(super) fn statements(&self) -> Result<Arc<Statements>, NodeRefused> {
        let none = || NodeRefused::Ledger("this portal is connected to none".into());
        self.statements.get().cloned().ok_or_else(none)
    }

    /// A node's public interface; nothing before it is connected.
    pub(super) fn http(&self) -> Option<HttpClient> {
        Some(self.statements.get()?.http().clone())
    }

    /// One node after the other: what was read of one holds until what follows was said.
    async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    fn refused(error: StatementError) -> NodeRefused {
        tracing::warn!(%error, "the ledger took no statement about a node");
        NodeRefused::Ledger(error.to_string())
    }
}

impl From<NodeRefused> for Problem {
    fn from(refused: NodeRefused) -> Self {
        let detail = refused.to_string();
        let of = |status, code, title, action| Self::new(status, code, title, &detail, action);
        match refused {
            NodeRefused::Text(_) => Self::invalid_parameter(detail, "Correct the value."),
            NodeRefused::Signature => Self::invalid_parameter(
                detail,
                "Sign with the node's own key: `aurigraph node enrol` does it.",
            ),
            NodeRefused::Own => of(
                StatusCode::FORBIDDEN,
                "own_request",
                "Your own request",
                "Ask another owner or admin of the organisation.",
            ),
            NodeRefused::State(_) => of(
                StatusCode::CONFLICT,
                "node_state",
                "Not in this state",
                "Look at the node again.",
            ),
            NodeRefused::Token => of(
                StatusCode::GONE,
                "token_not_valid",
                "Token not valid",
                "Make a new token on the page of the organisation's nodes.",
            ),
            NodeRefused::KeyUsed => of(
                StatusCode::CONFLICT,
                "node_key_used",
                "Key used already",
                "Make a node with a new key: `aurigraph node join` in an empty folder.",
            ),
            NodeRefused::Ledger(_) => of(
                StatusCode::SERVICE_UNAVAILABLE,
                "ledger_unavailable",
                "Ledger not available",
                "Send the same again in a moment: the token stays good for this key.",
            )
            .retry_after(LEDGER_RETRY),
        }
    }
}

/// A text of people: without blanks around it, not empty, and no longer than that.
fn text(text: &str, characters_max: usize, refusal: &'static str) -> Result<String, NodeRefused> {
    let text = text.trim();
    // A name stands on the command line of whoever sets the node up: nothing in it moves a cursor.
    let is_sound = !text.is_empty()
        && text.chars().count() <= characters_max
        && !text
            .chars()
            .any(|character| character.is_control() && character != '\n');
    is_sound
        .then(|| text.to_owned())
        .ok_or(NodeRefused::Text(refusal))
}

/// A reason.
fn reason(words: &str) -> Result<String, NodeRefused> {
    text(
        words,
        TEXT_CHARACTERS_MAX,
        "a reason has 1 to 500 characters, none of them a control character",
    )
}
