//! Goal: one committee hands over to another at one block, whoever stays, goes, comes, or was away.
//! Method: the engine as a node runs it, in simulated time; who has the last block of an epoch is started again in the next one.

#![allow(missing_docs, reason = "a test has no interface")]

mod cluster;

use cluster::{Cluster, simulate};

/// Ends the first epoch a little above where the validators are.
fn decide(cluster: &mut Cluster, validators: &[usize]) -> u64 {
    let highest = cluster.heights().into_iter().max().expect("some run");
    let last = highest + 70;
    cluster.decide_epoch(last, validators);
    last
}

async fn go_on(cluster: &mut Cluster, validators: &[usize]) {
    cluster.epoch = 1;
    for validator in validators {
        cluster.kill(*validator).await;
        cluster.begin_epoch(*validator);
        cluster.run(*validator).await;
    }
}

#[test]
fn three_stay_one_goes_and_one_comes() {
    simulate(1, |context| async move {
        let mut cluster = Cluster::start_of(context, 5, 4).await;
        cluster.sleep(3).await;
        let last = decide(&mut cluster, &[1, 2, 3, 4]);
        cluster.sleep(15).await;
        assert_eq!(
            cluster.heights()[..4],
            [last; 4],
            "nothing comes after the last block of an epoch"
        );
        go_on(&mut cluster, &[1, 2, 3]).await;
        // The new one followed up to there.
        assert_eq!(cluster.lose_disk(4, 1), last);
        cluster.begin_epoch(4);
        cluster.run(4).await;
        cluster.disk.clear();
        cluster.sleep(10).await;
        let heights = cluster.heights();
        assert_eq!(heights[0], last, "who is none any more is left behind");
        assert!(
            heights[1..].iter().all(|height| *height > last + 50),
            "the others go on: {heights:?}"
        );
        assert!(cluster.votes_of_second(3) > 0, "the new one votes");
        // And all of them when they start again.
        for validator in 1..5 {
            cluster.kill(validator).await;
        }
        for validator in 1..5 {
            if validator == 4 {
                cluster.disk = "new-".into();
            }
            cluster.run(validator).await;
            cluster.disk.clear();
        }
        cluster.sleep(10).await;
        let later = cluster.heights();
        assert!(later[1] > heights[1] + 50, "{heights:?}, {later:?}");
        cluster.check();
    });
}

#[test]
fn one_that_was_away_at_the_end_of_an_epoch_comes_after() {
    simulate(2, |context| async move {
        let mut cluster = Cluster::start(context, 4).await;
        cluster.sleep(3).await;
        cluster.connect(&[&[0, 1, 2], &[3]]).await;
        let last = decide(&mut cluster, &[0, 1, 2, 3]);
        cluster.sleep(30).await;
        let heights = cluster.heights();
        assert_eq!(heights[..3], [last; 3]);
        assert!(heights[3] < last);
        go_on(&mut cluster, &[0, 1, 2]).await;
        cluster.sleep(10).await;
        cluster.connect(&[&[0, 1, 2, 3]]).await;
        // Its engine is that of the first epoch, and nobody speaks of that any more.
        cluster.sleep(5).await;
        if let Some(engine) = cluster.engines[3].lock().as_ref() {
            engine.seek(last, 0);
        }
        cluster.sleep(10).await;
        assert_eq!(cluster.heights()[3], last);
        go_on(&mut cluster, &[3]).await;
        cluster.sleep(15).await;
        let heights = cluster.heights();
        assert!(
            heights[3] + 5 > heights[0] && heights[0] > last + 50,
            "{heights:?}"
        );
        cluster.check();
    });
}

#[test]
fn one_that_knows_of_the_next_epoch_fetches_blocks_of_both() {
    simulate(3, |context| async move {
        let mut cluster = Cluster::start(context, 4).await;
        cluster.sleep(3).await;
        cluster.kill(3).await;
        let last = decide(&mut cluster, &[0, 1, 2, 3]);
        cluster.sleep(30).await;
        go_on(&mut cluster, &[0, 1, 2]).await;
        cluster.sleep(10).await;
        // It starts where it was, with the changes that another node told it of.
        cluster.epoch = 0;
        cluster.learn_epoch(3, 0);
        cluster.run(3).await;
        cluster.sleep(5).await;
        if let Some(engine) = cluster.engines[3].lock().as_ref() {
            engine.seek(last, 0);
            engine.seek(last + 20, 0);
        }
        cluster.sleep(10).await;
        assert!(
            cluster.heights()[3] >= last,
            "{:?}, last {last}",
            cluster.heights()
        );
        go_on(&mut cluster, &[3]).await;
        cluster.sleep(15).await;
        let heights = cluster.heights();
        assert!(
            heights[3] + 5 > heights[0] && heights[0] > last + 50,
            "{heights:?}"
        );
        cluster.check();
    });
}
