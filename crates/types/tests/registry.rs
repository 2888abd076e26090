//! Goal: what is said of an asset has one byte string, and nothing beyond its limits is taken.
//! Method: random contents and operations there and back; one thing altered at a time; every cut of the bytes.

use aurigraph_types::codec::Reader;
use aurigraph_types::limits::{ASSET_DOCUMENTS_MAX, TITLE_BYTES_MAX};
use aurigraph_types::real_world_asset::{
    AssetContent, Attribute, AttributeValue, Coordinates, Country, Document, DocumentRole,
    FIRST_KINDS, Place, completeness_percent, first_kind_of,
};
use aurigraph_types::registry_operation::{AssetState, ClaimTopic, Finding, RegistryOperation};
use aurigraph_types::{AccountIndex, Digest};
use proptest::prelude::*;

fn document(role: DocumentRole, number: u8) -> Document {
    Document {
        role,
        hash: Digest([number; 32]),
        length_bytes: 1_000 + u64::from(number),
        media_type: "application/pdf".into(),
        title: format!("Paper {number}"),
    }
}

fn content() -> AssetContent {
    AssetContent {
        kind: 1,
        name: "Lindenstraße 4".into(),
        category: "residential".into(),
        jurisdiction: Country::parse("DE").expect("a country"),
        place: Place {
            text: "Leipzig".into(),
            coordinates: Some(Coordinates {
                latitude_microdegrees: 51_340_000,
                longitude_microdegrees: -12_374_000,
            }),
        },
        attributes: vec![
            Attribute {
                name: "area_square_metres".into(),
                value: AttributeValue::Decimal {
                    value: 1_205,
                    digits: 1,
                },
            },
            Attribute {
                name: "property_type".into(),
                value: AttributeValue::Text("house".into()),
            },
        ],
        documents: vec![
            document(DocumentRole::Document, 1),
            document(DocumentRole::Document, 2),
            document(DocumentRole::Photo, 1),
        ],
    }
}

fn operations(content: &AssetContent) -> Vec<RegistryOperation> {
    let asset = Digest([9; 32]);
    let account = AccountIndex::new(7);
    vec![
        RegistryOperation::RegisterAsset {
            content: content.clone(),
        },
        RegistryOperation::UpdateAsset {
            asset,
            version: 3,
            content: content.clone(),
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
            content_hash: content.hash(),
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
            tier: 3,
            countries: vec![
                Country::parse("AT").expect("a country"),
                Country::parse("DE").expect("a country"),
            ],
        },
    ]
}

fn decoded(kind: u16, bytes: &[u8]) -> Option<RegistryOperation> {
    let mut reader = Reader::new(bytes);
    let operation = RegistryOperation::decode_fields(kind, &mut reader).ok()?;
    reader.finish("operation").ok()?;
    Some(operation)
}

#[test]
fn every_operation_comes_back_and_no_cut_of_it() {
    let mut kind = RegistryOperation::FIRST_KIND;
    for operation in operations(&content()) {
        assert_eq!(operation.kind(), kind, "{}", operation.name());
        let mut bytes = Vec::new();
        operation.encode_fields(&mut bytes);
        assert_eq!(decoded(kind, &bytes), Some(operation.clone()));
        for end in 0..bytes.len() {
            assert_eq!(decoded(kind, &bytes[..end]), None, "{}", operation.name());
        }
        bytes.push(0);
        assert_eq!(decoded(kind, &bytes), None, "{}", operation.name());
        kind += 1;
    }
    assert_eq!(kind, RegistryOperation::LAST_KIND + 1);
    assert_eq!(decoded(kind, &[]), None);
}

