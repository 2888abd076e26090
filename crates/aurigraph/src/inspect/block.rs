//! One block: header fields, certificate, submissions.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use aurigraph_ledger::BlockOutcome;
use aurigraph_storage::{RealDisk, SegmentFrame, inspect_segment};
use aurigraph_types::block::BlockFields;
use aurigraph_types::certificate::Certificate;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{BlockHeader, Digest, merkle};
use serde_json::{Value, json};

use super::files::{self, SEGMENT};
use crate::failure::{ReportedFailure, usage};
use crate::output::OutputOptions;
use crate::table::{Align, Table, fields, grouped};
use crate::time::from_unix_milliseconds;

/// Length of a frame's own header, before the block's (`docs/storage-format.md`).
const FRAME_HEADER_BYTES: u64 = 64;
/// Submissions that the text form lists.
const LISTED_MAX: usize = 50;

/// A block as it was stored.
struct Found {
    segment: PathBuf,
    frame: SegmentFrame,
    fields: BlockFields,
    hash: Digest,
    certificate: Certificate,
    submissions: Vec<SubmissionSummary>,
    body_matches_header: bool,
    /// The height whose results are stored behind the body.
    results_of_height: Option<u64>,
    results_bytes: usize,
}

struct SubmissionSummary {
    id: Digest,
    kind: &'static str,
    scheme: &'static str,
    signer: u32,
    sequence: u64,
    records: usize,
    bytes: usize,
    operation: Option<&'static str>,
}

/// Runs `inspect block`.
pub fn inspect(output: OutputOptions, path: &Path, height: Option<u64>) -> anyhow::Result<()> {
    let found = find(path, height)?;
    output.print(&as_json(&found), || as_text(&found))?;
    if found.body_matches_header {
        Ok(())
    } else {
        Err(ReportedFailure::FAILED.into())
    }
}

fn find(path: &Path, height: Option<u64>) -> anyhow::Result<Found> {
    let segments = files::find(SEGMENT, path)?;
    // Names carry the first height. A file that was named otherwise is looked at in any case.
    let may_hold = |segment: &&PathBuf| {
        height.is_none_or(|height| {
            SEGMENT
                .height_of(segment)
                .is_none_or(|first| first <= height)
        })
    };
    for segment in segments.iter().filter(may_hold).rev() {
        let inspection = inspect_segment(&RealDisk, segment)?;
        let wanted = match height {
            Some(height) => inspection
                .frames
                .iter()
                .find(|frame| frame.height == height),
            None => inspection.frames.last(),
        };
        if let Some(frame) = wanted {
            return read(segment, *frame);
        }
    }
    match height {
        Some(height) => Err(usage(format!(
            "block {height} is not in {}",
            path.display()
        ))),
        None => Err(usage(format!("there is no block in {}", path.display()))),
    }
}

fn read(segment: &Path, frame: SegmentFrame) -> anyhow::Result<Found> {
    let file = File::open(segment).with_context(|| format!("cannot open {}", segment.display()))?;
    let mut bytes = vec![0; frame.header_bytes + frame.certificate_bytes + frame.body_bytes];
    file.read_exact_at(&mut bytes, frame.offset + FRAME_HEADER_BYTES)
        .with_context(|| format!("cannot read {}", segment.display()))?;
    let (header, rest) = bytes.split_at(frame.header_bytes);
    let (certificate, body) = rest.split_at(frame.certificate_bytes);
    let header = BlockHeader::decode(header).context("the block header cannot be read")?;
    let certificate = Certificate::decode(certificate).context("the certificate cannot be read")?;
    let fields = header.fields();
    // Behind the submissions lie the results of the executed height; the header counts the submissions alone.
    let (body, results) = body
        .split_at_checked(fields.body_bytes as usize)
        .context("the body is shorter than the header says")?;
    let submissions = read_body(body)?;
    let ids: Vec<Digest> = submissions.iter().map(|submission| submission.id).collect();
    let body_matches_header =
        merkle::root(&ids) == fields.batches_root && ids.len() == fields.submission_count as usize;
    let hash = header.hash();
    Ok(Found {
        segment: segment.to_owned(),
        frame,
        fields,
        hash,
        certificate,
        submissions,
        body_matches_header,
        results_of_height: BlockOutcome::decode(results)
            .ok()
            .map(|(height, _)| height.get()),
        results_bytes: results.len(),
    })
}

fn read_body(mut body: &[u8]) -> anyhow::Result<Vec<SubmissionSummary>> {
    let mut submissions = Vec::new();
    while !body.is_empty() {
        let (view, rest) = match SubmissionView::split(body) {
            Ok(parts) => parts,
            Err(error) => bail!(
                "submission {} of the body cannot be read: {error}",
                submissions.len()
            ),
        };
        body = rest;
        let header = view.header();
        submissions.push(SubmissionSummary {
            id: view.id(),
            kind: header.kind().name(),
            scheme: header.scheme().name(),
            signer: header.signer().get(),
            sequence: header.sequence().get(),
            records: header.record_count(),
            bytes: view.as_bytes().len(),
            operation: view.operation().map(|operation| operation.name()),
        });
    }
    Ok(submissions)
}

