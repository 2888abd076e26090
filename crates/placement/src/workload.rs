//! Synthetic traffic: who would transfer to whom. Made by a generator, not recorded from anybody; the same seed gives the same transfers.
//!
//! A [`Synthetic`] is a process that goes from epoch to epoch. It can be asked for the next epoch, which may change it, and for more
//! transfers of the state it is in, which does not: that is how it is known what could have been learned at best.

use aurigraph_types::AccountIndex;

use crate::fixed::power_law_weights;
use crate::graph::Transfer;
use crate::random::Random;

/// Exponent of the popularity of accounts where it is skewed, in thousandths.
const ZIPF_PERMILLE: u64 = 990;
/// Exponent of the sizes of communities, in thousandths: of 200, the largest has a twelfth of all accounts.
const COMMUNITY_PERMILLE: u64 = 750;
/// Accounts in a community on average.
const COMMUNITY_ACCOUNTS: usize = 100;
/// Transfers to the hot account, in thousandths.
const HOT_PERMILLE: u64 = 300;
/// Accounts that go to another community in an epoch of drifting traffic, in thousandths.
const DRIFT_PERMILLE: u64 = 50;
/// Parts of an epoch between which gradually drifting accounts go.
const DRIFT_STEPS: usize = 16;
/// Accounts for each merchant.
const ACCOUNTS_PER_MERCHANT: usize = 50;
/// Merchants that a customer usually pays.
const HABITS: usize = 3;

/// Kinds of synthetic traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// Any account pays any other.
    Uniform,
    /// Both accounts are drawn by Zipf's law with exponent 0.99, independently.
    Zipf,
    /// Three in ten transfers pay one account; the rest is uniform.
    HotAccount,
    /// Communities with sizes by a power law; this many of 1,000 transfers stay inside, the others go anywhere.
    Communities(u64),
    /// Communities with 950 of 1,000 transfers inside, and within them accounts as unequal as in [`Self::Zipf`].
    CommunitiesZipf,
    /// Customers with three habitual merchants each, mostly of their own town, to whom 850 of 1,000 payments go.
    Merchants,
    /// Communities (950 of 1,000 inside); with each epoch one account in twenty is in another one from the first transfer on.
    DriftAtOnce,
    /// The same, but the accounts change one after the other in the course of the epoch.
    DriftGradual,
}

impl Workload {
    /// All that are compared.
    pub const ALL: [Self; 10] = [
        Self::Uniform,
        Self::Zipf,
        Self::HotAccount,
        Self::Communities(800),
        Self::Communities(950),
        Self::Communities(990),
        Self::CommunitiesZipf,
        Self::Merchants,
        Self::DriftAtOnce,
        Self::DriftGradual,
    ];

    /// Name in tables.
    pub fn name(self) -> String {
        match self {
            Self::Uniform => "uniform".into(),
            Self::Zipf => "zipf-0.99".into(),
            Self::HotAccount => "hot-account".into(),
            Self::Communities(inside) => format!("communities-{:.2}", inside as f64 / 1_000.0),
            Self::CommunitiesZipf => "communities-zipf".into(),
            Self::Merchants => "merchants".into(),
            Self::DriftAtOnce => "drift-at-once".into(),
            Self::DriftGradual => "drift-gradual".into(),
        }
    }

    /// Share of transfers inside communities, in thousandths.
    const fn inside_permille(self) -> u64 {
        match self {
            Self::Communities(inside) => inside,
            Self::CommunitiesZipf | Self::DriftAtOnce | Self::DriftGradual => 950,
            _ => 0,
        }
    }

    /// Whether there is anything in the pairs, beyond how busy each account is, that a placement could use.
    pub const fn has_structure(self) -> bool {
        !matches!(self, Self::Uniform | Self::Zipf | Self::HotAccount)
    }
}

/// Members that are drawn by weight.
#[derive(Clone, Debug, Default)]
struct Urn {
    members: Vec<u32>,
    /// Sums of weights up to and with each member.
    sums: Vec<u64>,
}

impl Urn {
    fn push(&mut self, member: u32, weight: u64) {
        let sum = self.sums.last().copied().unwrap_or(0) + weight;
        self.members.push(member);
        self.sums.push(sum);
    }

    fn draw(&self, random: &mut Random) -> u32 {
        let total = *self.sums.last().expect("an urn is not empty");
        let drawn = random.below(total);
        self.members[self.sums.partition_point(|sum| *sum <= drawn)]
    }
}

/// Synthetic traffic in the state of some epoch.
#[derive(Clone, Debug)]
pub struct Synthetic {
    workload: Workload,
    random: Random,
    /// How often each account takes part.
    activity: Vec<u64>,
    /// For merchants: the town; else the community.
    community_of: Vec<u32>,
    everybody: Urn,
    communities: Vec<Urn>,
    /// For merchants only.
    habits: Vec<[u32; HABITS]>,
    merchants: Urn,
}

