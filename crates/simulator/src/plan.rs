//! What happens in a simulation, all of it chosen by its seed before it begins.
//!
//! At most f of the 3f + 1 validators are *bad*: Byzantine, or with a disk that lies, rots or is lost. All others may crash, be cut off, be slow or
//! have a wrong clock, and as many at once as the seed wants: then nothing is decided for a while, and nothing may be lost.

use std::fmt;

use crate::random::Random;

/// When the trouble ends, milliseconds of simulated time.
pub const HEAL_AT_MS: u64 = 10_000;

/// How wrong the clock of a validator may be that is not bad.
const CLOCK_ERROR_MS_MAX: u64 = 900;

/// So few always decide: one of them may be bad.
const VALIDATORS_MIN: usize = 4;

/// Who leaves: none, or any so that enough are left.
fn away(random: &mut Random, validators: usize) -> u32 {
    let most = validators - VALIDATORS_MIN;
    if most == 0 || random.chance(30) {
        return 0;
    }
    let mut away = 0;
    for _ in 0..random.between(1, most as u64 + 1) {
        away |= 1 << random.between(0, validators as u64);
    }
    away
}

/// How a validator misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Byzantine {
    /// Two of it, each known to one half of the others: it votes twice and proposes two blocks.
    Equivocates,
    /// Sends its blocks to nobody.
    WithholdsBlocks,
    /// Sends its votes and certificates to nobody.
    WithholdsVotes,
    /// Sends bytes without meaning on every channel.
    Garbage,
    /// Sends what it and others sent before again and again: stale votes, certificates and blocks.
    Replays,
    /// Sends messages as large as they may be.
    Oversized,
    /// Proposes blocks with a wrong state root.
    FalseRoots,
    /// Proposes blocks with an invalid signature in them.
    FalseSignatures,
    /// Proposes blocks from the future.
    FalseTimes,
    /// Finds every block valid.
    ApprovesAll,
    /// Gives false snapshots.
    FalseSnapshots,
}

impl Byzantine {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Equivocates,
        Self::WithholdsBlocks,
        Self::WithholdsVotes,
        Self::Garbage,
        Self::Replays,
        Self::Oversized,
        Self::FalseRoots,
        Self::FalseSignatures,
        Self::FalseTimes,
        Self::ApprovesAll,
        Self::FalseSnapshots,
    ];
}

/// Which changes that were not synced survive a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Survives {
    /// None.
    Nothing,
    /// All.
    Everything,
    /// Any sectors of any writes.
    Some(u64),
}

/// Something that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Messages are lost, and take longer, for a while.
    Loss {
        /// Of a hundred.
        percent: u8,
        /// Milliseconds of jitter, which reorders messages of different senders.
        jitter_ms: u64,
        /// How long.
        for_ms: u64,
    },
    /// Only the validators of one side hear of each other.
    Split {
        /// Bit i is set if validator i is on one side.
        side: u32,
        /// How long.
        for_ms: u64,
    },
    /// One hears nobody, but is heard; or the other way round.
    OneWay {
        /// Who.
        validator: usize,
        /// Whether it is the one that hears nobody.
        is_deaf: bool,
        /// How long.
        for_ms: u64,
    },
    /// One is cut off and comes back, several times.
    Flapping {
        /// Who.
        validator: usize,
        /// How often.
        times: u32,
    },
    /// Whoever leads is cut off.
    LeaderIsolated {
        /// How long.
        for_ms: u64,
    },
    /// One is killed and started again.
    Crash {
        /// Who.
        validator: usize,
        /// What its disk remembers.
        survives: Survives,
        /// How long it is down.
        for_ms: u64,
    },
    /// The disk of one stops in the middle of some operation, with the machine.
    CrashInWrite {
        /// Who.
        validator: usize,
        /// After how many operations of the disk.
        operations: u64,
        /// What its disk remembers.
        survives: Survives,
        /// How long it is down.
        for_ms: u64,
    },
    /// All lose power at once.
    CrashAll {
        /// What their disks remember.
        survives: Survives,
    },
    /// The disk of a bad validator says that it is done when it is not; then it crashes.
    LyingDisk {
        /// Who.
        validator: usize,
        /// How long it lies before the crash.
        for_ms: u64,
    },
    /// A bit of a bad validator's log changes while it is down.
    BitFlip {
        /// Who.
        validator: usize,
        /// Chooses the bit.
        choice: u64,
    },
    /// A bad validator loses its disk with everything but its key.
    LostDisk {
        /// Who.
        validator: usize,
    },
    /// A clock goes wrong for good.
    ClockJump {
        /// Who.
        validator: usize,
        /// How wrong it is then.
        to_ms: i64,
    },
    /// The validators change their order, and some leave or come back: a new epoch begins, and with it every index means another one.
    ChangeValidators {
        /// By how many places.
        shift: u64,
        /// Bit i is set if validator i is none from then on.
        away: u32,
    },
    /// A disk is slow for a while.
    SlowDisk {
        /// Who.
        validator: usize,
        /// Milliseconds more for each write.
        write_ms: u64,
        /// How long.
        for_ms: u64,
    },
}

