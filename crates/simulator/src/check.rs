//! What must hold after every run.
//!
//! The ledger is a total order of payments. A history of clients is linearizable if the results follow from that order, each payment is in it at most
//! once, every acknowledged one is, and none is in it before one that was acknowledged before it was sent (Herlihy and Wing 1990, for an object
//! whose linearization order is known).

use std::collections::{BTreeSet, HashMap};

use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{AccountIndex, AssetIndex, Digest};

use crate::cluster::{Cluster, Nodes};
use crate::plan::Plan;
use crate::workload::{FIRST_BALANCE, Payment};

/// A payment as the ledger has it.
#[derive(Clone, Copy, Debug)]
struct Placed {
    height: u64,
    position: u32,
}

/// Checks all validators that are not Byzantine, and the history. `Err` says what does not hold.
pub fn check(cluster: &Cluster, plan: &Plan, history: &[Payment]) -> Result<(), String> {
    let nodes = &cluster.nodes;
    let honest: Vec<usize> = (0..plan.validators)
        .filter(|validator| plan.byzantine.is_none_or(|(bad, _)| bad != *validator))
        .collect();
    same_blocks(nodes, &honest)?;
    // The longest chain of one that has all of it.
    let whole = honest
        .iter()
        .copied()
        .filter(|validator| {
            nodes
                .look(*validator, |node| node.chain.earliest_height() == 0)
                .unwrap_or(false)
        })
        .max_by_key(|validator| nodes.height(*validator))
        .ok_or("no honest validator has the whole chain")?;
    let places = replay(nodes, whole, plan.clients)?;
    acknowledged(history, &places)?;
    linearizable(history, &places)?;
    honest
        .iter()
        .try_for_each(|validator| supply(nodes, *validator, plan.clients))
}

/// No fork: two validators that have a block of one height have the same.
fn same_blocks(nodes: &Nodes, honest: &[usize]) -> Result<(), String> {
    let mut hashes: HashMap<u64, (Digest, usize)> = HashMap::new();
    for &validator in honest {
        let found: Vec<(u64, Digest)> = nodes
            .look(validator, |node| {
                let tip = node.chain.tip().height.get();
                let heights = node.chain.earliest_height()..=tip;
                heights
                    .filter_map(|height| {
                        let block = node.chain.header(height).ok().flatten()?;
                        Some((height, block.hash))
                    })
                    .collect()
            })
            .unwrap_or_default();
        for (height, hash) in found {
            let (first, by) = *hashes.entry(height).or_insert((hash, validator));
            if first != hash {
                return Err(format!(
                    "a fork: validators {by} and {validator} have different blocks at height {height}"
                ));
            }
        }
    }
    Ok(())
}

/// Applies the chain to a model that knows balances and used sequences only, and compares it with the validator's state.
fn replay(
    nodes: &Nodes,
    validator: usize,
    accounts: usize,
) -> Result<HashMap<Digest, Placed>, String> {
    let replayed = nodes.look(validator, |node| {
        // What was executed is on the disk.
        node.step();
        while node.wants_to_write() {
            node.write();
            node.step();
        }
        let mut balances = vec![FIRST_BALANCE; accounts];
        let mut used = BTreeSet::new();
        let mut places: HashMap<Digest, Placed> = HashMap::new();
        let last = node.ledger().0.height.get();
        for height in 1..=last {
            let block = node
                .chain
                .block_once(height)
                .map_err(|error| error.to_string())?
                .ok_or_else(|| format!("block {height} is not there"))?;
            for (position, bytes) in block.submissions.iter().flatten().enumerate() {
                let view = SubmissionView::of_decoded(bytes);
                let (header, id) = (view.header(), view.id());
                let signer = header.signer().get() as usize;
                if !used.insert((signer, header.sequence().get())) {
                    // It is in a block a second time, and moves nothing.
                    continue;
                }
                let placed = Placed {
                    height,
                    position: position as u32,
                };
                if places.insert(id, placed).is_some() {
                    return Err(format!("payment {id} is applied twice"));
                }
                for record in view.records() {
                    let amount = record.amount().get();
                    if balances[signer] >= amount {
                        balances[signer] -= amount;
                        balances[record.credit().get() as usize] += amount;
                    }
                }
            }
        }
        let (_, state) = node.ledger();
        for (account, expected) in balances.iter().enumerate() {
            let found = state.balance(AssetIndex::new(0), AccountIndex::new(account as u32));
            if found != *expected {
                return Err(format!(
                    "account {account} has {found} at height {last}, and by the blocks it has {expected}"
                ));
            }
        }
        Ok(places)
    });
    replayed.ok_or("the validator is down")?
}

