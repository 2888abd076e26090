//! What validators decided and are deciding, as part of the state.
//!
//! ```text
//! first vote ─▶ open ── more than two thirds ─▶ accepted ── its height ─▶ in force
//!                 └── last height over ─▶ expired (forgotten when room is needed)
//! ```
//!
//! Invariants
//! - Everything here follows from the submissions in blocks: no clock, no disk, no configuration.
//! - What is in force at a height was accepted in a block before it.
//! - What was accepted is not accepted again: it is remembered at least until votes for it could be counted no more.
//! - A state in which nobody ever voted hashes as if there were no governance: old blocks keep their roots.

mod encoding;
mod validators;

pub use validators::NextEpoch;

use aurigraph_types::governance::{
    AccountRole, Action, FIRST_PROTOCOL_VERSION, LATEST_PROTOCOL_VERSION, PROPOSAL_BLOCKS_MAX,
    Parameter, Proposal, ProposalVote, VALIDATORS_PROTOCOL_VERSION, validators_of_seats,
};
use aurigraph_types::limits::EXECUTION_LAG_BLOCKS_MAX;
use std::net::SocketAddr;

use aurigraph_types::{ChainId, Digest, Domain, Height, PublicKey, ResultCode, ValidatorSet};

use crate::accounts::{FLAG_ACCREDITOR, FLAG_AUTHORITY, FLAG_REGISTRAR};
use crate::state::State;

/// Proposals that are open at once, and of one validator that voted first.
const OPEN_MAX: usize = 64;
const OPEN_OF_ONE_MAX: usize = 8;
/// Accepted proposals that are remembered in any case.
const ACCEPTED_KEPT: usize = 256;

/// A proposal and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalRecord {
    /// What votes sign.
    pub id: Digest,
    /// What is proposed.
    pub proposal: Proposal,
    /// Block of the first vote.
    pub proposed_at: Height,
    /// Keys of those who voted for it, in the order of their votes.
    pub voters: Vec<PublicKey>,
    /// Block of the vote with which it was accepted, and the first height at which it is in force.
    pub accepted: Option<Accepted>,
}

/// When a proposal was accepted, and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// In which block.
    pub at: Height,
    /// The first height at which it is in force.
    pub effective: Height,
    /// Whether that height was executed.
    pub is_in_force: bool,
}

impl ProposalRecord {
    /// Whether votes for it count in a block.
    pub fn is_open(&self, height: Height) -> bool {
        self.accepted.is_none() && height <= self.proposal.expires_height
    }
}

/// What holds where no remembered proposal says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Base {
    protocol_version: u32,
    block_bytes_max: u64,
    accounts_max: u64,
}

impl Base {
    const FIRST: Self = Self {
        protocol_version: FIRST_PROTOCOL_VERSION,
        block_bytes_max: Parameter::BlockBytesMax.first_value(),
        accounts_max: Parameter::AccountsMax.first_value(),
    };

    const fn parameter(&self, parameter: Parameter) -> u64 {
        match parameter {
            Parameter::BlockBytesMax => self.block_bytes_max,
            Parameter::AccountsMax => self.accounts_max,
        }
    }

    const fn set(&mut self, parameter: Parameter, value: u64) {
        match parameter {
            Parameter::BlockBytesMax => self.block_bytes_max = value,
            Parameter::AccountsMax => self.accounts_max = value,
        }
    }
}

/// This software cannot execute a height: it does not know the protocol version that begins there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "from block {height} on the network follows protocol version {version}, and this software knows versions up to {LATEST_PROTOCOL_VERSION}: install one that \
     knows it; nothing is lost"
)]
pub struct UnknownProtocol {
    /// The first height of that version.
    pub height: Height,
    /// The version.
    pub version: u32,
}

