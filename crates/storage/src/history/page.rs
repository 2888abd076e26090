//! Pages of a run: 4 KiB each, with a checksum, so that damage is found where it is read and nowhere else costs anything.
//!
//! ```text
//! CRC32 of the rest (u32) ‖ entries (u16) ‖ bytes used (u16) ‖ entries …, zeros up to 4,096
//! ```
//! Postings are ascending by (account, height, place) and are written as differences, seven bytes each as a rule:
//!
//! ```text
//! varint account difference ‖ varint height difference ‖ varint position difference ‖ rest of the place (u32)
//! ```
//! A page begins with differences to zero; a height is counted from the run's first one. Where the account changes, the height is counted from there
//! again; where account or height changes, so is the position.

use std::cmp::Ordering;

/// Length of a page.
pub(super) const PAGE_BYTES: usize = 4096;
/// Length of what stands before the entries.
const HEADER_BYTES: usize = 8;
/// The longest posting: three varints of five bytes and four bytes.
const POSTING_BYTES_MAX: usize = 19;

/// One posting of a run: whose, in which block (counted from the run's first), and where in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Posting {
    pub account: u32,
    pub height_offset: u32,
    pub packed: u64,
}

/// A page that is being filled.
#[derive(Debug)]
pub(super) struct PageBuilder {
    bytes: [u8; PAGE_BYTES],
    used: usize,
    entries: u16,
    last: Posting,
}

impl Default for PageBuilder {
    fn default() -> Self {
        Self {
            bytes: [0; PAGE_BYTES],
            used: HEADER_BYTES,
            entries: 0,
            last: Posting::default(),
        }
    }
}

impl PageBuilder {
    pub const fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// Adds a posting that is not before the last one; false if the page is full.
    #[inline]
    pub fn push_posting(&mut self, posting: Posting) -> bool {
        if self.used + POSTING_BYTES_MAX > PAGE_BYTES {
            return false;
        }
        let Posting {
            account,
            height_offset,
            packed,
        } = posting;
        let last = self.last;
        let account_difference = account - last.account;
        let same_account = account_difference == 0;
        let height_difference = height_offset - if same_account { last.height_offset } else { 0 };
        let same_block = same_account && height_difference == 0;
        let position = (packed >> 32) as u32;
        let position_difference = position
            - if same_block {
                (last.packed >> 32) as u32
            } else {
                0
            };
        self.varint(account_difference);
        self.varint(height_difference);
        self.varint(position_difference);
        self.raw(&(packed as u32).to_le_bytes());
        self.last = posting;
        self.entries += 1;
        true
    }

    /// Adds an entry of fixed length; false if the page is full.
    pub fn push_fixed(&mut self, entry: &[u8]) -> bool {
        if self.used + entry.len() > PAGE_BYTES {
            return false;
        }
        self.raw(entry);
        self.entries += 1;
        true
    }

    #[inline]
    fn varint(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.bytes[self.used] = value as u8 | 0x80;
            self.used += 1;
            value >>= 7;
        }
        self.bytes[self.used] = value as u8;
        self.used += 1;
    }

    #[inline]
    fn raw(&mut self, bytes: &[u8]) {
        self.bytes[self.used..self.used + bytes.len()].copy_from_slice(bytes);
        self.used += bytes.len();
    }

    /// The finished page; the builder is empty afterwards.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.bytes[4..6].copy_from_slice(&self.entries.to_le_bytes());
        self.bytes[6..8].copy_from_slice(&(self.used as u16).to_le_bytes());
        self.bytes[self.used..].fill(0);
        let checksum = crc32fast::hash(&self.bytes[4..]);
        self.bytes[..4].copy_from_slice(&checksum.to_le_bytes());
        out.extend_from_slice(&self.bytes);
        self.used = HEADER_BYTES;
        self.entries = 0;
        self.last = Posting::default();
    }
}

