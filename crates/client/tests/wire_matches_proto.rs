//! The hand-written messages and `ingest.proto` say the same: every field of the file is looked up by number and type in what
//! the Rust types encode, and golden bytes freeze whole messages.

#![allow(
    clippy::unwrap_used,
    reason = "a test that fails by panicking is a test that works"
)]

use aurigraph_client::wire::{
    InfoReply, InfoRequest, SERVICE_NAME, SubmissionReceipt, SubmissionStatus, SubmitReply,
    SubmitRequest,
};
use bytes::Bytes;
use prost::Message;

const PROTO: &str = include_str!("../../../proto/aurigraph/v11/ingest.proto");

/// One field of a message: label and type, name, number.
type Field = (String, String, u32);

/// Reads the messages of the file. It is ours and plain: one field a line, no nesting.
fn messages() -> Vec<(String, Vec<Field>)> {
    let mut messages: Vec<(String, Vec<Field>)> = Vec::new();
    let mut inside = false;
    for line in PROTO
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
    {
        if let Some(rest) = line.strip_prefix("message ") {
            let name = rest.split_whitespace().next().unwrap();
            messages.push((name.to_owned(), Vec::new()));
            inside = !line.ends_with('}');
        } else if line == "}" {
            inside = false;
        } else if inside && line.ends_with(';') {
            let (declaration, number) = line.trim_end_matches(';').split_once(" = ").unwrap();
            let (kind, name) = declaration.rsplit_once(' ').unwrap();
            let field = (kind.to_owned(), name.to_owned(), number.parse().unwrap());
            messages.last_mut().unwrap().1.push(field);
        }
    }
    messages
}

/// What the Rust types encode when one field alone is set: message, field, type, key byte and payload.
fn encoded_fields() -> Vec<(&'static str, &'static str, &'static str, Vec<u8>)> {
    let text = || "x".to_owned();
    let byte = || Bytes::from_static(b"x");
    let receipt = SubmissionReceipt::default;
    let info = InfoReply::default;
    vec![
        (
            "SubmitRequest",
            "tag",
            "uint64",
            SubmitRequest {
                tag: 1,
                ..Default::default()
            }
            .encode_to_vec(),
        ),
        (
            "SubmitRequest",
            "submissions",
            "bytes",
            SubmitRequest {
                submissions: byte(),
                ..Default::default()
            }
            .encode_to_vec(),
        ),
        (
            "SubmitReply",
            "tag",
            "uint64",
            SubmitReply {
                tag: 1,
                ..Default::default()
            }
            .encode_to_vec(),
        ),
        (
            "SubmitReply",
            "receipts",
            "repeated SubmissionReceipt",
            SubmitReply {
                receipts: vec![receipt()],
                ..Default::default()
            }
            .encode_to_vec(),
        ),
        (
            "SubmissionReceipt",
            "submission_id",
            "bytes",
            SubmissionReceipt {
                submission_id: byte(),
                ..receipt()
            }
            .encode_to_vec(),
        ),
        (
            "SubmissionReceipt",
            "status",
            "SubmissionStatus",
            SubmissionReceipt {
                status: 1,
                ..receipt()
            }
            .encode_to_vec(),
        ),
        (
            "SubmissionReceipt",
            "height",
            "uint64",
            SubmissionReceipt {
                height: 1,
                ..receipt()
            }
            .encode_to_vec(),
        ),
        (
            "SubmissionReceipt",
            "position",
            "uint32",
            SubmissionReceipt {
                position: 1,
                ..receipt()
            }
            .encode_to_vec(),
        ),
        (
            "SubmissionReceipt",
            "record_count",
            "uint32",
            SubmissionReceipt {
                record_count: 1,
                ..receipt()
            }
            .encode_to_vec(),
        ),
        (
            "SubmissionReceipt",
            "applied",
            "uint32",
            SubmissionReceipt {
                applied: 1,
                ..receipt()
            }
            .encode_to_vec(),
        ),
        (
            "SubmissionReceipt",
            "rejected",
            "uint32",
            SubmissionReceipt {
                rejected: 1,
                ..receipt()
            }
            .encode_to_vec(),
        ),
        (
            "SubmissionReceipt",
            "result_codes",
            "bytes",
            SubmissionReceipt {
                result_codes: byte(),
                ..receipt()
            }
            .encode_to_vec(),
        ),
        (
            "SubmissionReceipt",
            "problem_code",
            "string",
            SubmissionReceipt {
                problem_code: text(),
                ..receipt()
            }
            .encode_to_vec(),
        ),
        (
            "SubmissionReceipt",
            "problem_detail",
            "string",
            SubmissionReceipt {
                problem_detail: text(),
                ..receipt()
            }
            .encode_to_vec(),
        ),
        (
            "InfoReply",
            "chain_id",
            "bytes",
            InfoReply {
                chain_id: byte(),
                ..info()
            }
            .encode_to_vec(),
        ),
        (
            "InfoReply",
            "network",
            "string",
            InfoReply {
                network: text(),
                ..info()
            }
            .encode_to_vec(),
        ),
        (
            "InfoReply",
            "height",
            "uint64",
            InfoReply {
                height: 1,
                ..info()
            }
            .encode_to_vec(),
        ),
        (
            "InfoReply",
            "devnet",
            "bool",
            InfoReply {
                devnet: true,
                ..info()
            }
            .encode_to_vec(),
        ),
        (
            "InfoReply",
            "message_bytes_max",
            "uint64",
            InfoReply {
                message_bytes_max: 1,
                ..info()
            }
            .encode_to_vec(),
        ),
    ]
}

