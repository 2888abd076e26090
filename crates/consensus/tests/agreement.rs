//! Goal: a committee agrees whatever happens to the network and to its validators, and goes on when it can.
//! Method: the engine as a node runs it, in simulated time, with the same seed each time; the ledger only remembers what it was given.

#![allow(missing_docs, reason = "a test has no interface")]

mod cluster;

use aurigraph_consensus::{Observation, VoteKind};
use cluster::{Cluster, simulate};

#[test]
fn four_validators_agree_and_certify() {
    simulate(1, |context| async move {
        let cluster = Cluster::start(context, 4).await;
        cluster.sleep(10).await;
        let heights = cluster.heights();
        assert!(
            heights.iter().all(|height| *height > 50),
            "in ten seconds: {heights:?}"
        );
        cluster.check();
        let remembered = cluster.ledgers[0].0.lock();
        assert!(
            remembered.certificates.len() * 10 > remembered.blocks.len() * 9,
            "with nothing in the way nearly every block has a certificate of its own"
        );
        for validator in 0..4 {
            let voted = remembered.observations.iter().any(|observation| {
                matches!(observation, Observation::Vote { validator: voter, kind: VoteKind::Finalize, .. } if *voter == validator)
            });
            assert!(voted, "the votes of validator {validator} are seen");
        }
        assert!(
            !remembered
                .observations
                .iter()
                .any(|observation| matches!(observation, Observation::Evidence(_))),
            "nobody contradicted itself"
        );
    });
}

#[test]
fn one_of_four_may_be_gone_and_comes_back() {
    simulate(2, |context| async move {
        let mut cluster = Cluster::start(context, 4).await;
        cluster.sleep(5).await;
        cluster.kill(3).await;
        let before = cluster.heights();
        cluster.sleep(15).await;
        let without = cluster.heights();
        assert!(
            without[0] > before[0] + 50,
            "three go on: {before:?}, {without:?}"
        );
        assert_eq!(without[3], before[3]);
        cluster.run(3).await;
        cluster.sleep(15).await;
        let after = cluster.heights();
        assert!(
            after[3] + 5 > after[0] && after[0] > without[0],
            "it catches up and they go on: {after:?}"
        );
        cluster.check();
    });
}

#[test]
fn one_that_is_far_behind_does_not_keep_all_it_missed_in_memory() {
    simulate(6, |context| async move {
        let mut cluster = Cluster::start(context, 4).await;
        cluster.sleep(2).await;
        cluster.kill(3).await;
        cluster.sleep(15).await;
        let without = cluster.heights();
        // Eight blocks in memory, the rest on the disk; then again after a kill in between.
        cluster.waiting_bytes_max = 8_000;
        cluster.run(3).await;
        cluster.sleep(1).await;
        cluster.kill(3).await;
        cluster.run(3).await;
        cluster.sleep(15).await;
        let after = cluster.heights();
        assert!(
            without[0] > without[3] + 50 && after[3] + 5 > after[0],
            "{without:?}, {after:?}"
        );
        cluster.check();
    });
}

#[test]
fn one_that_lost_its_disk_goes_on_from_what_others_gave_it() {
    simulate(7, |context| async move {
        let mut cluster = Cluster::start(context, 4).await;
        cluster.sleep(5).await;
        cluster.kill(3).await;
        cluster.sleep(5).await;
        let floor = cluster.lose_disk(3, 0);
        cluster.run(3).await;
        cluster.sleep(10).await;
        let heights = cluster.heights();
        assert!(heights[3] > floor + 30 && heights[3] + 5 > heights[0]);
        let first = cluster.ledgers[3].0.lock().delivered.first().copied();
        assert_eq!(first, Some(floor), "it goes on where it was told to");
        // From then on its own disk counts.
        cluster.kill(3).await;
        cluster.sleep(2).await;
        cluster.run(3).await;
        cluster.sleep(5).await;
        let heights = cluster.heights();
        assert!(heights[3] + 5 > heights[0], "{heights:?}");
        cluster.check();
    });
}

#[test]
fn one_that_only_follows_gets_every_block_and_does_not_vote() {
    simulate(8, |context| async move {
        let mut cluster = Cluster::start(context, 4).await;
        cluster.sleep(3).await;
        cluster.kill(3).await;
        // What it voted before is not known to it.
        cluster.votes = false;
        cluster.disk = "new-".to_owned();
        cluster.run(3).await;
        let voted_before = cluster.votes_of(3);
        cluster.sleep(10).await;
        let heights = cluster.heights();
        assert!(heights[3] + 5 > heights[0], "{heights:?}");
        cluster.kill(2).await;
        let before = cluster.heights();
        cluster.sleep(10).await;
        assert!(
            cluster.heights()[0] <= before[0] + 1,
            "two votes of four decide nothing"
        );
        assert!(
            cluster.votes_of(3) <= voted_before + 4,
            "what was under way"
        );
        cluster.check();
    });
}

#[test]
fn two_of_four_decide_nothing_and_all_go_on_once_they_are_together() {
    simulate(3, |context| async move {
        let mut cluster = Cluster::start(context, 4).await;
        cluster.sleep(5).await;
        cluster.connect(&[&[0, 1], &[2, 3]]).await;
        // What was decided before is delivered.
        cluster.sleep(3).await;
        let before = cluster.heights();
        cluster.sleep(20).await;
        assert_eq!(cluster.heights(), before, "no half decides");
        cluster.connect(&[&[0, 1, 2, 3]]).await;
        cluster.sleep(10).await;
        let healed = cluster.heights();
        assert!(
            healed
                .iter()
                .zip(&before)
                .all(|(after, before)| *after > before + 20),
            "{before:?}, {healed:?}"
        );
        cluster.connect(&[&[0, 2, 3], &[1]]).await;
        cluster.sleep(10).await;
        let apart = cluster.heights();
        assert!(apart[0] > healed[0] + 20, "three of four decide: {apart:?}");
        cluster.connect(&[&[0, 1, 2, 3]]).await;
        cluster.sleep(10).await;
        let together = cluster.heights();
        assert!(
            together.iter().all(|height| *height > apart[0] + 20),
            "{together:?}"
        );
        cluster.check();
    });
}

#[test]
fn all_may_be_killed_at_once() {
    simulate(4, |context| async move {
        let mut cluster = Cluster::start(context, 4).await;
        for round in 0..5 {
            cluster.sleep(3).await;
            let before = cluster.heights();
            for validator in 0..4 {
                cluster.kill(validator).await;
            }
            for validator in 0..4 {
                cluster.run(validator).await;
            }
            cluster.sleep(6).await;
            let after = cluster.heights();
            assert!(
                after
                    .iter()
                    .zip(&before)
                    .all(|(after, before)| after > before),
                "round {round}: {before:?}, {after:?}"
            );
        }
        cluster.check();
        let repeated: usize = cluster
            .ledgers
            .iter()
            .map(|ledger| ledger.0.lock().repeated)
            .sum();
        assert!(repeated <= 5 * 4 * 8, "{repeated} blocks came again");
    });
}

#[test]
fn committees_of_other_sizes_agree() {
    for validators in [1, 2, 3, 7] {
        simulate(5, |context| async move {
            let cluster = Cluster::start(context, validators).await;
            cluster.sleep(5).await;
            let heights = cluster.heights();
            assert!(
                heights.iter().all(|height| *height > 20),
                "{validators} validators: {heights:?}"
            );
            cluster.check();
        });
    }
}
