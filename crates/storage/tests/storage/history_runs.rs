//! The files of the history index: merged, pruned, lost, cut off in the middle of a merge.

use aurigraph_storage::HistoryIndex;

use crate::history::{CHAIN, copy, id, index_block, open, pages, run_files};

/// Does all that is to be done with the files.
fn tidy(index: &HistoryIndex) {
    while index.tidy(false, &|| true).unwrap() {}
}

#[test]
fn pruned_entries_go_and_later_ones_stay() {
    let folder = tempfile::tempdir().unwrap();
    // Forty runs of one block each; sixteen neighbours become one.
    for height in 0..40 {
        index_block(&open(folder.path()), height, 10).unwrap();
    }
    let index = open(folder.path());
    index.prune_below(20);
    tidy(&index);
    let files = run_files(folder.path());
    assert!(files.len() < 16, "{files:?}");
    for account in [1, 12] {
        let history = pages(&index, account, 100);
        let of_height = |height| history.iter().filter(move |place| place.height == height);
        let expected = if account == 1 { 11 } else { 1 };
        assert!((20..40).all(|height| of_height(height).count() == expected));
        assert!((0..20).all(|height| of_height(height).count() == 0));
    }
    // That it once was is known: it was pruned, and not never there.
    assert_eq!(index.submission(&id(3, 1)).unwrap(), Some((3, 1)));
    assert_eq!(index.submission(&id(33, 1)).unwrap(), Some((33, 1)));
    assert_eq!(index.block_height(&id(20, 99)).unwrap(), Some(20));
    index.delete().unwrap();
    assert_eq!(open(folder.path()).indexed_height(), None);
}

#[test]
fn a_merge_that_was_cut_off_before_the_old_runs_went_is_completed_by_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let (path, old) = (folder.path().join("history"), folder.path().join("old"));
    for height in 0..20 {
        index_block(&open(&path), height, 10).unwrap();
    }
    copy(&path, &old);
    let index = open(&path);
    let whole = pages(&index, 1, 7);
    tidy(&index);
    drop(index);
    let merged = run_files(&path);
    assert_eq!(merged.len(), 5, "{merged:?}");
    // Both the long run and those that it was made of.
    for name in run_files(&old) {
        std::fs::copy(old.join(&name), path.join(&name)).unwrap();
    }
    let index = open(&path);
    assert_eq!(run_files(&path), merged);
    assert_eq!(pages(&index, 1, 7), whole);
}

#[test]
fn a_merge_that_is_given_up_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for height in 0..20 {
        index_block(&open(folder.path()), height, 10).unwrap();
    }
    let index = open(folder.path());
    assert!(!index.tidy(false, &|| false).unwrap());
    assert_eq!(run_files(folder.path()).len(), 20);
    assert_eq!(pages(&index, 1, 1000).len(), 20 * 11);
}

#[test]
fn a_lost_run_takes_those_behind_it_along_and_what_was_reached_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    for height in 0..9 {
        index_block(&open(folder.path()), height, 10).unwrap();
    }
    std::fs::remove_file(folder.path().join(&run_files(folder.path())[4])).unwrap();
    let opened = HistoryIndex::open(folder.path(), &CHAIN).unwrap();
    assert!(opened.rebuilt_because.unwrap().contains("missing"));
    assert_eq!(opened.index.indexed_height(), Some(3));
    assert_eq!(opened.index.reached_height(), Some(8));
    (4..9).for_each(|height| index_block(&opened.index, height, 10).unwrap());
    assert_eq!(pages(&opened.index, 1, 1000).len(), 9 * 11);
}

#[test]
fn heights_that_were_skipped_are_no_gap() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(folder.path());
    (0..3).for_each(|height| index_block(&index, height, 10).unwrap());
    index.skip_to(50).unwrap();
    (50..53).for_each(|height| index_block(&index, height, 10).unwrap());
    drop(index);
    let index = open(folder.path());
    assert_eq!(index.indexed_height(), Some(52));
    assert_eq!(pages(&index, 1, 1000).len(), 6 * 11);
}
