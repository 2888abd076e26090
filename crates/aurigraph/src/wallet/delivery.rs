//! One signed submission to the ledger, without ever guessing what became of it. It stands in the record beside the key from before it is
//! sent until its outcome is known.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use anyhow::anyhow;
use aurigraph_client::api::Receipt;
use aurigraph_client::keyfile::write_new_private;
use aurigraph_client::{HttpClient, HttpError};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{ResultCode, Submission};
use serde_json::{Value, json};

use super::connection::wait_until_indexed;
use super::kept;
use super::session::Session;
use crate::failure::{Outcome, ReportedFailure, refused, rejected};
use crate::output::note;

/// Pauses before the same bytes are sent again.
const RETRY_PAUSES: [Duration; 3] = [
    Duration::from_millis(300),
    Duration::from_secs(1),
    Duration::from_secs(3),
];

/// The node takes nothing now: of what it answers so, nothing was taken.
const READ_ONLY: &str = "read_only";

/// What sending again and again ended with.
enum Undelivered {
    /// The outcome is known: it was not applied by this, or not as asked.
    Known(anyhow::Error),
    /// Nobody can say now.
    Unknown(anyhow::Error),
}

/// Sends a submission until its outcome is known. If it stays unknown the signed bytes are left in a file, and the error says so. If
/// the node refused it each time, nothing is left: it can be signed again.
pub async fn deliver(session: &Session, signed: Submission) -> anyhow::Result<Receipt> {
    let begun = session.signed.begin(signed.into_bytes())?;
    let submission = SubmissionView::decode(&begun.bytes)?;
    let sent = send_until_known(&session.connection.http, &submission, begun.is_repeat).await;
    if !matches!(sent, Err(Undelivered::Unknown(_))) {
        session.signed.settle(&submission.id());
    }
    sent.map_err(|error| match error {
        Undelivered::Known(error) | Undelivered::Unknown(error) => error,
    })
}

async fn send_until_known(
    http: &HttpClient,
    submission: &SubmissionView<'_>,
    is_repeat: bool,
) -> Result<Receipt, Undelivered> {
    let mut pauses = RETRY_PAUSES.iter();
    let mut is_first_attempt = !is_repeat;
    let mut may_have_arrived = is_repeat;
    loop {
        let error = match http.submit_bytes(submission.as_bytes()).await {
            Ok(receipt) => return Ok(receipt),
            Err(error) => error,
        };
        if error.code() == Some("already_applied") {
            let receipt = original_receipt(http, submission, error).await?;
            if is_first_attempt {
                return Err(Undelivered::Known(refused(format!(
                    "the very same was signed under the same sequence and sent by somebody else with this key at the same moment \
                     (receipt {}); it was applied once and not a second time. If it is wanted twice, sign again",
                    receipt.id
                ))));
            }
            return Ok(receipt);
        }
        if !may_be_sent_again(&error) {
            return Err(Undelivered::Known(error.into()));
        }
        may_have_arrived |= error.code() != Some(READ_ONLY);
        let Some(pause) = pauses.next() else {
            return Err(if may_have_arrived {
                let path = kept::file_name(&submission.id());
                Undelivered::Unknown(keep(submission.as_bytes(), error, Path::new(&path)))
            } else {
                Undelivered::Known(refused(format!(
                    "the node refused it, nothing was applied and nothing is kept; call the command again later: {error}"
                )))
            });
        };
        is_first_attempt = false;
        note(&format!("{error}; sending the same bytes again"));
        tokio::time::sleep(*pause).await;
    }
}

/// Whether the outcome is unknown, or the node could not take it just now.
fn may_be_sent_again(error: &HttpError) -> bool {
    match error {
        HttpError::Problem { status, .. } => matches!(status, 429 | 503),
        HttpError::InvalidUrl { .. } => false,
        _ => true,
    }
}

/// An earlier attempt may have arrived: then the ledger knows this very submission. If it does not, something else used the
/// sequence.
async fn original_receipt(
    http: &HttpClient,
    submission: &SubmissionView<'_>,
    error: HttpError,
) -> Result<Receipt, Undelivered> {
    wait_until_indexed(http)
        .await
        .map_err(Undelivered::Unknown)?;
    let answered = http.receipt(&submission.id().to_string()).await;
    answered.map_err(|lookup| {
        if lookup.is_not_found() {
            Undelivered::Known(anyhow::Error::new(error).context(
                "another submission used this sequence, and this one was not applied; sign again",
            ))
        } else {
            Undelivered::Unknown(
                anyhow::Error::new(lookup)
                    .context("the sequence was used, but its receipt cannot be read"),
            )
        }
    })
}

