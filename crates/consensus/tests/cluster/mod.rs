//! A committee in simulated time over a simulated network, with a ledger that only remembers what it was given.

#![allow(dead_code, reason = "each test file uses the part it needs")]

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use aurigraph_consensus::{
    BlockLimits, Channels, Committee, CommitteeBlock, Delivered, Engine, EngineParts, FinalBlocks,
    Ledger, Message, Observation, Parent, Peers, Schedule, Settings, Slot, start,
};
use aurigraph_types::block::BlockFields;
use aurigraph_types::certificate::{ValidatorInfo, ValidatorSet};
use aurigraph_types::{BlockHeader, Certificate, ChainId, Digest, Height, Scheme, SigningKey};
use bytes::Bytes;
use commonware_codec::DecodeExt as _;
use commonware_cryptography::ed25519::PublicKey;
use commonware_p2p::simulated::{Config, Link, Network, Oracle};
use commonware_runtime::{
    Clock as _, Handle, Quota, Runner as _, Spawner as _, Supervisor as _, deterministic,
};
use commonware_utils::{NZU32, NZUsize, probability};
use parking_lot::Mutex;

/// Twenty milliseconds there and back.
const LINK: Link = Link {
    latency: Duration::from_millis(10),
    jitter: Duration::from_millis(2),
    success_rate: probability!(1.0),
};
const CHAIN: ChainId = ChainId(Digest([7; 32]));

/// What a validator's ledger was given, as if it were on its disk.
#[derive(Default)]
pub struct Remembered {
    /// Hash of each final block.
    pub blocks: BTreeMap<u64, Digest>,
    /// The blocks themselves.
    pub bodies: BTreeMap<u64, Arc<CommitteeBlock>>,
    /// Bytes of the block that a proposal carries.
    pub body_bytes: usize,
    /// Certificates that came with them.
    pub certificates: BTreeMap<u64, Certificate>,
    /// Heights of the blocks that came, in that order.
    pub delivered: Vec<u64>,
    /// Blocks that came again.
    pub repeated: usize,
    /// The highest final height that was heard of.
    pub tip: u64,
    /// What was seen of votes.
    pub observations: Vec<Observation>,
    /// Learns what was executed.
    schedule: Schedule,
    /// The last block of the first epoch, and the root that it names.
    pub handover: Option<(u64, Digest)>,
}

#[derive(Clone, Default)]
pub struct RememberingLedger(pub Arc<Mutex<Remembered>>);

impl Ledger for RememberingLedger {
    async fn propose(&self, slot: Slot, parent: Parent) -> Option<CommitteeBlock> {
        let before = parent.header.fields();
        let bytes = self.0.lock().body_bytes.max(1_000);
        let body = Bytes::from(vec![slot.view as u8; bytes + slot.view as usize % 100]);
        let fields = BlockFields {
            proposer: slot.proposer,
            submission_count: 0,
            transfer_count: 0,
            body_bytes: body.len() as u32,
            height: before.height.next(),
            time_ms: before.time_ms + 1,
            executed_height: before.height,
            epoch: slot.epoch,
            parent: parent.header.hash(),
            validators_root: match self.0.lock().handover {
                Some((last, root)) if before.height.get() + 1 == last => root,
                _ => before.validators_root,
            },
            ..before
        };
        Some(CommitteeBlock::new(
            BlockHeader::new(&fields),
            parent.payload,
            body,
        ))
    }

    async fn verify(&self, _: Slot, _: Parent, _: Arc<CommitteeBlock>) -> bool {
        true
    }

    fn deliver(&self, delivered: Delivered) {
        let mut remembered = self.0.lock();
        let header = delivered.block.header();
        let height = header.height().get();
        remembered.delivered.push(height);
        let last = remembered.blocks.last_key_value();
        let next = last.map_or(1, |(last, _)| last + 1);
        assert!(height <= next, "block {height} came before {next}");
        match remembered.blocks.insert(height, header.hash()) {
            None => {}
            Some(before) => {
                assert_eq!(before, header.hash(), "two blocks at height {height}");
                remembered.repeated += 1;
            }
        }
        if let Some(certificate) = delivered.certificate {
            remembered.certificates.insert(height, certificate);
        }
        remembered.bodies.insert(height, delivered.block);
        remembered.schedule.executed(Height::new(height));
        delivered.done.done();
    }

