//! What each validator was seen to do, counted from real rounds: votes, proposals that became final, rounds missed, and evidence against it.
//!
//! Counts begin with the process. A vote's latency runs from the first message of its view that this node saw to the vote's arrival, so it
//! depends on who looks.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aurigraph_consensus::{Committee, Evidence, Observation, VoteKind};
use aurigraph_types::BlockHeader;
use parking_lot::Mutex;

/// A validator that was not heard of for so long is not counted as active.
const ACTIVE_FOR: Duration = Duration::from_secs(10);
/// Views whose beginnings are remembered.
const VIEWS_MAX: usize = 256;
/// Evidence kept; the first is what matters.
const EVIDENCE_MAX: usize = 64;

/// One validator, since the process started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ValidatorCounts {
    /// Votes that a block is valid.
    pub notarize_votes: u64,
    /// Votes to finalise a block.
    pub finalize_votes: u64,
    /// Votes to skip a view.
    pub nullify_votes: u64,
    /// Final blocks that it proposed.
    pub proposals: u64,
    /// Views that it led and the committee skipped.
    pub missed_proposals: u64,
    /// Sum of the latencies of its votes that a block is valid.
    pub vote_latency_sum: Duration,
    /// Time since its last vote, at the moment of asking.
    pub last_vote_ago: Option<Duration>,
    /// Height of the last final block that it proposed; 0 before the first.
    pub last_block_height: u64,
}

impl ValidatorCounts {
    /// Whether it was heard of lately.
    pub fn is_active(&self) -> bool {
        self.last_vote_ago.is_some_and(|ago| ago < ACTIVE_FOR)
    }
}

#[derive(Debug, Default)]
struct Seen {
    counts: Vec<ValidatorCounts>,
    last_votes: Vec<Option<Instant>>,
    /// When each view's first message was seen.
    views: BTreeMap<u64, Instant>,
    evidence: VecDeque<Evidence>,
    view: u64,
    views_finalised: u64,
    views_skipped: u64,
}

/// What validators were seen to do.
#[derive(Debug)]
pub struct Participation {
    committee: Committee,
    own: u16,
    validators: usize,
    seen: Mutex<Seen>,
    tip: AtomicU64,
}

/// All of it at one moment.
#[derive(Clone, Debug)]
pub struct ParticipationReport {
    /// By index in the validator set.
    pub validators: Vec<ValidatorCounts>,
    /// The current view.
    pub view: u64,
    /// Index of its leader.
    pub leader: u16,
    /// Views that ended with a final block.
    pub views_finalised: u64,
    /// Views that were skipped.
    pub views_skipped: u64,
    /// What was seen of validators that contradicted themselves.
    pub evidence: Vec<Evidence>,
    /// The highest final height that this node has heard of.
    pub network_tip: u64,
}

impl ParticipationReport {
    /// Validators that were heard of lately.
    pub fn active_count(&self) -> usize {
        let active = self.validators.iter().filter(|counts| counts.is_active());
        active.count()
    }
}

impl Participation {
    /// Of a committee, in which this validator has the index `own`.
    pub fn new(committee: Committee, own: u16) -> Self {
        let validators = committee.validators().validators().len();
        Self {
            committee,
            own,
            validators,
            seen: Mutex::new(Seen {
                counts: vec![ValidatorCounts::default(); validators],
                last_votes: vec![None; validators],
                ..Seen::default()
            }),
            tip: AtomicU64::new(0),
        }
    }

    /// A final height that this node has heard of.
    pub fn tip(&self, height: u64) {
        self.tip.fetch_max(height, Ordering::Relaxed);
    }

    /// This validator's index in the set.
    pub const fn own(&self) -> u16 {
        self.own
    }

    /// A final block was executed here.
    pub fn final_block(&self, header: &BlockHeader) {
        let fields = header.fields();
        let mut seen = self.seen.lock();
        if let Some(counts) = seen.counts.get_mut(usize::from(fields.proposer)) {
            counts.proposals += 1;
            counts.last_block_height = fields.height.get();
        }
    }

    /// The highest final height that this node has heard of; 0 before the first.
    pub fn network_tip(&self) -> u64 {
        self.tip.load(Ordering::Relaxed)
    }

    /// Something was seen.
    pub fn observe(&self, observation: Observation) {
        let now = Instant::now();
        let mut seen = self.seen.lock();
        match observation {
            Observation::Vote {
                validator,
                view,
                kind,
            } => seen.vote(usize::from(validator), view, kind, now),
            Observation::Notarized { view } => seen.entered(view + 1),
            Observation::Skipped { view, leader } => {
                seen.views_skipped += 1;
                if let Some(counts) = seen.counts.get_mut(usize::from(leader)) {
                    counts.missed_proposals += 1;
                }
                seen.entered(view + 1);
            }
            Observation::Finalised { view, leader, .. } => {
                seen.views_finalised += 1;
                if let Some(last_vote) = seen.last_votes.get_mut(usize::from(leader)) {
                    // Its votes may have come too late to be looked at.
                    *last_vote = Some(now);
                }
                seen.entered(view + 1);
            }
            Observation::Evidence(evidence) => {
                tracing::error!(
                    validator = evidence.validator,
                    view = evidence.view,
                    what = evidence.what,
                    "a validator contradicted itself"
                );
                if seen.evidence.len() < EVIDENCE_MAX {
                    seen.evidence.push_back(evidence);
                }
            }
        }
    }

    /// Leaders of the current view and of the next.
    pub fn leaders(&self) -> (u16, u16) {
        let view = self.seen.lock().view;
        (self.committee.leader(view), self.committee.leader(view + 1))
    }

    /// All of it.
    pub fn report(&self) -> ParticipationReport {
        let seen = self.seen.lock();
        let validators = (0..self.validators).map(|validator| ValidatorCounts {
            last_vote_ago: seen.last_votes[validator].map(|at| at.elapsed()),
            ..seen.counts[validator]
        });
        ParticipationReport {
            validators: validators.collect(),
            view: seen.view,
            leader: self.committee.leader(seen.view),
            views_finalised: seen.views_finalised,
            views_skipped: seen.views_skipped,
            evidence: seen.evidence.iter().cloned().collect(),
            network_tip: self.network_tip(),
        }
    }
}

impl Seen {
    fn vote(&mut self, validator: usize, view: u64, kind: VoteKind, now: Instant) {
        let began = *self.views.entry(view).or_insert(now);
        if self.views.len() > VIEWS_MAX {
            self.views.pop_first();
        }
        let Some(counts) = self.counts.get_mut(validator) else {
            return;
        };
        match kind {
            VoteKind::Notarize => {
                counts.notarize_votes += 1;
                counts.vote_latency_sum += now.saturating_duration_since(began);
            }
            VoteKind::Finalize => counts.finalize_votes += 1,
            VoteKind::Nullify => counts.nullify_votes += 1,
        }
        self.last_votes[validator] = Some(now);
    }

    fn entered(&mut self, view: u64) {
        self.view = self.view.max(view);
    }
}
