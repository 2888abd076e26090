//! Reading a snapshot.

use super::format::{self, SnapshotSection};
use crate::{
    ChainId,
    disk::{Access, Disk, DiskFile},
    error::{Result, StorageError},
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// How much is read at once.
const CHUNK_BYTES: usize = 1 << 20;

/// A snapshot file. Its table of sections is known to be intact; sections are checked when they are read.
#[derive(Debug)]
pub struct Snapshot {
    path: PathBuf,
    file: Arc<dyn DiskFile>,
    file_bytes: u64,
    height: u64,
    chain_id: ChainId,
    sections: Vec<SnapshotSection>,
}

impl Snapshot {
    /// Opens a snapshot file and checks its header and table. Any chain is accepted if `chain_id` is `None`.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`], [`StorageError::WrongChain`], [`StorageError::UnsupportedVersion`], [`StorageError::Io`].
    pub fn open(disk: &dyn Disk, path: &Path, chain_id: Option<&ChainId>) -> Result<Self> {
        let file = disk
            .open(path, Access::Read)
            .map_err(StorageError::io("open", path))?;
        let file_bytes = file
            .length()
            .map_err(StorageError::io("read the length of", path))?;
        if file_bytes < (format::HEADER_BYTES + format::FOOTER_BYTES) as u64 {
            return Err(StorageError::corrupt(
                path,
                file_bytes,
                "it is cut short",
                format::USE_OLDER,
            ));
        }
        let read = |offset: u64, length: usize| {
            let mut bytes = vec![0; length];
            file.read_exact_at(&mut bytes, offset)
                .map_err(StorageError::io("read", path))
                .map(|()| bytes)
        };
        let (height, found_chain) = format::decode_header(&read(0, format::HEADER_BYTES)?, path)?;
        if let Some(expected) = chain_id {
            format::check_chain(&found_chain, expected, path)?;
        }
        let footer = read(
            file_bytes - format::FOOTER_BYTES as u64,
            format::FOOTER_BYTES,
        )?;
        let (table_offset, section_count, checksum) =
            format::decode_footer(&footer, file_bytes, path)?;
        let table = read(table_offset, section_count as usize * format::ENTRY_BYTES)?;
        let sections = format::decode_table(&table, table_offset, checksum, path)?;
        Ok(Self {
            path: path.to_path_buf(),
            file,
            file_bytes,
            height,
            chain_id: found_chain,
            sections,
        })
    }

    /// The height after which the state was taken.
    #[must_use]
    pub fn height(&self) -> u64 {
        self.height
    }

    /// The chain it belongs to.
    #[must_use]
    pub fn chain_id(&self) -> &ChainId {
        &self.chain_id
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Length of the file.
    #[must_use]
    pub fn file_bytes(&self) -> u64 {
        self.file_bytes
    }

    /// All sections, in the order in which they were written.
    #[must_use]
    pub fn sections(&self) -> &[SnapshotSection] {
        &self.sections
    }

    /// Reads every section and checks that it is what was written.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] with the section, or [`StorageError::Io`].
    pub fn verify(&self) -> Result<()> {
        self.sections
            .iter()
            .try_for_each(|section| self.stream(section, |_| Ok(())))
    }

    /// Hands a section to `consume`, piece by piece, and checks at the end that it is what was written. Until this returns, what was
    /// consumed is not to be trusted.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] if the section is missing or altered; whatever `consume` returns.
    pub fn read_section_with(
        &self,
        name: &str,
        consume: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        self.stream(self.section(name)?, consume)
    }

    /// A whole section, checked. For small ones; large ones are better streamed.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] if the section is missing or altered.
    pub fn read_section(&self, name: &str) -> Result<Vec<u8>> {
        let section = self.section(name)?;
        let mut content = Vec::with_capacity(usize::try_from(section.length).unwrap_or(0));
        self.stream(section, |bytes| {
            content.extend_from_slice(bytes);
            Ok(())
        })?;
        Ok(content)
    }

    /// A reader of a section's bytes. It does not check them: for a snapshot that [`Snapshot::verify`] has passed.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] if there is no such section.
    pub fn section_reader(&self, name: &str) -> Result<impl io::Read + Send + use<>> {
        let section = self.section(name)?;
        Ok(io::BufReader::with_capacity(
            CHUNK_BYTES,
            SectionReader {
                file: self.file.clone(),
                offset: section.offset,
                end: section.offset + section.length,
            },
        ))
    }

    fn section(&self, name: &str) -> Result<&SnapshotSection> {
        self.sections
            .iter()
            .find(|section| section.name == name)
            .ok_or_else(|| {
                StorageError::corrupt(
                    &self.path,
                    0,
                    format!("it has no section {name}"),
                    format::USE_OLDER,
                )
            })
    }

    fn stream(
        &self,
        section: &SnapshotSection,
        mut consume: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let mut digest = blake3::Hasher::new();
        let mut chunk =
            vec![0; CHUNK_BYTES.min(usize::try_from(section.length).unwrap_or(CHUNK_BYTES))];
        let (mut offset, end) = (section.offset, section.offset + section.length);
        while offset < end {
            let length = (end - offset).min(CHUNK_BYTES as u64) as usize;
            self.file
                .read_exact_at(&mut chunk[..length], offset)
                .map_err(StorageError::io("read", &self.path))?;
            digest.update(&chunk[..length]);
            consume(&chunk[..length])?;
            offset += length as u64;
        }
        if *digest.finalize().as_bytes() == section.digest {
            return Ok(());
        }
        let problem = format!("section {} is not what was written", section.name);
        Err(StorageError::corrupt(
            &self.path,
            section.offset,
            problem,
            format::USE_OLDER,
        ))
    }
}

struct SectionReader {
    file: Arc<dyn DiskFile>,
    offset: u64,
    end: u64,
}

impl io::Read for SectionReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer
            .len()
            .min(usize::try_from(self.end - self.offset).unwrap_or(usize::MAX));
        self.file
            .read_exact_at(&mut buffer[..length], self.offset)?;
        self.offset += length as u64;
        Ok(length)
    }
}