/// The entries of a page whose checksum is right; `None` for any other page.
pub(super) fn checked(page: &[u8]) -> Option<Page<'_>> {
    let checksum = u32::from_le_bytes(*page.first_chunk()?);
    if page.len() != PAGE_BYTES || crc32fast::hash(&page[4..]) != checksum {
        return None;
    }
    let entries = u16::from_le_bytes(*page[4..].first_chunk()?);
    let used = usize::from(u16::from_le_bytes(*page[6..].first_chunk()?));
    Some(Page {
        entries: usize::from(entries),
        bytes: page.get(HEADER_BYTES..used)?,
    })
}

/// A page that was checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    entries: usize,
    bytes: &'a [u8],
}

impl<'a> Page<'a> {
    /// Appends the postings of the page. `None` if they are not what a builder writes.
    #[inline]
    pub fn decode_postings(&self, out: &mut Vec<Posting>) -> Option<()> {
        out.reserve(self.entries);
        let mut bytes = self.bytes;
        let mut last = Posting::default();
        for _ in 0..self.entries {
            let account_difference = take_varint(&mut bytes)?;
            let height_difference = take_varint(&mut bytes)?;
            let position_difference = take_varint(&mut bytes)?;
            let (rest, after) = bytes.split_first_chunk()?;
            bytes = after;
            let same_account = account_difference == 0;
            let height_before = if same_account { last.height_offset } else { 0 };
            let same_block = same_account && height_difference == 0;
            let position_before = if same_block {
                (last.packed >> 32) as u32
            } else {
                0
            };
            let position = position_before.checked_add(position_difference)?;
            last = Posting {
                account: last.account.checked_add(account_difference)?,
                height_offset: height_before.checked_add(height_difference)?,
                packed: u64::from(position) << 32 | u64::from(u32::from_le_bytes(*rest)),
            };
            out.push(last);
        }
        Some(())
    }

    /// Entries of a fixed length.
    pub fn fixed<const LENGTH: usize>(&self) -> impl ExactSizeIterator<Item = &'a [u8; LENGTH]> {
        self.bytes.as_chunks().0.iter()
    }

    /// The place of the last fixed entry that `order` calls less or equal, if there is one.
    pub fn last_at_most<const LENGTH: usize>(
        &self,
        order: impl Fn(&[u8; LENGTH]) -> Ordering,
    ) -> Option<usize> {
        let (entries, _) = self.bytes.as_chunks::<LENGTH>();
        entries
            .partition_point(|entry| order(entry) != Ordering::Greater)
            .checked_sub(1)
    }
}

#[inline]
fn take_varint(bytes: &mut &[u8]) -> Option<u32> {
    let (&first, rest) = bytes.split_first()?;
    if first < 0x80 {
        *bytes = rest;
        return Some(u32::from(first));
    }
    let mut value = 0_u32;
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn postings() -> impl Strategy<Value = Vec<Posting>> {
        let account = prop_oneof![0..4_u32, any::<u32>()];
        let height = prop_oneof![0..3_u32, any::<u32>()];
        let packed = prop_oneof![0..9_u64, any::<u64>()];
        let posting =
            (account, height, packed).prop_map(|(account, height_offset, packed)| Posting {
                account,
                height_offset,
                packed,
            });
        proptest::collection::vec(posting, 1..2_000).prop_map(|mut postings| {
            postings.sort_unstable();
            postings
        })
    }

    proptest! {
        #[test]
        fn postings_come_back_and_a_flipped_bit_does_not_pass(postings in postings(), bit in any::<prop::sample::Index>()) {
            let mut pages = Vec::new();
            let mut builder = PageBuilder::default();
            for posting in &postings {
                if !builder.push_posting(*posting) {
                    builder.finish(&mut pages);
                    prop_assert!(builder.push_posting(*posting));
                }
            }
            builder.finish(&mut pages);
            let mut decoded = Vec::new();
            for page in pages.chunks(PAGE_BYTES) {
                checked(page).unwrap().decode_postings(&mut decoded).unwrap();
            }
            prop_assert_eq!(&decoded, &postings);
            let bit = bit.index(PAGE_BYTES * 8);
            pages[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(checked(&pages[..PAGE_BYTES]).is_none());
        }
    }
}
