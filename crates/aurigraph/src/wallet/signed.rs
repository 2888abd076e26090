//! What a key has signed: the highest sequence on each ledger, and the submissions whose outcome nobody knows yet. It is in a file beside
//! the key file, so that it holds in whichever folder a command is called.
//!
//! Invariants
//! - What is sent stands here first, durably. Whatever is signed later takes a higher sequence, so two different payments never share one.
//! - A submission stays here until its outcome is known. Who signs the very same once more sends these bytes again, and pays nothing
//!   twice because an answer was lost.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use aurigraph_client::HttpClient;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{AccountIndex, ChainId, Digest, Sequence};
use serde::{Deserialize, Serialize};

use super::files::with_suffix;
use crate::durable::write_durably;
use crate::failure::usage;
use crate::output::note;

const SUFFIX: &str = ".signed";
const FORMAT: &str = "aurigraph-signed-v1";
const NOTHING_SENT: &str = "nothing was sent";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Content {
    format: String,
    /// By chain id.
    ledgers: BTreeMap<String, OnLedger>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct OnLedger {
    highest_sequence: u64,
    /// Signed bytes in hexadecimal.
    unsettled: Vec<String>,
}

/// What a key has signed for one ledger.
pub struct SignedRecord {
    path: PathBuf,
    chain_id: ChainId,
    content: RefCell<Content>,
    /// Of these, too, nobody knows more; they lie in files of their own.
    kept: Vec<Vec<u8>>,
}

/// What is to be sent.
pub struct Begun {
    /// Signed bytes.
    pub bytes: Vec<u8>,
    /// Whether they were signed by a command before this one, and may have arrived.
    pub is_repeat: bool,
}

impl SignedRecord {
    /// Reads what stands beside a key file, which must be locked.
    pub fn open(key: &Path, chain_id: ChainId) -> anyhow::Result<Self> {
        // Beside the file itself, by whichever link it was named.
        let key = fs::canonicalize(key).unwrap_or_else(|_| key.to_owned());
        let path = with_suffix(&key, SUFFIX);
        let content = match fs::read(&path) {
            Ok(bytes) => parse(&bytes).map_err(|reason| {
                usage(format!(
                    "{} should say what was signed with the key, and cannot be used: {reason}. Move it away only if nothing that the \
                     key signed is on its way; nothing was signed",
                    path.display()
                ))
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Content {
                format: FORMAT.to_owned(),
                ledgers: BTreeMap::new(),
            },
            Err(error) => {
                let told = format!("cannot read {}; nothing was signed", path.display());
                return Err(anyhow!(error).context(told));
            }
        };
        Ok(Self {
            path,
            chain_id,
            content: RefCell::new(content),
            kept: Vec::new(),
        })
    }

    /// The highest sequence that was signed on this ledger; 0 before the first.
    pub fn highest_sequence(&self) -> u64 {
        let content = self.content.borrow();
        let on_ledger = content.ledgers.get(&self.chain_id.to_string());
        on_ledger.map_or(0, |on_ledger| on_ledger.highest_sequence)
    }

    /// Counts a submission among the unsettled ones that lies in a file of its own.
    pub fn add_kept(&mut self, bytes: Vec<u8>) {
        self.kept.push(bytes);
    }

    /// Forgets those whose outcome the ledger knows by now. What it has not applied, or cannot say, stays.
    pub async fn settle_known(&self, http: &HttpClient, next_sequence: Sequence) {
        for bytes in self.unsettled() {
            let Ok(view) = SubmissionView::decode(&bytes) else {
                continue;
            };
            // From the next sequence on nothing was applied.
            if view.header().sequence() >= next_sequence {
                continue;
            }
            let answered = http.receipt(&view.id().to_string()).await;
            let is_known = match answered {
                Ok(_) => true,
                Err(error) => matches!(error.code(), Some("pruned" | "removed")),
            };
            if is_known {
                self.settle(&view.id());
            }
        }
    }

    /// Writes down what is about to be sent. If the very same was signed before and nobody knows its outcome, that is what is to be
    /// sent, and it is said.
    pub fn begin(&self, signed: Vec<u8>) -> anyhow::Result<Begun> {
        let own = SubmissionView::decode(&signed).context("what was just signed")?;
        let mut before = self.unsettled();
        before.extend(self.kept.iter().cloned());
        let same = before.into_iter().find(|bytes| {
            SubmissionView::decode(bytes).is_ok_and(|other| has_same_content(&own, &other))
        });
        if let Some(bytes) = same {
            let sequence = SubmissionView::decode(&bytes).map(|view| view.header().sequence());
            note(&format!(
                "The very same was signed before, under sequence {}, and it is not known whether it was applied: it is sent again, which \
                 is safe, and nothing new is signed. If it is wanted twice, call the command once more afterwards.",
                sequence.unwrap_or_default()
            ));
            return Ok(Begun {
                bytes,
                is_repeat: true,
            });
        }
        self.change(|on_ledger| {
            on_ledger.highest_sequence = on_ledger
                .highest_sequence
                .max(own.header().sequence().get());
            on_ledger.unsettled.push(hex::encode(&signed));
        })
        .context(NOTHING_SENT)?;
        Ok(Begun {
            bytes: signed,
            is_repeat: false,
        })
    }

    /// Writes down a sequence whose submission is kept elsewhere until its outcome is known.
    pub fn raise(&self, sequence: Sequence) -> anyhow::Result<()> {
        self.change(|on_ledger| {
            on_ledger.highest_sequence = on_ledger.highest_sequence.max(sequence.get());
        })
        .context(NOTHING_SENT)
    }

    /// Forgets a submission whose outcome is known. If that cannot be written, the next command asks the ledger.
    pub fn settle(&self, id: &Digest) {
        let forgotten = self.change(|on_ledger| {
            on_ledger.unsettled.retain(|text| {
                let bytes = hex::decode(text).unwrap_or_default();
                SubmissionView::decode(&bytes).is_ok_and(|view| view.id() != *id)
            });
        });
        if let Err(error) = forgotten {
            note(&format!("{error:#}"));
        }
    }

    fn unsettled(&self) -> Vec<Vec<u8>> {
        let content = self.content.borrow();
        let on_ledger = content.ledgers.get(&self.chain_id.to_string());
        let texts = on_ledger.into_iter().flat_map(|one| &one.unsettled);
        texts.filter_map(|text| hex::decode(text).ok()).collect()
    }

    fn change(&self, change: impl FnOnce(&mut OnLedger)) -> anyhow::Result<()> {
        let mut content = self.content.borrow_mut();
        change(
            content
                .ledgers
                .entry(self.chain_id.to_string())
                .or_default(),
        );
        let mut bytes = serde_json::to_vec_pretty(&*content)?;
        bytes.push(b'\n');
        write_durably(&self.path, &bytes).with_context(|| {
            format!(
                "cannot write {}, which says what was signed with the key: use the key file in a folder that can be written",
                self.path.display()
            )
        })
    }
}

fn parse(bytes: &[u8]) -> Result<Content, String> {
    let content: Content = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if content.format == FORMAT {
        Ok(content)
    } else {
        Err(format!("its format {} is not known", content.format))
    }
}

/// Whether two submissions of an account say the same, but for the sequence.
fn has_same_content(one: &SubmissionView<'_>, other: &SubmissionView<'_>) -> bool {
    let about = |view: &SubmissionView<'_>| -> (ChainId, AccountIndex, _, _) {
        let header = view.header();
        (
            header.chain_id(),
            header.signer(),
            header.kind(),
            header.valid_until_height(),
        )
    };
    about(one) == about(other) && one.body() == other.body()
}

#[cfg(test)]
mod tests {
    use aurigraph_types::submission::SigningContext;
    use aurigraph_types::{Operation, Scheme, SigningKey, Submission};

    use super::*;

    #[test]
    fn what_was_signed_is_remembered_by_key_and_ledger_until_it_is_settled() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.key");
        let key = SigningKey::generate(Scheme::Ed25519);
        let ledger = |byte| ChainId(Digest([byte; 32]));
        let sign = |sequence, operation: &Operation| {
            let context = SigningContext {
                chain_id: ledger(7),
                signer: AccountIndex::new(3),
                sequence: Sequence::new(sequence),
                valid_until_height: None,
            };
            Submission::operation(&key, &context, operation).into_bytes()
        };
        let (revoke, open) = (
            Operation::RevokeCustody,
            Operation::OpenSubaccounts { count: 2 },
        );
        let record = || SignedRecord::open(&path, ledger(7)).expect("readable");
        let first = sign(4, &revoke);
        assert!(!record().begin(first.clone()).expect("written").is_repeat);
        assert_eq!(record().highest_sequence(), 4);
        let other = SignedRecord::open(&path, ledger(8)).expect("readable");
        assert_eq!(other.highest_sequence(), 0);

        // The same content is the same submission; another one is new.
        let again = record().begin(sign(5, &revoke)).expect("written");
        assert!(again.is_repeat && again.bytes == first);
        assert!(!record().begin(sign(5, &open)).expect("written").is_repeat);
        record().settle(&SubmissionView::decode(&first).expect("signed").id());
        assert_eq!(record().unsettled(), [sign(5, &open)]);
        assert!(!record().begin(sign(6, &revoke)).expect("written").is_repeat);
        record().raise(Sequence::new(2)).expect("written");
        assert_eq!(record().highest_sequence(), 6);

        fs::write(folder.path().join("a.key.signed"), "{}").expect("writable");
        let refused = SignedRecord::open(&path, ledger(7)).err().expect("damaged");
        assert!(refused.to_string().contains("nothing was signed"));
    }
}