/// Governance as a part of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Governance {
    /// Number and first height of the epoch.
    epoch: u64,
    epoch_first: Height,
    validators: ValidatorSet,
    /// Where each of them listens for the others; empty in the first epoch, whose addresses are configured.
    addresses: Vec<SocketAddr>,
    base: Base,
    /// In the order of their first votes.
    records: Vec<ProposalRecord>,
    /// The next height at which something comes into force.
    next_due: Option<Height>,
    /// The epoch that was decided and has not begun.
    next_epoch: Option<NextEpoch>,
    /// Hash of all of it, while nothing changed since.
    root: Option<Digest>,
}

impl Governance {
    /// Before anybody voted.
    pub const fn new(validators: ValidatorSet) -> Self {
        Self {
            epoch: 0,
            epoch_first: Height::new(0),
            validators,
            addresses: Vec::new(),
            base: Base::FIRST,
            records: Vec::new(),
            next_due: None,
            next_epoch: None,
            root: None,
        }
    }

    /// Finds anew what is due next.
    pub(crate) fn look_ahead(&mut self) {
        self.next_epoch = self.find_next_epoch();
        let accepted = self.records.iter().filter_map(|record| record.accepted);
        let waiting = accepted.filter(|accepted| !accepted.is_in_force);
        self.next_due = waiting.map(|accepted| accepted.effective).min();
    }

    /// The validators, whose votes count.
    pub const fn validators(&self) -> &ValidatorSet {
        &self.validators
    }

    /// Whether nobody voted yet.
    pub fn is_new(&self) -> bool {
        self.records.is_empty() && self.base == Base::FIRST && self.epoch == 0
    }

    /// Proposals that are remembered, in the order of their first votes.
    pub fn proposals(&self) -> &[ProposalRecord] {
        &self.records
    }

    /// The protocol version of a block.
    pub fn protocol_version(&self, height: Height) -> u32 {
        let accepted = self.accepted_before(height, height);
        let versions = accepted.filter_map(|(record, _)| match record.proposal.action {
            Action::ActivateProtocol { version } => Some(version),
            _ => None,
        });
        versions.max().unwrap_or(self.base.protocol_version)
    }

    /// The value of a parameter in the block of a height, as far as it was decided up to the height `known`: whoever proposes a block and
    /// whoever verifies it have to agree although one of them has executed more.
    pub fn parameter(&self, parameter: Parameter, height: Height, known: Height) -> u64 {
        self.accepted_before(height, known)
            .filter_map(|(record, accepted)| match record.proposal.action {
                Action::SetParameter {
                    parameter: which,
                    value,
                } if which == parameter => Some(((accepted.effective, accepted.at), value)),
                _ => None,
            })
            // The last of those that begin together.
            .max_by_key(|(order, _)| *order)
            .map_or_else(|| self.base.parameter(parameter), |(_, value)| value)
    }

    /// The next height that this software cannot execute.
    pub fn unknown_protocol(&self) -> Option<UnknownProtocol> {
        let accepted = self
            .records
            .iter()
            .filter_map(|record| Some((record, record.accepted?)));
        let unknown = accepted.filter_map(|(record, accepted)| match record.proposal.action {
            Action::ActivateProtocol { version } if version > LATEST_PROTOCOL_VERSION => {
                Some(UnknownProtocol {
                    height: accepted.effective,
                    version,
                })
            }
            _ => None,
        });
        unknown.min_by_key(|unknown| unknown.height)
    }

    fn accepted_before(
        &self,
        height: Height,
        known: Height,
    ) -> impl Iterator<Item = (&ProposalRecord, Accepted)> {
        self.records.iter().filter_map(move |record| {
            let accepted = record.accepted?;
            (accepted.at <= known && accepted.effective <= height).then_some((record, accepted))
        })
    }

    /// The hash of all of it.
    pub(crate) fn root(&mut self) -> Digest {
        let encode = || Domain::Governance.hash(&self.encode());
        let root = self.root.unwrap_or_else(encode);
        self.root = Some(root);
        root
    }