impl Event {
    /// The kind, for counts.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Loss { .. } => "loss and reordering",
            Self::Split { .. } => "split",
            Self::OneWay { .. } => "one-way partition",
            Self::Flapping { .. } => "flapping",
            Self::LeaderIsolated { .. } => "leader isolated",
            Self::Crash { .. } => "crash",
            Self::CrashInWrite { .. } => "crash within a disk operation (torn and lost writes)",
            Self::CrashAll { .. } => "all crash",
            Self::LyingDisk { .. } => "lying disk",
            Self::BitFlip { .. } => "bit flip",
            Self::LostDisk { .. } => "lost disk",
            Self::ClockJump { .. } => "clock jump",
            Self::SlowDisk { .. } => "slow disk",
            Self::ChangeValidators { away: 0, .. } => "change of validators",
            Self::ChangeValidators { .. } => "change of validators, some leave",
        }
    }
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// How many validators.
    pub validators: usize,
    /// How many clients, each with an account.
    pub clients: usize,
    /// Milliseconds that a message takes.
    pub latency_ms: u64,
    /// Most milliseconds that a write takes.
    pub write_ms: u64,
    /// Blocks that validators keep for each other.
    pub kept_blocks: u64,
    /// Who misbehaves, and how.
    pub byzantine: Option<(usize, Byzantine)>,
    /// What happens when, in order.
    pub events: Vec<(u64, Event)>,
}

impl Plan {
    /// The plan of a seed.
    pub fn of_seed(seed: u64) -> Self {
        let mut random = Random::new(seed, "plan");
        // Numbers of their own: those of older plans stay what they were.
        let mut leaving = Random::new(seed, "who leaves");
        let validators = if random.chance(12) {
            7
        } else if leaving.chance(25) {
            5
        } else {
            VALIDATORS_MIN
        };
        let bad = random.between(0, validators as u64) as usize;
        let byzantine = random
            .chance(50)
            .then(|| (bad, *random.pick(&Byzantine::ALL)));
        let mut plan = Self {
            seed,
            validators,
            clients: random.between(2, 6) as usize,
            latency_ms: random.between(1, 40),
            write_ms: random.between(1, 12),
            kept_blocks: if random.chance(25) { 24 } else { 4_096 },
            byzantine,
            events: Vec::new(),
        };
        for _ in 0..random.between(1, 6) {
            let at_ms = random.between(300, HEAL_AT_MS - 2_000);
            let event = plan.event(&mut random, bad);
            plan.events.push((at_ms, event));
        }
        if let Some((_, Byzantine::FalseSnapshots)) = byzantine {
            // Somebody has to ask for one.
            let validator = (bad + 1) % validators;
            plan.events.push((3_000, Event::LostDisk { validator }));
            plan.kept_blocks = 24;
        }
        if random.chance(50) || validators == 5 {
            for _ in 0..random.between(1, 4) {
                let at_ms = random.between(300, 4_000);
                let shift = random.between(0, 6);
                let away = away(&mut leaving, validators);
                plan.events
                    .push((at_ms, Event::ChangeValidators { shift, away }));
            }
        }
        plan.events.sort_by_key(|(at_ms, _)| *at_ms);
        plan
    }

