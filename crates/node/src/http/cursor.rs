//! Cursors: where a list goes on. Opaque to clients, validated here: one list's cursor is not another's.

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
}

/// Encodes the numbers that say where a list goes on.
pub fn encode(list: List, numbers: &[u64]) -> String {
    let mut bytes = vec![list as u8];
    bytes.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
    hex::encode(bytes)
}

/// Decodes a cursor of this list.
pub fn decode<const N: usize>(list: List, cursor: &str) -> Result<[u64; N], Problem> {
    let numbers = hex::decode(cursor)
        .ok()
        .filter(|bytes| bytes.len() == 1 + 8 * N && bytes[0] == list as u8)
        .map(|bytes| {
            std::array::from_fn(|index| {
                let at = 1 + 8 * index;
                u64::from_be_bytes(
                    bytes[at..at + 8]
                        .try_into()
                        .expect("eight bytes of the checked length"),
                )
            })
        });
    numbers.ok_or_else(|| {
        Problem::invalid_parameter("cursor is not one that this list gave; begin without a cursor")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_numbers_and_to_its_list_only() {
        let cursor = encode(List::Transactions, &[12, u64::MAX]);
        assert_eq!(decode(List::Transactions, &cursor), Ok([12, u64::MAX]));
        assert!(decode::<2>(List::AccountHistory, &cursor).is_err());
        assert!(decode::<1>(List::Transactions, &cursor).is_err());
        for nonsense in ["", "0", "zz", "02", &cursor[2..], &format!("{cursor}00")] {
            assert!(
                decode::<2>(List::Transactions, nonsense).is_err(),
                "{nonsense}"
            );
        }
    }
}
