//! Goal: validators change the rules together and nobody else does: more than two thirds, each once, in time, from a height on, the same on every machine.
//! Method: four validators' keys, their votes in operations of an account that is none of theirs.

mod common;

use aurigraph_ledger::{Governance, State};
use aurigraph_types::genesis::GenesisValidator;
use aurigraph_types::governance::{AccountRole, Action, Parameter, Proposal, ProposalVote, Seat};
use aurigraph_types::{AccountIndex, Digest, Height, Operation, ResultCode, Scheme, SigningKey};
use common::{Content, Intent, TREASURY, apply, chain_id, codes, genesis, key};

/// Signs the operations; it has no role.
const CARRIER: u32 = 6;

struct Ledger {
    state: State,
    keys: Vec<SigningKey>,
    sequence: u64,
    height: u64,
}

impl Ledger {
    fn new() -> Self {
        let keys: Vec<_> = (1..=4)
            .map(|number| SigningKey::from_seed(Scheme::Ed25519, &[number; 32]).expect("a seed"))
            .collect();
        let mut genesis = genesis().clone();
        genesis.validators = keys
            .iter()
            .map(|key| GenesisValidator {
                name: "a validator".into(),
                public_key: hex::encode(key.public_key().as_bytes()),
                voting_power: 1,
            })
            .collect();
        Self {
            state: State::from_genesis(&genesis).expect("a genesis"),
            keys,
            sequence: 0,
            height: 1,
        }
    }

    fn votes(&self, proposal: &Proposal, voters: &[usize]) -> Vec<ProposalVote> {
        let id = proposal.id(&chain_id());
        let vote = |voter: &usize| ProposalVote::sign(&self.keys[*voter], &id);
        voters.iter().map(vote).collect()
    }

    fn bring(&mut self, proposal: &Proposal, votes: Vec<ProposalVote>) -> ResultCode {
        let operation = Operation::Govern {
            proposal: proposal.clone(),
            votes,
        };
        self.operate(CARRIER, operation)
    }

    fn vote(&mut self, proposal: &Proposal, voters: &[usize]) -> ResultCode {
        let votes = self.votes(proposal, voters);
        self.bring(proposal, votes)
    }

    fn operate(&mut self, signer: u32, operation: Operation) -> ResultCode {
        self.sequence += 1;
        let intent = Intent::new(signer, self.sequence, Content::Operation(operation));
        let applied = apply(
            &mut self.state,
            &intent.sign_as_genesis_account(),
            self.height,
        );
        codes(&applied)[0]
    }

    fn governance(&self) -> &Governance {
        self.state.governance()
    }

    fn go_to(&mut self, height: u64) {
        self.height = height;
        self.state
            .begin_block(Height::new(height))
            .expect("it is known");
    }
}

fn proposal(number: u64, effective: u64, action: Action) -> Proposal {
    Proposal {
        number,
        effective_height: Height::new(effective),
        expires_height: Height::new(1_000),
        action,
    }
}

fn accounts_max(value: u64) -> Action {
    Action::SetParameter {
        parameter: Parameter::AccountsMax,
        value,
    }
}

#[test]
fn three_of_four_decide_and_it_holds_from_its_height_on() {
    let mut ledger = Ledger::new();
    let root_before = ledger.state.commit();
    let limit = proposal(1, 10, accounts_max(20));
    assert_eq!(ledger.vote(&limit, &[0]), ResultCode::Applied);
    assert_ne!(
        ledger.state.commit(),
        root_before,
        "votes are in the state root"
    );
    // One who votes twice is one.
    assert_eq!(ledger.vote(&limit, &[0, 1]), ResultCode::Applied);
    assert!(ledger.governance().proposals()[0].accepted.is_none());
    ledger.go_to(2);
    assert_eq!(ledger.vote(&limit, &[3]), ResultCode::Applied);
    let accepted = ledger.governance().proposals()[0]
        .accepted
        .expect("accepted");
    assert_eq!(
        (accepted.at, accepted.effective),
        (Height::new(2), Height::new(10))
    );
    assert_eq!(ledger.vote(&limit, &[2]), ResultCode::ProposalClosed);
    let register = |number: usize| Operation::RegisterAccounts {
        keys: vec![key(number).public_key().clone()],
    };
    ledger.go_to(9);
    assert_eq!(ledger.operate(TREASURY, register(30)), ResultCode::Applied);
    ledger.go_to(10);
    assert_eq!(
        ledger.operate(TREASURY, register(31)),
        ResultCode::AccountLimit
    );
}