    fn tip(&self, height: u64) {
        let mut remembered = self.0.lock();
        remembered.tip = remembered.tip.max(height);
    }

    fn received(&self, _: u16, _: Message, _: Bytes) {}

    fn observe(&self, observation: Observation) {
        self.0.lock().observations.push(observation);
    }

    fn final_blocks(&self) -> Arc<dyn FinalBlocks> {
        Arc::new(self.clone())
    }
}

impl FinalBlocks for RememberingLedger {
    fn heights(&self) -> Option<RangeInclusive<u64>> {
        let remembered = self.0.lock();
        let (first, _) = remembered.bodies.first_key_value()?;
        let (last, _) = remembered.bodies.last_key_value()?;
        Some(*first..=*last)
    }

    fn block(&self, height: u64) -> Option<CommitteeBlock> {
        let remembered = self.0.lock();
        remembered
            .bodies
            .get(&height)
            .map(|block| (**block).clone())
    }

    fn payloads(&self, first: u64) -> Vec<(u64, Digest)> {
        let remembered = self.0.lock();
        let bodies = remembered.bodies.range(first..);
        bodies
            .map(|(height, block)| (*height, block.payload()))
            .collect()
    }
}

type Context = deterministic::Context;

/// Runs one simulation of at most ten simulated minutes.
pub fn simulate<F: Future<Output = ()>>(seed: u64, run: impl FnOnce(Context) -> F) {
    let config = deterministic::Config::new()
        .with_seed(seed)
        .with_timeout(Some(Duration::from_secs(600)));
    deterministic::Runner::new(config).start(run);
}

/// A committee of simulated validators.
pub struct Cluster {
    context: Context,
    oracle: Oracle<PublicKey, Context>,
    committee: Committee,
    /// That of the second epoch, once it was decided.
    pub second: Option<Committee>,
    keys: Vec<SigningKey>,
    pub ledgers: Vec<RememberingLedger>,
    running: Vec<Option<Handle<()>>>,
    pub engines: Vec<Arc<Mutex<Option<Engine>>>>,
    starts: usize,
    pub schedules: Vec<Schedule>,
    /// The epoch of validators that are started from now on.
    pub epoch: u64,
    /// Of the validators that are started from now on.
    pub waiting_bytes_max: usize,
    /// Where the next validator that is started goes on.
    pub floor: Option<(BlockHeader, Certificate)>,
    /// Whether validators that are started from now on vote.
    pub votes: bool,
    /// Another name is another disk.
    pub disk: String,
}

impl Cluster {
    /// All validators, running and connected.
    pub async fn start(context: Context, validators: usize) -> Self {
        Self::start_of(context, validators, validators).await
    }

    /// The first ones are the committee and run; the others are connected.
    pub async fn start_of(context: Context, validators: usize, members: usize) -> Self {
        let keys: Vec<_> = (0..validators)
            .map(|number| {
                SigningKey::from_seed(Scheme::Ed25519, &[number as u8 + 1; 32]).expect("a seed")
            })
            .collect();
        let infos = keys.iter().take(members).map(|key| ValidatorInfo {
            public_key: key.public_key().clone(),
            voting_power: 1,
        });
        let set = ValidatorSet::new(infos.collect()).expect("a set");
        let committee = Committee::new(CHAIN, 0, set).expect("a committee");
        let (network, oracle) = Network::new_with_peers(
            context.child("network"),
            Config {
                max_size: 64 * 1024 * 1024,
                max_peers_per_set: NZUsize!(validators),
                disconnect_on_block: true,
                tracked_peer_sets: NZUsize!(1),
            },
            keys.iter().map(network_key),
        )
        .await;
        network.start();
        let mut cluster = Self {
            context,
            oracle,
            committee,
            second: None,
            schedules: Vec::new(),
            epoch: 0,
            ledgers: Vec::new(),
            running: Vec::new(),
            engines: Vec::new(),
            keys,
            starts: 0,
            waiting_bytes_max: Settings::default().waiting_bytes_max,
            floor: None,
            votes: true,
            disk: String::new(),
        };
        for validator in 0..validators {
            let (ledger, schedule) = (
                RememberingLedger::default(),
                Schedule::new(cluster.committee.clone()),
            );
            ledger.0.lock().schedule = schedule.clone();
            cluster.ledgers.push(ledger);
            cluster.schedules.push(schedule);
            cluster.running.push(None);
            cluster.engines.push(Arc::default());
            if validator < members {
                cluster.run(validator).await;
            }
        }
        let all: Vec<_> = (0..validators).collect();
        cluster.connect(&[&all]).await;
        cluster
    }

