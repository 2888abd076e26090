//! How a validator whose disk is lost or damaged comes back: by the node's own rules, without its clock and threads.

use aurigraph_node::committee::floor::Floor;
use aurigraph_node::committee::judge::{VIEWS_BEFORE_VOTE, highest_possible_view};
use aurigraph_node::committee::peers::CatchUp;
use aurigraph_node::committee::repair::repair;
use aurigraph_node::committee::transfer::fetch::{Ask, FetchError};
use aurigraph_node::committee::transfer::stage::{Stage, StageError};
use aurigraph_node::committee::transfer::wire::{Answer, Request};
use aurigraph_node::scrub;
use aurigraph_node::stepped::SteppedNode;
use aurigraph_types::{BlockHeader, Certificate};

use crate::cluster::{Cluster, LIMITS, Nodes, config};
use crate::disks::{Disks, data_dir};
use crate::plan::{Byzantine, Plan};
use crate::random::Random;

/// Blocks that are looked through for one with a certificate.
const CERTIFICATE_SEARCH_BLOCKS: u64 = 64;

/// Asks the others in no time; one that gives false snapshots answers with something else.
pub(crate) struct AskOthers<'a> {
    nodes: &'a Nodes,
    liar: Option<usize>,
    random: Random,
}

/// Asks the validators of a plan.
pub(crate) fn ask_others<'a>(nodes: &'a Nodes, plan: &Plan, lies: u64) -> AskOthers<'a> {
    let liar = match plan.byzantine {
        Some((bad, Byzantine::FalseSnapshots)) => Some(bad),
        _ => None,
    };
    AskOthers {
        nodes,
        liar,
        random: Random::new(lies, "lies"),
    }
}

impl AskOthers<'_> {
    /// Who lies.
    pub(crate) const fn liar(&self) -> Option<usize> {
        self.liar
    }

    fn falsify(&mut self, answer: Answer) -> Answer {
        match answer {
            // Not every time: a file that is false in every part is no test of what comes after.
            Answer::Part(part) if !part.is_empty() && self.random.chance(40) => {
                let mut bytes = part.to_vec();
                let at = self.random.between(0, bytes.len() as u64) as usize;
                bytes[at] ^= 1 << self.random.between(0, 8);
                Answer::Part(bytes.into())
            }
            Answer::Totals(mut totals) => {
                totals.transactions += 1;
                Answer::Totals(totals)
            }
            Answer::Block(mut parts) if self.random.chance(30) => {
                let mut bytes = parts.block.to_vec();
                let at = self.random.between(0, bytes.len() as u64) as usize;
                bytes[at] ^= 1;
                parts.block = bytes.into();
                Answer::Block(parts)
            }
            other => other,
        }
    }
}

impl Ask for AskOthers<'_> {
    fn ask(&mut self, from: u16, request: &Request) -> Result<Answer, FetchError> {
        let other = usize::from(from);
        let answer = self
            .nodes
            .look(other, |node| {
                let answer = node.server.answer(request);
                answer.unwrap_or_else(|error| Answer::Unavailable(error.to_string()))
            })
            .ok_or(FetchError::NoAnswer { from })?;
        let answer = if self.liar == Some(other) {
            self.falsify(answer)
        } else {
            answer
        };
        match answer {
            Answer::Unavailable(reason) => Err(FetchError::Unavailable { from, reason }),
            answer => Ok(answer),
        }
    }
}

/// Fetches a snapshot onto the empty disk of a validator. Says of which height, or why it did not.
pub fn fetch(
    cluster: &Cluster,
    plan: &Plan,
    disks: &Disks,
    validator: usize,
    own_height: u64,
    random: &mut Random,
) -> Result<u64, StageError> {
    let nodes = &cluster.nodes;
    let mut others: Vec<u16> = (0..plan.validators)
        .filter(|other| *other != validator && cluster.is_up(*other))
        .map(|other| other as u16)
        .collect();
    if others.is_empty() {
        return Err(FetchError::NoAnswer { from: 0 }.into());
    }
    let first = random.between(0, others.len() as u64) as usize;
    others.rotate_left(first);
    let from = others[0];
    let epochs = nodes
        .look(usize::from(from), |node| node.shared.epochs.now())
        .ok_or(FetchError::NoAnswer { from })?;
    let stage = Stage {
        epochs,
        disk: disks.disks[validator].shared(),
        data_dir: data_dir(),
        segment_bytes: config().segment_bytes,
        disk_reserve_bytes: 0,
        limits: LIMITS,
        others,
        own_height,
    };
    let mut ask = ask_others(nodes, plan, random.number());
    stage.run(&mut ask, from, |_: CatchUp| {})
}

