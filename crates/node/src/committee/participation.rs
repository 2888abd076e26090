//! What each validator was seen to do, counted from real rounds: votes, proposals that became final, rounds missed, and evidence against it.
//!
//! Counts begin with the process. A vote's latency runs from the first message of its view that this node saw to the vote's arrival, so it
//! depends on who looks.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aurigraph_consensus::{Committee, Evidence, Observation, VoteKind};
use aurigraph_types::{BlockHeader, Digest, ValidatorInfo};
use parking_lot::Mutex;

use crate::time::unix_ms;

/// A validator that was not heard of for so long is not counted as active.
const ACTIVE_FOR: Duration = Duration::from_secs(10);
/// A leader that was silent for so long gets no submissions: the engine skips it about as soon.
const SILENT_AFTER: Duration = Duration::from_millis(1_500);
/// Views that are remembered.
pub const ROUNDS_MAX: usize = 256;
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

/// How a view ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundOutcome {
    /// It is under way, or nothing more of it was seen.
    Open,
    /// A quorum found its block valid; it becomes final with a later one.
    Notarized,
    /// Its block is final.
    Finalised,
    /// A quorum skipped it.
    Skipped,
}

/// What was seen of one validator in one view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoundVotes {
    /// The block is valid.
    pub notarize: bool,
    /// The block is on disk and may become final.
    pub finalize: bool,
    /// The view took too long.
    pub nullify: bool,
}

/// One view.
#[derive(Clone, Debug)]
pub struct Round {
    /// Its number.
    pub view: u64,
    /// Who led it.
    pub leader: u16,
    /// How it ended.
    pub outcome: RoundOutcome,
    /// Height of its block, once it was executed here.
    pub height: Option<u64>,
    /// When its first message was seen, Unix milliseconds.
    pub began_at_ms: u64,
    /// From its first message to its certificate.
    pub duration: Option<Duration>,
    /// By index in the validator set.
    pub votes: Vec<RoundVotes>,
    began: Instant,
    payload: Option<Digest>,
}

#[derive(Debug)]
struct Seen {
    committee: Arc<Committee>,
    /// This validator's index, if it is one.
    own: Option<u16>,
    counts: Vec<ValidatorCounts>,
    last_votes: Vec<Option<Instant>>,
    rounds: BTreeMap<u64, Round>,
    evidence: VecDeque<Evidence>,
    view: u64,
    /// The latest view whose block is here, or being made here.
    proposed_view: Option<u64>,
    views_finalised: u64,
    views_skipped: u64,
    /// Whether single votes are seen, and not only certificates.
    sees_votes: bool,
}

/// What validators were seen to do.
#[derive(Debug)]
pub struct Participation {
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
    /// Of a committee, in which this validator has the index `own`, if it is one.
    pub fn new(committee: Committee, own: Option<u16>) -> Self {
        Self {
            seen: Mutex::new(Seen::new(committee, own)),
            tip: AtomicU64::new(0),
        }
    }

    /// Another epoch begins: rounds are counted from one again; what was seen of validators that stay is kept.
    pub fn begin_epoch(&self, committee: Committee, own: Option<u16>) {
        let mut seen = self.seen.lock();
        let mut next = Seen::new(committee, own);
        next.views_finalised = seen.views_finalised;
        next.views_skipped = seen.views_skipped;
        let places = places(&next.committee, &seen.committee);
        for (index, before) in places.iter().enumerate() {
            if let Some(before) = *before {
                next.counts[index] = seen.counts[before];
                next.last_votes[index] = seen.last_votes[before];
            }
        }
        for evidence in std::mem::take(&mut seen.evidence) {
            let was = usize::from(evidence.validator);
            let now = places.iter().position(|before| *before == Some(was));
            next.evidence.extend(now.map(|now| Evidence {
                validator: now as u16,
                ..evidence
            }));
        }
        *seen = next;
    }

