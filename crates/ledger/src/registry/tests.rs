//! Goal: nobody does what is not theirs, nothing is half done, and what was verified is what it is said to be.
//! Method: one actor each, every refusal by name, and random operations after which roots of a restored registry agree.

use aurigraph_types::real_world_asset::{
    AssetContent, Attribute, AttributeValue, Country, Document, DocumentRole, Place,
};
use aurigraph_types::registry_operation::{AssetState, ClaimTopic, Finding, RegistryOperation};
use aurigraph_types::{AccountIndex, Digest, Height, ResultCode};

use super::*;

const ACCREDITOR: u32 = 0;
const ISSUER: u32 = 1;
const OTHER: u32 = 2;
const VERIFIER: u32 = 3;
const NOW_MS: u64 = 1_800_000_000_000;

fn account(number: u32) -> AccountIndex {
    AccountIndex::new(number)
}

fn country(text: &str) -> Country {
    Country::parse(text).unwrap()
}

fn house(name: &str) -> AssetContent {
    AssetContent {
        kind: 1,
        name: name.into(),
        category: String::new(),
        jurisdiction: country("DE"),
        place: Place::default(),
        attributes: vec![Attribute {
            name: "property_type".into(),
            value: AttributeValue::Text("house".into()),
        }],
        documents: Vec::new(),
    }
}

struct World {
    registry: Registry,
    submissions: u8,
    now_ms: u64,
}

type Outcome = Result<Option<AccountIndex>, ResultCode>;

impl World {
    /// An accreditor, an issuer, a verifier for German assets, and somebody else.
    fn new() -> Self {
        let mut world = Self {
            registry: Registry::default(),
            submissions: 0,
            now_ms: NOW_MS,
        };
        let verifier = set_verifier(2, vec![country("AT"), country("DE")]);
        world.does(ACCREDITOR, verifier).unwrap();
        world
            .does(ACCREDITOR, set_claim(ISSUER, ClaimTopic::Issuer, 0))
            .unwrap();
        world
    }

    fn does(&mut self, signer: u32, operation: RegistryOperation) -> Outcome {
        self.submissions += 1;
        let context = RegistryContext {
            submission_id: Digest([self.submissions; 32]),
            signer: account(signer),
            is_accreditor: signer == ACCREDITOR,
            account_count: 4,
            height: Height::new(u64::from(self.submissions)),
            time_ms: self.now_ms,
        };
        let before = self.registry.clone().commit();
        let outcome = self.registry.apply(&operation, &context);
        let after = self.registry.clone().commit();
        assert_eq!(outcome.is_ok(), before != after, "{operation:?}");
        outcome
    }

    fn registered(&mut self, content: AssetContent) -> Digest {
        self.does(ISSUER, RegistryOperation::RegisterAsset { content })
            .unwrap();
        Digest([self.submissions; 32])
    }

    fn status(&self, asset: &Digest) -> VerificationStatus {
        self.registry.asset(asset).unwrap().status(self.now_ms)
    }

    fn verifies(&mut self, asset: Digest, finding: Finding, expires_ms: u64) -> Outcome {
        let (version, content_hash) = self
            .registry
            .asset(&asset)
            .map_or((1, Digest::ZERO), |asset| {
                (asset.version, asset.content_hash)
            });
        self.does(
            VERIFIER,
            RegistryOperation::VerifyAsset {
                asset,
                version,
                content_hash,
                finding,
                expires_ms,
            },
        )
    }
}

fn set_verifier(tier: u8, countries: Vec<Country>) -> RegistryOperation {
    RegistryOperation::SetVerifier {
        account: account(VERIFIER),
        tier,
        countries,
    }
}

fn set_claim(about: u32, topic: ClaimTopic, expires_ms: u64) -> RegistryOperation {
    RegistryOperation::SetClaim {
        account: account(about),
        topic,
        country: None,
        expires_ms,
    }
}

fn update(asset: Digest, version: u32, content: AssetContent) -> RegistryOperation {
    RegistryOperation::UpdateAsset {
        asset,
        version,
        content,
    }
}

