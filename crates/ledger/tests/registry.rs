//! Goal: real-world assets are in the state as everything else is: from a version of the protocol on, in its root, in snapshots, the same on every machine.
//! Method: one validator's votes, then signed operations of a person each; every code that the rules can give.

mod common;

use aurigraph_ledger::State;
use aurigraph_types::governance::{AccountRole, Action, Proposal, ProposalVote};
use aurigraph_types::real_world_asset::{AssetContent, Attribute, AttributeValue, Country, Place};
use aurigraph_types::registry_operation::{AssetState, ClaimTopic, Finding, RegistryOperation};
use aurigraph_types::{AccountIndex, Digest, Height, Operation, ResultCode};
use common::{Content, Intent, apply, chain_id, codes, fresh_state, validator_key, validators};

const ACCREDITOR: u32 = 6;
const ISSUER: u32 = 7;
const VERIFIER: u32 = 8;
const OTHER: u32 = 9;

struct Ledger {
    state: State,
    sequence: u64,
    height: u64,
    last: Digest,
}

impl Ledger {
    fn new() -> Self {
        Self {
            state: fresh_state(),
            sequence: 0,
            height: 1,
            last: Digest::ZERO,
        }
    }

    /// With a registry, an accreditor, an issuer and a verifier.
    fn ready() -> Self {
        let mut ledger = Self::new();
        ledger.activate(4);
        ledger.decide(Action::SetRole {
            account: AccountIndex::new(ACCREDITOR),
            role: AccountRole::Accreditor,
            granted: true,
        });
        let verifier = RegistryOperation::SetVerifier {
            account: AccountIndex::new(VERIFIER),
            tier: 1,
            countries: Vec::new(),
        };
        for operation in [claim(ISSUER), verifier] {
            assert_eq!(ledger.does(ACCREDITOR, operation), ResultCode::Applied);
        }
        ledger
    }

    fn activate(&mut self, last: u32) {
        for version in 2..=last {
            self.decide(Action::ActivateProtocol { version });
        }
    }

    fn decide(&mut self, action: Action) {
        let proposal = Proposal {
            number: self.height,
            effective_height: Height::new(0),
            expires_height: Height::new(1_000),
            action,
        };
        let vote = ProposalVote::sign(&validator_key(), &proposal.id(&chain_id()));
        let code = self.operate(
            OTHER,
            Operation::Govern {
                proposal,
                votes: vec![vote],
            },
        );
        assert_eq!(code, ResultCode::Applied);
        self.height += 1;
        self.state
            .begin_block(Height::new(self.height))
            .expect("a version that is known");
    }

    fn operate(&mut self, signer: u32, operation: Operation) -> ResultCode {
        self.sequence += 1;
        let intent = Intent::new(signer, self.sequence, Content::Operation(operation));
        let submission = intent.sign_as_genesis_account();
        self.last = submission.id();
        codes(&apply(&mut self.state, &submission, self.height))[0]
    }

    fn does(&mut self, signer: u32, operation: RegistryOperation) -> ResultCode {
        self.operate(signer, Operation::Registry(operation))
    }
}

fn claim(about: u32) -> RegistryOperation {
    RegistryOperation::SetClaim {
        account: AccountIndex::new(about),
        topic: ClaimTopic::Issuer,
        country: None,
        expires_ms: 0,
    }
}

fn house() -> AssetContent {
    AssetContent {
        kind: 1,
        name: "Lindenstra\u{df}e 4".into(),
        category: String::new(),
        jurisdiction: Country::parse("DE").expect("a country"),
        place: Place::default(),
        attributes: vec![Attribute {
            name: "property_type".into(),
            value: AttributeValue::Text("house".into()),
        }],
        documents: Vec::new(),
    }
}

fn register() -> RegistryOperation {
    RegistryOperation::RegisterAsset { content: house() }
}

#[test]
fn there_is_no_registry_before_its_version() {
    let mut ledger = Ledger::new();
    let root = ledger.state.commit();
    assert_eq!(ledger.does(ISSUER, register()), ResultCode::NotActivated);
    ledger.activate(3);
    assert_eq!(ledger.does(ISSUER, register()), ResultCode::NotActivated);
    assert!(ledger.state.registry().is_empty());
    ledger.activate_last();
    assert_eq!(ledger.does(ISSUER, register()), ResultCode::NotAuthorised);
    assert_ne!(ledger.state.commit(), root, "votes and sequences are in it");
}

