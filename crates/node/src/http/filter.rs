//! Parameters by which lists are filtered and ordered, with the same names and meanings in all of them.

use std::ops::RangeInclusive;

use aurigraph_types::{ResultCode, SubmissionKind};
use jiff::Timestamp;
use jiff::fmt::temporal::Pieces;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::find;
use super::problem::Problem;
use crate::node::Node;

/// In which order a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Newest first.
    #[default]
    Desc,
    /// Oldest first.
    Asc,
}

/// Kinds of submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TransactionKind {
    /// One transfer under its own signature.
    Transfer,
    /// Many transfers under one signature.
    Batch,
    /// One operation.
    Operation,
}

impl TransactionKind {
    /// The ledger's own kind.
    pub const fn submission_kind(self) -> SubmissionKind {
        match self {
            Self::Transfer => SubmissionKind::Transfer,
            Self::Batch => SubmissionKind::Batch,
            Self::Operation => SubmissionKind::Operation,
        }
    }
}

/// One result code, or every one but `applied`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultFilter {
    /// This code.
    Code(ResultCode),
    /// `rejected`: any code but `applied`.
    Rejected,
}

impl ResultFilter {
    /// Parses the parameter `resultCode`.
    pub fn parse(name: &str) -> Result<Self, Problem> {
        if name == "rejected" {
            return Ok(Self::Rejected);
        }
        let found = ResultCode::ALL
            .iter()
            .copied()
            .find(|code| code.name() == name);
        found.map(Self::Code).ok_or_else(|| {
            Problem::invalid_parameter(format!(
                "resultCode: there is no result code {name:.60}; `rejected` stands for every one but `applied`"
            ))
        })
    }

    /// Whether a record with this code is wanted.
    pub fn matches(self, code: ResultCode) -> bool {
        match self {
            Self::Code(wanted) => code == wanted,
            Self::Rejected => code != ResultCode::Applied,
        }
    }
}

/// The parameters that bound the heights of a list, as they were sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeightBounds<'a> {
    /// `fromHeight`.
    pub from_height: Option<u64>,
    /// `toHeight`.
    pub to_height: Option<u64>,
    /// `fromTime`.
    pub from_time: Option<&'a str>,
    /// `toTime`.
    pub to_time: Option<&'a str>,
}

impl HeightBounds<'_> {
    /// The heights meant, of those that are kept; empty if there are none. Looks times up in the headers.
    pub fn resolve(self, node: &Node) -> Result<RangeInclusive<u64>, Problem> {
        let (earliest, tip) = (node.chain.earliest_height(), node.chain.tip().height.get());
        let mut lowest = self.from_height.unwrap_or(0).max(earliest);
        let mut highest = self.to_height.unwrap_or(tip).min(tip);
        if let Some(text) = self.from_time {
            let from_ms = unix_ms("fromTime", text)?;
            lowest = lowest.max(find::first_height_since(node, from_ms)?);
        }
        if let Some(text) = self.to_time {
            let after = find::first_height_since(node, unix_ms("toTime", text)?.saturating_add(1))?;
            let Some(last) = after.checked_sub(1) else {
                // Even the genesis block is later. This range is empty.
                return Ok(RangeInclusive::new(1, 0));
            };
            highest = highest.min(last);
        }
        Ok(lowest..=highest)
    }
}

fn unix_ms(name: &str, text: &str) -> Result<u64, Problem> {
    let time: Option<Timestamp> = text.parse().ok();
    // A time before 1970 is before every block.
    time.or_else(|| beyond_timestamps(text))
        .map(|time| u64::try_from(time.as_millisecond()).unwrap_or(0))
        .ok_or_else(|| {
            Problem::invalid_parameter(format!(
                "{name} is a time with its zone, such as 2026-01-31T00:00:00Z, with `+` written as %2B"
            ))
        })
}

/// The last or first timestamp there is, for a time with its zone that lies beyond it. The calendar goes on a day longer than
/// timestamps do, and its very end is how people write that a range has none.
fn beyond_timestamps(text: &str) -> Option<Timestamp> {
    let pieces = Pieces::parse(text).ok()?;
    let (time, offset) = (pieces.time()?, pieces.to_numeric_offset()?);
    let moment = pieces.date().to_datetime(time);
    Some(match offset.to_timestamp(moment) {
        Ok(time) => time,
        Err(_) if moment.year() > 0 => Timestamp::MAX,
        Err(_) => Timestamp::MIN,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_at_the_ends_of_the_calendar_is_one() {
        let parse = |text| unix_ms("toTime", text).ok();
        assert_eq!(parse("1970-01-01T01:00:01.5+01:00"), Some(1_500));
        assert_eq!(parse("9999-12-30T00:00:00Z"), Some(253_402_128_000_000));
        let last = u64::try_from(Timestamp::MAX.as_millisecond()).ok();
        for end in [
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59.999Z",
            "9999-12-31T23:59:59-12:00",
        ] {
            assert_eq!(parse(end), last, "{end}");
        }
        assert_eq!(parse("-009999-01-01T00:00:00Z"), Some(0));
        for wrong in [
            "9999-12-31",
            "9999-12-31T23:59:59",
            "9999-12-32T00:00:00Z",
            "10000-01-01T00:00:00Z",
            "yesterday",
            "",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
