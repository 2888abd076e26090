//! Goal: a snapshot gives back the state it was taken from, or an error that names the section, whatever its bytes are.
//! Method: round trips; every single altered bit, truncation, extension, swap and omission of every section; sections that are consistent with
//! themselves but cannot be a state; random sections. Nothing panics, and nothing is allocated on the word of a field.

mod common;

use aurigraph_ledger::State;
use aurigraph_ledger::snapshot::{Sections, SnapshotError};
use aurigraph_types::governance::{Action, Proposal, ProposalVote};
use aurigraph_types::{AccountIndex, Height, Operation};
use common::{
    Content, EUR, GOLD, Intent, TREASURY, apply, chain_id, codes, fresh_state, operate, record,
    validator_key, validators,
};
use proptest::prelude::*;

/// A state in which every section has something to say.
fn lived_in() -> State {
    let mut state = fresh_state();
    operate(&mut state, 6, 3, Operation::OpenSubaccounts { count: 2 });
    operate(
        &mut state,
        7,
        1,
        Operation::GrantCustody {
            custodian: AccountIndex::new(4),
        },
    );
    operate(
        &mut state,
        TREASURY,
        2_000,
        Operation::SetFrozen {
            account: AccountIndex::new(8),
            frozen: true,
        },
    );
    for (sequence, asset) in [(1_999, EUR), (2_002, GOLD)] {
        let content = Content::Transfer(record(TREASURY, 21, asset, 40));
        let submission = Intent::new(TREASURY, sequence, content).sign_as_genesis_account();
        assert!(codes(&apply(&mut state, &submission, 1))[0].is_applied());
    }
    let proposal = Proposal {
        number: 1,
        effective_height: Height::new(7),
        expires_height: Height::new(9),
        action: Action::ActivateProtocol { version: 2 },
    };
    let votes = vec![ProposalVote::sign(
        &validator_key(),
        &proposal.id(&chain_id()),
    )];
    operate(
        &mut state,
        TREASURY,
        2_003,
        Operation::Govern { proposal, votes },
    );
    state.commit();
    state
}

fn restore(sections: &Sections) -> Result<State, SnapshotError> {
    State::from_sections(&validators(), |name| {
        sections
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, bytes)| bytes.as_slice())
    })
}

fn section<'a>(sections: &'a mut Sections, name: &str) -> &'a mut Vec<u8> {
    &mut sections
        .iter_mut()
        .find(|(other, _)| other == name)
        .expect("a section of this name")
        .1
}

fn refused(sections: &Sections, what: &str) -> SnapshotError {
    restore(sections)
        .err()
        .unwrap_or_else(|| panic!("accepted: {what}"))
}

#[test]
fn a_snapshot_gives_back_the_state() {
    for state in [fresh_state(), lived_in()] {
        let sections = state.to_sections();
        let restored = restore(&sections).expect("a true snapshot");
        assert_eq!(restored.root(), state.root());
        assert_eq!(restored.supply(), state.supply());
        assert_eq!(restored.to_sections(), sections);
        for index in (0..state.account_count() as u32).map(AccountIndex::new) {
            assert_eq!(restored.account(index), state.account(index));
        }
    }
}

#[test]
fn every_altered_bit_is_refused() {
    let sections = lived_in().to_sections();
    for number in 0..sections.len() {
        let (name, bytes) = &sections[number];
        assert!(!bytes.is_empty(), "{name}");
        for position in 0..bytes.len() {
            for bit in 0..8 {
                let mut altered = sections.clone();
                altered[number].1[position] ^= 1 << bit;
                refused(&altered, &format!("bit {bit} of byte {position} of {name}"));
            }
        }
    }
}

#[test]
fn every_truncation_extension_and_omission_is_refused() {
    let sections = lived_in().to_sections();
    for number in 0..sections.len() {
        let (name, bytes) = &sections[number];
        for length in 0..bytes.len() {
            let mut altered = sections.clone();
            altered[number].1.truncate(length);
            refused(&altered, &format!("{length} bytes of {name}"));
        }
        for added in [1, 8, 16, 64, 144] {
            for byte in [0, 0xFF] {
                let mut altered = sections.clone();
                altered[number].1.resize(bytes.len() + added, byte);
                refused(&altered, &format!("{added} bytes more in {name}"));
            }
        }
        let mut altered = sections.clone();
        altered.remove(number);
        refused(&altered, &format!("no {name}"));
        let mut altered = sections.clone();
        let dense = sections
            .iter()
            .filter(|(name, _)| name.starts_with("state/dense/"));
        altered.push((format!("state/dense/{}", dense.count()), bytes.clone()));
        refused(&altered, "one dense section more");
    }
}

#[test]
fn sections_and_entries_that_change_places_are_refused() {
    let sections = lived_in().to_sections();
    for first in 0..sections.len() {
        for second in 0..first {
            let mut altered = sections.clone();
            let name = altered[first].0.clone();
            altered[first].0 = std::mem::replace(&mut altered[second].0, name);
            refused(
                &altered,
                &format!("{} for {}", sections[first].0, sections[second].0),
            );
        }
    }
    for (name, size) in [
        ("state/accounts", 64),
        ("state/windows", 144),
        ("state/sparse", 16),
        ("state/supply", 8),
    ] {
        let mut altered = sections.clone();
        section(&mut altered, name).rotate_left(size);
        refused(&altered, &format!("{name} in another order"));
        let mut altered = sections.clone();
        let bytes = section(&mut altered, name);
        bytes.copy_within(..size, size);
        refused(&altered, &format!("the first entry of {name} twice"));
    }
}

