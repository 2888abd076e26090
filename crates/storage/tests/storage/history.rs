//! The history index: what was indexed is found, newest first, page by page, after restarts and after damage.

use aurigraph_storage::{
    AccountEntry, AccountPosting, HistoryError, HistoryIndex, HistoryOrder, Labels, PostingCursor,
    PostingQuery, Role, SubmissionPosting,
};
use std::{os::unix::fs::FileExt, path::Path};

pub(crate) const CHAIN: [u8; 32] = [7; 32];
const NONE: u32 = u32::MAX;

pub(crate) fn id(height: u64, position: u32) -> [u8; 32] {
    let mut id = [0; 32];
    id[..8].copy_from_slice(&(height.wrapping_mul(0x9e37_79b9_7f4a_7c15)).to_le_bytes());
    id[8..16].copy_from_slice(&height.to_le_bytes());
    id[16..20].copy_from_slice(&position.to_le_bytes());
    id
}

/// Both sides of a record; its label is the lowest bit of its index.
fn record(debit: u32, credit: u32, record_index: u32) -> [AccountEntry; 2] {
    [(debit, Role::Debited), (credit, Role::Credited)].map(|(account, role)| AccountEntry {
        account,
        record_index: Some(record_index),
        role,
        labels: Labels(record_index as u16 & 1),
    })
}

/// Each block has two submissions: a batch of account 1 paying accounts 10, 11, …, and a transfer from 2 to 1.
pub(crate) fn index_block(
    index: &HistoryIndex,
    height: u64,
    rows: u32,
) -> Result<(), HistoryError> {
    let batch: Vec<_> = (0..rows).flat_map(|row| record(1, 10 + row, row)).collect();
    let transfer = record(2, 1, 0).to_vec();
    let submissions = [batch, transfer]
        .into_iter()
        .zip(0..)
        .map(|(entries, position)| SubmissionPosting {
            id: id(height, position),
            position,
            entries,
        });
    index.index_block(height, &id(height, 99), submissions)
}

pub(crate) fn open(folder: &Path) -> HistoryIndex {
    let opened = HistoryIndex::open(folder, &CHAIN).unwrap();
    assert_eq!(opened.rebuilt_because, None);
    opened.index
}

pub(crate) fn query(account: u32, limit: usize) -> PostingQuery {
    PostingQuery {
        account,
        order: HistoryOrder::NewestFirst,
        heights: 0..=u64::MAX,
        after: None,
        limit,
        scan_max: usize::MAX,
    }
}

/// Reads all pages of a question.
fn all_pages(
    index: &HistoryIndex,
    mut query: PostingQuery,
    wanted: impl Fn(&AccountPosting) -> bool,
) -> Vec<PostingCursor> {
    let mut all = Vec::new();
    loop {
        let page = index.account_postings(&query, &wanted).unwrap();
        assert!(page.postings.len() <= query.limit);
        all.extend(page.postings.iter().map(|posting| posting.place));
        let Some(next) = page.next else {
            return all;
        };
        query.after = Some(next);
    }
}

/// Reads a whole history in pages.
pub(crate) fn pages(index: &HistoryIndex, account: u32, limit: usize) -> Vec<PostingCursor> {
    all_pages(index, query(account, limit), |_| true)
}

#[test]
fn submissions_blocks_and_accounts_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    assert_eq!(index.indexed_height(), None);
    for height in 5..25 {
        index_block(&index, height, 300).unwrap();
    }
    assert_eq!(index.indexed_height(), Some(24));
    assert_eq!(index.submission(&id(7, 1)).unwrap(), Some((7, 1)));
    assert_eq!(index.submission(&[9; 32]).unwrap(), None);
    assert_eq!(index.block_height(&id(24, 99)).unwrap(), Some(24));
    assert_eq!(index.block_height(&[0; 32]).unwrap(), None);

    let history = pages(&index, 1, 1000);
    assert_eq!(history.len(), 20 * 301);
    let newest = PostingCursor {
        height: 24,
        position: 1,
        record_index: Some(0),
        role: Role::Credited,
    };
    assert_eq!(history[0], newest);
    let key = |posting: &PostingCursor| (posting.height, posting.position, posting.record_index);
    assert!(
        history.windows(2).all(|pair| key(&pair[0]) > key(&pair[1])),
        "newest first, none twice"
    );
    assert!(
        history
            .iter()
            .all(|posting| (posting.role == Role::Credited) == (posting.position == 1))
    );
    for limit in [1, 7, 50, 128, 129, 301] {
        assert_eq!(pages(&index, 1, limit), history, "pages of {limit}");
    }
    assert_eq!(pages(&index, 10 + 299, 3).len(), 20);
    assert!(pages(&index, 9, 3).is_empty());
}

