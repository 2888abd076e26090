//! Cursors: where a list goes on. Opaque to clients, validated here: one list's cursor is not another's, and a cursor belongs to the
//! order and the filters under which it was given, because under others it would skip or repeat what nobody sees missing.

use serde::Serialize;

use super::problem::Problem;

/// The lists that have cursors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum List {
    /// Blocks: the next height.
    Blocks = 1,
    /// Transactions: the next place is before this height and position.
    Transactions = 2,
    /// Transfers of a batch: the next index.
    Transfers = 3,
    /// An account's history: height, position, record, direction of the last one.
    AccountHistory = 4,
    /// Assets: the next index.
    Assets = 5,
    /// Proposals: how many came before.
    Proposals = 6,
    /// An account's activity: height, position, record, role of the last posting that was looked at.
    AccountActivity = 7,
}

/// What a cursor belongs to besides its list: the parameters that decide what is listed and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope(u64);

impl Scope {
    /// Of a list that has no such parameters.
    pub const NONE: Self = Self(0);

    /// Of these parameters, in a fixed order. A slip is caught, not an attack: whoever makes cursors up sees only what is public.
    pub fn of(parameters: &impl Serialize) -> Self {
        let text = serde_json::to_vec(parameters).expect("parameters are plain values");
        // FNV-1a, which is the same in every process and version.
        let hash = text.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(hash)
    }
}

/// Encodes the numbers that say where a list goes on.
pub fn encode(list: List, scope: Scope, numbers: &[u64]) -> String {
    let mut bytes = vec![list as u8];
    let words = std::iter::once(&scope.0).chain(numbers);
    bytes.extend(words.flat_map(|word| word.to_be_bytes()));
    hex::encode(bytes)
}

/// Decodes a cursor of this list and scope.
pub fn decode<const N: usize>(list: List, scope: Scope, cursor: &str) -> Result<[u64; N], Problem> {
    let bytes = hex::decode(cursor)
        .ok()
        .filter(|bytes| bytes.len() == 1 + 8 * (1 + N) && bytes[0] == list as u8)
        .ok_or_else(unknown)?;
    let word = |index: usize| {
        let at = 1 + 8 * index;
        let bytes = bytes[at..at + 8].try_into();
        u64::from_be_bytes(bytes.expect("eight bytes of the checked length"))
    };
    if word(0) != scope.0 {
        return Err(Problem::invalid_parameter(
            "cursor was given under another order or other filters; send it with those, or begin without a cursor",
        ));
    }
    Ok(std::array::from_fn(|index| word(1 + index)))
}

/// The problem of a cursor that its list never gave.
pub fn unknown() -> Problem {
    Problem::invalid_parameter("cursor is not one that this list gave; begin without a cursor")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_numbers_and_to_its_list_only() {
        let scope = Scope::of(&("desc", Some(7)));
        let cursor = encode(List::Transactions, scope, &[12, u64::MAX]);
        assert_eq!(
            decode(List::Transactions, scope, &cursor),
            Ok([12, u64::MAX])
        );
        assert!(decode::<2>(List::AccountHistory, scope, &cursor).is_err());
        assert!(decode::<1>(List::Transactions, scope, &cursor).is_err());
        for other in [Scope::NONE, Scope::of(&("asc", Some(7)))] {
            assert!(decode::<2>(List::Transactions, other, &cursor).is_err());
        }
        for nonsense in ["", "0", "zz", "02", &cursor[2..], &format!("{cursor}00")] {
            assert!(
                decode::<2>(List::Transactions, scope, nonsense).is_err(),
                "{nonsense}"
            );
        }
    }

    #[test]
    fn a_scope_is_the_same_in_every_version() {
        assert_eq!(Scope::of(&"").0, 0x07cc_7607_b494_9e25);
    }
}
