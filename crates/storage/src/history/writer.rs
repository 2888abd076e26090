//! Writes a run, page by page, under a temporary name that it loses when it is complete.
//!
//! Nothing is synced: after a power failure a run may be damaged, which its checksums tell, and its blocks are indexed again.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{
    HistoryError,
    footer::Footer,
    page::{PAGE_BYTES, PageBuilder, Posting},
    run::{NAME_ENTRY_BYTES, Name, Run, encode_index_entry},
};
use crate::{ChainId, atomic_file::temporary_name};

/// Bytes written at once.
const CHUNK_BYTES: usize = 64 * PAGE_BYTES;

/// A run that is being written: postings first, then names, both ascending.
#[derive(Debug)]
pub(super) struct RunWriter {
    path: PathBuf,
    file: Option<File>,
    chunk: Vec<u8>,
    page: PageBuilder,
    /// First posting of each finished page and of the one being filled.
    page_starts: Vec<Posting>,
    footer: Footer,
    names_begun: bool,
}

impl RunWriter {
    /// Begins the run of these heights; `follows` is the height that was to be indexed before it.
    pub fn create(
        folder: &Path,
        follows: u64,
        first: u64,
        last: u64,
    ) -> Result<Self, HistoryError> {
        let path = Run::path_in(folder, first, last);
        let file = File::create(temporary_name(&path)).map_err(|source| io_error(&path, source))?;
        Ok(Self {
            path,
            file: Some(file),
            chunk: Vec::with_capacity(CHUNK_BYTES),
            page: PageBuilder::default(),
            page_starts: Vec::new(),
            footer: Footer {
                follows,
                first,
                last,
                posting_pages: 0,
                index_pages: 0,
                name_pages: 0,
            },
            names_begun: false,
        })
    }

    /// The next posting, which is not before the last one.
    #[inline]
    pub fn posting(&mut self, posting: Posting) -> Result<(), HistoryError> {
        if self.page.is_empty() {
            self.page_starts.push(posting);
        }
        if self.page.push_posting(posting) {
            return Ok(());
        }
        self.finish_page()?;
        self.page_starts.push(posting);
        assert!(self.page.push_posting(posting), "an empty page has room");
        Ok(())
    }

    /// The next name, which is not below the last one. No posting may follow.
    pub fn name(&mut self, name: &Name) -> Result<(), HistoryError> {
        self.begin_names()?;
        let offset = u32::try_from(name.height - self.footer.first).expect("a run is not so long");
        let mut entry = [0; NAME_ENTRY_BYTES];
        entry[..32].copy_from_slice(&name.name);
        entry[32..36].copy_from_slice(&offset.to_le_bytes());
        entry[36..].copy_from_slice(&name.position.to_le_bytes());
        self.fixed(&entry)
    }

    fn fixed(&mut self, entry: &[u8]) -> Result<(), HistoryError> {
        if self.page.push_fixed(entry) {
            return Ok(());
        }
        self.finish_page()?;
        assert!(self.page.push_fixed(entry), "an empty page has room");
        Ok(())
    }

    /// Ends the postings: the pages that say where they begin follow.
    fn begin_names(&mut self) -> Result<(), HistoryError> {
        if self.names_begun {
            return Ok(());
        }
        self.finish_page()?;
        self.footer.posting_pages = std::mem::take(&mut self.footer.name_pages);
        for start in std::mem::take(&mut self.page_starts) {
            self.fixed(&encode_index_entry(start))?;
        }
        self.finish_page()?;
        self.footer.index_pages = std::mem::take(&mut self.footer.name_pages);
        self.names_begun = true;
        Ok(())
    }

    /// Counts every page as one of the section that is being written, whichever that is.
    fn finish_page(&mut self) -> Result<(), HistoryError> {
        if self.page.is_empty() {
            return Ok(());
        }
        self.page.finish(&mut self.chunk);
        self.footer.name_pages += 1;
        if self.chunk.len() >= CHUNK_BYTES {
            self.write_chunk()?;
        }
        Ok(())
    }

    fn write_chunk(&mut self) -> Result<(), HistoryError> {
        let file = self.file.as_mut().expect("open until it is finished");
        let written = file.write_all(&self.chunk);
        self.chunk.clear();
        written.map_err(|source| io_error(&self.path, source))
    }

    /// Completes the run and opens it.
    pub fn finish(mut self, chain_id: &ChainId) -> Result<Run, HistoryError> {
        self.begin_names()?;
        self.finish_page()?;
        let footer = self.footer.encode(chain_id);
        self.chunk.extend_from_slice(&footer);
        self.write_chunk()?;
        drop(self.file.take());
        let path = self.path.clone();
        std::fs::rename(temporary_name(&path), &path).map_err(|source| io_error(&path, source))?;
        let opened = Run::open(path.clone(), chain_id).map_err(|source| io_error(&path, source))?;
        opened.map_err(|reason| io_error(&path, io::Error::other(reason)))
    }
}

impl Drop for RunWriter {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // Worth nothing; if it cannot be removed, the next start does.
            let _ = std::fs::remove_file(temporary_name(&self.path));
        }
    }
}

fn io_error(path: &Path, source: io::Error) -> HistoryError {
    HistoryError::Io {
        path: path.to_path_buf(),
        source,
    }
}
