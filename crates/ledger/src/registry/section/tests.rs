//! Goal: every key has a proof of its record or of its absence, and nothing else is proved.
//! Method: random insertions and changes beside a plain ordered map; every byte of a proof altered.

use std::collections::BTreeMap;

use aurigraph_types::Digest;
use aurigraph_types::registry::{RegistryKey, RegistryProof, RegistryProofError, RegistrySection};
use proptest::prelude::*;

use super::{Record, Section};

#[derive(Clone, Debug, PartialEq, Eq)]
struct Note(Vec<u8>);

impl Record for Note {
    const SECTION: RegistrySection = RegistrySection::RealWorldAssets;

    fn encode(&self) -> Vec<u8> {
        self.0.clone()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        // One that is no record, so that a snapshot can be wrong.
        (bytes != [0xff]).then(|| Self(bytes.to_vec()))
    }
}

/// Keys that lie close together at both ends and in the middle.
fn key(number: u16) -> RegistryKey {
    let mut bytes = [0; 32];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    bytes[31] = 1;
    RegistryKey::new(bytes).unwrap()
}

fn check<'a>(
    proof: &'a RegistryProof,
    key: &RegistryKey,
    root: &Digest,
) -> Result<Option<&'a [u8]>, RegistryProofError> {
    proof.check(Note::SECTION, key, root)
}

proptest! {
    #[test]
    fn every_key_is_proved_as_a_plain_map_has_it(
        steps in prop::collection::vec((0..40_u16, prop::collection::vec(any::<u8>(), 0..90), any::<bool>()), 1..80),
    ) {
        let (mut section, mut model) = (Section::default(), BTreeMap::new());
        let mut root = section.commit();
        prop_assert_eq!(root, Digest::ZERO);
        for (number, bytes, commits) in steps {
            let (key, note) = (key(number * 1_600), Note(bytes));
            if model.contains_key(&key) {
                let unchanged = section.insert(key, note.clone());
                prop_assert!(!unchanged && section.get(&key) == model.get(&key));
                prop_assert!(section.change(&key, |record| *record = note.clone()));
            } else {
                prop_assert!(!section.change(&key, |_| unreachable!()));
                prop_assert!(section.insert(key, note.clone()));
            }
            model.insert(key, note);
            if commits {
                root = section.commit();
            }
        }
        let changed = section.commit();
        prop_assert_eq!(section.len(), model.len());
        for number in (0..=u16::MAX).step_by(800) {
            let key = key(number);
            let proof = section.prove(&key).unwrap();
            let proved = check(&proof, &key, &changed);
            let there = model.get(&key).map(|note| note.0.as_slice());
            prop_assert_eq!(proved, Ok(there));
            if root != changed {
                prop_assert!(check(&proof, &key, &Digest::ZERO).is_err());
            }
        }
        let restored = Section::<Note>::from_bytes(&section.to_bytes());
        // A note of one byte 0xff is none of a snapshot.
        if model.values().all(|note| note.0 != [0xff]) {
            let mut restored = restored.unwrap();
            prop_assert_eq!(restored.commit(), changed);
            let order: Vec<_> = section.iter().map(|(key, _)| *key).collect();
            let again: Vec<_> = restored.iter().map(|(key, _)| *key).collect();
            prop_assert_eq!(order, again);
        } else {
            prop_assert!(restored.is_none());
        }
    }
}

fn three() -> (Section<Note>, Digest) {
    let mut section = Section::default();
    for number in [300, 100, 200] {
        assert!(section.insert(key(number), Note(vec![number as u8; 5])));
    }
    let root = section.commit();
    (section, root)
}

#[test]
fn a_proof_with_one_thing_altered_proves_nothing() {
    let (section, root) = three();
    for asked in [key(100), key(150), key(1), key(400)] {
        let proof = section.prove(&asked).unwrap();
        assert!(check(&proof, &asked, &root).is_ok());
        let altered = |alter: &dyn Fn(&mut RegistryProof)| {
            let mut other = proof.clone();
            alter(&mut other);
            assert_ne!(other, proof);
            assert_eq!(
                check(&other, &asked, &root),
                Err(RegistryProofError::OtherRoot)
            );
        };
        altered(&|proof| proof.record.push(0));
        altered(&|proof| proof.index ^= 1);
        altered(&|proof| proof.path[0] = Digest::ZERO);
        altered(&|proof| proof.path.truncate(1));
        altered(&|proof| proof.next_key = key(999));
        altered(&|proof| proof.key = key(998));
    }
    let huge = RegistryProof {
        record: vec![0; super::REGISTRY_RECORD_BYTES_MAX + 1],
        ..section.prove(&key(100)).unwrap()
    };
    assert_eq!(
        check(&huge, &key(100), &root),
        Err(RegistryProofError::TooLong)
    );
}

#[test]
fn the_leaf_of_another_key_proves_nothing() {
    let (section, root) = three();
    for (of, asked) in [(100, 200), (100, 250), (300, 150), (200, 100), (150, 250)] {
        let proof = section.prove(&key(of)).unwrap();
        let refused = check(&proof, &key(asked), &root);
        assert_eq!(
            refused,
            Err(RegistryProofError::OtherKey),
            "{of} for {asked}"
        );
    }
}

#[test]
fn a_snapshot_that_is_none_is_refused() {
    let (section, _) = three();
    let bytes = section.to_bytes();
    let restored = |bytes: &[u8]| Section::<Note>::from_bytes(bytes);
    assert!(restored(&bytes).is_some());
    assert!(restored(&[]).is_some_and(|section| section.is_empty()));
    for end in 1..bytes.len() {
        let whole = end % 41 == 0;
        assert_eq!(restored(&bytes[..end]).is_some(), whole, "{end}");
    }
    assert!(
        restored(&[&bytes[..], &bytes[..41]].concat()).is_none(),
        "twice"
    );
    let mut none = bytes.clone();
    none[..32].fill(0);
    assert!(restored(&none).is_none(), "no key");
    let mut long = bytes;
    long[32..36].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(restored(&long).is_none(), "too long");
}