#[test]
fn votes_of_others_for_others_and_too_late_count_nothing() {
    let mut ledger = Ledger::new();
    let first = proposal(1, 10, accounts_max(30));
    let second = proposal(2, 10, accounts_max(30));
    let stranger = SigningKey::from_seed(Scheme::Ed25519, &[9; 32]).expect("a seed");
    let foreign = ProposalVote::sign(&stranger, &first.id(&chain_id()));
    let mut wrong = ledger.votes(&first, &[0, 1]);
    wrong.push(foreign);
    assert_eq!(ledger.bring(&first, wrong), ResultCode::InvalidVote);
    let of_second = ledger.votes(&second, &[0, 1, 2]);
    assert_eq!(ledger.bring(&first, of_second), ResultCode::InvalidVote);
    let elsewhere = first.id(&aurigraph_types::ChainId(Digest([1; 32])));
    let votes = ledger
        .keys
        .iter()
        .map(|key| ProposalVote::sign(key, &elsewhere));
    let votes = votes.collect();
    assert_eq!(ledger.bring(&first, votes), ResultCode::InvalidVote);
    assert!(ledger.governance().is_new(), "nothing is left of them");
    ledger.go_to(1_001);
    assert_eq!(ledger.vote(&first, &[0, 1, 2]), ResultCode::ProposalClosed);
}

#[test]
fn what_cannot_be_done_is_not_opened() {
    let mut ledger = Ledger::new();
    let role = |account| Action::SetRole {
        account: AccountIndex::new(account),
        role: AccountRole::Registrar,
        granted: true,
    };
    let too_late = Proposal {
        expires_height: Height::new(20_000_000),
        ..proposal(1, 10, accounts_max(30))
    };
    for impossible in [
        proposal(1, 10, accounts_max(0)),
        proposal(1, 10, accounts_max(u64::MAX)),
        proposal(1, 10, Action::ActivateProtocol { version: 1 }),
        proposal(1, 10, Action::ActivateProtocol { version: 3 }),
        proposal(1, 10, role(3)),
        too_late,
    ] {
        let code = ledger.vote(&impossible, &[0, 1, 2, 3]);
        assert_eq!(code, ResultCode::NotApplicable, "{impossible:?}");
    }
}

#[test]
fn a_role_is_given_from_protocol_version_2_on_and_taken_again() {
    let mut ledger = Ledger::new();
    let all = [0, 1, 2];
    let version = proposal(1, 5, Action::ActivateProtocol { version: 2 });
    assert_eq!(ledger.vote(&version, &all), ResultCode::Applied);
    assert_eq!(ledger.governance().protocol_version(Height::new(4)), 1);
    assert_eq!(ledger.governance().protocol_version(Height::new(5)), 2);
    let role = |granted| Action::SetRole {
        account: AccountIndex::new(CARRIER),
        role: AccountRole::Registrar,
        granted,
    };
    assert_eq!(
        ledger.vote(&proposal(2, 4, role(true)), &all),
        ResultCode::NotApplicable
    );
    assert_eq!(
        ledger.vote(&proposal(2, 6, role(true)), &all),
        ResultCode::Applied
    );
    let register = |number: usize| Operation::RegisterAccounts {
        keys: vec![key(number).public_key().clone()],
    };
    ledger.go_to(5);
    assert_eq!(
        ledger.operate(CARRIER, register(30)),
        ResultCode::NotAuthorised
    );
    // A block of that height begins it, whether or not there is something in it.
    ledger.go_to(6);
    ledger.go_to(7);
    assert_eq!(ledger.operate(CARRIER, register(30)), ResultCode::Applied);
    assert_eq!(
        ledger.vote(&proposal(3, 0, role(false)), &all),
        ResultCode::Applied
    );
    assert_eq!(
        ledger.operate(CARRIER, register(31)),
        ResultCode::Applied,
        "from the next block on"
    );
    ledger.go_to(8);
    assert_eq!(
        ledger.operate(CARRIER, register(32)),
        ResultCode::NotAuthorised
    );
}