    pub async fn sleep(&self, seconds: u64) {
        self.context.sleep(Duration::from_secs(seconds)).await;
    }

    /// Starts a validator with what is on its disk.
    pub async fn run(&mut self, validator: usize) {
        self.starts += 1;
        let key = SigningKey::from_seed(Scheme::Ed25519, self.keys[validator].seed())
            .expect("it was made from one");
        let control = self.oracle.control(network_key(&key));
        let mut channels = Vec::new();
        for channel in 0..8 {
            let quota = Quota::per_second(NZU32!(1_024));
            channels.push(control.register(channel, quota).await.expect("a channel"));
        }
        let mut next = channels.into_iter();
        let mut channel = || next.next().expect("eight channels");
        let parts = EngineParts {
            ledger: self.ledgers[validator].clone(),
            schedule: self.schedules[validator].clone(),
            epoch: self.epoch,
            key,
            votes: self.votes,
            genesis: genesis(&self.committee),
            settings: Settings {
                limits: BlockLimits {
                    body_bytes_max: 1 << 20,
                },
                waiting_bytes_max: self.waiting_bytes_max,
                ..Settings::default()
            },
            peers: Peers {
                provider: self.oracle.manager(),
                blocker: control.clone(),
            },
            channels: Channels {
                votes: channel(),
                certificates: channel(),
                resolver: channel(),
                backfill: channel(),
                blocks: channel(),
                submissions: channel(),
                status: channel(),
                transfer: channel(),
            },
            partition: format!("{}validator-{validator}", self.disk),
            floor: self.floor.take(),
        };
        let context = self
            .context
            .child("validator")
            .with_attribute("start", self.starts);
        let slot = Arc::clone(&self.engines[validator]);
        let running = context.spawn(move |context| async move {
            let (engine, running) = start(context.child("engine"), parts).await;
            *slot.lock() = Some(engine);
            let _ = running.await;
        });
        self.running[validator] = Some(running);
    }

    /// Ends a validator between two of its steps: what it had not synced is gone.
    pub async fn kill(&mut self, validator: usize) {
        let running = self.running[validator].take().expect("it runs");
        running.abort();
        let _ = running.await;
    }

    /// A validator that was killed gets another disk, with the last blocks of another one up to the last that has a certificate: there it goes
    /// on. Returns that height.
    pub fn lose_disk(&mut self, validator: usize, other: usize) -> u64 {
        let given = self.ledgers[other].0.lock();
        let (height, certificate) = given.certificates.last_key_value().expect("one is there");
        let blocks = height - 5..=*height;
        let remembered = Remembered {
            blocks: given
                .blocks
                .range(blocks.clone())
                .map(|(at, hash)| (*at, *hash))
                .collect(),
            bodies: given
                .bodies
                .range(blocks)
                .map(|(at, block)| (*at, Arc::clone(block)))
                .collect(),
            schedule: self.schedules[validator].clone(),
            handover: given.handover,
            ..Remembered::default()
        };
        self.floor = Some((*given.bodies[height].header(), certificate.clone()));
        let height = *height;
        drop(given);
        self.ledgers[validator] = RememberingLedger(Arc::new(Mutex::new(remembered)));
        self.disk = "new-".to_owned();
        height
    }

    /// Connects the validators of each group with each other, and with no others.
    pub async fn connect(&mut self, groups: &[&[usize]]) {
        for from in 0..self.keys.len() {
            for to in (0..self.keys.len()).filter(|to| *to != from) {
                let (a, b) = (network_key(&self.keys[from]), network_key(&self.keys[to]));
                // Not there yet, or not any more.
                let _ = self.oracle.remove_link(a.clone(), b.clone()).await;
                if groups
                    .iter()
                    .any(|group| group.contains(&from) && group.contains(&to))
                {
                    self.oracle.add_link(a, b, LINK).await.expect("a link");
                }
            }
        }
    }

