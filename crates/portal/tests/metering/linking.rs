//! Where the counting of an account begins: with the link, not before it, and not a minute later.

use super::{DAY, key, transactions, world};
use crate::portal::keys::account;
use crate::portal::on_both;

#[tokio::test]
async fn what_takes_effect_after_the_link_and_before_the_first_look_counts() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let more = key();
        world.node.lets_in(&more);
        // What was before does not, also where the index has not come to it when the account is linked.
        world.node.block(&more, DAY, (500, 0));
        world.node.block(&more, DAY, (40, 0));
        world.node.said.lock().not_indexed = 1;
        account(&mut world.ada, &world.base, &more).await;
        world.node.said.lock().not_indexed = 0;
        world.node.block(&more, DAY, (3, 1));
        // Another process looks first, and counts from there as well.
        let second = world.portal.another_process().await;
        world.node.connect(&second);
        assert_eq!(second.portal.count_transactions().await.unwrap(), 4);
        assert_eq!(world.counts().await, 0, "nothing is counted twice");
        assert_eq!(transactions(&mut world.ada, &world.base).await, 4);
        // The ledger lets an account in after it was linked.
        let later = key();
        account(&mut world.ada, &world.base, &later).await;
        world.node.lets_in(&later);
        world.node.block(&later, DAY, (0, 2));
        assert_eq!(world.counts().await, 2);
        assert_eq!(transactions(&mut world.ada, &world.base).await, 6);
    })
    .await;
}

#[tokio::test]
async fn a_node_that_gives_no_answer_keeps_nobody_from_linking() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let more = key();
        world.node.lets_in(&more);
        world.node.said.lock().is_down = true;
        account(&mut world.ada, &world.base, &more).await;
        world.node.said.lock().is_down = false;
        // Nobody knows where it began: the first look says so.
        world.node.block(&more, DAY, (9, 0));
        assert_eq!(world.counts().await, 0);
        world.node.block(&more, DAY, (1, 0));
        assert_eq!(world.counts().await, 1);
        // A portal without a way to the ledger links as well.
        let without = world.portal.another_process().await;
        let mut ada = without.browser();
        ada.cookies.clone_from(&world.ada.cookies);
        let another = key();
        world.node.lets_in(&another);
        account(&mut ada, &world.base, &another).await;
        world.node.block(&another, DAY, (9, 0));
        assert_eq!(world.counts().await, 0);
        world.node.block(&another, DAY, (1, 0));
        assert_eq!(world.counts().await, 1);
        assert_eq!(transactions(&mut world.ada, &world.base).await, 2);
    })
    .await;
}
