//! Who pays whom how much: a fixed, endless plan in which every round leaves every balance as it was.

/// Every so many rounds, one is made of batches.
const BATCH_ROUND_EVERY: u64 = 50;
/// Amounts go from this many minor units, in steps, up to just below the sum of both.
const AMOUNT_MIN: u64 = 250;
const AMOUNT_RANGE: u64 = 180_000;
/// A step without a common factor with the range visits every amount.
const AMOUNT_STEP: u64 = 48_611;
/// The first assets of a devnet, its currencies.
const CURRENCIES: u64 = 3;

/// One submission of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Position of the account that signs and pays.
    pub from: usize,
    /// Positions of those who are paid; several make a batch.
    pub to: Vec<usize>,
    /// Index of the asset.
    pub asset: u32,
    /// Minor units for each.
    pub amount: u64,
}

/// The plan, and where it stands.
#[derive(Debug)]
pub struct Rounds {
    accounts: usize,
    round: u64,
    turn: usize,
}

impl Rounds {
    /// The plan for at least two accounts, from its beginning.
    pub fn new(accounts: usize) -> Self {
        assert!(accounts >= 2, "somebody must be paid");
        Self {
            accounts,
            round: 0,
            turn: 0,
        }
    }

    /// The next submission.
    pub fn next(&mut self) -> Payment {
        let (round, from, count) = (self.round, self.turn, self.accounts);
        self.turn += 1;
        if self.turn == count {
            self.turn = 0;
            self.round += 1;
        }
        let others = 1..count;
        let to = if round % BATCH_ROUND_EVERY == BATCH_ROUND_EVERY - 1 {
            others.map(|distance| (from + distance) % count).collect()
        } else {
            let distance = 1 + (round % (count as u64 - 1)) as usize;
            vec![(from + distance) % count]
        };
        Payment {
            from,
            to,
            asset: (round % CURRENCIES) as u32,
            amount: AMOUNT_MIN + (round * AMOUNT_STEP) % AMOUNT_RANGE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_round_leaves_every_balance_as_it_was() {
        for accounts in [2, 3, 8] {
            let mut rounds = Rounds::new(accounts);
            let mut batches = 0;
            for _ in 0..250 {
                let mut balances = vec![0_i64; accounts];
                for _ in 0..accounts {
                    let payment = rounds.next();
                    batches += usize::from(payment.to.len() > 1);
                    for to in &payment.to {
                        assert_ne!(*to, payment.from);
                        balances[payment.from] -= payment.amount as i64;
                        balances[*to] += payment.amount as i64;
                    }
                }
                assert_eq!(balances, vec![0; accounts]);
            }
            // With two accounts a "batch" has one payee and is sent as a transfer.
            assert_eq!(batches, if accounts == 2 { 0 } else { accounts * 5 });
        }
    }
}
