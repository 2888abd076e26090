//! Who hears whom, and how well.

use std::collections::BTreeMap;
use std::time::Duration;

use commonware_cryptography::ed25519::PublicKey;
use commonware_p2p::simulated::{Link, Oracle};
use commonware_runtime::deterministic::Context;
use commonware_utils::Probability;

/// Connections between validators. Reasons to cut one pile up: it is there while there are none.
pub struct Links {
    oracle: Oracle<PublicKey, Context>,
    keys: Vec<PublicKey>,
    latency: Duration,
    /// Loss and jitter of all links.
    quality: (u8, Duration),
    cuts: BTreeMap<u64, Vec<(usize, usize)>>,
    next_cut: u64,
    current: BTreeMap<(usize, usize), (u8, Duration)>,
}

impl Links {
    /// All connected.
    pub async fn new(
        oracle: Oracle<PublicKey, Context>,
        keys: Vec<PublicKey>,
        latency: Duration,
    ) -> Self {
        let mut links = Self {
            oracle,
            keys,
            latency,
            quality: (0, Duration::ZERO),
            cuts: BTreeMap::new(),
            next_cut: 0,
            current: BTreeMap::new(),
        };
        links.apply().await;
        links
    }

    /// Loses so many messages of a hundred, and delays each by up to so much more.
    pub async fn set_quality(&mut self, percent: u8, jitter: Duration) {
        self.quality = (percent, jitter);
        self.apply().await;
    }

    /// Cuts connections from one validator to another, until [`Self::mend`] with the number that is returned.
    pub async fn cut(&mut self, links: Vec<(usize, usize)>) -> u64 {
        let number = self.next_cut;
        self.next_cut += 1;
        self.cuts.insert(number, links);
        self.apply().await;
        number
    }

    /// Whether what one sends arrives at another.
    pub fn hears(&self, from: usize, to: usize) -> bool {
        !self.cuts.values().any(|cut| cut.contains(&(from, to)))
    }

    /// Takes a cut back.
    pub async fn mend(&mut self, number: u64) {
        self.cuts.remove(&number);
        self.apply().await;
    }

    /// Takes everything back.
    pub async fn heal(&mut self) {
        self.cuts.clear();
        self.quality = (0, Duration::ZERO);
        self.apply().await;
    }

    /// Connections between one validator and all others.
    pub fn around(&self, validator: usize) -> Vec<(usize, usize)> {
        let others = (0..self.keys.len()).filter(|other| *other != validator);
        others
            .flat_map(|other| [(validator, other), (other, validator)])
            .collect()
    }

    async fn apply(&mut self) {
        for from in 0..self.keys.len() {
            for to in (0..self.keys.len()).filter(|to| *to != from) {
                let is_cut = self.cuts.values().any(|cut| cut.contains(&(from, to)));
                let wanted = (!is_cut).then_some(self.quality);
                if self.current.get(&(from, to)).copied() == wanted {
                    continue;
                }
                let (a, b) = (self.keys[from].clone(), self.keys[to].clone());
                // Not there yet, or not any more.
                let _ = self.oracle.remove_link(a.clone(), b.clone()).await;
                match wanted {
                    None => {
                        self.current.remove(&(from, to));
                    }
                    Some((percent, jitter)) => {
                        let link = Link {
                            latency: self.latency,
                            jitter,
                            success_rate: Probability::new(100 - u64::from(percent), 100)
                                .expect("a probability"),
                        };
                        self.oracle
                            .add_link(a, b, link)
                            .await
                            .expect("both are there");
                        self.current.insert((from, to), (percent, jitter));
                    }
                }
            }
        }
    }
}
