//! Changes of validators in a simulation: another order, so that every index means somebody else, and some may leave for a while. At most one of them is
//! bad, so four are always enough.
//!
//! Whoever has the last block of an epoch is killed and started again in the next one, where a node starts the engine alone: that is the harder case. One that was away
//! learns of it from another.

use aurigraph_node::stepped::SteppedNode;
use aurigraph_types::governance::{
    Action, Proposal, ProposalVote, Seat, VALIDATORS_PROTOCOL_VERSION,
};
use aurigraph_types::submission::SigningContext;
use aurigraph_types::{
    AccountIndex, ChainId, Genesis, Height, Operation, Sequence, Submission, ValidatorSet,
};
use bytes::Bytes;

use crate::cluster::Cluster;
use crate::disks::validator_key;
use crate::plan::Event;
use crate::run::{Action as Later, Story};
use crate::workload::account_key;

/// Pause before what is not decided yet is proposed again.
const AGAIN_MS: u64 = 400;
/// Pause between two proposals by which those come back that are away at the end.
const BACK_MS: u64 = 4_000;
/// Most validators of a simulation.
const VALIDATORS_MAX: usize = 7;
/// Any address will do: simulated networks have none.
const NOWHERE: &str = "127.0.0.1:1";

impl Story {
    /// Proposes what comes next on the way to a change of validators, with the votes of all: both protocol versions, then the change.
    pub(crate) fn change_validators(&mut self, cluster: &Cluster, now: u64, shift: u64, away: u32) {
        let again = Event::ChangeValidators { shift, away };
        let up = (0..self.plan.validators).find(|validator| cluster.is_up(*validator));
        let staying: Vec<_> = (0..self.plan.validators)
            .filter(|validator| away & (1 << validator) == 0)
            .collect();
        let Some(Some((action, members))) = up.map(|validator| {
            let next = |node: &mut SteppedNode| {
                let (executed, state) = node.ledger();
                let governance = state.governance();
                let action = next_action(governance, executed.height, shift, &staying)?;
                Some((action, members(governance.validators())))
            };
            cluster.nodes.look(validator, next).flatten()
        }) else {
            return;
        };
        let is_last = matches!(action, Action::SetValidators { .. });
        self.governed += 1;
        let proposal = Proposal {
            number: self.governed,
            effective_height: Height::new(0),
            expires_height: Height::new(1_000_000),
            action,
        };
        let chain_id = Genesis::chain_id(self.disks.genesis());
        let operation = govern(&chain_id, &members, proposal);
        let bytes = submission(chain_id, self.plan.clients, self.governed, &operation);
        for validator in 0..self.plan.validators {
            if let Some(ingest) = cluster.nodes.ingest(validator) {
                // Who has no room, or is cut off, does not bring it on.
                let _ = ingest.take_forwarded(&bytes);
            }
        }
        if !is_last {
            self.later(now + AGAIN_MS, Later::Happens(again));
        }
    }

    /// Whether all these are validators; if not, and no change is under way, one is proposed by which all come back.
    pub(crate) fn all_are_back(&mut self, cluster: &Cluster, all: &[usize], now: u64) -> bool {
        if all.iter().all(|validator| cluster.decides(*validator)) {
            return true;
        }
        if now >= self.back_at_ms {
            self.back_at_ms = now + BACK_MS;
            self.change_validators(cluster, now, 0, 0);
        }
        false
    }

    /// Starts those in their next epoch that have all of the one before, and tells those that were away.
    pub(crate) async fn follow_epochs(&mut self, cluster: &mut Cluster) -> Result<(), String> {
        let mut latest = 0;
        for validator in 0..self.plan.validators {
            let epoch = cluster.nodes.look(validator, |node| node.epoch());
            latest = latest.max(epoch.unwrap_or(0));
        }
        for validator in 0..self.plan.validators {
            let Some(epoch) = cluster.nodes.look(validator, |node| node.epoch()) else {
                continue;
            };
            let should_be = |node: &mut SteppedNode| node.is_what_it_should_be();
            let is_other = cluster.nodes.look(validator, should_be) == Some(false);
            if epoch > cluster.epoch_of(validator) || is_other {
                cluster.kill(validator).await;
                if let Some(first_view) = self.first_views.get_mut(&validator) {
                    *first_view = None;
                }
                self.start(cluster, validator).await?;
            } else if epoch < latest {
                self.tell_epochs(cluster, validator, epoch)?;
            }
        }
        Ok(())
    }