#[test]
fn only_whoever_is_said_to_be_an_issuer_registers() {
    let mut world = World::new();
    let register = RegistryOperation::RegisterAsset {
        content: house("One"),
    };
    for stranger in [ACCREDITOR, OTHER, VERIFIER] {
        let refused = world.does(stranger, register.clone());
        assert_eq!(refused, Err(ResultCode::NotAuthorised));
    }
    world.does(ISSUER, register.clone()).unwrap();
    // A claim ends, is renewed, and is taken back.
    world
        .does(
            ACCREDITOR,
            set_claim(ISSUER, ClaimTopic::Issuer, NOW_MS + 1),
        )
        .unwrap();
    world.does(ISSUER, register.clone()).unwrap();
    world.now_ms += 1;
    let refused = world.does(ISSUER, register.clone());
    assert_eq!(refused, Err(ResultCode::NotAuthorised));
    world
        .does(ACCREDITOR, set_claim(ISSUER, ClaimTopic::Issuer, 0))
        .unwrap();
    let revoke = RegistryOperation::RevokeClaim {
        account: account(ISSUER),
        topic: ClaimTopic::Issuer,
    };
    assert_eq!(
        world.does(OTHER, revoke.clone()),
        Err(ResultCode::NotAuthorised)
    );
    world.does(ACCREDITOR, revoke.clone()).unwrap();
    assert_eq!(
        world.does(ACCREDITOR, revoke),
        Err(ResultCode::NothingChanges)
    );
    let refused = world.does(ISSUER, register);
    assert_eq!(refused, Err(ResultCode::NotAuthorised));
    let unknown = set_claim(4, ClaimTopic::Issuer, 0);
    assert_eq!(
        world.does(ACCREDITOR, unknown),
        Err(ResultCode::UnknownAccount)
    );
}

#[test]
fn what_does_not_fit_its_kind_is_not_registered() {
    let mut world = World::new();
    let mut without = house("One");
    without.attributes.clear();
    let mut other_kind = house("One");
    other_kind.kind = 8;
    let mut unknown = house("One");
    unknown.attributes.push(Attribute {
        name: "rooms".into(),
        value: AttributeValue::Integer(3),
    });
    let mut wrong = house("One");
    wrong.attributes[0].value = AttributeValue::Integer(3);
    for content in [without, other_kind, unknown, wrong] {
        let refused = world.does(ISSUER, RegistryOperation::RegisterAsset { content });
        assert_eq!(refused, Err(ResultCode::ContentRefused));
    }
}

#[test]
fn another_version_is_no_longer_verified() {
    let mut world = World::new();
    let asset = world.registered(house("One"));
    assert_eq!(world.status(&asset), VerificationStatus::Pending);
    world.verifies(asset, Finding::InReview, 0).unwrap();
    assert_eq!(world.status(&asset), VerificationStatus::InReview);
    world
        .verifies(asset, Finding::Verified, NOW_MS + 10)
        .unwrap();
    assert_eq!(world.status(&asset), VerificationStatus::Verified);
    world.now_ms += 10;
    assert_eq!(world.status(&asset), VerificationStatus::Expired);
    world.verifies(asset, Finding::Verified, 0).unwrap();

    let mut better = house("One");
    better.documents.push(Document {
        role: DocumentRole::Document,
        hash: Digest([7; 32]),
        length_bytes: 3,
        media_type: "application/pdf".into(),
        title: "Deed".into(),
    });
    let stale = world.does(ISSUER, update(asset, 2, better.clone()));
    assert_eq!(stale, Err(ResultCode::OtherVersion));
    let stranger = world.does(OTHER, update(asset, 1, better.clone()));
    assert_eq!(stranger, Err(ResultCode::NotAuthorised));
    let same = world.does(ISSUER, update(asset, 1, house("One")));
    assert_eq!(same, Err(ResultCode::NothingChanges));
    let old_hash = world.registry.asset(&asset).unwrap().content_hash;
    world.does(ISSUER, update(asset, 1, better)).unwrap();
    assert_eq!(world.status(&asset), VerificationStatus::Changed);
    let record = world.registry.asset(&asset).unwrap();
    assert_eq!((record.version, record.completeness_percent), (2, 40));

    // Whoever looked at the old version cannot say it of the new one.
    for (version, content_hash) in [(1, old_hash), (2, old_hash), (3, record.content_hash)] {
        let late = RegistryOperation::VerifyAsset {
            asset,
            version,
            content_hash,
            finding: Finding::Verified,
            expires_ms: 0,
        };
        let refused = world.does(VERIFIER, late);
        assert_eq!(refused, Err(ResultCode::OtherVersion));
    }
    world.verifies(asset, Finding::Rejected, 0).unwrap();
    assert_eq!(world.status(&asset), VerificationStatus::Rejected);
    let withdraw = RegistryOperation::WithdrawVerification { asset };
    assert_eq!(
        world.does(ISSUER, withdraw.clone()),
        Err(ResultCode::NotAuthorised)
    );
    world.does(VERIFIER, withdraw.clone()).unwrap();
    assert_eq!(world.status(&asset), VerificationStatus::Pending);
    assert_eq!(
        world.does(VERIFIER, withdraw),
        Err(ResultCode::NotAuthorised)
    );
}

