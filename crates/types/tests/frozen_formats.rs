//! Goal: nobody changes a signed, hashed, sent or stored format by accident.
//! Method: `tests/vectors/protocol.json` holds inputs and outputs; this test reproduces every one, and `packages/wallet`
//! reproduces the same file in TypeScript. After an intended change of format (a new version!), write the file again with
//! `AURIGRAPH_WRITE_VECTORS=1 cargo test --release -p aurigraph-types --test frozen_formats`.

use aurigraph_types::block::{BlockFields, BlockHeader, entry_hash};
use aurigraph_types::certificate::{Certificate, Subject, ValidatorInfo, ValidatorSet, Vote};
use aurigraph_types::governance::{
    Action, Parameter, Proposal as GovernanceProposal, ProposalVote,
};
use aurigraph_types::key::{PublicKey, subaccount_address};
use aurigraph_types::node_registration::{enrolment_digest, registration_hash};
use aurigraph_types::proposal::{Proposal, body_hash};
use aurigraph_types::real_world_asset::{
    AssetContent, Attribute, AttributeValue, Coordinates, Country, Document, DocumentRole, Place,
};
use aurigraph_types::registry_operation::{AssetState, ClaimTopic, Finding, RegistryOperation};
use aurigraph_types::submission::{SigningContext, SubmissionView};
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Digest, Domain, Genesis, Height, Operation,
    ResultCode, Scheme, Sequence, SigningKey, Submission, SubmissionKind, Topic, TransferRecord,
    merkle,
};
use serde_json::{Value, json};

fn seed(scheme: Scheme) -> Vec<u8> {
    (0..scheme.seed_bytes())
        .map(|index| (index as u8).wrapping_mul(3) + scheme.as_u8())
        .collect()
}

fn key(scheme: Scheme) -> SigningKey {
    SigningKey::from_seed(scheme, &seed(scheme)).expect("the seed fits")
}

fn context(sequence: u64, valid_until: Option<u64>) -> SigningContext {
    SigningContext {
        chain_id: Genesis::chain_id(b"frozen genesis"),
        signer: AccountIndex::new(7),
        sequence: Sequence::new(sequence),
        valid_until_height: valid_until.map(Height::new),
    }
}

fn record(number: u64) -> TransferRecord {
    TransferRecord::new(
        AccountIndex::new(7),
        AccountIndex::new(9 + number as u32),
        AssetIndex::new(number as u32 % 2),
        Amount::new(1_250 + number),
    )
    .with_reference(format!("INV-{number}").as_bytes())
    .expect("short")
}

fn submission_vector(name: &str, scheme: Scheme, submission: &Submission) -> Value {
    let view = submission.view();
    json!({ "name": name, "scheme": scheme.name(), "seed": hex::encode(seed(scheme)), "bytes": hex::encode(submission.as_bytes()),
            "id": submission.id(), "signature": hex::encode(view.signature()) })
}

/// ML-DSA signatures are randomised, so a frozen file keeps one and later runs verify it instead of comparing.
fn submissions() -> Vec<Value> {
    let mut vectors = Vec::new();
    for scheme in Scheme::ALL {
        let key = key(scheme);
        let transfer = Submission::transfer(&key, &context(5, None), &record(0));
        vectors.push(submission_vector("transfer", scheme, &transfer));
        let records: Vec<_> = (0..3).map(record).collect();
        vectors.push(submission_vector(
            "batch of three",
            scheme,
            &Submission::batch(&key, &context(6, Some(99)), &records),
        ));
    }
    for operation in operations() {
        let submission =
            Submission::operation(&key(Scheme::Ed25519), &context(7, None), &operation);
        vectors.push(submission_vector(
            operation.name(),
            Scheme::Ed25519,
            &submission,
        ));
    }
    vectors
}

fn operations() -> Vec<Operation> {
    vec![
        Operation::RegisterAccounts {
            keys: vec![key(Scheme::Ed25519).public_key().clone()],
        },
        Operation::OpenSubaccounts { count: 1_000 },
        Operation::GrantCustody {
            custodian: AccountIndex::new(3),
        },
        Operation::RevokeCustody,
        Operation::SetFrozen {
            account: AccountIndex::new(12),
            frozen: true,
        },
        govern(),
        Operation::Attest {
            topic: Topic::parse("portal.audit-head").expect("a topic"),
            number: 4_711,
            hash: [7; 32],
        },
    ]
    .into_iter()
    .chain(registry_operations().into_iter().map(Operation::Registry))
    .collect()
}