#[test]
fn an_account_that_pays_itself_or_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    let entries = [record(3, 3, 0), record(3, NONE, 1)].concat();
    index
        .index_block(
            0,
            &[1; 32],
            [SubmissionPosting {
                id: [2; 32],
                position: 0,
                entries,
            }],
        )
        .unwrap();
    let found = pages(&index, 3, 1);
    let shape: Vec<_> = found
        .iter()
        .map(|posting| (posting.record_index, posting.role))
        .collect();
    assert_eq!(
        shape,
        [
            (Some(1), Role::Debited),
            (Some(0), Role::Debited),
            (Some(0), Role::Credited)
        ]
    );
    assert!(pages(&index, NONE, 10).is_empty());
}

#[test]
fn a_history_is_read_both_ways_between_heights_and_by_labels() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    for height in 5..25 {
        index_block(&index, height, 300).unwrap();
    }
    let newest_first = pages(&index, 1, 1000);
    let oldest_first: Vec<_> = newest_first.iter().rev().copied().collect();
    let between = |place: &PostingCursor| (8..=11).contains(&place.height);
    let odd = |posting: &AccountPosting| posting.labels == Labels(1);
    for limit in [1, 7, 128, 129, 301, 9000] {
        for scan_max in [1, 50, 129, usize::MAX] {
            let newest = PostingQuery {
                scan_max,
                ..query(1, limit)
            };
            let oldest = PostingQuery {
                order: HistoryOrder::OldestFirst,
                ..newest.clone()
            };
            let what = format!("pages of {limit}, {scan_max} looked at");
            assert!(
                all_pages(&index, oldest.clone(), |_| true) == oldest_first,
                "{what}"
            );
            for (all, one) in [(&newest_first, newest), (&oldest_first, oldest)] {
                let part = PostingQuery {
                    heights: 8..=11,
                    ..one.clone()
                };
                let expected: Vec<_> = all.iter().copied().filter(between).collect();
                assert!(all_pages(&index, part, |_| true) == expected, "{what}");
                let expected = all
                    .iter()
                    .filter(|place| place.record_index.unwrap() % 2 == 1);
                assert!(all_pages(&index, one, odd).iter().eq(expected), "{what}");
            }
        }
    }
    // Nothing follows the last one, and nothing is there where no height is.
    let all = index.account_postings(&query(2, 20), |_| true).unwrap();
    assert_eq!((all.postings.len(), all.next), (20, None));
    for heights in [25..=99, 0..=4] {
        for order in [HistoryOrder::NewestFirst, HistoryOrder::OldestFirst] {
            let none = PostingQuery {
                heights: heights.clone(),
                order,
                ..query(1, 5)
            };
            assert!(all_pages(&index, none, |_| true).is_empty());
        }
    }
}

#[test]
fn a_submission_as_a_whole_stands_before_its_records() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    let signed = AccountEntry {
        account: 1,
        record_index: None,
        role: Role::Signer,
        labels: Labels(3),
    };
    let entries = [vec![signed], record(1, 2, 0).to_vec()].concat();
    let submission = SubmissionPosting {
        id: [2; 32],
        position: 4,
        entries,
    };
    index.index_block(0, &[1; 32], [submission]).unwrap();
    let page = index.account_postings(&query(1, 9), |_| true).unwrap();
    let shape: Vec<_> = page
        .postings
        .iter()
        .map(|posting| (posting.place.record_index, posting.labels))
        .collect();
    assert_eq!(shape, [(None, Labels(3)), (Some(0), Labels(0))]);
}

#[test]
fn a_restart_continues_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    (0..10).for_each(|height| index_block(&index, height, 20).unwrap());
    drop(index);
    let index = open(folder.path());
    assert_eq!(index.indexed_height(), Some(9));
    assert!(matches!(
        index_block(&index, 9, 20),
        Err(HistoryError::OutOfOrder {
            expected: 10,
            actual: 9
        })
    ));
    assert!(matches!(
        index_block(&index, 11, 20),
        Err(HistoryError::OutOfOrder { .. })
    ));
    index_block(&index, 10, 20).unwrap();
    assert_eq!(pages(&index, 1, 100).len(), 11 * 21);
    assert!(index.bytes_on_disk() > 0);
}