/// The view that the network must pass before a validator that forgot its votes may vote again, if enough others are heard of.
pub fn view_to_pass(cluster: &Cluster, plan: &Plan, validator: usize) -> Option<u64> {
    let epoch = cluster.epoch_of(validator);
    let committee = |node: &mut SteppedNode| node.shared.participation.committee();
    let committee = cluster.nodes.look(validator, committee)?;
    let views: Vec<_> = (0..plan.validators)
        .filter(|other| *other != validator && cluster.epoch_of(*other) == epoch)
        .filter_map(|other| {
            let view = |node: &mut SteppedNode| {
                let view = node.shared.participation.view();
                node.decides().then_some(view)
            };
            cluster.nodes.look(other, view).flatten()
        })
        .collect();
    highest_possible_view(&views, committee.validators().validators().len())
}

/// Whether a validator that follows may vote; then it is written down from where.
pub fn may_vote(cluster: &Cluster, disks: &Disks, validator: usize, first_view: u64) -> bool {
    let Some(Some((header, certificate))) = cluster.nodes.look(validator, |node| {
        let tip = node.chain.tip().height.get();
        (tip.saturating_sub(CERTIFICATE_SEARCH_BLOCKS)..=tip)
            .rev()
            .find_map(|height| {
                let block = node.chain.header(height).ok().flatten()?;
                let certificate = Certificate::decode(&block.certificate).ok()?;
                Some((block.header, certificate))
            })
    }) else {
        return false;
    };
    let is_of_epoch = certificate.epoch == cluster.epoch_of(validator);
    if !is_of_epoch || certificate.view < first_view + VIEWS_BEFORE_VOTE {
        return false;
    }
    write_floor(disks, validator, header, certificate)
}

fn write_floor(
    disks: &Disks,
    validator: usize,
    header: BlockHeader,
    certificate: Certificate,
) -> bool {
    let floor = Floor {
        header,
        certificate,
        may_vote: true,
    };
    let disk = disks.disks[validator].shared();
    floor.write(&*disk, &data_dir()).is_ok()
}

/// Reads all blocks of a validator and replaces those that are damaged by those of the others. `Err` if one is still damaged.
pub fn scrub_and_repair(
    cluster: &Cluster,
    honest: &[usize],
    validator: usize,
) -> Result<(), String> {
    let nodes = &cluster.nodes;
    let found = nodes.look(validator, |node| {
        let chain = std::sync::Arc::clone(&node.chain);
        (chain, node.shared.epochs.now())
    });
    let Some((chain, epochs)) = found else {
        return Ok(());
    };
    let heights = chain.earliest_height()..chain.tip().height.get();
    heights
        .clone()
        .for_each(|height| scrub::check(&chain, height));
    let mut ask = AskOthers {
        nodes,
        liar: None,
        random: Random::new(0, "honest"),
    };
    for height in chain.damaged.report().damaged {
        let mut refused = Vec::new();
        let is_replaced = honest
            .iter()
            .filter(|other| **other != validator)
            .any(|other| {
                let from = *other as u16;
                match repair(&chain, &epochs, &LIMITS, &mut ask, from, height) {
                    Ok(()) => true,
                    Err(error) => {
                        refused.push(format!("{other}: {error}"));
                        false
                    }
                }
            });
        // Who came by a snapshot may be the only one that lacks nothing of what is left.
        let is_given = honest.iter().any(|other| {
            *other != validator
                && nodes
                    .look(*other, |node| node.chain.earliest_height() <= height)
                    .unwrap_or(false)
        });
        if is_replaced {
            chain.damaged.mended(height, true);
        } else if is_given {
            return Err(format!(
                "block {height} of validator {validator} is damaged and not replaced: {refused:?}"
            ));
        }
    }
    let left = chain.damaged.report().damaged;
    for height in heights.filter(|height| !left.contains(height)) {
        let block = chain
            .block_once(height)
            .map_err(|error| format!("block {height} of validator {validator}: {error}"))?;
        let hash = block.map(|block| block.hash);
        let agreed = cluster.agreed.lock().get(&height).map(|(hash, _)| *hash);
        if agreed.is_some() && hash != agreed {
            return Err(format!(
                "block {height} of validator {validator} is another one"
            ));
        }
    }
    Ok(())
}