/// Leaves the signed bytes where they can be sent again; an earlier run may have left the very same there.
fn keep(submission: &[u8], error: HttpError, path: &Path) -> anyhow::Error {
    let written = match write_new_private(path, submission) {
        Err(failed) if failed.kind() == io::ErrorKind::AlreadyExists => match fs::read(path) {
            Ok(bytes) if bytes == submission => Ok(()),
            _ => Err(failed),
        },
        written => written,
    };
    match written {
        Ok(()) => anyhow::Error::new(error).context(format!(
            "it is not known whether the submission was applied. Its signed bytes are in {0}: `aurigraph wallet submit {0}` sends \
             them again, which is safe, and so does this command, called again. What else the key signs takes a later sequence",
            path.display()
        )),
        Err(failed) => anyhow!(
            "it is not known whether the submission was applied, and its signed bytes cannot be kept in {}: {failed}; they stand \
             beside the key file, and this command, called again, sends them again; {error}",
            path.display()
        ),
    }
}

/// The receipt for scripts, without its proof.
pub fn receipt_json(receipt: &Receipt) -> Value {
    json!({
        "receiptId": receipt.id, "transactionHash": receipt.transaction_hash, "resultCode": receipt.result_code,
        "blockHeight": receipt.block_height, "timestamp": receipt.timestamp, "final": true,
        "transfer": receipt.transfer, "operation": receipt.operation,
        "proofReadyAtHeight": receipt.proof_ready_at_height,
    })
}

/// The receipt for a person.
pub fn receipt_text(receipt: &Receipt) -> String {
    crate::table::fields(&[
        ("result", receipt.result_code.clone()),
        ("final in block", receipt.block_height.to_string()),
        ("time", receipt.timestamp.clone()),
        ("receipt", receipt.id.clone()),
    ])
}

/// An error unless the record was applied; for use before anything was printed.
pub fn require_applied(receipt: &Receipt) -> anyhow::Result<()> {
    if is_applied(receipt) {
        Ok(())
    } else {
        Err(rejected(format!(
            "the ledger rejected it: {}",
            receipt.result_code
        )))
    }
}

/// How the command ends after the receipt was printed.
pub fn ended_by(receipt: &Receipt) -> anyhow::Result<()> {
    if is_applied(receipt) {
        return Ok(());
    }
    note(&format!(
        "aurigraph: the ledger rejected it: {}",
        receipt.result_code
    ));
    Err(ReportedFailure(Outcome::Rejected).into())
}

fn is_applied(receipt: &Receipt) -> bool {
    receipt.result_code == ResultCode::Applied.name()
}

#[cfg(test)]
mod tests {
    use aurigraph_types::submission::SigningContext;
    use aurigraph_types::{AccountIndex, ChainId, Digest, Operation, Scheme, Sequence, SigningKey};

    use super::*;

    #[test]
    fn what_an_earlier_run_kept_is_named_again_and_never_overwritten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("kept.bin");
        let context = SigningContext {
            chain_id: ChainId(Digest([7; 32])),
            signer: AccountIndex::new(3),
            sequence: Sequence::new(1),
            valid_until_height: None,
        };
        let key = SigningKey::generate(Scheme::Ed25519);
        let submission = Submission::operation(&key, &context, &Operation::RevokeCustody);
        let keep = || {
            let url = "http://127.0.0.1:1".to_owned();
            keep(submission.as_bytes(), HttpError::TooLarge { url }, &path).to_string()
        };
        for _ in 0..2 {
            let text = keep();
            let advice = format!("`aurigraph wallet submit {}`", path.display());
            assert!(text.contains(&advice), "{text}");
            assert_eq!(fs::read(&path).expect("kept"), submission.as_bytes());
        }
        fs::write(&path, "something else").expect("writable");
        let text = keep();
        assert!(text.contains("cannot be kept"), "{text}");
        assert_eq!(fs::read(&path).expect("there"), b"something else");
    }
}
