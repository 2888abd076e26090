//! What a plan says, done to the cluster.

use std::sync::atomic::Ordering;
use std::time::Duration;

use aurigraph_storage::Fault;

use crate::cluster::{Cluster, segments_folder};
use crate::epochs::members;
use crate::plan::{Event, Survives};
use crate::random::Random;
use crate::rejoin;
use crate::run::{Action, Story};

impl Story {
    pub(crate) async fn happen(&mut self, cluster: &mut Cluster, now: u64, event: Event) {
        match event {
            Event::Loss {
                percent,
                jitter_ms,
                for_ms,
            } => {
                let jitter = Duration::from_millis(jitter_ms);
                cluster.links.set_quality(percent, jitter).await;
                self.later(now + for_ms, Action::Quality);
            }
            Event::Split { side, for_ms } => {
                let is_on_side = |validator: usize| side & (1 << validator) != 0;
                let all = 0..self.plan.validators;
                let links = all
                    .clone()
                    .flat_map(|from| all.clone().map(move |to| (from, to)))
                    .filter(|(from, to)| is_on_side(*from) != is_on_side(*to))
                    .collect();
                let number = cluster.links.cut(links).await;
                self.later(now + for_ms, Action::Mend(number));
            }
            Event::OneWay {
                validator,
                is_deaf,
                for_ms,
            } => {
                let links = cluster.links.around(validator).into_iter();
                let links = links
                    .filter(|(from, _)| (*from == validator) != is_deaf)
                    .collect();
                let number = cluster.links.cut(links).await;
                self.later(now + for_ms, Action::Mend(number));
            }
            Event::Flapping { validator, times } => {
                for time in 0..u64::from(times) {
                    self.later(now + time * 500, Action::Cut(validator, 250));
                }
            }
            Event::LeaderIsolated { for_ms } => {
                let leader = (0..self.plan.validators).find_map(|validator| {
                    cluster.nodes.look(validator, |node| {
                        let participation = &node.shared.participation;
                        let committee = participation.committee();
                        let index = usize::from(committee.leader(participation.view()));
                        let members = members(committee.validators());
                        members.get(index).copied()
                    })
                });
                let leader = leader.flatten();
                if let Some(leader) = leader {
                    let number = cluster.links.cut(cluster.links.around(leader)).await;
                    self.later(now + for_ms, Action::Mend(number));
                }
            }
            Event::Crash {
                validator,
                survives,
                for_ms,
            } => {
                if cluster.is_up(validator) {
                    self.crash(cluster, validator, survives).await;
                    self.later(now + for_ms, Action::Restart(validator));
                }
            }
            Event::CrashInWrite {
                validator,
                operations,
                survives,
                for_ms,
            } => {
                let disk = &self.disks.disks[validator];
                disk.fail_at(disk.operations() + operations, Fault::Crash);
                self.stopping.insert(validator, (survives, for_ms));
            }
            Event::CrashAll { .. } => unreachable!("the whole runtime ends then"),
            Event::LyingDisk { validator, for_ms } => {
                self.disks.disks[validator].lie_about_syncs();
                self.later(now + for_ms, Action::CrashLiar(validator));
            }
            Event::BitFlip { validator, choice } => {
                self.crash(cluster, validator, Survives::Everything).await;
                self.flip_bit(validator, choice);
                self.later(now + 300, Action::Restart(validator));
            }
            Event::LostDisk { validator } => {
                cluster.kill(validator).await;
                self.stopping.remove(&validator);
                self.lose(validator);
                self.later(now + 300, Action::Restart(validator));
            }
            Event::ChangeValidators { shift, away } => {
                self.change_validators(cluster, now, shift, away);
            }
            Event::ClockJump { validator, to_ms } => {
                self.skews[validator] = to_ms;
                let slot = cluster.nodes.slot(validator);
                slot.skew_ms.store(self.skews[validator], Ordering::Relaxed);
            }
            Event::SlowDisk {
                validator,
                write_ms,
                for_ms,
            } => {
                let slot = cluster.nodes.slot(validator);
                slot.slow_ms.store(write_ms, Ordering::Relaxed);
                self.later(now + for_ms, Action::SlowEnds(validator));
            }
        }
    }

    /// Inverts a bit somewhere in the blocks of a validator.
    fn flip_bit(&mut self, validator: usize, choice: u64) {
        let disk = &self.disks.disks[validator];
        let folder = segments_folder();
        let files: Vec<_> = disk
            .files()
            .into_iter()
            .filter(|path| path.parent() == Some(&folder))
            .collect();
        let mut random = Random::new(choice, "bit");
        if files.is_empty() {
            return;
        }
        let path = random.pick(&files).clone();
        let content = disk.content(&path).unwrap_or_default();
        // Where something was written, not in the room that is reserved.
        let written = content.iter().rposition(|byte| *byte != 0).unwrap_or(0);
        if written > 0 {
            let at = random.between(0, written as u64) as usize;
            disk.flip(&path, at, 1 << random.between(0, 8));
        }
    }

    /// A bit of an old segment changes: the block is found, and replaced by that of another validator.
    pub(crate) fn scrub(&mut self, cluster: &Cluster, honest: &[usize]) -> Result<(), String> {
        let validator = *self.random.pick(honest);
        let disk = &self.disks.disks[validator];
        let mut segments: Vec<_> = disk.files();
        segments.retain(|path| {
            path.parent() == Some(&segments_folder())
                && path.extension().is_some_and(|ending| ending == "log")
                && path
                    .file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with("segment-"))
        });
        segments.sort();
        // The last one is being written.
        segments.pop();
        let Some(path) = segments.first() else {
            return Ok(());
        };
        let content = disk.content(path).unwrap_or_default();
        let written = content.iter().rposition(|byte| *byte != 0).unwrap_or(0) as u64;
        if written <= 4_096 {
            return Ok(());
        }
        let at = self.random.between(4_096, written) as usize;
        disk.flip(path, at, 1 << self.random.between(0, 8));
        rejoin::scrub_and_repair(cluster, honest, validator)
    }
}
