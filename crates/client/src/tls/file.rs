//! Files of certificates and keys: read as far as they may be long, with what others may do with them.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Permissions that let others than the owner do something with a key.
pub const OTHERS_MODE_BITS: u32 = 0o077;

/// A file's content, and its permissions.
///
/// # Errors
/// If it cannot be read, or is longer.
pub fn read_with_mode(path: &Path, bytes_max: u64) -> io::Result<(Vec<u8>, u32)> {
    let file = File::open(path)?;
    // Of the opened file, so that what is checked is what is read.
    let mode = file.metadata()?.permissions().mode() & 0o7777;
    let mut bytes = Vec::new();
    file.take(bytes_max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bytes_max {
        let limit = format!("it is larger than {bytes_max} bytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, limit));
    }
    Ok((bytes, mode))
}