    /// Counts votes in the block of a height. Returns how many there are for the proposal now.
    fn vote(
        &mut self,
        chain: &ChainId,
        proposal: &Proposal,
        votes: &[ProposalVote],
        height: Height,
        accounts: usize,
    ) -> Result<u32, ResultCode> {
        let id = proposal.id(chain);
        let found = self.records.iter().position(|record| record.id == id);
        let is_accepted = found.is_some_and(|place| self.records[place].accepted.is_some());
        if is_accepted || height > proposal.expires_height {
            return Err(ResultCode::ProposalClosed);
        }
        let is_validator = |key: &PublicKey| {
            let mut validators = self.validators.validators().iter();
            validators.any(|info| info.public_key == *key)
        };
        let all_valid = votes
            .iter()
            .all(|vote| is_validator(&vote.public_key) && vote.is_valid(&id));
        if !all_valid {
            return Err(ResultCode::InvalidVote);
        }
        if !self.is_applicable(proposal, height, accounts) {
            return Err(ResultCode::NotApplicable);
        }
        let place = match found {
            Some(place) => place,
            None => self.open(id, proposal, votes, height)?,
        };
        self.root = None;
        let record = &mut self.records[place];
        for vote in votes {
            if !record.voters.contains(&vote.public_key) {
                record.voters.push(vote.public_key.clone());
            }
        }
        let power = record.voters.iter().map(|voter| {
            let mut validators = self.validators.validators().iter();
            let found = validators.find(|info| info.public_key == *voter);
            found.map_or(0, |info| info.voting_power)
        });
        if self.validators.is_quorum(power.sum()) {
            record.accepted = Some(Accepted {
                at: height,
                effective: proposal
                    .effective_height
                    .max(first_possible(&proposal.action, height)),
                is_in_force: false,
            });
        }
        let voters = self.records[place].voters.len() as u32;
        self.look_ahead();
        Ok(voters)
    }

    /// Makes room for a new proposal.
    fn open(
        &mut self,
        id: Digest,
        proposal: &Proposal,
        votes: &[ProposalVote],
        height: Height,
    ) -> Result<usize, ResultCode> {
        self.forget(height);
        let first = votes.first().map(|vote| &vote.public_key);
        let open = || self.records.iter().filter(|one| one.accepted.is_none());
        let of_first = open().filter(|record| record.voters.first() == first);
        if open().count() >= OPEN_MAX || of_first.count() >= OPEN_OF_ONE_MAX {
            return Err(ResultCode::ProposalLimit);
        }
        self.records.push(ProposalRecord {
            id,
            proposal: proposal.clone(),
            proposed_at: height,
            voters: Vec::new(),
            accepted: None,
        });
        Ok(self.records.len() - 1)
    }

    /// Lets go of what expired, and of the oldest that are in force and whose votes could be counted no more.
    fn forget(&mut self, height: Height) {
        let is_over = |record: &ProposalRecord| height > record.proposal.expires_height;
        self.records
            .retain(|record| record.accepted.is_some() || !is_over(record));
        // In the order in which they came into force, so that what remains is always the later word.
        let mut accepted: Vec<_> = self
            .records
            .iter()
            .filter_map(|record| Some((record.accepted?, record)))
            .collect();
        accepted.sort_by_key(|(accepted, _)| (accepted.effective, accepted.at));
        let surplus = accepted.len().saturating_sub(ACCEPTED_KEPT);
        let gone: Vec<_> = accepted
            .iter()
            .take(surplus)
            .take_while(|(accepted, record)| accepted.is_in_force && is_over(record))
            .map(|(_, record)| (record.id, record.proposal.action.clone()))
            .collect();
        for (id, action) in gone {
            self.records.retain(|record| record.id != id);
            match action {
                Action::SetParameter { parameter, value } => self.base.set(parameter, value),
                Action::ActivateProtocol { version } => self.base.protocol_version = version,
                Action::SetRole { .. } | Action::SetValidators { .. } => {}
            }
        }
    }

