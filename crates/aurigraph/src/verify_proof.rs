//! `aurigraph verify-proof`: checks a proof document without a node and says every step in plain words.
//!
//! The verification itself is `aurigraph_types::proof`; this command reads files, adds what a genesis file can tell (the chain,
//! the validators, names and codes) and says what remains to be trusted where there is none.

mod describe;
mod trust;

use std::fs;
use std::path::PathBuf;

use aurigraph_types::limits::PROOF_BYTES_MAX;
use aurigraph_types::proof::{Proof, ProofError, Verified};
use clap::Args;
use serde_json::{Value, json};

use crate::failure::{ReportedFailure, usage};
use crate::output::OutputOptions;
use crate::progress;
use trust::TrustedGenesis;

/// Verify a receipt or balance proof without asking any node
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph verify-proof receipt.json --genesis genesis.json

Without --genesis the proof is checked against the validators that it lists itself; what then remains to be trusted is said. \
A file of JSON lines, as `aurigraph wallet pay --proofs` writes for large files, is verified line by line.

Exit codes: 0 the proof holds, 1 it does not (the failing step is named), 2 wrong usage.")]
pub struct Options {
    /// Proof document (JSON), or a file with one on each line
    file: PathBuf,

    /// Genesis file that you trust: names the chain, its validators, its assets and its first accounts
    #[arg(long, value_name = "FILE")]
    genesis: Option<PathBuf>,

    /// Verify only this line of a file of JSON lines
    #[arg(long, value_name = "NUMBER")]
    line: Option<usize>,

    #[command(flatten)]
    output: OutputOptions,
}

/// The steps in the order in which the verifier takes them, by the names that its errors use.
const RECEIPT_STEPS: [&str; 6] = [
    "header",
    "validators",
    "certificate",
    "record",
    "submission",
    "receipts root",
];
const BALANCE_STEPS: [&str; 6] = [
    "header",
    "validators",
    "certificate",
    "state root",
    "account",
    "balance",
];
/// The step that only a genesis file can decide.
const GENESIS_STEP: &str = "genesis";

/// One step and what came of it.
struct Step {
    name: &'static str,
    passed: bool,
    explanation: String,
}

/// The verdict about one document.
struct Verdict {
    steps: Vec<Step>,
    verified: Option<Verified>,
    proof: Option<Proof>,
    remaining_trust: Option<String>,
}

impl Verdict {
    fn holds(&self) -> bool {
        self.verified.is_some() && self.steps.iter().all(|step| step.passed)
    }
}

impl Options {
    /// How results are printed.
    pub const fn output(&self) -> OutputOptions {
        self.output
    }

    /// Runs the command.
    pub fn run(&self) -> anyhow::Result<()> {
        let genesis = self
            .genesis
            .as_deref()
            .map(TrustedGenesis::read)
            .transpose()?;
        // Not 1: that says that a proof was read and does not hold.
        let bytes = fs::read(&self.file)
            .map_err(|error| usage(format!("cannot read {}: {error}", self.file.display())))?;
        let documents = split_documents(&bytes);
        match (documents.as_slice(), self.line) {
            ([], _) => Err(usage(format!("{} is empty", self.file.display()))),
            ([document], None | Some(1)) => self.verify_one(document, genesis.as_ref()),
            (documents, Some(line)) => {
                match line.checked_sub(1).and_then(|index| documents.get(index)) {
                    Some(document) => self.verify_one(document, genesis.as_ref()),
                    None => Err(usage(format!(
                        "there is no line {line}: the file has {} documents",
                        documents.len()
                    ))),
                }
            }
            (documents, None) => self.verify_all(documents, genesis.as_ref()),
        }
    }

    fn verify_one(&self, document: &[u8], genesis: Option<&TrustedGenesis>) -> anyhow::Result<()> {
        let verdict = judge(document, genesis);
        self.output
            .print(&describe::as_json(&verdict, genesis), || {
                describe::as_text(&verdict, genesis, &self.file)
            })?;
        if verdict.holds() {
            Ok(())
        } else {
            Err(ReportedFailure::FAILED.into())
        }
    }