#[test]
fn verifiers_know_some_countries_and_verify_nothing_of_their_own() {
    let mut world = World::new();
    let mut abroad = house("One");
    abroad.jurisdiction = country("FR");
    let abroad = world.registered(abroad);
    let refused = world.verifies(abroad, Finding::Verified, 0);
    assert_eq!(refused, Err(ResultCode::NotAuthorised));

    let asset = world.registered(house("Two"));
    let give = RegistryOperation::TransferAsset {
        asset,
        owner: account(VERIFIER),
    };
    world.does(ISSUER, give).unwrap();
    let own = world.verifies(asset, Finding::Verified, 0);
    assert_eq!(own, Err(ResultCode::NotAuthorised));

    let at_home = world.registered(house("Three"));
    let no_more = set_verifier(0, Vec::new());
    let refused = world.does(VERIFIER, no_more.clone());
    assert_eq!(refused, Err(ResultCode::NotAuthorised));
    world.does(ACCREDITOR, no_more).unwrap();
    let refused = world.verifies(at_home, Finding::Verified, 0);
    assert_eq!(refused, Err(ResultCode::NotAuthorised));
    let unknown = world.verifies(Digest([0xaa; 32]), Finding::Verified, 0);
    assert_eq!(unknown, Err(ResultCode::UnknownRealWorldAsset));
}

#[test]
fn owners_alone_transfer_suspend_and_retire() {
    let mut world = World::new();
    let asset = world.registered(house("One"));
    let to = |owner| RegistryOperation::TransferAsset {
        asset,
        owner: account(owner),
    };
    let state = |state| RegistryOperation::SetAssetState { asset, state };
    for (signer, operation, refusal) in [
        (OTHER, to(OTHER), ResultCode::NotAuthorised),
        (ISSUER, to(9), ResultCode::UnknownAccount),
        (ISSUER, to(ISSUER), ResultCode::NothingChanges),
        (OTHER, state(AssetState::Retired), ResultCode::NotAuthorised),
        (
            ISSUER,
            state(AssetState::Active),
            ResultCode::NothingChanges,
        ),
    ] {
        assert_eq!(world.does(signer, operation), Err(refusal));
    }
    world.does(ISSUER, state(AssetState::Suspended)).unwrap();
    for operation in [to(OTHER), update(asset, 1, house("Other"))] {
        let refused = world.does(ISSUER, operation);
        assert_eq!(refused, Err(ResultCode::AssetNotActive));
    }
    assert_eq!(
        world.verifies(asset, Finding::Verified, 0),
        Err(ResultCode::AssetNotActive)
    );
    world.does(ISSUER, state(AssetState::Active)).unwrap();
    world.does(ISSUER, to(OTHER)).unwrap();
    // The issuer is the issuer still, and not the owner any more.
    let refused = world.does(ISSUER, state(AssetState::Retired));
    assert_eq!(refused, Err(ResultCode::NotAuthorised));
    world.does(OTHER, state(AssetState::Retired)).unwrap();
    for next in [
        AssetState::Active,
        AssetState::Suspended,
        AssetState::Retired,
    ] {
        let refused = world.does(OTHER, state(next));
        assert_eq!(refused, Err(ResultCode::AssetNotActive));
    }
}

#[test]
fn an_empty_registry_has_the_zero_root_and_a_restored_one_the_same() {
    assert_eq!(Registry::default().commit(), Digest::ZERO);
    let mut world = World::new();
    let asset = world.registered(house("One"));
    world.verifies(asset, Finding::Verified, NOW_MS).unwrap();
    world.registered(house("Two"));
    let root = world.registry.commit();
    let sections = world.registry.to_sections();
    let find = |name: &str| {
        let mut sections = sections.iter();
        let found = sections.find(|(other, _)| *other == name);
        found.map_or(&[][..], |(_, bytes)| bytes)
    };
    let mut restored = Registry::from_sections(4, find).unwrap();
    assert_eq!(restored.commit(), root);
    assert!(
        Registry::from_sections(3, find).is_none(),
        "the verifier is no account there"
    );
    assert_eq!(restored.asset(&asset), world.registry.asset(&asset));
}