    fn event(&self, random: &mut Random, bad: usize) -> Event {
        let validator = random.between(0, self.validators as u64) as usize;
        let for_ms = random.between(200, 4_000);
        let survives = match random.between(0, 3) {
            0 => Survives::Nothing,
            1 => Survives::Everything,
            _ => Survives::Some(random.number()),
        };
        // A validator that is Byzantine uses up what may be bad.
        let kinds = if self.byzantine.is_some() { 10 } else { 13 };
        match random.between(0, kinds) {
            0 => Event::Loss {
                percent: random.between(1, 30) as u8,
                jitter_ms: random.between(0, 80),
                for_ms,
            },
            1 => Event::Split {
                side: random.between(1, (1 << self.validators) - 1) as u32,
                for_ms,
            },
            2 => Event::OneWay {
                validator,
                is_deaf: random.chance(50),
                for_ms,
            },
            3 => Event::Flapping {
                validator,
                times: random.between(2, 6) as u32,
            },
            4 => Event::LeaderIsolated { for_ms },
            5 => Event::Crash {
                validator,
                survives,
                for_ms,
            },
            6 => Event::CrashInWrite {
                validator,
                operations: random.between(1, 60),
                survives,
                for_ms,
            },
            7 => Event::CrashAll { survives },
            8 => self.clock_jump(random, validator, bad),
            9 => Event::SlowDisk {
                validator,
                write_ms: random.between(20, 400),
                for_ms,
            },
            10 => Event::LyingDisk {
                validator: bad,
                for_ms,
            },
            11 => Event::BitFlip {
                validator: bad,
                choice: random.number(),
            },
            _ => Event::LostDisk { validator: bad },
        }
    }

    /// Clocks of validators that are not bad differ by less than what they forgive each other.
    fn clock_jump(&self, random: &mut Random, validator: usize, bad: usize) -> Event {
        let may_be_bad = self.byzantine.is_none() && validator == bad;
        let most_ms = if may_be_bad {
            20_000
        } else {
            CLOCK_ERROR_MS_MAX
        };
        Event::ClockJump {
            validator,
            to_ms: random.between(0, 2 * most_ms) as i64 - most_ms as i64,
        }
    }

    /// Validators that may be bad.
    pub fn is_bad(&self, validator: usize) -> bool {
        let is_byzantine = self.byzantine.is_some_and(|(bad, _)| bad == validator);
        let has_bad_disk = self.events.iter().any(|(_, event)| {
            matches!(event, Event::LyingDisk { validator: bad, .. }
                | Event::BitFlip { validator: bad, .. }
                | Event::LostDisk { validator: bad } if *bad == validator)
                || matches!(event, Event::ClockJump { validator: bad, to_ms }
                    if *bad == validator && to_ms.unsigned_abs() > CLOCK_ERROR_MS_MAX)
        });
        is_byzantine || has_bad_disk
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "seed {}: {} validators, {} clients, messages take {} ms, writes up to {} ms, {} blocks kept",
            self.seed,
            self.validators,
            self.clients,
            self.latency_ms,
            self.write_ms,
            self.kept_blocks
        )?;
        if let Some((validator, kind)) = self.byzantine {
            writeln!(formatter, "  validator {validator} {kind:?}")?;
        }
        for (at_ms, event) in &self.events {
            writeln!(formatter, "  {at_ms:>5} ms  {event:?}")?;
        }
        Ok(())
    }
}