impl Synthetic {
    /// Traffic between `accounts` accounts before its first epoch.
    ///
    /// # Panics
    /// If there are fewer than 200 accounts.
    pub fn new(workload: Workload, accounts: usize, seed: u64) -> Self {
        assert!(
            accounts >= 200,
            "synthetic traffic needs 200 accounts or more"
        );
        let mut random = Random::new(seed);
        let is_skewed = matches!(workload, Workload::Zipf | Workload::CommunitiesZipf);
        let mut activity = if is_skewed {
            power_law_weights(accounts, ZIPF_PERMILLE)
        } else {
            vec![1; accounts]
        };
        // An account's index says nothing about how busy it is, nor where it belongs.
        random.shuffle(&mut activity);
        let sizes = power_law_weights((accounts / COMMUNITY_ACCOUNTS).max(2), COMMUNITY_PERMILLE);
        let mut by_size = Urn::default();
        for (community, size) in sizes.iter().enumerate() {
            by_size.push(community as u32, *size);
        }
        let community_of = (0..accounts).map(|_| by_size.draw(&mut random)).collect();
        let mut synthetic = Self {
            workload,
            random,
            activity,
            community_of,
            everybody: Urn::default(),
            communities: vec![Urn::default(); sizes.len()],
            habits: Vec::new(),
            merchants: Urn::default(),
        };
        synthetic.fill_urns();
        if workload == Workload::Merchants {
            synthetic.choose_habits();
        }
        synthetic
    }

    /// The next epoch.
    pub fn next_epoch(&mut self, transfers: usize) -> Vec<Transfer> {
        let changing = match self.workload {
            Workload::DriftAtOnce | Workload::DriftGradual => {
                self.activity.len() * DRIFT_PERMILLE as usize / 1_000
            }
            _ => 0,
        };
        let steps = if self.workload == Workload::DriftGradual {
            DRIFT_STEPS
        } else {
            1
        };
        let mut epoch = Vec::with_capacity(transfers);
        for step in 0..steps {
            let share = |whole: usize| whole * (step + 1) / steps - whole * step / steps;
            self.drift(share(changing));
            let mut random = Random::new(self.random.next_u64());
            self.draw_into(share(transfers), &mut random, &mut epoch);
        }
        epoch
    }

    /// More transfers of the state it is in, without changing it.
    pub fn more(&self, transfers: usize, seed: u64) -> Vec<Transfer> {
        let mut drawn = Vec::with_capacity(transfers);
        self.draw_into(transfers, &mut Random::new(seed), &mut drawn);
        drawn
    }

    /// Which community, or town, each account belongs to now.
    pub fn community_of(&self) -> &[u32] {
        &self.community_of
    }

    fn draw_into(&self, transfers: usize, random: &mut Random, drawn: &mut Vec<Transfer>) {
        for _ in 0..transfers {
            let (debit, credit) = loop {
                let (debit, credit) = self.draw(random);
                if debit != credit {
                    break (debit, credit);
                }
            };
            drawn.push(Transfer {
                debit: AccountIndex::new(debit),
                credit: AccountIndex::new(credit),
            });
        }
    }

    fn draw(&self, random: &mut Random) -> (u32, u32) {
        let debit = self.everybody.draw(random);
        let credit = match self.workload {
            Workload::HotAccount if random.in_permille(HOT_PERMILLE) => 0,
            Workload::Merchants => {
                if random.in_permille(850) {
                    self.habits[debit as usize][random.below(HABITS as u64) as usize]
                } else {
                    self.merchants.draw(random)
                }
            }
            _ if random.in_permille(self.workload.inside_permille()) => {
                self.communities[self.community_of[debit as usize] as usize].draw(random)
            }
            _ => self.everybody.draw(random),
        };
        (debit, credit)
    }

    /// Sends accounts into the community of another account, so that the sizes stay as they are.
    fn drift(&mut self, accounts: usize) {
        if accounts == 0 {
            return;
        }
        let everyone = self.community_of.len() as u64;
        for _ in 0..accounts {
            let account = self.random.below(everyone) as usize;
            let other = self.random.below(everyone) as usize;
            self.community_of[account] = self.community_of[other];
        }
        self.fill_urns();
    }

    fn fill_urns(&mut self) {
        self.everybody = Urn::default();
        self.communities.fill(Urn::default());
        let first_customer = self.merchant_count();
        for account in 0..self.activity.len() {
            if account >= first_customer {
                self.everybody.push(account as u32, self.activity[account]);
            }
            self.communities[self.community_of[account] as usize]
                .push(account as u32, self.activity[account]);
        }
    }

    /// The first accounts are merchants; no others are paid, and they pay nobody.
    fn merchant_count(&self) -> usize {
        match self.workload {
            Workload::Merchants => self.activity.len() / ACCOUNTS_PER_MERCHANT,
            _ => 0,
        }
    }

    fn choose_habits(&mut self) {
        let count = self.merchant_count();
        let mut popularity = power_law_weights(count, ZIPF_PERMILLE);
        self.random.shuffle(&mut popularity);
        let mut in_town = vec![Urn::default(); self.communities.len()];
        for (merchant, weight) in popularity.iter().enumerate() {
            self.merchants.push(merchant as u32, *weight);
            in_town[self.community_of[merchant] as usize].push(merchant as u32, *weight);
        }
        self.habits = (0..self.activity.len())
            .map(|account| {
                let town = &in_town[self.community_of[account] as usize];
                std::array::from_fn(|_| {
                    if town.members.is_empty() || !self.random.in_permille(900) {
                        self.merchants.draw(&mut self.random)
                    } else {
                        town.draw(&mut self.random)
                    }
                })
            })
            .collect();
    }
}