/// The bytes that protobuf prescribes for a field of this type with the value above.
fn prescribed(kind: &str, number: u32) -> Vec<u8> {
    let key = |wire_type: u32| u8::try_from(number << 3 | wire_type).unwrap();
    match kind {
        "uint64" | "uint32" | "bool" | "SubmissionStatus" => vec![key(0), 1],
        "bytes" | "string" => vec![key(2), 1, b'x'],
        "repeated SubmissionReceipt" => vec![key(2), 0],
        other => panic!("type {other} is new: say here how it is encoded"),
    }
}

#[test]
fn every_field_of_the_file_is_encoded_with_its_number_and_type() {
    let mut encoded = encoded_fields();
    let in_file = messages();
    let names: Vec<_> = in_file.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "SubmitRequest",
            "SubmitReply",
            "SubmissionReceipt",
            "InfoRequest",
            "InfoReply"
        ]
    );
    for (message, fields) in in_file {
        for (kind, name, number) in fields {
            let at = encoded
                .iter()
                .position(|(owner, field, _, _)| *owner == message && *field == name)
                .unwrap_or_else(|| panic!("{message}.{name} is in the file only"));
            let (_, _, rust_kind, bytes) = encoded.swap_remove(at);
            assert_eq!(rust_kind, kind, "{message}.{name}");
            assert_eq!(bytes, prescribed(&kind, number), "{message}.{name}");
        }
    }
    assert!(encoded.is_empty(), "in the Rust types only: {encoded:?}");
}

#[test]
fn the_enumeration_and_the_service_have_the_files_names() {
    for status in [
        SubmissionStatus::Unspecified,
        SubmissionStatus::Final,
        SubmissionStatus::Refused,
        SubmissionStatus::AlreadyApplied,
    ] {
        let name = match status {
            SubmissionStatus::Unspecified => "UNSPECIFIED",
            SubmissionStatus::Final => "FINAL",
            SubmissionStatus::Refused => "REFUSED",
            SubmissionStatus::AlreadyApplied => "ALREADY_APPLIED",
        };
        let line = format!("SUBMISSION_STATUS_{name} = {};", status as i32);
        assert!(PROTO.contains(&line), "{line}");
    }
    let package = PROTO
        .lines()
        .find_map(|line| line.strip_prefix("package "))
        .unwrap();
    let service = PROTO
        .lines()
        .find_map(|line| line.strip_prefix("service "))
        .unwrap();
    let full = format!(
        "{}.{}",
        package.trim_end_matches(';'),
        service.trim_end_matches(" {")
    );
    assert_eq!(full, SERVICE_NAME);
    assert!(PROTO.contains("rpc Submit(stream SubmitRequest) returns (stream SubmitReply);"));
    assert!(PROTO.contains("rpc Info(InfoRequest) returns (InfoReply);"));
}

#[test]
fn golden_bytes() {
    let request = SubmitRequest {
        tag: 300,
        submissions: Bytes::from_static(&[1, 2, 3]),
    };
    assert_eq!(hex::encode(request.encode_to_vec()), "08ac021203010203");
    let reply = SubmitReply {
        tag: 300,
        receipts: vec![SubmissionReceipt {
            submission_id: Bytes::from_static(&[0xab; 32]),
            status: SubmissionStatus::Final as i32,
            height: 12,
            position: 3,
            record_count: 2,
            applied: 1,
            rejected: 1,
            result_codes: Bytes::from_static(&[0, 0, 18, 0]),
            problem_code: String::new(),
            problem_detail: String::new(),
        }],
    };
    let id = "ab".repeat(32);
    let golden = format!(
        "08ac0212340a20{id}1001180c20032802300138014204{}",
        "00001200"
    );
    assert_eq!(hex::encode(reply.encode_to_vec()), golden);
    assert_eq!(
        SubmitReply::decode(hex::decode(golden).unwrap().as_slice()).unwrap(),
        reply
    );
    assert!(InfoRequest {}.encode_to_vec().is_empty());
}