/// Nothing that was acknowledged is lost, and it is where its client was told.
fn acknowledged(history: &[Payment], places: &HashMap<Digest, Placed>) -> Result<(), String> {
    for payment in history {
        if payment.acknowledged_at_ms.is_none() {
            continue;
        }
        let Some(placed) = places.get(&payment.id) else {
            return Err(format!(
                "payment {}, acknowledged at {:?} ms, is lost",
                payment.id, payment.acknowledged_at_ms
            ));
        };
        let told = payment.place;
        if told.is_some_and(|told| told != (placed.height, placed.position)) {
            return Err(format!(
                "payment {} is at {placed:?}, and its client was told {told:?}",
                payment.id
            ));
        }
    }
    Ok(())
}

/// No payment comes before one that was acknowledged before it was sent.
fn linearizable(history: &[Payment], places: &HashMap<Digest, Placed>) -> Result<(), String> {
    let mut placed: Vec<(&Payment, &Placed)> = history
        .iter()
        .filter_map(|payment| Some((payment, places.get(&payment.id)?)))
        .collect();
    placed.sort_by_key(|(_, placed)| (placed.height, placed.position));
    let mut earliest_acknowledged = u64::MAX;
    for (payment, at) in placed.into_iter().rev() {
        if earliest_acknowledged < payment.invoked_at_ms {
            return Err(format!(
                "payment {} at {at:?} was sent at {} ms, and a later one was acknowledged at {earliest_acknowledged} ms",
                payment.id, payment.invoked_at_ms
            ));
        }
        let acknowledged = payment.acknowledged_at_ms.unwrap_or(u64::MAX);
        earliest_acknowledged = earliest_acknowledged.min(acknowledged);
    }
    Ok(())
}

/// Nothing is made or lost.
fn supply(nodes: &Nodes, validator: usize, accounts: usize) -> Result<(), String> {
    let found = nodes.look(validator, |node| {
        let (_, state) = node.ledger();
        (0..accounts as u32)
            .map(|account| state.balance(AssetIndex::new(0), AccountIndex::new(account)))
            .sum::<u64>()
    });
    let expected = FIRST_BALANCE * accounts as u64;
    match found {
        Some(found) if found != expected => Err(format!(
            "validator {validator} has {found} in all accounts, and there were {expected}"
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payment(number: u8, invoked_at_ms: u64, acknowledged_at_ms: Option<u64>) -> Payment {
        Payment {
            id: Digest([number; 32]),
            invoked_at_ms,
            acknowledged_at_ms,
            place: None,
        }
    }

    fn places(of: &[(u8, u64, u32)]) -> HashMap<Digest, Placed> {
        let placed = |(number, height, position): &(u8, u64, u32)| {
            let placed = Placed {
                height: *height,
                position: *position,
            };
            (Digest([*number; 32]), placed)
        };
        of.iter().map(placed).collect()
    }

    #[test]
    fn what_was_acknowledged_is_there_and_where_it_was_said_to_be() {
        let told = Payment {
            place: Some((4, 1)),
            ..payment(1, 0, Some(10))
        };
        assert!(acknowledged(std::slice::from_ref(&told), &places(&[(1, 4, 1)])).is_ok());
        assert!(acknowledged(std::slice::from_ref(&told), &places(&[(1, 5, 1)])).is_err());
        assert!(acknowledged(&[told], &places(&[])).is_err(), "it is lost");
        let unknown = payment(2, 0, None);
        assert!(acknowledged(&[unknown], &places(&[])).is_ok());
    }

    #[test]
    fn the_order_is_that_of_real_time() {
        let (first, second) = (payment(1, 0, Some(10)), payment(2, 20, Some(30)));
        let history = [first, second];
        assert!(linearizable(&history, &places(&[(1, 1, 0), (2, 1, 1)])).is_ok());
        assert!(linearizable(&history, &places(&[(1, 2, 0), (2, 1, 0)])).is_err());
        // Those that overlap may be in any order, and so may one that was never acknowledged.
        let overlapping = [payment(1, 0, Some(25)), payment(2, 20, Some(30))];
        assert!(linearizable(&overlapping, &places(&[(1, 2, 0), (2, 1, 0)])).is_ok());
        let unknown = [payment(1, 0, None), payment(2, 20, Some(30))];
        assert!(linearizable(&unknown, &places(&[(1, 2, 0), (2, 1, 0)])).is_ok());
    }
}
