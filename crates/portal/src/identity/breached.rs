//! Known-breached passwords, from a file beside the database: sorted lines of SHA-1 in hexadecimal, with or without `:count`, as the "Have I Been Pwned"
//! download has them.
//!
//! ```text
//! password ─▶ SHA-1 ─▶ about as many reads of 128 bytes as the file's size has bits ─▶ there, or not
//! ```
//! The file may have many gigabytes: it is never read whole, and nothing about a password leaves the machine.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

/// Name of the file in the portal's folder.
pub const BREACHED_FILE: &str = "breached-passwords";
/// Hexadecimal digits of a SHA-1.
const DIGITS: usize = 40;
/// No line is longer: digits, colon, count, end.
const LINE_BYTES_MAX: usize = 64;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BreachListError {
    /// It cannot be read.
    #[error(
        "the list of breached passwords cannot be read: give it to whoever runs the node, or remove it"
    )]
    Read(#[from] io::Error),
    /// It holds something else.
    #[error(
        "the list of breached passwords is damaged or not sorted near byte {near}: every line is a SHA-1 in 40 hexadecimal digits, with or without :count, in \
         ascending order. Put a whole copy there, or remove it"
    )]
    Malformed {
        /// Where.
        near: u64,
    },
}

/// The file, open.
#[derive(Debug)]
pub struct BreachList {
    file: File,
    bytes: u64,
}

/// A line as it was found.
struct Line {
    /// In capitals.
    digits: [u8; DIGITS],
    begins: u64,
    /// Where the next one begins.
    ends: u64,
}

impl BreachList {
    /// Opens the file of a portal's folder, if there is one.
    ///
    /// # Errors
    /// If it cannot be read, or its first and last lines are not what they should be.
    pub fn open(folder: &Path) -> Result<Option<Self>, BreachListError> {
        let file = match File::open(folder.join(BREACHED_FILE)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let bytes = file.metadata()?.len();
        let list = Self { file, bytes };
        let first = list.line_from(0)?;
        let mut at = bytes.saturating_sub(2 * LINE_BYTES_MAX as u64);
        let mut last = list.line_around(at)?;
        while last.ends < bytes {
            at = last.ends;
            last = list.line_from(at)?;
        }
        if last.digits < first.digits {
            return Err(BreachListError::Malformed { near: last.begins });
        }
        Ok(Some(list))
    }

    /// Size of the file.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether a password is in the list.
    ///
    /// # Errors
    /// If the file cannot be read, or is not sorted where it was looked at.
    pub fn has(&self, password: &str) -> Result<bool, BreachListError> {
        let digest = Zeroizing::new(<[u8; 20]>::from(Sha1::digest(password.as_bytes())));
        let mut wanted = Zeroizing::new([0; DIGITS]);
        for (pair, byte) in wanted.chunks_exact_mut(2).zip(digest.iter()) {
            pair.copy_from_slice(&[
                b"0123456789ABCDEF"[usize::from(byte >> 4)],
                b"0123456789ABCDEF"[usize::from(byte & 15)],
            ]);
        }
        // The line, if it is there, begins at `low` or later and before `high`.
        let (mut low, mut high) = (0, self.bytes);
        while low < high {
            let line = self.line_around(low + (high - low) / 2)?;
            if line.begins < low || line.begins >= high {
                return Err(BreachListError::Malformed { near: line.begins });
            }
            match line.digits.cmp(&wanted) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => low = line.ends,
                std::cmp::Ordering::Greater => high = line.begins,
            }
        }
        Ok(false)
    }

    /// The line in which a byte lies.
    fn line_around(&self, at: u64) -> Result<Line, BreachListError> {
        let from = at.saturating_sub(LINE_BYTES_MAX as u64);
        let mut before = [0; LINE_BYTES_MAX];
        let before = &mut before[..(at - from) as usize];
        self.file.read_exact_at(before, from)?;
        let end = before.iter().rposition(|byte| *byte == b'\n');
        match end {
            Some(end) => self.line_from(from + end as u64 + 1),
            None if from == 0 => self.line_from(0),
            None => Err(BreachListError::Malformed { near: at }),
        }
    }

    /// The line that begins there.
    fn line_from(&self, begins: u64) -> Result<Line, BreachListError> {
        let malformed = || BreachListError::Malformed { near: begins };
        let left = usize::try_from(self.bytes - begins).unwrap_or(usize::MAX);
        let mut bytes = [0; LINE_BYTES_MAX];
        let bytes = &mut bytes[..left.min(LINE_BYTES_MAX)];
        self.file.read_exact_at(bytes, begins)?;
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let (text, ends) = match end {
            Some(end) => (&bytes[..end], begins + end as u64 + 1),
            None if left <= LINE_BYTES_MAX => (&*bytes, self.bytes),
            None => return Err(malformed()),
        };
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let (digits, rest) = text.split_first_chunk::<DIGITS>().ok_or_else(malformed)?;
        let is_count = |rest: &[u8]| rest[0] == b':' && rest[1..].iter().all(u8::is_ascii_digit);
        if !digits.iter().all(u8::is_ascii_hexdigit) || !(rest.is_empty() || is_count(rest)) {
            return Err(malformed());
        }
        Ok(Line {
            digits: digits
                .to_ascii_uppercase()
                .try_into()
                .expect("as many as before"),
            begins,
            ends,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sha1(password: &str) -> String {
        hex::encode_upper(Sha1::digest(password.as_bytes()))
    }

    fn list(text: &str) -> Result<Option<BreachList>, BreachListError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(BREACHED_FILE), text).unwrap();
        BreachList::open(folder.path())
    }

    #[test]
    fn every_line_is_found_and_nothing_else_in_every_form_of_the_file() {
        for count in [1, 2, 3, 10, 1_000] {
            let mut lines: Vec<_> = (0..count).map(|n| sha1(&format!("word {n}"))).collect();
            lines.sort();
            let counted =
                |(n, line): (usize, &String)| format!("{line}:{}", 7_u64.pow(n as u32 % 12));
            let counted: Vec<_> = lines.iter().enumerate().map(counted).collect();
            for text in [
                lines.join("\n"),
                lines.join("\r\n") + "\r\n",
                counted.join("\r\n"),
                counted.join("\n") + "\n",
                lines.join("\n").to_lowercase(),
            ] {
                let list = list(&text).unwrap().unwrap();
                for n in 0..count {
                    assert!(list.has(&format!("word {n}")).unwrap(), "{n} of {count}");
                    assert!(!list.has(&format!("other {n}")).unwrap(), "{n} of {count}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_list_is_refused_and_no_file_is_no_list() {
        let folder = tempfile::tempdir().unwrap();
        assert!(BreachList::open(folder.path()).unwrap().is_none());
        let (low, high) = (format!("0{}", "A".repeat(39)), "F".repeat(40));
        for wrong in [
            String::new(),
            "password\n123456\n".into(),
            "x".repeat(500),
            format!("{high}\n{low}\n"),
            format!("{low};12\n"),
            format!("{low}:1x\n"),
            format!("{low}\n{high}\n\n"),
            format!("{low}\n{}", &high[1..]),
        ] {
            assert!(list(&wrong).is_err(), "{wrong:?}");
        }
        // Damage in the middle is an error where it is met, never an answer.
        let end = format!("{high}\n").repeat(5);
        let damaged = format!("{low}\n{}\n{end}", "x".repeat(200));
        assert!(list(&damaged).unwrap().unwrap().has("word").is_err());
    }
}