#[test]
fn large_blocks_leave_memory_as_runs_and_are_found_there() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    for height in 1..=20 {
        index_block(&index, height, 60_000).unwrap();
    }
    assert_eq!(index.submission(&id(1, 0)).unwrap(), Some((1, 0)));
    assert_eq!(index.submission(&id(20, 1)).unwrap(), Some((20, 1)));
    assert_eq!(pages(&index, 1, 50_000).len(), 20 * 60_001);
    assert_eq!(pages(&index, 10 + 59_999, 10).len(), 20);
    assert!(run_files(folder.path()).len() > 1);
}

#[test]
fn an_index_of_another_chain_is_built_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history");
    let index = open(&path);
    (0..50).for_each(|height| index_block(&index, height, 200).unwrap());
    drop(index);
    let opened = HistoryIndex::open(&path, &[8; 32]).unwrap();
    assert!(opened.rebuilt_because.unwrap().contains("another chain"));
    assert_eq!(opened.index.indexed_height(), None);
    drop(opened.index);
}

#[test]
fn damage_to_any_file_is_found_or_harmless() {
    let parent = tempfile::tempdir().unwrap();
    let template = parent.path().join("template");
    for first in (0..HEIGHTS).step_by(25) {
        let index = open(&template);
        (first..first + 25).for_each(|height| index_block(&index, height, ROWS).unwrap());
    }
    let mut files = Vec::new();
    list(&template, &mut files);
    // Four runs, the lock, and how far the index came.
    assert_eq!(files.len(), 6, "{files:?}");
    for file in &files {
        let name = file.strip_prefix(&template).unwrap();
        let length = std::fs::metadata(file).unwrap().len();
        for damage in 0..2 {
            let path = parent.path().join("damaged");
            let _ = std::fs::remove_dir_all(&path);
            copy(&template, &path);
            let damaged = std::fs::OpenOptions::new()
                .write(true)
                .open(path.join(name))
                .unwrap();
            match damage {
                0 => damaged.set_len(length / 2).unwrap(),
                _ => damaged.write_all_at(&[0x5a; 16], length / 3).unwrap(),
            }
            let what = format!("{} with damage {damage}", name.display());
            goes_on_correctly(&path, &what);
        }
    }
}

const HEIGHTS: u64 = 100;
const ROWS: u32 = 1500;

/// The index opens; what it answers is right, or an error after which it can be deleted and built again.
fn goes_on_correctly(path: &Path, what: &str) {
    let opened = HistoryIndex::open(path, &CHAIN);
    let index = opened
        .unwrap_or_else(|error| panic!("{what}: {error}"))
        .index;
    let next = index.indexed_height().map_or(0, |height| height + 1);
    assert!(next <= HEIGHTS, "{what}");
    let answered = (next..next + 5)
        .try_for_each(|height| index_block(&index, height, ROWS))
        .and_then(|()| index.submission(&id(3, 1)))
        .and_then(|found| {
            let page = index.account_postings(&query(2, 1000), |_| true)?;
            Ok((found, page.postings.len()))
        });
    match answered {
        Ok(answer) => assert_eq!(answer, (Some((3, 1)), next as usize + 5), "{what}"),
        Err(HistoryError::Damaged { .. }) => {
            index.delete().unwrap();
            assert_eq!(open(path).indexed_height(), None, "{what}");
        }
        Err(error) => panic!("{what}: {error}"),
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub(crate) fn list(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            list(&path, files);
        } else if path.metadata().unwrap().len() > 0 {
            files.push(path);
        }
    }
}

/// Names of the runs.
pub(crate) fn run_files(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    list(folder, &mut files);
    let names = files.iter().map(|file| file.file_name().unwrap());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.starts_with("run-"))
        .collect()
}

#[test]
fn the_second_opening_of_one_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    index_block(&index, 0, 1).unwrap();
    assert!(matches!(
        HistoryIndex::open(folder.path(), &CHAIN),
        Err(HistoryError::Locked { .. })
    ));
    assert_eq!(index.indexed_height(), Some(0));
}
