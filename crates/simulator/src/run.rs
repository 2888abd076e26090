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
use futures_util::future::{Either, select};
use parking_lot::Mutex;

use crate::check::check;
use crate::cluster::Cluster;
use crate::disks::Disks;
use crate::plan::{Byzantine, Event, HEAL_AT_MS, Plan, Survives};
use crate::random::Random;
use crate::rejoin;
use crate::workload::{Client, History, now_ms};

/// How often everything is looked at.
const LOOK_MS: u64 = 20;
/// Everybody must be level and take payments so long after the trouble ended.
const LIVE_WITHIN_MS: u64 = 90_000;
/// A payment must be final so long after it was sent, when nothing is in its way.
const PROBE_MS: u64 = 20_000;
/// Without a block for so long, one that is so many behind takes a snapshot: the guard of a node does so.
const STALLED_MS: u64 = 30_000;
const BEHIND_BLOCKS: u64 = 16;
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
    history: History,
    sequences: Vec<Arc<AtomicU64>>,
    actions: BTreeMap<(u64, u64), Action>,
    next_action: u64,
    /// Disks that stop in the middle of something: what they remember, and for how long the machine is down.
    pub(crate) stopping: BTreeMap<usize, (Survives, u64)>,
    pub(crate) skews: Vec<i64>,
    pub(crate) random: Random,
    /// Height of each validator, and since when it stands there although there is more.
    progress: BTreeMap<usize, (u64, u64)>,
    /// The view that each validator that follows must see passed.
    pub(crate) first_views: BTreeMap<usize, Option<u64>>,
    /// When it is proposed again that those come back who left.
    pub(crate) back_at_ms: u64,
    /// Operations of governance that were sent.
    pub(crate) governed: u64,
    agreed: crate::cluster::Agreed,
    failure: Arc<Mutex<Option<String>>>,
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

    async fn act(
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

    /// Sees to machines that stopped, to nodes that gave up, and to validators that follow.
    async fn look(&mut self, cluster: &mut Cluster, context: &Context) -> Result<(), String> {
        let now = now_ms(context);
        if let Some(failure) = self.failure.lock().clone() {
            return Err(failure);
        }
        for validator in 0..self.plan.validators {
            if self.disks.disks[validator].is_crashed() {
                let (survives, for_ms) = self
                    .stopping
                    .remove(&validator)
                    .unwrap_or((Survives::Nothing, 300));
                self.crash(cluster, validator, survives).await;
                self.later(now + for_ms, Action::Restart(validator));
                continue;
            }
            let fatal = cluster.nodes.look(validator, |node| node.status.fatal());
            if let Some(Some(reason)) = fatal {
                if !self.plan.is_bad(validator) {
                    return Err(format!("validator {validator} gave up: {reason}"));
                }
                cluster.kill(validator).await;
                self.lose(validator);
                self.later(now + 200, Action::Restart(validator));
            }
        }
        self.follow_epochs(cluster).await?;
        for validator in 0..self.plan.validators {
            self.follow_another(cluster, validator)?;
        }
        let following: Vec<_> = self.first_views.keys().copied().collect();
        for validator in following {
            self.follow(cluster, validator).await?;
        }
        self.catch_up(cluster, now).await
    }

    /// A validator that forgot its votes follows until it may vote again.
    async fn follow(&mut self, cluster: &mut Cluster, validator: usize) -> Result<(), String> {
        if !cluster.decides(validator) {
            return Ok(());
        }
        let known = self.first_views[&validator];
        let Some(first_view) =
            known.or_else(|| rejoin::view_to_pass(cluster, &self.plan, validator))
        else {
            return Ok(());
        };
        self.first_views.insert(validator, Some(first_view));
        if rejoin::may_vote(cluster, &self.disks, validator, first_view) {
            cluster.kill(validator).await;
            self.first_views.remove(&validator);
            self.disks.votes[validator] = true;
            self.disks.follow(validator);
            return self.start(cluster, validator).await;
        }
        Ok(())
    }

    /// One that is so far behind that nobody has its next block any more, or gets none although there are some, takes a snapshot.
    async fn catch_up(&mut self, cluster: &mut Cluster, now: u64) -> Result<(), String> {
        let heights: Vec<_> = (0..self.plan.validators)
            .map(|validator| cluster.nodes.height(validator))
            .collect();
        for validator in 0..self.plan.validators {
            if !cluster.is_up(validator) {
                continue;
            }
            let own = heights[validator];
            let highest = heights.iter().max().copied().unwrap_or(0);
            let (at, since_ms) = self.progress.entry(validator).or_insert((own, now));
            if *at != own || highest < own + BEHIND_BLOCKS {
                (*at, *since_ms) = (own, now);
            }
            let is_stalled = now - *since_ms > STALLED_MS;
            let others = heights.iter().enumerate();
            let given = others
                .filter(|(other, height)| *other != validator && **height > 0)
                .map(|(_, height)| height.saturating_sub(self.plan.kept_blocks))
                .min();
            if !is_stalled && given.is_none_or(|earliest| earliest <= own + 1) {
                continue;
            }
            self.progress.remove(&validator);
            let mut random = self.random.clone();
            let fetched = rejoin::fetch(
                cluster,
                &self.plan,
                &self.disks,
                validator,
                own,
                &mut random,
            );
            self.random = random;
            if fetched.is_ok() {
                cluster.kill(validator).await;
                if !self.disks.votes[validator] {
                    self.disks.follow(validator);
                }
                self.start(cluster, validator).await?;
            }
        }
        Ok(())
    }

    /// Heals everything, waits until all are level and take payments, and checks what must hold.
    async fn end(
        &mut self,
        cluster: &mut Cluster,
        context: &Context,
        clients: Vec<Handle<()>>,
    ) -> Result<Report, String> {
        self.actions.clear();
        cluster.links.heal().await;
        for disk in &self.disks.disks {
            disk.forget_faults();
        }
        for validator in 0..self.plan.validators {
            cluster
                .nodes
                .slot(validator)
                .slow_ms
                .store(0, Ordering::Relaxed);
            if !cluster.is_up(validator) {
                self.start(cluster, validator).await?;
            }
        }
        let deadline = now_ms(context) + LIVE_WITHIN_MS;
        let honest: Vec<_> = (0..self.plan.validators)
            .filter(|validator| self.plan.byzantine.is_none_or(|(bad, _)| bad != *validator))
            .collect();
        let goal = honest
            .iter()
            .map(|validator| cluster.nodes.height(*validator))
            .max()
            .unwrap_or(0)
            + 8;
        loop {
            self.look(cluster, context).await?;
            self.restart_due(cluster, context).await?;
            let is_level = honest
                .iter()
                .all(|validator| cluster.nodes.height(*validator) >= goal);
            let mut following = self.first_views.keys();
            let all_vote = !following.any(|validator| cluster.decides(*validator));
            let all_back = self.all_are_back(cluster, &honest, now_ms(context));
            if is_level && all_vote && all_back {
                break;
            }
            if now_ms(context) > deadline {
                return Err(format!(
                    "not alive {LIVE_WITHIN_MS} ms after everything was healed: {goal} expected, still following: {:?}{}",
                    self.first_views.keys().collect::<Vec<_>>(),
                    positions(cluster)
                ));
            }
            context.sleep(Duration::from_millis(LOOK_MS)).await;
        }
        for client in clients {
            client.abort();
        }
        self.probe(cluster, context, &honest).await?;
        // What one has, all have in a moment.
        let goal = honest
            .iter()
            .map(|validator| cluster.nodes.height(*validator))
            .max()
            .unwrap_or(0);
        while honest
            .iter()
            .any(|validator| cluster.nodes.height(*validator) < goal)
        {
            self.look(cluster, context).await?;
            if now_ms(context) > deadline + LIVE_WITHIN_MS {
                return Err(format!("not level: {goal} expected{}", positions(cluster)));
            }
            context.sleep(Duration::from_millis(LOOK_MS)).await;
        }
        let history = self.history.lock().clone();
        check(cluster, &self.plan, &history)?;
        self.scrub(cluster, &honest)?;
        let last = self
            .agreed
            .lock()
            .last_key_value()
            .map(|(height, (hash, state))| format!("{height} {hash} {state}"));
        Ok(Report {
            height: cluster.nodes.height(honest[0]),
            payments: history.len(),
            acknowledged: history
                .iter()
                .filter(|payment| payment.acknowledged_at_ms.is_some())
                .count(),
            simulated_ms: now_ms(context),
            epochs: cluster
                .nodes
                .look(honest[0], |node| node.epoch())
                .unwrap_or(0),
            left: self.disks.left,
            came_back: self.disks.came_back,
            last: last.unwrap_or_default(),
        })
    }

    async fn restart_due(
        &mut self,
        cluster: &mut Cluster,
        context: &Context,
    ) -> Result<(), String> {
        while let Some(entry) = self.actions.first_entry()
            && entry.key().0 <= now_ms(context)
        {
            let action = entry.remove();
            self.act(cluster, context, action).await?;
        }
        Ok(())
    }

    /// Pays through one validator alone, and sees to all of them meanwhile.
    async fn pay(
        &mut self,
        cluster: &mut Cluster,
        context: &Context,
        client: &mut Client,
        validator: usize,
    ) -> Result<bool, String> {
        let mut paid = Box::pin(client.pay(context, validator, now_ms(context)));
        loop {
            let pause = Box::pin(context.sleep(Duration::from_millis(LOOK_MS)));
            match select(paid, pause).await {
                Either::Left((is_paid, _)) => {
                    self.look(cluster, context).await?;
                    return Ok(is_paid);
                }
                Either::Right(((), goes_on)) => paid = goes_on,
            }
            self.look(cluster, context).await?;
        }
    }

    /// A payment through each honest validator is final.
    async fn probe(
        &mut self,
        cluster: &mut Cluster,
        context: &Context,
        honest: &[usize],
    ) -> Result<(), String> {
        let chain_id = Genesis::chain_id(self.disks.genesis());
        let mut client = Client {
            account: 0,
            accounts: self.plan.clients,
            chain_id,
            nodes: cluster.nodes.clone(),
            history: Arc::clone(&self.history),
            random: Random::new(self.plan.seed, "probe"),
            next_sequence: Arc::clone(&self.sequences[0]),
            patience_ms: PROBE_MS,
        };
        for validator in honest {
            loop {
                let epoch = cluster.epoch_of(*validator);
                if self.pay(cluster, context, &mut client, *validator).await? {
                    break;
                }
                // One that was started again in the next epoch meanwhile is asked again.
                if cluster.epoch_of(*validator) == epoch {
                    return Err(format!(
                        "validator {validator} takes no payment within {PROBE_MS} ms{}",
                        positions(cluster)
                    ));
                }
            }
        }
        Ok(())
    }
}

/// Where each validator is, for the message of a failure.
fn positions(cluster: &Cluster) -> String {
    let position = |validator: usize| {
        let seen = cluster.nodes.look(validator, |node| {
            let tip = node.chain.tip().height;
            let header = node.chain.header(tip.get()).ok().flatten();
            let committed = header.map(|block| block.header.fields().executed_height);
            let (executed, _) = node.ledger();
            format!(
                "height {tip}, executed {}, its header commits to {committed:?}, view {}, final elsewhere {}",
                executed.height,
                node.shared.participation.view(),
                node.shared.participation.network_tip()
            )
        });
        format!(
            "\n  validator {validator}: {}",
            seen.unwrap_or_else(|| "down".into())
        )
    };
    (0..cluster.nodes.len()).map(position).collect()
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
