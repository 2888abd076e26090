//! Single lines of the report for people.

use super::super::machine;
use super::super::settings::Skew;
use super::Report;
use crate::table::grouped;

impl Report {
    pub(super) fn rate_text(&self) -> String {
        let rate = whole(self.transfers_per_second());
        let repeats = self.repeats.text();
        repeats.map_or_else(|| rate.clone(), |text| format!("{rate} ({text})"))
    }

    pub(super) fn accounts_text(&self) -> String {
        let settings = &self.settings;
        let mut text = grouped(u64::from(settings.accounts));
        if settings.signers > 1 {
            text += &format!(
                ", in the custody of {} signers",
                grouped(u64::from(settings.signers))
            );
        }
        if settings.assets > 1 {
            text += &format!(", of {} assets", grouped(u64::from(settings.assets)));
        }
        if settings.skew != Skew::Uniform {
            text += &format!(", {}", settings.skew.name());
        }
        text
    }

    pub(super) fn memory_text(&self) -> String {
        let Some(most) = self.timeline.rss_max() else {
            return "not known".to_owned();
        };
        let text = format!("{} at most", mebibytes(most));
        match self.timeline.rss_after_first_minute_and_at_end() {
            (Some(settled), Some(end)) => format!(
                "{text}; {} after the first minute, {} at the end",
                mebibytes(settled),
                mebibytes(end)
            ),
            _ => text,
        }
    }

    pub(super) fn written_text(&self) -> String {
        let bytes = |bytes| {
            self.bytes_per_transfer(bytes)
                .map_or_else(|| "not known".to_owned(), |bytes| format!("{bytes:.1} B"))
        };
        format!(
            "block log {}, all files {}",
            bytes(self.written.log_bytes),
            bytes(self.written.process_bytes)
        )
    }

    pub(super) fn execution_text(&self) -> String {
        let limit = self.calibration.execution_limit_per_second;
        let share = self.transfers_per_second() / limit;
        format!(
            "{} transfers/s; the load reached {share:.3} of it",
            whole(limit)
        )
    }

    pub(super) fn blake3_text(&self) -> String {
        let limit = whole(self.calibration.blake3_batch_limit_per_second);
        let share = self.share_of_blake3_limit();
        format!("{limit} transfers/s; the load reached {share:.3} of it")
    }

    pub(super) fn rejected_text(&self) -> String {
        match &self.first_problem {
            Some(problem) => format!("{} (first: {problem})", grouped(self.rejected)),
            None => grouped(self.rejected),
        }
    }

    pub(super) fn duration_text(&self) -> String {
        format!(
            "{:.2} s of {} s",
            self.elapsed_seconds,
            self.settings.duration.as_secs()
        )
    }

    pub(super) fn preparation_text(&self) -> String {
        let signing = self.signing_seconds.map_or_else(String::new, |seconds| {
            format!(", signing ahead {seconds:.1} s")
        });
        format!("setup {:.1} s{signing}", self.setup_seconds)
    }
}

pub(super) fn whole(value: f64) -> String {
    grouped(value.round() as u64)
}

pub(super) fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", grouped(bytes / (1 << 20)))
}

pub(super) fn machine_text(file_system: Option<&str>) -> String {
    let machine = machine::description();
    let processor = machine["processor"]
        .as_str()
        .unwrap_or("processor not known");
    let cores = machine::cores();
    let disk = file_system
        .map(|kind| format!(", data on {kind}"))
        .unwrap_or_default();
    format!("{cores} × {processor}{disk}")
}
