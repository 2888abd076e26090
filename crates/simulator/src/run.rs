//! One simulation: the plan is carried out, everything is healed, and what must hold is checked.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aurigraph_node::stepped::is_damaged;
use aurigraph_storage::CrashOutcome;
use aurigraph_types::Genesis;
use commonware_runtime::deterministic::{Config, Context, Runner};
use commonware_runtime::{Clock as _, Handle, Spawner as _, Supervisor as _};
use parking_lot::Mutex;

use crate::cluster::Cluster;
use crate::disks::Disks;
use crate::plan::{Byzantine, Event, HEAL_AT_MS, Plan, Survives};
use crate::random::Random;
use crate::workload::{Client, History, now_ms};

/// How often everything is looked at.
pub(crate) const LOOK_MS: u64 = 20;
/// How long a client waits for an answer before it asks another validator.
const PATIENCE_MS: u64 = 2_500;
/// Longer runs are a failure of the simulator.
const TIMEOUT: Duration = Duration::from_secs(300);

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Height at the end.
    pub height: u64,
    /// Payments that were sent.
    pub payments: usize,
    /// Payments that were acknowledged.
    pub acknowledged: usize,
    /// Milliseconds of simulated time.
    pub simulated_ms: u64,
    /// Changes of validators that came into force.
    pub epochs: u64,
    /// How often one was no validator any more, as it saw itself.
    pub left: u64,
    /// How often one that had left was one again.
    pub came_back: u64,
    /// The last block and state, for comparing two runs of one seed.
    pub last: String,
}

/// What is to be done at a time.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    Happens(Event),
    Mend(u64),
    Quality,
    Restart(usize),
    Cut(usize, u64),
    SlowEnds(usize),
    CrashLiar(usize),
}

/// What outlives a loss of power.
pub(crate) struct Story {
    pub(crate) plan: Plan,
    pub(crate) disks: Disks,
    pub(crate) history: History,
    pub(crate) sequences: Vec<Arc<AtomicU64>>,
    pub(crate) actions: BTreeMap<(u64, u64), Action>,
    next_action: u64,
    /// Disks that stop in the middle of something: what they remember, and for how long the machine is down.
    pub(crate) stopping: BTreeMap<usize, (Survives, u64)>,
    pub(crate) skews: Vec<i64>,
    pub(crate) random: Random,
    /// Height of each validator, and since when it stands there although there is more.
    pub(crate) progress: BTreeMap<usize, (u64, u64)>,
    /// When a validator that asked for a snapshot got none, and why.
    pub(crate) no_snapshot: BTreeMap<usize, (u64, String)>,
    /// The view that each validator that follows must see passed.
    pub(crate) first_views: BTreeMap<usize, Option<u64>>,
    /// When it is proposed again that those come back who left.
    pub(crate) back_at_ms: u64,
    /// Operations of governance that were sent.
    pub(crate) governed: u64,
    pub(crate) agreed: crate::cluster::Agreed,
    pub(crate) failure: Arc<Mutex<Option<String>>>,
}

enum Part {
    /// All lose power; the rest comes after that.
    PowerLoss(Box<Story>),
    /// It came to its end.
    Ended(Result<Report, String>),
}

/// Runs the simulation of a plan. `Err` says what does not hold.
pub fn simulate(plan: &Plan) -> Result<Report, String> {
    let mut story = Box::new(Story::new(plan));
    let config = Config::new()
        .with_seed(plan.seed)
        .with_timeout(Some(TIMEOUT));
    let mut runner = Runner::new(config);
    loop {
        let (part, checkpoint) =
            runner.start_and_recover(|context| async move { story.run(context).await });
        match part {
            Part::Ended(ended) => return ended,
            Part::PowerLoss(rest) => {
                story = rest;
                runner = Runner::from(checkpoint);
            }
        }
    }
}

fn outcome(survives: Survives) -> CrashOutcome {
    match survives {
        Survives::Nothing => CrashOutcome::LoseUnsynced,
        Survives::Everything => CrashOutcome::KeepAll,
        Survives::Some(seed) => CrashOutcome::Random { seed },
    }
}

impl Story {
    fn new(plan: &Plan) -> Self {
        let mut story = Self {
            disks: Disks::new(plan),
            history: History::default(),
            sequences: (0..plan.clients).map(|_| Arc::default()).collect(),
            actions: BTreeMap::new(),
            next_action: 0,
            stopping: BTreeMap::new(),
            skews: vec![0; plan.validators],
            random: Random::new(plan.seed, "story"),
            progress: BTreeMap::new(),
            no_snapshot: BTreeMap::new(),
            first_views: BTreeMap::new(),
            back_at_ms: 0,
            governed: 0,
            agreed: Arc::default(),
            failure: Arc::default(),
            plan: plan.clone(),
        };
        for (at_ms, event) in &plan.events {
            story.later(*at_ms, Action::Happens(event.clone()));
        }
        story
    }

    pub(crate) fn later(&mut self, at_ms: u64, action: Action) {
        self.actions.insert((at_ms, self.next_action), action);
        self.next_action += 1;
    }