impl Ledger {
    fn activate_last(&mut self) {
        self.decide(Action::ActivateProtocol { version: 4 });
    }
}

#[test]
fn what_is_registered_is_in_the_root_and_in_snapshots() {
    let mut ledger = Ledger::ready();
    assert_eq!(ledger.does(ISSUER, register()), ResultCode::Applied);
    let asset = ledger.last;
    let before = ledger.state.commit();
    let verify = RegistryOperation::VerifyAsset {
        asset,
        version: 1,
        content_hash: house().hash(),
        finding: Finding::Verified,
        expires_ms: 0,
    };
    assert_eq!(ledger.does(VERIFIER, verify), ResultCode::Applied);
    let root = ledger.state.commit();
    assert_ne!(root, before);

    let sections = ledger.state.to_sections();
    let find = |name: &str| {
        let mut sections = sections.iter();
        let found = sections.find(|(other, _)| other == name);
        found.map(|(_, bytes)| bytes.as_slice())
    };
    let mut restored = State::from_sections(&validators(), find).expect("a snapshot");
    assert_eq!(restored.commit(), root);
    let found = restored.registry().asset(&asset).expect("registered");
    assert_eq!(found.issuer, AccountIndex::new(ISSUER));
    assert_eq!(found.verification.as_ref().map(|one| one.version), Some(1));
    let registry = sections
        .iter()
        .filter(|(name, _)| name.contains("registry"));
    for (name, bytes) in registry {
        let refuses = |altered: &[u8]| {
            let find = |other: &str| {
                if other == name {
                    Some(altered)
                } else {
                    find(other)
                }
            };
            assert!(State::from_sections(&validators(), find).is_err(), "{name}");
        };
        for position in 0..bytes.len() {
            for bit in 0..8 {
                let mut altered = bytes.clone();
                altered[position] ^= 1 << bit;
                refuses(&altered);
            }
            refuses(&bytes[..position]);
        }
        refuses(&[bytes.as_slice(), &[0]].concat());
    }
    let without = |name: &str| find(name).filter(|_| name != "state/registry/assets");
    assert!(
        State::from_sections(&validators(), without).is_err(),
        "a part of it is missing"
    );
}

#[test]
fn every_refusal_has_its_code() {
    let mut ledger = Ledger::ready();
    assert_eq!(ledger.does(ISSUER, register()), ResultCode::Applied);
    let asset = ledger.last;
    let state = |state| RegistryOperation::SetAssetState { asset, state };
    let unknown = RegistryOperation::WithdrawVerification {
        asset: Digest([9; 32]),
    };
    let nobody = RegistryOperation::TransferAsset {
        asset,
        owner: AccountIndex::new(9_999),
    };
    let stale = RegistryOperation::UpdateAsset {
        asset,
        version: 2,
        content: house(),
    };
    let mut other_kind = house();
    other_kind.kind = 7;
    let refused = RegistryOperation::UpdateAsset {
        asset,
        version: 1,
        content: other_kind,
    };
    for (signer, operation, code) in [
        (OTHER, unknown, ResultCode::UnknownRealWorldAsset),
        (OTHER, claim(ISSUER), ResultCode::NotAuthorised),
        (ISSUER, nobody, ResultCode::UnknownAccount),
        (ISSUER, stale, ResultCode::OtherVersion),
        (ISSUER, refused, ResultCode::ContentRefused),
        (
            ISSUER,
            state(AssetState::Active),
            ResultCode::NothingChanges,
        ),
        (ISSUER, state(AssetState::Retired), ResultCode::Applied),
        (
            ISSUER,
            state(AssetState::Active),
            ResultCode::AssetNotActive,
        ),
    ] {
        assert_eq!(
            ledger.does(signer, operation.clone()),
            code,
            "{operation:?}"
        );
    }
}

#[test]
fn a_claim_ends_at_the_time_of_a_block() {
    let mut ledger = Ledger::ready();
    let ending = RegistryOperation::SetClaim {
        account: AccountIndex::new(ISSUER),
        topic: ClaimTopic::Issuer,
        country: None,
        expires_ms: 5_000,
    };
    assert_eq!(ledger.does(ACCREDITOR, ending), ResultCode::Applied);
    ledger.state.set_block_time(4_999);
    assert_eq!(ledger.does(ISSUER, register()), ResultCode::Applied);
    ledger.state.set_block_time(5_000);
    assert_eq!(ledger.does(ISSUER, register()), ResultCode::NotAuthorised);
}
