//! Where blocks will not do: a snapshot of another node, and single blocks that are damaged here.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::follower::{Follower, PAUSE};
use crate::committee::repair::repair;
use crate::committee::transfer::stage::Stage;
use crate::history::with_causes;

/// Pause after no node could give a snapshot.
const SNAPSHOT_PAUSE: Duration = Duration::from_secs(2);

impl Follower {
    /// Gets a block that is damaged here from one of the others.
    pub(super) fn repair_block(&mut self) {
        let chain = &self.parts.chain;
        let Some(height) = chain.damaged.first() else {
            return;
        };
        if height < chain.earliest_height() {
            chain.damaged.mended(height, false);
            return;
        }
        for from in 0..self.remotes.len() as u16 {
            let epochs = chain.epochs.now();
            match repair(chain, &epochs, &self.limits, &mut self.asks, from, height) {
                Ok(()) => {
                    tracing::warn!(height, "a damaged block was replaced");
                    chain.damaged.mended(height, true);
                    return;
                }
                Err(error) => {
                    let error = with_causes(&error);
                    tracing::warn!(height, error, "a damaged block was not replaced");
                }
            }
        }
    }

    /// Nobody keeps the next block any more: fetches a snapshot and has the node started again with it.
    pub(super) fn take_snapshot(&mut self) {
        let is_pause = |at: &Instant| at.elapsed() < SNAPSHOT_PAUSE;
        if self.snapshot_failed_at.as_ref().is_some_and(is_pause) {
            self.pause(PAUSE);
            return;
        }
        let own_height = self.parts.chain.tip().height.get();
        let mut givers: Vec<u16> = (0..self.remotes.len() as u16).collect();
        let height = |index: u16| {
            self.remotes[usize::from(index)]
                .height
                .load(Ordering::Relaxed)
        };
        givers.retain(|index| self.remotes[usize::from(*index)].is_usable());
        givers.sort_by_key(|index| std::cmp::Reverse(height(*index)));
        let stage = Stage {
            epochs: self.parts.chain.epochs.now(),
            disk: Arc::clone(&self.parts.disk),
            data_dir: self.parts.config.data_dir.clone(),
            segment_bytes: self.parts.config.segment_bytes,
            disk_reserve_bytes: self.parts.config.disk_reserve_bytes,
            limits: self.limits,
            others: givers.clone(),
            own_height,
        };
        let (peers, remotes) = (
            Arc::clone(&self.parts.shared.peers),
            Arc::clone(&self.remotes),
        );
        for from in givers {
            let node = self.remotes[usize::from(from)].client.base_url();
            tracing::warn!(
                own_height,
                node,
                "blocks will not do: this node fetches a snapshot"
            );
            let staged = stage.run(&mut self.asks, from, |catch_up| {
                let validator = *remotes[usize::from(from)].validator.lock();
                peers.set_catch_up(Some(catch_up.from_validator(validator)));
            });
            match staged {
                Ok(height) => {
                    self.parts.status.ask_restart(format!(
                        "a snapshot of height {height} was fetched and checked"
                    ));
                    self.pause(Duration::from_secs(3_600));
                    return;
                }
                Err(error) => {
                    let error = with_causes(&error);
                    tracing::warn!(node, error, "no snapshot");
                }
            }
            if self.is_stopping() {
                return;
            }
        }
        self.snapshot_failed_at = Some(Instant::now());
    }
}