    async fn run(mut self: Box<Self>, context: Context) -> Part {
        let mut cluster = Cluster::new(context.child("cluster"), &self.plan, &self.disks).await;
        cluster.agreed = Arc::clone(&self.agreed);
        cluster.failure = Arc::clone(&self.failure);
        for (validator, skew_ms) in self.skews.iter().enumerate() {
            let slot = cluster.nodes.slot(validator);
            slot.skew_ms.store(*skew_ms, Ordering::Relaxed);
        }
        for validator in 0..self.plan.validators {
            if let Err(failure) = self.start(&mut cluster, validator).await {
                return Part::Ended(Err(failure));
            }
        }
        let clients = self.clients(&context, &cluster);
        while now_ms(&context) < HEAL_AT_MS {
            while let Some(entry) = self.actions.first_entry()
                && entry.key().0 <= now_ms(&context)
            {
                let action = entry.remove();
                if let Action::Happens(Event::CrashAll { survives }) = action {
                    for disk in &self.disks.disks {
                        disk.restart(outcome(survives));
                    }
                    self.after_power_loss();
                    return Part::PowerLoss(self);
                }
                if let Err(failure) = self.act(&mut cluster, &context, action).await {
                    return Part::Ended(Err(failure));
                }
            }
            if let Err(failure) = self.look(&mut cluster, &context).await {
                return Part::Ended(Err(failure));
            }
            context.sleep(Duration::from_millis(LOOK_MS)).await;
        }
        let ended = self.end(&mut cluster, &context, clients).await;
        Part::Ended(ended)
    }

    /// Everything that was to be undone later is undone: the network and the machines are new.
    fn after_power_loss(&mut self) {
        self.progress.clear();
        self.no_snapshot.clear();
        self.actions
            .retain(|_, action| matches!(action, Action::Happens(_)));
        self.stopping.clear();
    }

    fn clients(&self, context: &Context, cluster: &Cluster) -> Vec<Handle<()>> {
        let chain_id = Genesis::chain_id(self.disks.genesis());
        (0..self.plan.clients)
            .map(|account| {
                let next = Arc::clone(&self.sequences[account]);
                let purpose = format!("client {account} {}", next.load(Ordering::Relaxed));
                let mut client = Client {
                    account,
                    accounts: self.plan.clients,
                    chain_id,
                    nodes: cluster.nodes.clone(),
                    history: Arc::clone(&self.history),
                    random: Random::new(self.plan.seed, &purpose),
                    next_sequence: next,
                    patience_ms: PATIENCE_MS,
                };
                context
                    .child("client")
                    .with_attribute("account", account)
                    .spawn(move |context| async move { client.run(context, HEAL_AT_MS).await })
            })
            .collect()
    }

    /// Starts a validator; one whose disk is damaged, and may be, begins anew with the help of the others.
    pub(crate) async fn start(
        &mut self,
        cluster: &mut Cluster,
        validator: usize,
    ) -> Result<(), String> {
        match cluster.run(validator, &mut self.disks).await {
            Ok(()) => {
                if !self.disks.votes[validator] {
                    self.first_views.entry(validator).or_insert(None);
                }
                Ok(())
            }
            Err(error) if is_damaged(&error) && self.plan.is_bad(validator) => {
                self.lose(validator);
                Box::pin(self.start(cluster, validator)).await
            }
            // The machine stopped once more while it started: that is seen to as at any other time.
            Err(_) if self.disks.disks[validator].is_crashed() => Ok(()),
            Err(error) => Err(format!("validator {validator} does not start: {error}")),
        }
    }

    pub(crate) fn lose(&mut self, validator: usize) {
        self.disks.lose(validator);
        self.first_views.insert(validator, None);
    }

    pub(crate) async fn crash(
        &mut self,
        cluster: &mut Cluster,
        validator: usize,
        survives: Survives,
    ) {
        cluster.kill(validator).await;
        self.disks.disks[validator].restart(outcome(survives));
        self.stopping.remove(&validator);
    }

    pub(crate) async fn act(
        &mut self,
        cluster: &mut Cluster,
        context: &Context,
        action: Action,
    ) -> Result<(), String> {
        let now = now_ms(context);
        match action {
            Action::Happens(event) => self.happen(cluster, now, event).await,
            Action::Mend(number) => cluster.links.mend(number).await,
            Action::Quality => cluster.links.set_quality(0, Duration::ZERO).await,
            Action::Cut(validator, for_ms) => {
                let number = cluster.links.cut(cluster.links.around(validator)).await;
                self.later(now + for_ms, Action::Mend(number));
            }
            Action::SlowEnds(validator) => {
                cluster
                    .nodes
                    .slot(validator)
                    .slow_ms
                    .store(0, Ordering::Relaxed);
            }
            Action::Restart(validator) if !cluster.is_up(validator) => {
                return self.start(cluster, validator).await;
            }
            Action::Restart(_) => {}
            Action::CrashLiar(validator) => {
                self.crash(cluster, validator, Survives::Nothing).await;
                self.later(now + 300, Action::Restart(validator));
            }
        }
        Ok(())
    }
}

/// Runs a seed and says how long it took.
pub fn timed(seed: u64) -> (Plan, Result<Report, String>, Duration) {
    let plan = Plan::of_seed(seed);
    let began = Instant::now();
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| simulate(&plan)));
    let ended = ended.unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("a panic: {}", text.unwrap_or_default()))
    });
    (plan, ended, began.elapsed())
}

/// Kinds of Byzantine validators and events of a plan, for counts.
pub fn kinds(plan: &Plan) -> Vec<String> {
    let byzantine = plan
        .byzantine
        .map(|(_, kind): (usize, Byzantine)| format!("Byzantine: {kind:?}"));
    let events = plan.events.iter().map(|(_, event)| event.kind().to_owned());
    byzantine.into_iter().chain(events).collect()
}