    /// The committee whose rounds are seen.
    pub fn committee(&self) -> Arc<Committee> {
        Arc::clone(&self.seen.lock().committee)
    }

    /// A final height that this node has heard of.
    pub fn tip(&self, height: u64) {
        self.tip.fetch_max(height, Ordering::Relaxed);
    }

    /// This validator's index in the set; nothing if this node only follows.
    pub fn own(&self) -> Option<u16> {
        self.seen.lock().own
    }

    /// A final block was executed here.
    pub fn final_block(&self, header: &BlockHeader, payload: &Digest) {
        let fields = header.fields();
        let mut seen = self.seen.lock();
        if let Some(counts) = seen.counts.get_mut(usize::from(fields.proposer)) {
            counts.proposals += 1;
            counts.last_block_height = fields.height.get();
        }
        let mut rounds = seen.rounds.values_mut().rev();
        if let Some(round) = rounds.find(|round| round.payload.as_ref() == Some(payload)) {
            round.height = Some(fields.height.get());
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
        let committee = Arc::clone(&seen.committee);
        let leader_of = |view| committee.leader(view);
        match observation {
            Observation::Vote {
                validator,
                view,
                kind,
            } => seen.vote(validator, view, leader_of(view), kind, now),
            Observation::Notarized { view, voters } => {
                for voter in voters {
                    seen.vote(voter, view, leader_of(view), VoteKind::Notarize, now);
                }
                seen.ended(view, leader_of(view), RoundOutcome::Notarized, now);
            }
            Observation::Skipped { view, leader } => {
                seen.views_skipped += 1;
                if let Some(counts) = seen.counts.get_mut(usize::from(leader)) {
                    counts.missed_proposals += 1;
                }
                seen.ended(view, leader, RoundOutcome::Skipped, now);
            }
            Observation::Finalised {
                view,
                leader,
                payload,
                voters,
            } => {
                seen.views_finalised += 1;
                for voter in voters {
                    seen.vote(voter, view, leader, VoteKind::Finalize, now);
                }
                seen.ended(view, leader, RoundOutcome::Finalised, now);
                seen.round(view, leader, now).payload = Some(payload);
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

    /// The last views, the newest first.
    pub fn rounds(&self, limit: usize) -> Vec<Round> {
        let seen = self.seen.lock();
        seen.rounds.values().rev().take(limit).cloned().collect()
    }

    /// The current view.
    pub fn view(&self) -> u64 {
        self.seen.lock().view
    }

    /// The block of a view is here, or is being made here: nothing that comes now will be in it.
    pub fn proposed(&self, view: u64) {
        let mut seen = self.seen.lock();
        seen.proposed_view = seen.proposed_view.max(Some(view));
    }

    /// Who may propose what comes now: the next leader; if that of the current view has not proposed yet, it and the one after it. Without those that were
    /// silent for so long that they are skipped; this validator is one if it is its turn.
    pub fn leaders(&self) -> (u16, Option<u16>) {
        let seen = self.seen.lock();
        let has_proposed = seen.proposed_view.is_some_and(|view| view >= seen.view);
        let first_view = seen.view + u64::from(has_proposed);
        let speaks = |leader: &u16| {
            let last = seen.last_votes.get(usize::from(*leader)).copied().flatten();
            Some(*leader) == seen.own || last.is_some_and(|at| at.elapsed() < SILENT_AFTER)
        };
        let turns =
            || (0..seen.counts.len() as u64).map(|turn| seen.committee.leader(first_view + turn));
        let mut speaking = turns().filter(speaks);
        let first = speaking
            .next()
            .unwrap_or_else(|| seen.committee.leader(first_view));
        let second = || {
            let second = speaking.next();
            second.unwrap_or_else(|| seen.committee.leader(first_view + 1))
        };
        (first, (!has_proposed).then(second))
    }

    /// All of it.
    pub fn report(&self) -> ParticipationReport {
        let seen = self.seen.lock();
        let validators = (0..seen.counts.len()).map(|validator| ValidatorCounts {
            last_vote_ago: seen.last_votes[validator].map(|at| at.elapsed()),
            ..seen.counts[validator]
        });
        ParticipationReport {
            validators: validators.collect(),
            view: seen.view,
            leader: seen.committee.leader(seen.view),
            views_finalised: seen.views_finalised,
            views_skipped: seen.views_skipped,
            evidence: seen.evidence.iter().cloned().collect(),
            network_tip: self.network_tip(),
        }
    }
}

/// The index that each validator of a committee had in another one, if it was there.
pub fn places(committee: &Committee, before: &Committee) -> Vec<Option<usize>> {
    let listed = |committee: &Committee| committee.validators().validators().to_vec();
    let before = listed(before);
    let place = |info: &ValidatorInfo| {
        let mut before = before.iter();
        before.position(|one| one.public_key == info.public_key)
    };
    listed(committee).iter().map(place).collect()
}

impl Seen {
    fn new(committee: Committee, own: Option<u16>) -> Self {
        let validators = committee.validators().validators().len();
        Self {
            committee: Arc::new(committee),
            own,
            counts: vec![ValidatorCounts::default(); validators],
            last_votes: vec![None; validators],
            rounds: BTreeMap::new(),
            evidence: VecDeque::new(),
            view: 0,
            proposed_view: None,
            views_finalised: 0,
            views_skipped: 0,
            sees_votes: own.is_some(),
        }
    }

    /// What was seen of a view so far.
    fn round(&mut self, view: u64, leader: u16, now: Instant) -> &mut Round {
        while self.rounds.len() >= ROUNDS_MAX && !self.rounds.contains_key(&view) {
            // Whoever floods with votes of views to come displaces those, not the ones that were.
            let last = self.rounds.last_key_value().map_or(0, |(last, _)| *last);
            if last > self.view + 1 {
                self.rounds.pop_last();
            } else {
                self.rounds.pop_first();
            }
        }
        let validators = self.counts.len();
        self.rounds.entry(view).or_insert_with(|| Round {
            view,
            leader,
            outcome: RoundOutcome::Open,
            height: None,
            began_at_ms: unix_ms(),
            duration: None,
            votes: vec![RoundVotes::default(); validators],
            began: now,
            payload: None,
        })
    }

    /// Counts a vote once, however often it is seen: alone, and in a certificate.
    fn vote(&mut self, validator: u16, view: u64, leader: u16, kind: VoteKind, now: Instant) {
        let index = usize::from(validator);
        let round = self.round(view, leader, now);
        let latency = now.saturating_duration_since(round.began);
        let Some(votes) = round.votes.get_mut(index) else {
            return;
        };
        let vote = match kind {
            VoteKind::Notarize => &mut votes.notarize,
            VoteKind::Finalize => &mut votes.finalize,
            VoteKind::Nullify => &mut votes.nullify,
        };
        let was_seen = std::mem::replace(vote, true);
        self.last_votes[index] = Some(now);
        if was_seen {
            return;
        }
        let counts = &mut self.counts[index];
        match kind {
            VoteKind::Notarize => {
                counts.notarize_votes += 1;
                counts.vote_latency_sum += latency;
            }
            VoteKind::Finalize => counts.finalize_votes += 1,
            VoteKind::Nullify => counts.nullify_votes += 1,
        }
    }

    /// A quorum ended a view. A block that is notarized may be final later.
    fn ended(&mut self, view: u64, leader: u16, outcome: RoundOutcome, now: Instant) {
        let sees_votes = self.sees_votes;
        let round = self.round(view, leader, now);
        let is_later = outcome == RoundOutcome::Finalised || round.outcome == RoundOutcome::Open;
        if is_later {
            round.outcome = outcome;
            // Whoever only follows sees a round when it is over.
            round.duration = sees_votes.then(|| now.saturating_duration_since(round.began));
        }
        self.view = self.view.max(view + 1);
    }
}

#[cfg(test)]
mod tests;
