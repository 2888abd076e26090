//! Finds the files of one kind in a data folder.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::failure::usage;

/// A kind of file, by where it lies in a data folder and by its name.
#[derive(Clone, Copy)]
pub struct FileKind {
    /// What it is called in messages.
    pub name: &'static str,
    /// Its folder below the data folder; empty for the data folder itself.
    folder: &'static str,
    prefix: &'static str,
    suffix: &'static str,
}

/// Segments of the block log.
pub const SEGMENT: FileKind = FileKind {
    name: "segment",
    folder: "segments",
    prefix: "segment-",
    suffix: ".log",
};
/// Snapshots of the state.
pub const SNAPSHOT: FileKind = FileKind {
    name: "snapshot",
    folder: "snapshots",
    prefix: "snapshot-",
    suffix: ".snap",
};
/// Public keys.
pub const KEYS: FileKind = FileKind {
    name: "key file",
    folder: "",
    prefix: "keys",
    suffix: ".dat",
};

impl FileKind {
    /// The height in a file's name.
    pub fn height_of(&self, path: &Path) -> Option<u64> {
        let name = path.file_name().and_then(OsStr::to_str)?;
        name.strip_prefix(self.prefix)?
            .strip_suffix(self.suffix)?
            .parse()
            .ok()
    }

    fn is_name_of(&self, path: &Path) -> bool {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        name.starts_with(self.prefix) && name.ends_with(self.suffix)
    }
}

/// The files of a kind at `path`, in the order of their names: the file itself, or those of a data folder or of its subfolder.
pub fn find(kind: FileKind, path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let metadata =
        fs::metadata(path).map_err(|error| usage(format!("{}: {error}", path.display())))?;
    if metadata.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    for folder in [path.join(kind.folder), path.to_owned()] {
        let files = files_in(kind, &folder)?;
        if !files.is_empty() {
            return Ok(files);
        }
    }
    Err(usage(format!(
        "there is no {} in {}",
        kind.name,
        path.display()
    )))
}

fn files_in(kind: FileKind, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot list {}", folder.display()))?
            .path();
        if kind.is_name_of(&path) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_from_the_data_folder_its_subfolder_and_themselves() {
        let data = tempfile::tempdir().expect("a temporary folder");
        let segments = data.path().join("segments");
        fs::create_dir(&segments).expect("a new folder");
        let files = [
            "segment-00000000000000000000.log",
            "segment-00000000000000000007.log",
        ]
        .map(|name| segments.join(name));
        for file in &files {
            fs::write(file, b"").expect("a new file");
        }
        fs::write(segments.join("segment-7.tmp"), b"").expect("a new file");
        assert_eq!(find(SEGMENT, data.path()).expect("found"), files);
        assert_eq!(find(SEGMENT, &segments).expect("found"), files);
        assert_eq!(find(SEGMENT, &files[1]).expect("found"), files[1..]);
        assert_eq!(SEGMENT.height_of(&files[1]), Some(7));
        assert!(find(SNAPSHOT, data.path()).is_err());
    }
}