    /// One that is behind by an epoch asks one that is not, at most once in a while.
    fn tell_epochs(
        &mut self,
        cluster: &Cluster,
        validator: usize,
        epoch: u64,
    ) -> Result<(), String> {
        if !self.random.chance(3) {
            return Ok(());
        }
        let other = self.random.between(0, self.plan.validators as u64) as usize;
        let given = cluster.nodes.look(other, |node| node.shared.epochs.now());
        let hears = cluster.links.hears(other, validator) && cluster.links.hears(validator, other);
        let Some(given) = given.filter(|given| given.latest().number > epoch && hears) else {
            return Ok(());
        };
        let told = cluster.nodes.look(validator, |node| {
            let learnt = node.shared.epochs.learn(given.changes());
            let last = node.schedule().last_height(epoch);
            // Its index in the epoch of the one that asks.
            let seen = node.shared.participation.committee();
            let key = validator_key(other);
            let from = aurigraph_node::epochs::index_of(seen.validators(), key.public_key());
            if let (Some(last), Some(from), Some(engine)) =
                (last, from, node.shared.engine.load().as_ref())
            {
                engine.seek(last, from);
            }
            learnt
        });
        match told {
            // A disk that stops in the middle of it is seen to as at any other time.
            Some(Err(error)) if !self.disks.disks[validator].is_crashed() => {
                Err(format!("changes of validators were not taken: {error}"))
            }
            _ => Ok(()),
        }
    }
}

/// The protocol version that is missing, or the change; nothing while one is under way.
fn next_action(
    governance: &aurigraph_ledger::Governance,
    height: Height,
    shift: u64,
    staying: &[usize],
) -> Option<Action> {
    let version = governance.protocol_version(height.next());
    if version < VALIDATORS_PROTOCOL_VERSION {
        let version = version + 1;
        return Some(Action::ActivateProtocol { version });
    }
    if governance.next_epoch().is_some() {
        return None;
    }
    // Who was there before comes first: so the order is always another one.
    let before = members(governance.validators());
    let stays = before.iter().filter(|one| staying.contains(one));
    let comes = staying.iter().filter(|one| !before.contains(one));
    let mut seats: Vec<_> = stays
        .chain(comes)
        .map(|validator| Seat {
            public_key: validator_key(*validator).public_key().clone(),
            address: NOWHERE.parse().expect("an address"),
        })
        .collect();
    let count = seats.len();
    seats.rotate_left(1 + shift as usize % (count - 1));
    Some(Action::SetValidators {
        epoch: governance.epoch(),
        seats,
    })
}

/// Which of all are in a set, in its order.
pub(crate) fn members(set: &ValidatorSet) -> Vec<usize> {
    let all: Vec<_> = (0..VALIDATORS_MAX).map(validator_key).collect();
    set.validators()
        .iter()
        .filter_map(|info| {
            all.iter()
                .position(|key| *key.public_key() == info.public_key)
        })
        .collect()
}

fn govern(chain: &ChainId, members: &[usize], proposal: Proposal) -> Operation {
    let id = proposal.id(chain);
    let votes = members
        .iter()
        .map(|validator| ProposalVote::sign(&validator_key(*validator), &id));
    Operation::Govern {
        votes: votes.collect(),
        proposal,
    }
}

fn submission(chain_id: ChainId, account: usize, sequence: u64, operation: &Operation) -> Bytes {
    let context = SigningContext {
        chain_id,
        signer: AccountIndex::new(account as u32),
        sequence: Sequence::new(sequence),
        valid_until_height: None,
    };
    let key = account_key(account);
    Submission::operation(&key, &context, operation)
        .into_bytes()
        .into()
}