fn as_json(found: &Found) -> Value {
    let fields = &found.fields;
    let votes: Vec<Value> = found
        .certificate
        .votes
        .iter()
        .map(
            |vote| json!({ "validator": vote.validator, "signature": hex::encode(vote.signature) }),
        )
        .collect();
    let submissions: Vec<Value> = found
        .submissions
        .iter()
        .map(|submission| {
            json!({
                "id": submission.id, "kind": submission.kind, "operation": submission.operation,
                "signatureScheme": submission.scheme, "signer": submission.signer,
                "sequence": submission.sequence.to_string(), "records": submission.records, "bytes": submission.bytes,
            })
        })
        .collect();
    json!({
        "segment": found.segment, "offset": found.frame.offset, "checksum": format!("{:08x}", found.frame.checksum),
        "height": fields.height, "hash": found.hash, "parentHash": fields.parent,
        "timestamp": from_unix_milliseconds(fields.time_ms), "proposer": fields.proposer, "epoch": fields.epoch,
        "executedHeight": fields.executed_height, "chainId": fields.chain_id, "batchesRoot": fields.batches_root,
        "receiptsRoot": fields.receipts_root, "stateRoot": fields.state_root, "validatorsRoot": fields.validators_root,
        "submissionCount": fields.submission_count, "transactionCount": fields.transfer_count,
        "bodyBytes": fields.body_bytes, "bodyMatchesHeader": found.body_matches_header,
        "resultsOfHeight": found.results_of_height, "resultsBytes": found.results_bytes,
        "certificate": { "epoch": found.certificate.epoch, "view": found.certificate.view, "votes": votes },
        "submissions": submissions,
    })
}

fn results_text(found: &Found) -> String {
    match found.results_of_height {
        Some(height) => format!(
            "of height {}, {} bytes",
            grouped(height),
            grouped(found.results_bytes as u64)
        ),
        None => "none are stored with this block".to_owned(),
    }
}

fn as_text(found: &Found) -> String {
    let header = &found.fields;
    let voters: Vec<String> = found
        .certificate
        .votes
        .iter()
        .map(|vote| vote.validator.to_string())
        .collect();
    let mut text = fields(&[
        ("height", grouped(header.height.get())),
        ("hash", found.hash.to_string()),
        ("parent", header.parent.to_string()),
        ("time", from_unix_milliseconds(header.time_ms)),
        ("proposer", header.proposer.to_string()),
        ("executed height", grouped(header.executed_height.get())),
        ("epoch", header.epoch.to_string()),
        ("chain id", header.chain_id.to_string()),
        ("batches root", header.batches_root.to_string()),
        ("receipts root", header.receipts_root.to_string()),
        ("state root", header.state_root.to_string()),
        ("validators root", header.validators_root.to_string()),
        ("submissions", grouped(u64::from(header.submission_count))),
        ("transfers", grouped(u64::from(header.transfer_count))),
        ("body bytes", grouped(u64::from(header.body_bytes))),
        ("results", results_text(found)),
        (
            "certificate",
            format!(
                "view {}, votes of validators {}",
                found.certificate.view,
                voters.join(", ")
            ),
        ),
        (
            "stored in",
            format!("{} at byte {}", found.segment.display(), found.frame.offset),
        ),
        ("checksum", format!("{:08x} ok", found.frame.checksum)),
        (
            "body",
            (if found.body_matches_header {
                "is the one the header names"
            } else {
                "IS NOT THE ONE THE HEADER NAMES"
            })
            .to_owned(),
        ),
    ]);
    if found.submissions.is_empty() {
        return text;
    }
    let mut table = Table::new(&[
        ("submission", Align::Left),
        ("kind", Align::Left),
        ("signature", Align::Left),
        ("signer", Align::Right),
        ("sequence", Align::Right),
        ("records", Align::Right),
        ("bytes", Align::Right),
    ]);
    for submission in found.submissions.iter().take(LISTED_MAX) {
        table.row([
            submission.id.to_string(),
            submission.operation.unwrap_or(submission.kind).to_owned(),
            submission.scheme.to_owned(),
            submission.signer.to_string(),
            submission.sequence.to_string(),
            grouped(submission.records as u64),
            grouped(submission.bytes as u64),
        ]);
    }
    text.push('\n');
    text += &table.render();
    if found.submissions.len() > LISTED_MAX {
        text += &format!(
            "and {} more; --json lists all\n",
            found.submissions.len() - LISTED_MAX
        );
    }
    text
}
