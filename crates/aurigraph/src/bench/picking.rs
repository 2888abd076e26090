//! Which accounts a load uses: all alike, a few far more often than the others, or one in every transfer.

use super::random::Random;
use super::settings::Skew;

/// Exponent of the law: that of the Yahoo Cloud Serving Benchmark (Cooper and others, 2010, "Benchmarking Cloud Serving Systems with
/// YCSB"), so that figures compare.
const ZIPF_EXPONENT: f64 = 0.99;
/// Multiplied with a rank it gives the rank's account. Neighbours in rank then lie apart in memory, as popular accounts do. A prime above
/// any number of accounts, so that no two ranks meet.
const SCATTER: u64 = 2_654_435_761;

/// Picks accounts by number, from 0 to below a count of at least 2.
pub struct Picker {
    count: u32,
    kind: Kind,
}

enum Kind {
    Uniform,
    /// The share of all picks that fall on each rank or one before it. A pick is the first entry above a uniform number: inversion by table
    /// look-up, exact but for rounding (Devroye, 1986, "Non-Uniform Random Variate Generation", III.2).
    Zipf(Vec<f64>),
    /// Whether the next transfer debits the one account.
    Hot {
        debits: bool,
    },
}

impl Picker {
    /// Prepares picks among `count` accounts.
    pub fn new(skew: Skew, count: u32) -> Self {
        assert!(count >= 2, "the settings see to two accounts at least");
        let kind = match skew {
            Skew::Uniform => Kind::Uniform,
            Skew::Zipf => Kind::Zipf(cumulative_shares(count)),
            Skew::Hot => Kind::Hot { debits: false },
        };
        Self { count, kind }
    }

    /// Two different accounts: who pays, and who is paid.
    pub fn pair(&mut self, random: &mut Random) -> (u32, u32) {
        if let Kind::Hot { debits } = &mut self.kind {
            *debits = !*debits;
            let other = 1 + random.below(self.count - 1);
            return if *debits { (0, other) } else { (other, 0) };
        }
        let debit = self.one(random);
        (debit, self.payee(debit, random))
    }

    /// Who is paid by a payer that was chosen otherwise. With one account in every transfer it is that one, unless it pays itself.
    pub fn payee(&self, payer: u32, random: &mut Random) -> u32 {
        if matches!(self.kind, Kind::Hot { .. }) && payer != 0 {
            return 0;
        }
        loop {
            let payee = self.one(random);
            if payee != payer {
                return payee;
            }
        }
    }

    fn one(&self, random: &mut Random) -> u32 {
        match &self.kind {
            Kind::Uniform | Kind::Hot { .. } => random.below(self.count),
            Kind::Zipf(shares) => {
                let share = random.share();
                let rank = shares.partition_point(|until| *until <= share);
                let rank = rank.min(shares.len() - 1) as u64;
                (rank * SCATTER % u64::from(self.count)) as u32
            }
        }
    }
}

fn cumulative_shares(count: u32) -> Vec<f64> {
    let mut sum = 0.0;
    let mut shares: Vec<f64> = (1..=count)
        .map(|rank| {
            sum += f64::from(rank).powf(-ZIPF_EXPONENT);
            sum
        })
        .collect();
    for share in &mut shares {
        *share /= sum;
    }
    shares
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const PICKS: u32 = 100_000;

    fn debits_of(skew: Skew, count: u32) -> Vec<u32> {
        let (mut picker, mut random) = (Picker::new(skew, count), Random::seeded());
        let mut debits = vec![0; count as usize];
        for _ in 0..PICKS {
            let (debit, credit) = picker.pair(&mut random);
            assert_ne!(debit, credit);
            assert!(credit < count);
            debits[debit as usize] += 1;
        }
        debits
    }

    #[test]
    fn shares_follow_the_law() {
        let mut debits = debits_of(Skew::Zipf, 100);
        debits.sort_unstable_by(|left, right| right.cmp(left));
        let harmonic: f64 = (1..=100).map(|rank| f64::from(rank).powf(-0.99)).sum();
        for rank in [1_usize, 2, 4, 10] {
            let expected = (rank as f64).powf(-0.99) / harmonic * f64::from(PICKS);
            // Some 10,000 picks of a rank deviate by 100; twelve times that never happens by chance.
            let deviation = (f64::from(debits[rank - 1]) - expected).abs();
            assert!(deviation < expected.sqrt() * 12.0, "{rank}: {debits:?}");
        }
    }

    #[test]
    fn without_skew_all_are_used_alike() {
        let debits = debits_of(Skew::Uniform, 10);
        assert!(debits.iter().all(|count| (9_000..11_000).contains(count)));
    }

    #[test]
    fn the_hot_account_pays_and_is_paid_in_turn() {
        assert_eq!(debits_of(Skew::Hot, 10)[0], PICKS / 2);
        let (picker, mut random) = (Picker::new(Skew::Hot, 10), Random::seeded());
        assert_eq!(picker.payee(7, &mut random), 0);
        assert_ne!(picker.payee(0, &mut random), 0);
    }

    #[test]
    fn every_rank_has_an_account_of_its_own() {
        for count in [2_u64, 6, 1_000, 65_536] {
            let accounts: HashSet<_> = (0..count).map(|rank| rank * SCATTER % count).collect();
            assert_eq!(accounts.len() as u64, count);
        }
    }
}