#[test]
fn errors_name_the_section() {
    let sections = lived_in().to_sections();
    for (name, _) in &sections {
        let mut altered = sections.clone();
        altered.retain(|(other, _)| other != name);
        let error = refused(&altered, name).to_string();
        // A missing dense section looks like an asset that is sparse: its balances are then missing from the supply.
        let expected = match name.as_str() {
            dense if dense.starts_with("state/dense") => "the balances of asset",
            // Without it nobody has voted, which is another state.
            "state/governance" => "the state hashes to",
            name => name,
        };
        assert!(error.contains(expected), "{name}: {error}");
        if name != "state/root" {
            let mut altered = sections.clone();
            section(&mut altered, name).push(0);
            assert_eq!(
                refused(&altered, name),
                SnapshotError::Malformed(name.clone())
            );
        }
    }
}

/// Puts the root into a snapshot that its sections hash to, as an attacker would who can write the file.
fn with_matching_root(mut sections: Sections) -> Sections {
    if let Err(SnapshotError::WrongRoot { actual, .. }) = restore(&sections) {
        *section(&mut sections, "state/root") = actual.0.to_vec();
    }
    sections
}

#[test]
fn supplies_must_be_the_true_sums_and_not_their_remainders() {
    let mut sections = lived_in().to_sections();
    let dense = section(&mut sections, "state/dense/1");
    dense[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    dense[8..16].copy_from_slice(&4_001_u64.to_le_bytes());
    // 2^64-1 + 4,001 + 3 × 1,000 is 7,000 modulo 2^64.
    section(&mut sections, "state/supply")[8..16].copy_from_slice(&7_000_u64.to_le_bytes());
    let error = refused(&with_matching_root(sections), "a dense supply modulo 2^64");
    assert!(error.to_string().contains("asset 1"), "{error}");

    let mut sections = lived_in().to_sections();
    let sparse = section(&mut sections, "state/sparse");
    sparse[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
    let (_, others) = sparse.as_chunks::<16>().0.split_first().expect("entries");
    let gold = |entry: &&[u8; 16]| entry[..4] == GOLD.to_le_bytes();
    let rest: u64 = others
        .iter()
        .filter(gold)
        .map(|entry| u64::from_le_bytes(entry[8..].try_into().expect("eight")))
        .sum();
    section(&mut sections, "state/supply")[16..24].copy_from_slice(&(rest - 1).to_le_bytes());
    let error = refused(&with_matching_root(sections), "a sparse supply modulo 2^64");
    assert!(error.to_string().contains("asset 2"), "{error}");
}

#[test]
fn sections_with_a_matching_root_that_cannot_be_a_state_are_refused() {
    let sections = lived_in().to_sections();
    let accounts = sections[1..]
        .iter()
        .find(|(name, _)| name == "state/accounts")
        .expect("accounts")
        .1
        .len()
        / 64;
    let edits: [(&str, &str, usize, u32); 10] = [
        (
            "a dense balance of an account that does not exist",
            "state/dense/1",
            accounts * 8,
            1,
        ),
        (
            "a window of an account that does not exist",
            "state/windows",
            0,
            accounts as u32,
        ),
        (
            "a window of the account that means none",
            "state/windows",
            0,
            u32::MAX,
        ),
        (
            "a sparse balance of an account that does not exist",
            "state/sparse",
            4,
            accounts as u32,
        ),
        ("a sparse balance in a dense asset", "state/sparse", 0, EUR),
        (
            "a sparse balance in an asset that does not exist",
            "state/sparse",
            0,
            4,
        ),
        (
            "a custodian that does not exist",
            "state/accounts",
            36,
            accounts as u32,
        ),
        (
            "a parent that does not exist",
            "state/accounts",
            40,
            accounts as u32,
        ),
        ("a flag that has no meaning", "state/accounts", 44, 16),
        ("a scheme that has no meaning", "state/accounts", 52, 4),
    ];
    for (what, name, offset, value) in edits {
        let mut altered = sections.clone();
        section(&mut altered, name)[offset..offset + 4].copy_from_slice(&value.to_le_bytes());
        assert_eq!(
            refused(&with_matching_root(altered), what),
            SnapshotError::Malformed(name.into()),
            "{what}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_sections_never_panic(
        contents in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..600), 7),
        rounded in any::<bool>(),
    ) {
        let names = lived_in().to_sections().into_iter().map(|(name, _)| name);
        let sizes = [32, 8, 64, 144, 16, 64, 64];
        let sections = names.zip(contents).zip(sizes).map(|((name, mut bytes), size)| {
            if rounded {
                bytes.truncate(bytes.len() / size * size);
            }
            (name, bytes)
        });
        prop_assert!(restore(&sections.collect()).is_err());
    }

    #[test]
    fn random_changes_of_a_true_snapshot_never_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1_u8..), 1..6),
    ) {
        let mut sections = lived_in().to_sections();
        let before = sections.clone();
        for (number, position, mask) in changes {
            let number = number.index(sections.len());
            let bytes = &mut sections[number].1;
            let position = position.index(bytes.len());
            bytes[position] ^= mask;
        }
        prop_assert_eq!(restore(&sections).is_ok(), sections == before);
        let forged = with_matching_root(sections);
        if let Ok(state) = restore(&forged) {
            prop_assert_eq!(state.to_sections(), forged, "one state, one byte string");
        }
    }
}