    fn verify_all(
        &self,
        documents: &[&[u8]],
        genesis: Option<&TrustedGenesis>,
    ) -> anyhow::Result<()> {
        let bar = progress::bar(documents.len() as u64, "verifying");
        let mut failures = Vec::new();
        for (index, document) in documents.iter().enumerate() {
            let verdict = judge(document, genesis);
            if let Some(step) = verdict.steps.iter().find(|step| !step.passed) {
                failures.push((index + 1, step.name, step.explanation.clone()));
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        self.print_summary(documents.len(), &failures, genesis.is_some())?;
        if failures.is_empty() {
            Ok(())
        } else {
            Err(ReportedFailure::FAILED.into())
        }
    }

    fn print_summary(
        &self,
        count: usize,
        failures: &[(usize, &str, String)],
        with_genesis: bool,
    ) -> anyhow::Result<()> {
        let listed: Vec<Value> = failures
            .iter()
            .map(|(line, step, explanation)| json!({ "line": line, "failedStep": step, "explanation": explanation }))
            .collect();
        let object = json!({
            "verified": failures.is_empty(), "documents": count, "genesisChecked": with_genesis, "failures": listed
        });
        self.output.print(&object, || {
            let mut text: String = failures
                .iter()
                .map(|(line, step, explanation)| format!("line {line}: fails at the {step}: {explanation}\n"))
                .collect();
            text += &format!("{} of {count} proofs hold.\n", count - failures.len());
            if !with_genesis {
                text += "They were checked against the validators that they list themselves; pass --genesis to compare these.\n";
            }
            text
        })?;
        Ok(())
    }
}

/// One document, or one for each line. A document may itself be written over several lines.
fn split_documents(bytes: &[u8]) -> Vec<&[u8]> {
    let whole = bytes.trim_ascii();
    let lines = || {
        whole
            .split(|byte| *byte == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty())
    };
    // A document on one line begins and ends with its braces; an indented one does not.
    let is_lines = lines().take(2).count() == 2
        && lines()
            .take(2)
            .all(|line| line.starts_with(b"{") && line.ends_with(b"}"));
    if is_lines {
        lines().collect()
    } else if whole.is_empty() {
        Vec::new()
    } else {
        vec![whole]
    }
}

fn judge(document: &[u8], genesis: Option<&TrustedGenesis>) -> Verdict {
    let proof = match read_document(document) {
        Ok(proof) => proof,
        Err(error) => return refused_document(None, &error),
    };
    match proof.verify() {
        Ok(verified) => accepted(proof, verified, genesis),
        Err(error) => refused_document(Some(proof), &error),
    }
}

/// A proof document, or a receipt of the API that contains one.
fn read_document(document: &[u8]) -> Result<Proof, ProofError> {
    Proof::parse(document).or_else(|error| {
        if document.len() > PROOF_BYTES_MAX {
            return Err(error);
        }
        match serde_json::from_slice::<Value>(document) {
            Ok(receipt) if receipt["proof"].is_object() => Proof::parse(receipt["proof"].to_string().as_bytes()),
            Ok(receipt) if receipt.get("proof").is_some_and(Value::is_null) => Err(ProofError::Malformed(
                "this is a receipt whose proof was not ready yet; ask for the receipt again one block later".to_owned(),
            )),
            _ => Err(error),
        }
    })
}

fn accepted(proof: Proof, verified: Verified, genesis: Option<&TrustedGenesis>) -> Verdict {
    let mut steps: Vec<Step> = steps_of(&proof)
        .into_iter()
        .map(|name| Step {
            name,
            passed: true,
            explanation: describe::passed_step(name, &proof, &verified),
        })
        .collect();
    let remaining_trust = match genesis {
        Some(genesis) => {
            let comparison = genesis.compare(&proof, &verified);
            let passed = comparison.is_ok();
            let explanation = comparison.unwrap_or_else(|reason| reason);
            steps.push(Step {
                name: GENESIS_STEP,
                passed,
                explanation,
            });
            None
        }
        None => Some(trust::what_remains(&proof)),
    };
    Verdict {
        steps,
        verified: Some(verified),
        proof: Some(proof),
        remaining_trust,
    }
}

fn refused_document(proof: Option<Proof>, error: &ProofError) -> Verdict {
    let mut steps = Vec::new();
    match (error, &proof) {
        (ProofError::Fails { step, reason }, Some(proof)) => {
            let names = steps_of(proof);
            let position = names.iter().position(|name| name == step).unwrap_or(0);
            steps.extend(names[..position].iter().map(|name| Step {
                name,
                passed: true,
                explanation: "holds".to_owned(),
            }));
            steps.push(Step {
                name: step,
                passed: false,
                explanation: reason.clone(),
            });
        }
        _ => steps.push(Step {
            name: "document",
            passed: false,
            explanation: error.to_string(),
        }),
    }
    Verdict {
        steps,
        verified: None,
        proof,
        remaining_trust: None,
    }
}

fn steps_of(proof: &Proof) -> [&'static str; 6] {
    if proof.kind == "balance" {
        BALANCE_STEPS
    } else {
        RECEIPT_STEPS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_from_lines() {
        assert!(split_documents(b" \n").is_empty());
        assert_eq!(split_documents(b"{\"a\":1}\n").len(), 1);
        assert_eq!(split_documents(b"{\n  \"a\": 1\n}\n").len(), 1);
        assert_eq!(split_documents(b"{\"a\":1}\r\n\r\n{\"a\":2}\n").len(), 2);
    }

    #[test]
    fn what_is_no_proof_is_refused_with_a_reason() {
        for (document, reason) in [
            ("{}", "missing field"),
            ("{\"format\":", "EOF"),
            ("{\"proof\":null}", "not ready"),
        ] {
            let verdict = judge(document.as_bytes(), None);
            assert!(!verdict.holds());
            assert!(
                verdict.steps[0].explanation.contains(reason),
                "{}",
                verdict.steps[0].explanation
            );
        }
    }
}
