//! A reader over untrusted bytes: every take is checked, nothing is allocated on the word of a length field alone.

/// The bytes do not have the promised shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The input ended early.
    #[error("truncated: {needed} more bytes needed for {field}")]
    Truncated {
        /// What was being read.
        field: &'static str,
        /// Bytes missing.
        needed: usize,
    },
    /// Bytes are left over.
    #[error("{extra} bytes after the end of the {what}")]
    TrailingBytes {
        /// What was decoded.
        what: &'static str,
        /// Bytes left over.
        extra: usize,
    },
    /// A field has a value that is not allowed.
    #[error("{field} is {value}: {allowed}")]
    InvalidField {
        /// The field's name.
        field: &'static str,
        /// The value found.
        value: u64,
        /// What is allowed.
        allowed: &'static str,
    },
}

/// Reads little-endian fields from a slice.
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the beginning of `bytes`.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Takes `length` bytes.
    pub fn take(&mut self, length: usize, field: &'static str) -> Result<&'a [u8], DecodeError> {
        let Some((taken, rest)) = self.rest.split_at_checked(length) else {
            return Err(DecodeError::Truncated {
                field,
                needed: length - self.rest.len(),
            });
        };
        self.rest = rest;
        Ok(taken)
    }

    /// Takes a fixed array.
    pub fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], DecodeError> {
        Ok(self
            .take(N, field)?
            .try_into()
            .expect("the slice has the length asked for"))
    }

    /// Takes a `u8`.
    pub fn u8(&mut self, field: &'static str) -> Result<u8, DecodeError> {
        Ok(u8::from_le_bytes(self.array(field)?))
    }

    /// Takes a `u16`.
    pub fn u16(&mut self, field: &'static str) -> Result<u16, DecodeError> {
        Ok(u16::from_le_bytes(self.array(field)?))
    }

    /// Takes a `u32`.
    pub fn u32(&mut self, field: &'static str) -> Result<u32, DecodeError> {
        Ok(u32::from_le_bytes(self.array(field)?))
    }

    /// Takes a `u64`.
    pub fn u64(&mut self, field: &'static str) -> Result<u64, DecodeError> {
        Ok(u64::from_le_bytes(self.array(field)?))
    }

    /// Bytes not yet read.
    pub const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Succeeds only if everything was read.
    pub fn finish(self, what: &'static str) -> Result<(), DecodeError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(DecodeError::TrailingBytes {
                what,
                extra: self.rest.len(),
            })
        }
    }
}
