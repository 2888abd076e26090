//! A byte buffer whose start is aligned to a page, as direct I/O requires.
//!
//! Invariant: the memory behind the buffer is whole, initialised pages; `length` never exceeds them.

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// The unit of all segment I/O: offset, length and memory address are multiples of it.
pub const PAGE_BYTES: usize = 4096;

/// One page of memory. Only its alignment matters.
#[derive(Clone, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C, align(4096))]
struct Page([u8; PAGE_BYTES]);

/// A growable buffer that starts at a page boundary in memory.
#[derive(Default)]
pub struct AlignedBuffer {
    pages: Vec<Page>,
    length: usize,
}

impl AlignedBuffer {
    /// An empty buffer; it allocates on first use.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A buffer of `length` zero bytes.
    #[must_use]
    pub fn zeroed(length: usize) -> Self {
        Self {
            pages: vec![Page([0; PAGE_BYTES]); length.div_ceil(PAGE_BYTES)],
            length,
        }
    }

    /// Forgets the content and keeps the memory.
    pub fn clear(&mut self) {
        self.length = 0;
    }

    /// Gives the memory back if the buffer holds more than `limit_bytes`. The content is lost.
    pub fn release_above(&mut self, limit_bytes: usize) {
        if self.pages.len() * PAGE_BYTES > limit_bytes {
            *self = Self::new();
        }
        self.clear();
    }

    /// Makes room for exactly `additional_bytes` more, so that the following writes do not move the content.
    pub fn reserve(&mut self, additional_bytes: usize) {
        let needed_pages = (self.length + additional_bytes).div_ceil(PAGE_BYTES);
        if needed_pages <= self.pages.len() {
            return;
        }
        let grown = Self::zeroed(needed_pages * PAGE_BYTES);
        let old = std::mem::replace(&mut self.pages, grown.pages);
        self.pages.as_mut_slice().as_mut_bytes()[..self.length]
            .copy_from_slice(&old.as_slice().as_bytes()[..self.length]);
    }

    /// Appends bytes.
    pub fn extend_from_slice(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        if end > self.pages.len() * PAGE_BYTES {
            // At least half as much again, so that many small steps copy the content only a few times.
            self.reserve(bytes.len().max(self.length / 2));
        }
        self.pages.as_mut_slice().as_mut_bytes()[self.length..end].copy_from_slice(bytes);
        self.length = end;
    }

    /// Appends zeros up to the next page boundary.
    pub fn pad_to_page(&mut self) {
        let end = self.length.next_multiple_of(PAGE_BYTES);
        self.reserve(end - self.length);
        self.pages.as_mut_slice().as_mut_bytes()[self.length..end].fill(0);
        self.length = end;
    }

    /// Number of bytes held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The content.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.pages.as_slice().as_bytes()[..self.length]
    }

    /// The content, to change in place.
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        &mut self.pages.as_mut_slice().as_mut_bytes()[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_survives_growth_and_padding_is_zero() {
        let mut buffer = AlignedBuffer::new();
        for chunk in 0..100_u8 {
            buffer.extend_from_slice(&[chunk; 777]);
        }
        buffer.pad_to_page();
        assert_eq!(buffer.len(), (100 * 777_usize).next_multiple_of(PAGE_BYTES));
        assert_eq!(buffer.as_slice().as_ptr().addr() % PAGE_BYTES, 0);
        for chunk in 0..100_usize {
            assert!(
                buffer.as_slice()[chunk * 777..(chunk + 1) * 777]
                    .iter()
                    .all(|byte| usize::from(*byte) == chunk)
            );
        }
        assert!(buffer.as_slice()[100 * 777..].iter().all(|byte| *byte == 0));
    }

    #[test]
    fn reused_memory_is_padded_with_zeros_again() {
        let mut buffer = AlignedBuffer::zeroed(2 * PAGE_BYTES);
        buffer.as_mut_slice().fill(0xff);
        buffer.clear();
        buffer.extend_from_slice(b"short");
        buffer.pad_to_page();
        assert!(buffer.as_slice()[5..].iter().all(|byte| *byte == 0));
    }
}
