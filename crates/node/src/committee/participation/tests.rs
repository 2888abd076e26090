//! Who is to be given what comes now.

use aurigraph_types::{ChainId, Scheme, SigningKey, ValidatorSet};

use super::*;

#[test]
fn what_comes_once_a_leader_has_proposed_is_for_the_next_one_alone() {
    let infos = (1..=4).map(|seed| ValidatorInfo {
        public_key: SigningKey::from_seed(Scheme::Ed25519, &[seed; 32])
            .unwrap()
            .public_key()
            .clone(),
        voting_power: 1,
    });
    let set = ValidatorSet::new(infos.collect()).unwrap();
    let committee = Committee::new(ChainId(Digest([7; 32])), 0, set).unwrap();
    let leader = |view| committee.leader(view);
    let seen = Participation::new(committee.clone(), None);
    for validator in 0..4 {
        seen.observe(Observation::Vote {
            validator,
            view: 0,
            kind: VoteKind::Notarize,
        });
    }
    assert_eq!(seen.leaders(), (leader(0), Some(leader(1))));
    seen.proposed(0);
    assert_eq!(seen.leaders(), (leader(1), None));
    // The next view begins, and its leader has not proposed yet.
    let voters = vec![0, 1, 2];
    seen.observe(Observation::Notarized { view: 0, voters });
    assert_eq!(seen.leaders(), (leader(1), Some(leader(2))));
    // An earlier proposal that is looked at late says nothing of it.
    seen.proposed(0);
    assert_eq!(seen.leaders(), (leader(1), Some(leader(2))));
}
