//! Texts and countries in what is signed.

use std::fmt;

use crate::codec::{DecodeError, Reader};

/// Whether it can stand in what is signed: at most so many bytes, no control characters, no white space at either end.
pub fn is_text(text: &str, bytes_max: usize) -> bool {
    text.len() <= bytes_max && text.trim() == text && !text.chars().any(char::is_control)
}

/// Appends a text: length (u16) and bytes.
///
/// # Panics
/// If it is longer than a u16 can say: texts are limited when they are made.
pub(super) fn put_text(bytes: &mut Vec<u8>, text: &str) {
    let length = u16::try_from(text.len()).expect("texts are limited");
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

/// Reads a text of at most so many bytes.
pub(super) fn take_text(
    reader: &mut Reader<'_>,
    field: &'static str,
    bytes_max: usize,
) -> Result<String, DecodeError> {
    let length = usize::from(reader.u16(field)?);
    let refused = DecodeError::InvalidField {
        field,
        value: length as u64,
        allowed: "a text within its limit, without control characters and without white space at either end",
    };
    if length > bytes_max {
        return Err(refused);
    }
    let text = std::str::from_utf8(reader.take(length, field)?).map_err(|_| refused)?;
    if is_text(text, bytes_max) {
        Ok(text.to_owned())
    } else {
        Err(refused)
    }
}

/// A country by its two letters of ISO 3166-1. Any two letters are taken: countries come and go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// The country of two capital letters.
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_bytes(text.as_bytes().try_into().ok()?)
    }

    /// The country of two bytes.
    pub fn from_bytes(bytes: [u8; 2]) -> Option<Self> {
        let is_code = bytes.iter().all(u8::is_ascii_uppercase);
        is_code.then_some(Self(bytes))
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("capital letters are UTF-8")
    }

    /// The two letters as bytes.
    pub const fn as_bytes(&self) -> &[u8; 2] {
        &self.0
    }
}

impl fmt::Display for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