/// Every kind of value and document is in it.
fn asset_content() -> AssetContent {
    let attribute = |name: &str, value| Attribute {
        name: name.into(),
        value,
    };
    let document = |role, number: u8, media_type: &str| Document {
        role,
        hash: Digest([number; 32]),
        length_bytes: 1_234_567,
        media_type: media_type.into(),
        title: format!("Paper {number}"),
    };
    AssetContent {
        kind: 1,
        name: "Lindenstra\u{df}e 4".into(),
        category: "residential".into(),
        jurisdiction: Country::parse("DE").expect("a country"),
        place: Place {
            text: "Leipzig".into(),
            coordinates: Some(Coordinates {
                latitude_microdegrees: 51_340_632,
                longitude_microdegrees: -12_374_733,
            }),
        },
        attributes: vec![
            attribute(
                "area",
                AttributeValue::Decimal {
                    value: -12_055,
                    digits: 2,
                },
            ),
            attribute("built_year", AttributeValue::Integer(1_908)),
            attribute("listed", AttributeValue::Flag(true)),
            attribute("property_type", AttributeValue::Text("house".into())),
            attribute("valued_on", AttributeValue::Date(-20_454)),
        ],
        documents: vec![
            document(DocumentRole::Document, 1, "application/pdf"),
            document(DocumentRole::Photo, 2, "image/jpeg"),
            document(DocumentRole::Video, 1, "video/mp4"),
        ],
    }
}

fn registry_operations() -> Vec<RegistryOperation> {
    let asset = Domain::Submission.hash(b"asset");
    let account = AccountIndex::new(7);
    vec![
        RegistryOperation::RegisterAsset {
            content: asset_content(),
        },
        RegistryOperation::UpdateAsset {
            asset,
            version: 3,
            content: asset_content(),
        },
        RegistryOperation::TransferAsset {
            asset,
            owner: account,
        },
        RegistryOperation::SetAssetState {
            asset,
            state: AssetState::Retired,
        },
        RegistryOperation::VerifyAsset {
            asset,
            version: 3,
            content_hash: asset_content().hash(),
            finding: Finding::Verified,
            expires_ms: 1_900_000_000_000,
        },
        RegistryOperation::WithdrawVerification { asset },
        RegistryOperation::SetClaim {
            account,
            topic: ClaimTopic::KnownCustomer,
            country: Country::parse("AT"),
            expires_ms: 0,
        },
        RegistryOperation::RevokeClaim {
            account,
            topic: ClaimTopic::Accredited,
        },
        RegistryOperation::SetVerifier {
            account,
            tier: 2,
            countries: ["AT", "DE"]
                .iter()
                .filter_map(|code| Country::parse(code))
                .collect(),
        },
    ]
}

fn govern() -> Operation {
    let proposal = GovernanceProposal {
        number: 1,
        effective_height: Height::new(1_000),
        expires_height: Height::new(2_000),
        action: Action::SetParameter {
            parameter: Parameter::BlockBytesMax,
            value: 1_048_576,
        },
    };
    let id = proposal.id(&Genesis::chain_id(b"frozen genesis"));
    Operation::Govern {
        votes: vec![ProposalVote::sign(&key(Scheme::Ed25519), &id)],
        proposal,
    }
}

fn header() -> BlockHeader {
    let set = validators();
    BlockHeader::new(&BlockFields {
        proposer: 0,
        submission_count: 2,
        transfer_count: 4,
        body_bytes: 700,
        height: Height::new(12),
        time_ms: 1_790_000_000_123,
        executed_height: Height::new(11),
        epoch: 0,
        chain_id: Genesis::chain_id(b"frozen genesis"),
        parent: Domain::Header.hash(b"parent"),
        batches_root: Domain::Node.hash(b"batches"),
        receipts_root: entry_hash(
            &Domain::Submission.hash(b"one"),
            SubmissionKind::Transfer,
            1,
            &leaf_hashes(1)[0],
        ),
        state_root: Domain::State.hash(b"state"),
        validators_root: set.root(),
    })
}

fn validators() -> ValidatorSet {
    let public_key = key(Scheme::Ed25519).public_key().clone();
    ValidatorSet::new(vec![ValidatorInfo {
        public_key,
        voting_power: 1,
    }])
    .expect("one validator")
}

fn leaf_hashes(count: u64) -> Vec<Digest> {
    (0..count)
        .map(|number| Domain::ReceiptLeaf.hash(&record(number).receipt_bytes(ResultCode::Applied)))
        .collect()
}

