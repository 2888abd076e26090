//! The last page of a run: what the run covers and where its sections lie.
//!
//! ```text
//! CRC32 of the rest (u32) ‖ `AURHIST` and a zero byte ‖ layout version (u32) ‖ chain id (32) ‖ follows (u64) ‖ first height (u64) ‖ last height (u64)
//! ‖ posting pages (u32) ‖ index pages (u32) ‖ name pages (u32) ‖ zeros up to 4,096
//! ```
//! All numbers are little-endian.

use super::page::PAGE_BYTES;
use crate::ChainId;

const MAGIC: &[u8; 8] = b"AURHIST\0";
/// Version of the layout; another one is built again.
const LAYOUT_VERSION: u32 = 3;
const FIELDS_BYTES: usize = 4 + 8 + 4 + 32 + 3 * 8 + 3 * 4;

/// What a run says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Footer {
    /// The height that was to be indexed next before this run: a run between them is missing if the one before ends elsewhere.
    pub follows: u64,
    /// The first height in it.
    pub first: u64,
    /// The last height in it.
    pub last: u64,
    pub posting_pages: u32,
    pub index_pages: u32,
    pub name_pages: u32,
}

impl Footer {
    /// Length of the whole file.
    pub fn file_bytes(&self) -> u64 {
        let pages = u64::from(self.posting_pages)
            + u64::from(self.index_pages)
            + u64::from(self.name_pages);
        (pages + 1) * PAGE_BYTES as u64
    }

    pub fn encode(&self, chain_id: &ChainId) -> Vec<u8> {
        let mut page = vec![0; 4];
        page.extend_from_slice(MAGIC);
        page.extend_from_slice(&LAYOUT_VERSION.to_le_bytes());
        page.extend_from_slice(chain_id);
        for height in [self.follows, self.first, self.last] {
            page.extend_from_slice(&height.to_le_bytes());
        }
        for pages in [self.posting_pages, self.index_pages, self.name_pages] {
            page.extend_from_slice(&pages.to_le_bytes());
        }
        debug_assert_eq!(page.len(), FIELDS_BYTES);
        page.resize(PAGE_BYTES, 0);
        let checksum = crc32fast::hash(&page[4..]);
        page[..4].copy_from_slice(&checksum.to_le_bytes());
        page
    }

    /// Reads the last page of a run; an error says in words why it is none of this chain.
    pub fn decode(page: &[u8], chain_id: &ChainId) -> Result<Self, String> {
        let damaged = || "its last page is damaged".to_owned();
        let checksum = u32::from_le_bytes(*page.first_chunk().ok_or_else(damaged)?);
        if page.len() != PAGE_BYTES || crc32fast::hash(&page[4..]) != checksum {
            return Err(damaged());
        }
        let (magic, rest) = page[4..].split_first_chunk::<8>().ok_or_else(damaged)?;
        let (version, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
        let (chain, mut rest) = rest.split_first_chunk::<32>().ok_or_else(damaged)?;
        if magic != MAGIC || u32::from_le_bytes(*version) != LAYOUT_VERSION {
            return Err("it belongs to another version".to_owned());
        }
        if chain != chain_id {
            return Err("it belongs to another chain".to_owned());
        }
        let mut height = || {
            let (bytes, after) = rest.split_first_chunk()?;
            rest = after;
            Some(u64::from_le_bytes(*bytes))
        };
        let heights = (height(), height(), height());
        let mut pages = || {
            let (bytes, after) = rest.split_first_chunk()?;
            rest = after;
            Some(u32::from_le_bytes(*bytes))
        };
        let pages = (pages(), pages(), pages());
        match (heights, pages) {
            (
                (Some(follows), Some(first), Some(last)),
                (Some(postings), Some(index), Some(names)),
            ) if follows <= first && first <= last => Ok(Self {
                follows,
                first,
                last,
                posting_pages: postings,
                index_pages: index,
                name_pages: names,
            }),
            _ => Err(damaged()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footer_comes_back_and_another_chain_or_a_flipped_bit_does_not_pass() {
        let footer = Footer {
            follows: 3,
            first: 7,
            last: 9,
            posting_pages: 2,
            index_pages: 1,
            name_pages: 5,
        };
        let mut page = footer.encode(&[7; 32]);
        assert_eq!(Footer::decode(&page, &[7; 32]), Ok(footer));
        assert!(
            Footer::decode(&page, &[8; 32])
                .unwrap_err()
                .contains("another chain")
        );
        page[40] ^= 1;
        assert!(
            Footer::decode(&page, &[7; 32])
                .unwrap_err()
                .contains("damaged")
        );
    }
}