    /// Whether what is proposed could be done, as far as is known now.
    fn is_applicable(&self, proposal: &Proposal, height: Height, accounts: usize) -> bool {
        let last = height.get().saturating_add(PROPOSAL_BLOCKS_MAX);
        if proposal.expires_height.get() > last || proposal.effective_height.get() > last {
            return false;
        }
        let begins = proposal.effective_height.max(height.next());
        match &proposal.action {
            Action::SetParameter { parameter, value } => parameter.admits(*value),
            // One after the other, in order.
            Action::ActivateProtocol { version } => {
                let highest = Height::new(u64::MAX);
                let decided = self.protocol_version(highest);
                let begins_in_order = self.protocol_version(begins) == decided;
                *version == decided + 1 && begins_in_order
            }
            Action::SetRole { account, role, .. } => {
                account.usize() < accounts
                    && self.protocol_version(begins) >= role.protocol_version()
            }
            // One at a time, and nobody undoes a change that he did not know of.
            Action::SetValidators { epoch, seats } => {
                let current = self.validators.validators();
                *epoch == self.epoch
                    && self.next_epoch.is_none()
                    && current.iter().all(|validator| validator.voting_power == 1)
                    && validators_of_seats(seats).is_ok()
                    && self.protocol_version(height) >= VALIDATORS_PROTOCOL_VERSION
            }
        }
    }
}

/// The first height at which something that is accepted in the block of a height can be in force.
fn first_possible(action: &Action, accepted_at: Height) -> Height {
    match action {
        Action::SetValidators { .. } => {
            Height::new(accepted_at.get() + EXECUTION_LAG_BLOCKS_MAX + 2)
        }
        _ => accepted_at.next(),
    }
}

impl State {
    /// What validators decided and are deciding.
    pub const fn governance(&self) -> &Governance {
        &self.governance
    }

    /// Begins the block of a height: what was accepted for it comes into force. Doing so again changes nothing.
    ///
    /// # Errors
    /// If this software does not know the protocol version of that height. The state is as it was then.
    pub fn begin_block(&mut self, height: Height) -> Result<(), UnknownProtocol> {
        // Asked before each submission.
        if self.governance.next_due.is_none_or(|due| due > height) {
            return Ok(());
        }
        let is_due = |record: &ProposalRecord| {
            let accepted = record.accepted;
            accepted.is_some_and(|one| !one.is_in_force && one.effective <= height)
        };
        if let Some(unknown) = self.governance.unknown_protocol()
            && unknown.height <= height
        {
            return Err(unknown);
        }
        self.governance.root = None;
        for place in 0..self.governance.records.len() {
            let record = &mut self.governance.records[place];
            if !is_due(record) {
                continue;
            }
            if let Some(accepted) = &mut record.accepted {
                accepted.is_in_force = true;
            }
            if let Action::SetValidators { .. } = record.proposal.action {
                self.governance.begin_epoch();
                continue;
            }
            if let Action::SetRole {
                account,
                role,
                granted,
            } = record.proposal.action
            {
                let flag = match role {
                    AccountRole::Registrar => FLAG_REGISTRAR,
                    AccountRole::Authority => FLAG_AUTHORITY,
                    AccountRole::Accreditor => FLAG_ACCREDITOR,
                };
                self.accounts.change(account, |hot, _| {
                    hot.flags = if granted {
                        hot.flags | flag
                    } else {
                        hot.flags & !flag
                    };
                });
            }
        }
        self.governance.look_ahead();
        Ok(())
    }

    /// Counts votes that an operation brings.
    pub(crate) fn govern(
        &mut self,
        chain: &ChainId,
        proposal: &Proposal,
        votes: &[ProposalVote],
        height: Height,
    ) -> Result<u32, ResultCode> {
        let accounts = self.accounts.len();
        self.governance
            .vote(chain, proposal, votes, height, accounts)
    }
}