#[test]
fn what_is_in_no_order_or_beyond_a_limit_is_refused() {
    let refused = |alter: &dyn Fn(&mut AssetContent)| {
        let mut altered = content();
        alter(&mut altered);
        assert!(
            AssetContent::decode(&altered.encode()).is_err(),
            "{altered:?}"
        );
    };
    refused(&|content| content.name.clear());
    refused(&|content| content.name = "a".repeat(TITLE_BYTES_MAX + 1));
    refused(&|content| content.name = " a".into());
    refused(&|content| content.name = "a\u{7}b".into());
    refused(&|content| content.attributes.reverse());
    refused(&|content| content.attributes[0].name = "Area".into());
    refused(&|content| content.attributes[0].name = content.attributes[1].name.clone());
    refused(&|content| {
        content.attributes[0].value = AttributeValue::Decimal {
            value: 1,
            digits: 19,
        };
    });
    refused(&|content| content.documents.reverse());
    refused(&|content| content.documents[1] = content.documents[0].clone());
    refused(&|content| content.documents[0].media_type = "pdf".into());
    refused(&|content| content.documents[0].media_type = "text/html; charset=utf-8".into());
    refused(&|content| content.documents[0].title = "../\u{0}".into());
    refused(&|content| {
        let many = (0..=ASSET_DOCUMENTS_MAX as u8).map(|n| document(DocumentRole::Photo, n));
        content.documents = many.collect();
    });
    refused(&|content| {
        content.place.coordinates = Some(Coordinates {
            latitude_microdegrees: 90_000_001,
            longitude_microdegrees: 0,
        });
    });
    assert!(Country::parse("de").is_none() && Country::parse("DEU").is_none());
}

#[test]
fn what_somebody_wrote_in_any_order_is_put_into_the_one_that_is_signed() {
    let mut shuffled = content();
    shuffled.attributes.reverse();
    shuffled.documents.reverse();
    assert_eq!(shuffled.in_order(), Some(content()));
    let mut twice = content();
    twice.attributes.push(twice.attributes[0].clone());
    assert_eq!(twice.in_order(), None);
    let mut long = content();
    long.place.text = "a".repeat(100_000);
    assert_eq!(long.in_order(), None);
}

#[test]
fn completeness_is_the_sum_of_what_is_there() {
    let mut bare = content();
    bare.place = Place::default();
    bare.documents.clear();
    assert_eq!(completeness_percent(&bare), 20);
    assert_eq!(completeness_percent(&content()), 65);
    let mut all = content();
    all.documents = (0..5)
        .map(|n| document(DocumentRole::Document, n))
        .collect();
    all.documents.push(document(DocumentRole::Photo, 1));
    all.documents.push(document(DocumentRole::Video, 1));
    assert_eq!(completeness_percent(&all), 100);
}

#[test]
fn kinds_have_numbers_and_attributes_of_their_own() {
    for (number, kind) in (1..).zip(&FIRST_KINDS) {
        assert_eq!(kind.number, number);
        assert_eq!(first_kind_of(number), Some(kind));
        let mut names: Vec<_> = kind.attributes.iter().map(|rule| &rule.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), kind.attributes.len());
    }
    assert!(first_kind_of(0).is_none() && first_kind_of(8).is_none());
    assert!(first_kind_of(1).unwrap().check(&content()).is_ok());
    let refused = first_kind_of(3).unwrap().check(&content()).unwrap_err();
    assert!(refused.to_string().contains("area_square_metres"));
}

proptest! {
    #[test]
    fn whatever_decodes_encodes_to_the_same_bytes(
        place in 0..400_usize, byte in any::<u8>(), number in 0..9_usize,
    ) {
        let operation = operations(&content()).remove(number);
        let mut bytes = Vec::new();
        operation.encode_fields(&mut bytes);
        let at = place % bytes.len();
        bytes[at] = byte;
        if let Some(other) = decoded(operation.kind(), &bytes) {
            let mut again = Vec::new();
            other.encode_fields(&mut again);
            prop_assert_eq!(again, bytes);
        }
    }

    #[test]
    fn bytes_that_are_nothing_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(content) = AssetContent::decode(&bytes) {
            prop_assert_eq!(content.encode(), bytes);
        }
    }
}
