//! Files that a wallet writes: completely or not at all, and never over something else.
//!
//! Receipts, proofs and journals are evidence. What lies under their name already is kept under a numbered one
//! (`receipts.csv` becomes `receipts.1.csv`, then `receipts.2.csv`), and what is no evidence refuses the command before it signs.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use aurigraph_types::proof::Proof;

use crate::durable::{folder_of, sync_folder, write_durably};
use crate::failure::usage;

/// So much of a file tells what it is: more than a proof can have.
const LOOK_BYTES_MAX: u64 = aurigraph_types::limits::PROOF_BYTES_MAX as u64;

/// A path with something appended to its last part.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut text = OsString::from(path);
    text.push(suffix);
    PathBuf::from(text)
}

/// Writes evidence durably. Other evidence of that name is kept under a numbered one.
pub fn write_evidence(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::read(path) {
        Ok(existing) if existing == bytes => return Ok(()),
        Ok(_) => keep_aside(path)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    write_durably(path, bytes)
}

/// Gives a file that is there the next numbered name.
pub fn keep_aside(path: &Path) -> io::Result<()> {
    let number = kept_aside(path)?
        .last()
        .map_or(1, |(number, _)| number.saturating_add(1));
    match fs::rename(path, numbered(path, number)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => sync_folder(path),
    }
}

/// What was kept of a file under numbered names, the oldest first.
pub fn kept_aside(path: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let stem = path.file_stem().unwrap_or_default().as_bytes();
    let extension = path.extension().map(OsStrExt::as_bytes);
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder_of(path))? {
        let entry = entry?;
        let name = entry.file_name();
        let number = number_in(name.as_bytes(), stem, extension);
        kept.extend(number.map(|number| (number, entry.path())));
    }
    kept.sort();
    Ok(kept)
}

/// The number in `STEM.NUMBER.EXTENSION`.
fn number_in(name: &[u8], stem: &[u8], extension: Option<&[u8]>) -> Option<u64> {
    let rest = name.strip_prefix(stem)?.strip_prefix(b".")?;
    let digits = match extension {
        Some(extension) => rest.strip_suffix(extension)?.strip_suffix(b".")?,
        None => rest,
    };
    let digits = str::from_utf8(digits).ok()?;
    let number: u64 = digits.parse().ok()?;
    // Only as it is written here: `01` and `+1` are names of somebody else's.
    (number > 0 && number.to_string() == digits).then_some(number)
}

/// `STEM.NUMBER.EXTENSION`.
pub fn numbered(path: &Path, number: u64) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{number}"));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

/// Whether two paths name one file, by way of links or not.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    match (whereabouts(one), whereabouts(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// Where a path leads, even if nothing is there yet.
fn whereabouts(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok().or_else(|| {
        let folder = fs::canonicalize(folder_of(path)).ok()?;
        Some(folder.join(path.file_name()?))
    })
}

/// An error unless evidence can be written to a path: its folder is there, and what has its name is evidence of the same kind.
/// Better before something is signed than when it is made.
pub fn check_evidence_target(
    path: &Path,
    what: &str,
    is_evidence: fn(&[u8]) -> bool,
) -> anyhow::Result<()> {
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(usage(format!(
            "the folder {} for the {what} does not exist; nothing was sent",
            folder.display()
        )));
    }
    match look(path) {
        Ok(None) => Ok(()),
        Ok(Some(start)) if is_evidence(&start) => Ok(()),
        Ok(Some(_)) => Err(usage(format!(
            "{} is there already and is no earlier {what}; it is not overwritten. Name another file. Nothing was sent",
            path.display()
        ))),
        Err(error) => Err(usage(format!(
            "{}: {error}; nothing was sent",
            path.display()
        ))),
    }
}

/// The beginning of a file that is there; what is not a file counts as an empty one.
fn look(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let is_file = match fs::metadata(path) {
        Ok(metadata) => metadata.is_file(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // A link that leads nowhere is somebody's, too.
            return Ok(path.is_symlink().then(Vec::new));
        }
        Err(error) => return Err(error),
    };
    let mut start = Vec::new();
    if is_file {
        File::open(path)?
            .take(LOOK_BYTES_MAX)
            .read_to_end(&mut start)?;
    }
    Ok(Some(start))
}

/// Whether a file is a proof document.
pub fn is_proof(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Proof>(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_kept_under_the_next_number() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("in.csv.receipts.csv");
        for text in ["one", "two", "two", "three"] {
            write_evidence(&path, text.as_bytes()).expect("written");
        }
        // A gap is not filled: numbers say the order.
        fs::remove_file(numbered(&path, 1)).expect("it is there");
        for name in [
            "in.csv.receipts.01.csv",
            "in.csv.receipts.x.csv",
            "in.csv.receipts.7.txt",
        ] {
            fs::write(folder.path().join(name), "other").expect("writable");
        }
        write_evidence(&path, b"four").expect("written");
        let kept = kept_aside(&path).expect("readable");
        let numbers: Vec<u64> = kept.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [2, 3]);
        assert_eq!(fs::read(&kept[0].1).expect("readable"), b"two");
        assert_eq!(fs::read(&path).expect("readable"), b"four");
        assert_eq!(numbered(Path::new("a/b"), 2), Path::new("a/b.2"));
        assert_eq!(folder_of(Path::new("payments.csv")), Path::new("."));
    }

    #[test]
    fn one_file_under_two_names_is_one_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("a.csv");
        assert!(
            is_same_file(&file, &folder.path().join("./a.csv")),
            "not there yet"
        );
        fs::write(&file, "x").expect("writable");
        std::os::unix::fs::symlink(&file, folder.path().join("link")).expect("a link");
        assert!(is_same_file(&file, &folder.path().join("link")));
        assert!(!is_same_file(&file, &folder.path().join("b.csv")));
    }
}