#[test]
fn a_version_that_this_software_does_not_know_is_not_executed() {
    let mut ledger = Ledger::new();
    for version in [2, 3, 4, 5] {
        let proposal = proposal(
            u64::from(version),
            10 * u64::from(version),
            Action::ActivateProtocol { version },
        );
        assert_eq!(ledger.vote(&proposal, &[0, 1, 2]), ResultCode::Applied);
    }
    ledger.go_to(49);
    let root = ledger.state.commit();
    let unknown = ledger
        .state
        .begin_block(Height::new(50))
        .expect_err("unknown");
    assert_eq!((unknown.version, unknown.height), (5, Height::new(50)));
    assert!(
        unknown.to_string().contains("versions up to 4"),
        "{unknown}"
    );
    assert_eq!(ledger.state.commit(), root);
}

#[test]
fn one_validator_cannot_fill_the_list() {
    let mut ledger = Ledger::new();
    for number in 0..8 {
        let code = ledger.vote(&proposal(number, 10, accounts_max(30)), &[0]);
        assert_eq!(code, ResultCode::Applied);
    }
    let one_more = proposal(8, 10, accounts_max(30));
    assert_eq!(ledger.vote(&one_more, &[0]), ResultCode::ProposalLimit);
    assert_eq!(ledger.vote(&one_more, &[1]), ResultCode::Applied);
    // What expired makes room.
    ledger.go_to(1_001);
    let later = Proposal {
        expires_height: Height::new(2_000),
        ..proposal(9, 10, accounts_max(30))
    };
    assert_eq!(ledger.vote(&later, &[0]), ResultCode::Applied);
    assert_eq!(ledger.governance().proposals().len(), 1);
}

#[test]
fn what_was_decided_stays_when_it_is_not_remembered_any_more() {
    let mut ledger = Ledger::new();
    for number in 0..300_u64 {
        ledger.go_to(1 + number * 2);
        let one = Proposal {
            expires_height: Height::new(2 + number * 2),
            ..proposal(number, 0, accounts_max(1_000 + number))
        };
        assert_eq!(ledger.vote(&one, &[0, 1, 2]), ResultCode::Applied);
    }
    assert!(ledger.governance().proposals().len() <= 258);
    let height = Height::new(700);
    let value = |known| {
        ledger
            .governance()
            .parameter(Parameter::AccountsMax, height, Height::new(known))
    };
    assert_eq!(value(700), 1_299);
    // Whoever knew less finds what was known then.
    assert_eq!(value(1 + 298 * 2), 1_298);
}

#[test]
fn a_snapshot_has_all_of_it() {
    let mut ledger = Ledger::new();
    let open = proposal(1, 10, accounts_max(30));
    ledger.vote(&open, &[2]);
    ledger.vote(
        &proposal(2, 5, Action::ActivateProtocol { version: 2 }),
        &[0, 1, 2],
    );
    ledger.go_to(6);
    ledger.state.commit();
    let sections = ledger.state.to_sections();
    let find = |name: &str| {
        let mut found = sections.iter().filter(|(own, _)| own == name);
        found.next().map(|(_, bytes)| bytes.as_slice())
    };
    let validators = ledger.governance().validators().clone();
    let mut restored = State::from_sections(&validators, find).expect("a true snapshot");
    assert_eq!(restored.root(), ledger.state.root());
    std::mem::swap(&mut restored, &mut ledger.state);
    assert_eq!(ledger.vote(&open, &[0, 1]), ResultCode::Applied);
    assert!(ledger.governance().proposals()[0].accepted.is_some());
    let without = |name: &str| find(name).filter(|_| name != "state/governance");
    assert!(State::from_sections(&validators, without).is_err());
}

/// The validators of these keys, in this order.
fn seats(keys: &[SigningKey]) -> Vec<Seat> {
    let seat = |(number, key): (usize, &SigningKey)| Seat {
        public_key: key.public_key().clone(),
        address: format!("127.0.0.1:{}", 7_000 + number)
            .parse()
            .expect("an address"),
    };
    keys.iter().enumerate().map(seat).collect()
}

fn validators_key(number: u8) -> SigningKey {
    SigningKey::from_seed(Scheme::Ed25519, &[number; 32]).expect("a seed")
}

/// In protocol version 3, at block 10.
fn with_changes() -> Ledger {
    let mut ledger = Ledger::new();
    for version in [2, 3] {
        let next = proposal(version.into(), 0, Action::ActivateProtocol { version });
        assert_eq!(ledger.vote(&next, &[0, 1, 2]), ResultCode::Applied);
        ledger.go_to(version.into());
    }
    ledger.go_to(10);
    ledger
}