    /// Votes of a validator that the first one saw, alone or in certificates.
    pub fn votes_of(&self, validator: u16) -> usize {
        let remembered = self.ledgers[0].0.lock();
        let is_its = |observation: &&Observation| match observation {
            Observation::Vote {
                validator: voter, ..
            } => *voter == validator,
            Observation::Notarized { voters, .. } | Observation::Finalised { voters, .. } => {
                voters.contains(&validator)
            }
            _ => false,
        };
        remembered.observations.iter().filter(is_its).count()
    }

    /// How far each validator has come.
    pub fn heights(&self) -> Vec<u64> {
        self.ledgers
            .iter()
            .map(|ledger| {
                let remembered = ledger.0.lock();
                let last = remembered.blocks.last_key_value();
                last.map_or(0, |(last, _)| *last)
            })
            .collect()
    }

    /// The first epoch ends with a height, and the second one is of these validators.
    pub fn decide_epoch(&mut self, last: u64, validators: &[usize]) {
        let infos = validators.iter().map(|validator| ValidatorInfo {
            public_key: self.keys[*validator].public_key().clone(),
            voting_power: 1,
        });
        let set = ValidatorSet::new(infos.collect()).expect("a set");
        for (ledger, schedule) in self.ledgers.iter().zip(&self.schedules) {
            ledger.0.lock().handover = Some((last, set.root()));
            schedule.decide_last(0, Height::new(last));
        }
        self.second = Some(Committee::new(CHAIN, 1, set).expect("a committee"));
    }

    /// Tells a validator that has the last block of the first epoch of the second one.
    pub fn begin_epoch(&mut self, validator: usize) {
        self.learn_epoch(validator, validator);
    }

    /// Tells a validator of the second epoch, as another one knows it.
    pub fn learn_epoch(&mut self, validator: usize, other: usize) {
        let second = self.second.clone().expect("it was decided");
        let remembered = self.ledgers[other].0.lock();
        let (last, _) = remembered.handover.expect("it was decided");
        let payload = remembered.bodies[&last].payload();
        self.schedules[validator].begin(Height::new(last + 1), second, payload);
    }

    /// Certificates of the second epoch with a vote of the validator of this index in it.
    pub fn votes_of_second(&self, index: u16) -> usize {
        let remembered = self.ledgers[1].0.lock();
        let of_second = remembered.certificates.values();
        of_second
            .filter(|certificate| certificate.epoch == 1)
            .filter(|certificate| certificate.votes.iter().any(|vote| vote.validator == index))
            .count()
    }

    /// No two validators have different blocks at a height, and every certificate is a quorum's.
    pub fn check(&self) {
        let mut all = BTreeMap::new();
        for ledger in &self.ledgers {
            let remembered = ledger.0.lock();
            for (height, hash) in &remembered.blocks {
                let first = all.entry(*height).or_insert(*hash);
                assert_eq!(first, hash, "two blocks are final at height {height}");
            }
            for (height, certificate) in &remembered.certificates {
                let committee = match (&self.second, certificate.epoch) {
                    (Some(second), 1) => second,
                    _ => &self.committee,
                };
                certificate
                    .verify(
                        committee.validators(),
                        &CHAIN,
                        Height::new(*height),
                        &remembered.blocks[height],
                    )
                    .expect("a quorum's certificate");
                assert_eq!(
                    Certificate::decode(&certificate.encode()).as_ref(),
                    Ok(certificate)
                );
            }
        }
    }
}

fn network_key(key: &SigningKey) -> PublicKey {
    PublicKey::decode(Bytes::copy_from_slice(key.public_key().as_bytes())).expect("a key")
}

fn genesis(committee: &Committee) -> BlockHeader {
    BlockHeader::new(&BlockFields {
        proposer: 0,
        submission_count: 0,
        transfer_count: 0,
        body_bytes: 0,
        height: Height::new(0),
        time_ms: 1,
        executed_height: Height::new(0),
        epoch: 0,
        chain_id: CHAIN,
        parent: Digest::ZERO,
        batches_root: Digest::ZERO,
        receipts_root: Digest::ZERO,
        state_root: Digest::ZERO,
        validators_root: committee.validators().root(),
    })
}
