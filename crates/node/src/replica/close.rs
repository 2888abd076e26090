//! Closing a block: header and certificate, then to the log thread, or onto the disk at once if it is small and nothing else is under way.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use aurigraph_types::Digest;

use super::{Core, IDLE_SNAPSHOT_AFTER};
use crate::block_builder::{ClosedBlock, Executed};
use crate::log_writer::{LogRequest, WrittenAlone};
use crate::query::Released;

/// A block up to this size that comes when nothing else is under way is written by the core itself.
const ALONE_SUBMISSIONS_MAX: usize = 4;
const ALONE_BYTES_MAX: u32 = 64 << 10;

impl Core {
    /// Closes the open block and passes it on, or writes it if it is small and alone.
    pub(super) fn close(&mut self) {
        if self.handover.is_some() || !self.begin_block() {
            return;
        }
        let replica = &mut self.replica;
        let next = self.building.successor();
        let building = std::mem::replace(&mut self.building, next);
        let closed = building.close(
            &replica.proposer,
            &replica.executed,
            &replica.state,
            replica.clock.unix_ms(),
        );
        self.note_end_of_epoch(&closed.header, &closed.certificate);
        let bytes = closed.header.fields().body_bytes;
        let is_alone = closed.submissions.len() <= ALONE_SUBMISSIONS_MAX
            && bytes <= ALONE_BYTES_MAX
            && self.in_flight() == 0
            && self.events.is_empty();
        if is_alone {
            self.write_alone(closed);
        } else {
            let (executed, state_root) =
                (self.executed_of(&closed), Arc::clone(&closed.state_root));
            // The log thread writes while the state root is hashed here. A full pipeline holds the core back: that is the back-pressure.
            self.send_to_log(closed);
            self.commit(executed, &state_root);
        }
        self.after_close(bytes);
    }

    /// Brings into force what was decided for the open block. Whether this software can go on.
    pub(super) fn begin_block(&mut self) -> bool {
        let begun = self.replica.state.begin_block(self.building.height());
        if let Err(unknown) = &begun {
            self.is_outdated = true;
            self.replica.status.fail(unknown.to_string());
        }
        begun.is_ok()
    }

    /// Writes a small block at once, when nothing else is under way.
    fn write_alone(&mut self, closed: ClosedBlock) {
        let (executed, state_root) = (self.executed_of(&closed), Arc::clone(&closed.state_root));
        let height = closed.header.height().get();
        self.commit(executed, &state_root);
        // Held while the log is pruned or written ahead.
        let Some(mut writer) = self.replica.log_writer.try_lock() else {
            self.send_to_log(closed);
            return;
        };
        let written = writer.write_alone(closed);
        let needs_write_ahead = writer.needs_write_ahead();
        drop(writer);
        match written {
            WrittenAlone::Durable(measure) => {
                self.block_size.written(measure);
                self.durable(height);
                self.pauses.answered(Instant::now());
                self.awake = self.pauses.awake();
            }
            WrittenAlone::Later(closed) => self.send_to_log(*closed),
            WrittenAlone::LogEnded => self.log_ended = true,
        }
        if needs_write_ahead {
            // If the queue is full, the log thread is awake anyhow.
            let _ = self.replica.log.try_send(LogRequest::WriteAhead);
        }
    }

    pub(super) fn send_to_log(&self, closed: ClosedBlock) {
        let request = LogRequest::Write(Box::new(closed));
        if self.replica.log.send(request).is_err() {
            self.replica.status.fail("the log thread ended".into());
        }
    }

    /// What the next header commits to, but for the state root.
    pub(super) fn executed_of(&self, closed: &ClosedBlock) -> Executed {
        let fields = closed.header.fields();
        Executed {
            height: fields.height,
            block_hash: closed.hash,
            time_ms: fields.time_ms,
            state_root: Digest::ZERO,
            receipts_root: Digest::ZERO,
            outcome: Arc::clone(&closed.outcome),
            totals: closed.totals,
        }
    }

    /// Hashes what was executed, for the next header and for those who read this one.
    pub(super) fn commit(&mut self, executed: Executed, state_root_slot: &OnceLock<Digest>) {
        let began = Instant::now();
        let state_root = self.replica.state.commit();
        let governance = self.replica.state.governance();
        if !governance.is_new() {
            let unknown = governance.unknown_protocol();
            let status = &self.replica.status;
            status.set_outdated(unknown.map(|unknown| unknown.to_string()));
        }
        self.block_size.committed(began.elapsed());
        state_root_slot.set(state_root).expect("filled in once");
        self.replica.executed = Executed {
            state_root,
            receipts_root: executed.outcome.receipts_root(),
            ..executed
        };
        self.tell_schedule();
    }

    pub(super) fn after_close(&mut self, bytes: u32) {
        self.quiet_since = Instant::now();
        if !self.replica.executed.outcome.submissions.is_empty() {
            self.proof_delay.closed(self.quiet_since);
        }
        for query in std::mem::take(&mut self.committed_queries) {
            let released = Released::Query(query.run(&self.replica.state));
            self.release_when_durable(released);
        }
        if bytes > 0 {
            self.worked_at = self.quiet_since;
        }
        let is_due = self.replica.snapshots.is_due(u64::from(bytes));
        // A committee is never quiet: it makes empty blocks.
        let is_idle = self.worked_at.elapsed() >= IDLE_SNAPSHOT_AFTER;
        if is_due || (is_idle && self.replica.snapshots.is_due_when_idle()) {
            self.snapshot();
        }
    }
}