#[test]
fn validators_change_65_blocks_later_and_then_others_vote() {
    let mut ledger = Ledger::new();
    let change = |number, epoch, keys: &[SigningKey]| {
        let seats = seats(keys);
        proposal(number, 0, Action::SetValidators { epoch, seats })
    };
    // Three stay, the second goes, and another takes its place.
    let next = || [1, 9, 3, 4].map(validators_key);
    let first = change(5, 0, &next());
    assert_eq!(
        ledger.vote(&first, &[0, 1, 2]),
        ResultCode::NotApplicable,
        "too early"
    );
    let mut ledger = with_changes();
    let twice = change(6, 0, &[1, 1].map(validators_key));
    let later = change(7, 1, &next());
    for wrong in [&twice, &later] {
        assert_eq!(ledger.vote(wrong, &[0]), ResultCode::NotApplicable);
    }
    assert_eq!(ledger.vote(&first, &[0, 1, 2]), ResultCode::Applied);
    let decided = ledger
        .governance()
        .next_epoch()
        .expect("it was accepted")
        .clone();
    assert_eq!((decided.number, decided.first.get()), (1, 76));
    assert_eq!(ledger.governance().last_of_epoch(), Some(Height::new(75)));
    // One change at a time.
    let second = change(8, 0, &[1, 2, 3].map(validators_key));
    assert_eq!(ledger.vote(&second, &[0, 1, 2]), ResultCode::NotApplicable);
    // Everybody can say at any height before who decides a later one.
    let old = ledger.governance().validators().root();
    for (height, epoch, named) in [
        (74, 0, old),
        (75, 0, decided.validators.root()),
        (76, 1, decided.validators.root()),
    ] {
        let height = Height::new(height);
        assert_eq!(ledger.governance().epoch_of(height).0, epoch);
        assert_eq!(ledger.governance().validators_root_of(height), named);
    }
    ledger.go_to(75);
    assert_eq!(ledger.governance().epoch(), 0);
    let open = proposal(9, 0, accounts_max(30));
    assert_eq!(ledger.vote(&open, &[0, 1]), ResultCode::Applied);
    ledger.go_to(76);
    assert_eq!(ledger.governance().epoch(), 1);
    assert_eq!(ledger.governance().addresses()[1].port(), 7_001);
    // Who is none any more does not vote, and what it voted counts no more.
    assert_eq!(ledger.vote(&open, &[1]), ResultCode::InvalidVote);
    assert_eq!(ledger.vote(&open, &[2]), ResultCode::Applied);
    assert!(
        ledger
            .governance()
            .proposals()
            .last()
            .expect("one")
            .accepted
            .is_none()
    );
    ledger.keys[1] = validators_key(9);
    assert_eq!(ledger.vote(&open, &[1]), ResultCode::Applied);
    assert!(
        ledger
            .governance()
            .proposals()
            .last()
            .expect("one")
            .accepted
            .is_some()
    );
}

#[test]
fn a_snapshot_has_the_epoch_and_the_one_that_comes() {
    let mut ledger = with_changes();
    let original = ledger.governance().validators().clone();
    let restored = |ledger: &mut Ledger| {
        ledger.state.commit();
        let sections = ledger.state.to_sections();
        let find = |name: &str| {
            let mut found = sections.iter().filter(|(own, _)| own == name);
            found.next().map(|(_, bytes)| bytes.as_slice())
        };
        let restored = State::from_sections(&original, find).expect("a true snapshot");
        assert_eq!(restored.root(), ledger.state.root());
        assert_eq!(
            restored.governance().next_epoch(),
            ledger.governance().next_epoch()
        );
        assert_eq!(restored.governance().epoch(), ledger.governance().epoch());
        assert_eq!(
            restored.governance().epoch_first(),
            ledger.governance().epoch_first()
        );
        assert_eq!(
            restored.governance().addresses(),
            ledger.governance().addresses()
        );
        assert_eq!(
            restored.governance().validators(),
            ledger.governance().validators()
        );
    };
    for epoch in 0..2 {
        let mut keys = [1, 2, 3, 4].map(validators_key);
        keys.rotate_left(1 + epoch as usize);
        let seats = seats(&keys);
        let change = proposal(20 + epoch, 0, Action::SetValidators { epoch, seats });
        assert_eq!(ledger.vote(&change, &[0, 1, 2]), ResultCode::Applied);
        restored(&mut ledger);
        let root = ledger.state.commit();
        ledger.go_to(100 * (epoch + 1));
        assert_eq!(ledger.governance().epoch(), epoch + 1);
        assert_ne!(
            ledger.state.commit(),
            root,
            "who decides is in the state root"
        );
        restored(&mut ledger);
    }
}