fn vectors() -> Value {
    let header = header();
    let chain: ChainId = header.fields().chain_id;
    let certificate = Certificate::by_single_validator(
        &key(Scheme::Ed25519),
        &chain,
        0,
        header.height(),
        &header.hash(),
    );
    let committee_certificate = committee_certificate(&header);
    let hashes: Vec<_> = Domain::ALL
        .iter()
        .map(|domain| json!({ "label": domain.label(), "input": hex::encode(b"aurigraph"), "hash": domain.hash(b"aurigraph") }))
        .collect();
    let trees: Vec<_> = [0, 1, 2, 3, 5, 8, 21]
        .into_iter()
        .map(|count| {
            let leaves = leaf_hashes(count);
            let path = leaves.len().checked_sub(1).map(|last| merkle::path(&leaves, last));
            json!({ "count": count, "leaves": leaves, "root": merkle::root(&leaves), "pathOfLast": path })
        })
        .collect();
    let addresses: Vec<_> = Scheme::ALL
        .into_iter()
        .map(|scheme| {
            let address = key(scheme).public_key().address();
            json!({ "scheme": scheme.name(), "publicKey": hex::encode(key(scheme).public_key().as_bytes()), "address": address,
                    "subaccount": { "number": 3, "address": subaccount_address(&address, 3) } })
        })
        .collect();
    let codes: Vec<_> = ResultCode::ALL
        .iter()
        .map(|code| json!({ "code": code.as_u16(), "name": code.name() }))
        .collect();
    let operations: Vec<_> =
        operations().iter().map(|operation| json!({ "name": operation.name(), "bytes": hex::encode(operation.encode()) })).collect();
    json!({
        "chainId": { "genesisFile": hex::encode(b"frozen genesis"), "chainId": chain },
        "hashes": hashes, "trees": trees, "addresses": addresses, "resultCodes": codes, "operations": operations,
        "record": { "bytes": hex::encode(record(1).to_bytes()), "receiptLeaf": hex::encode(record(1).receipt_bytes(ResultCode::InsufficientFunds)) },
        "header": { "bytes": hex::encode(header.to_bytes()), "hash": header.hash() },
        "certificate": { "bytes": hex::encode(certificate.encode()), "validatorsRoot": validators().root() },
        "committeeCertificate": { "bytes": hex::encode(committee_certificate.encode()) },
        "nodeRegistration": node_registration(&chain),
        "submissions": submissions(),
    })
}

fn node_registration(chain: &ChainId) -> Value {
    let key = key(Scheme::Ed25519);
    let (node, token) = (key.public_key(), "a token");
    json!({ "publicKey": hex::encode(node.as_bytes()), "token": token, "registrationHash": registration_hash(chain, node),
            "enrolmentDigest": enrolment_digest(chain, node, token) })
}

/// As the consensus engine would sign it (`crates/consensus` compares with the engine itself).
fn committee_certificate(header: &BlockHeader) -> Certificate {
    let (epoch, view) = (0, 300);
    let proposal = Proposal {
        parent_view: 299,
        parent_payload: Domain::Payload.hash(b"parent"),
        body_hash: body_hash(b"body"),
    };
    let chain = header.fields().chain_id;
    let message = proposal.finalize_message(&chain, epoch, view, &header.hash());
    let seed: [u8; 32] = key(Scheme::Ed25519).seed().try_into().expect("32 bytes");
    let signature = ed25519_zebra::SigningKey::from(seed).sign(&message).into();
    let certificate = Certificate {
        epoch,
        view,
        subject: Subject::Proposal(proposal),
        votes: vec![Vote {
            validator: 0,
            signature,
        }],
    };
    let verified = certificate.verify(&validators(), &chain, header.height(), &header.hash());
    assert_eq!(verified, Ok(()));
    certificate
}

#[test]
fn every_format_is_the_frozen_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/protocol.json");
    let mut current = vectors();
    if std::env::var_os("AURIGRAPH_WRITE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(&current).expect("JSON") + "\n";
        std::fs::write(path, text).expect("the vectors folder is writable");
    }
    let mut frozen: Value =
        serde_json::from_slice(&std::fs::read(path).expect("the vectors are committed"))
            .expect("the vectors are JSON");

    let frozen_submissions = frozen["submissions"].take();
    let current_submissions = current["submissions"].take();
    assert_eq!(current, frozen);

    let list = frozen_submissions.as_array().expect("a list");
    assert_eq!(
        list.len(),
        current_submissions.as_array().expect("a list").len()
    );
    for (frozen, current) in list
        .iter()
        .zip(current_submissions.as_array().expect("a list"))
    {
        assert_eq!(frozen["id"], current["id"], "{}", frozen["name"]);
        let bytes = hex::decode(frozen["bytes"].as_str().expect("text")).expect("hexadecimal");
        let view = SubmissionView::decode(&bytes).expect("decodes");
        let scheme = view.header().scheme();
        let public = PublicKey::new(scheme, key(scheme).public_key().as_bytes()).expect("a key");
        assert_eq!(
            public.verify(&view.id(), view.signature()),
            Ok(()),
            "{}",
            frozen["name"]
        );
        if scheme == Scheme::Ed25519 {
            assert_eq!(frozen, current);
        }
    }
}
