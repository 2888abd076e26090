//! Which part of a history is listed: the filters of the API as options, checked while the command line is read.

use aurigraph_client::history::{Direction, HistoryOrder, HistoryQuery};
use aurigraph_types::{ResultCode, SubmissionKind};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Stands for every result code but `applied`.
const REJECTED: &str = "rejected";
const KINDS: [SubmissionKind; 3] = [
    SubmissionKind::Transfer,
    SubmissionKind::Batch,
    SubmissionKind::Operation,
];

/// Filters and order of a history.
#[derive(Args, Debug)]
#[command(next_help_heading = "What to list")]
pub struct Filters {
    /// Only what was submitted as this kind; a transfer out of a batch is a batch
    #[arg(long, value_name = "KIND", value_parser = kind_parser())]
    kind: Option<SubmissionKind>,

    /// Only transfers to the account, or from it
    #[arg(long, value_name = "DIRECTION", value_parser = direction_parser())]
    direction: Option<Direction>,

    /// Only this result, such as insufficient_funds; rejected stands for every one but applied
    #[arg(long, value_name = "CODE", value_parser = result_code)]
    result: Option<String>,

    /// Only transfers of this asset, and batches with such a transfer
    #[arg(long, value_name = "CODE")]
    asset: Option<String>,

    /// From this block on
    #[arg(long, value_name = "HEIGHT")]
    from_height: Option<u64>,

    /// Up to this block
    #[arg(long, value_name = "HEIGHT")]
    to_height: Option<u64>,

    /// From this day or time on, such as 2026-01-31 or 2026-01-31T08:00:00Z
    #[arg(long, value_name = "TIME", value_parser = begin)]
    from_time: Option<Timestamp>,

    /// Up to this day or time
    #[arg(long, value_name = "TIME", value_parser = end)]
    to_time: Option<Timestamp>,

    /// Newest first (desc) or oldest first (asc)
    #[arg(long, value_name = "ORDER", default_value = "desc", value_parser = order_parser())]
    order: HistoryOrder,
}

impl Filters {
    /// What to ask a node.
    pub fn query(&self) -> HistoryQuery {
        HistoryQuery {
            order: self.order,
            kind: self.kind,
            direction: self.direction,
            result_code: self.result.clone(),
            asset: self.asset.clone(),
            from_height: self.from_height,
            to_height: self.to_height,
            from_time: self.from_time.map(|time| time.to_string()),
            to_time: self.to_time.map(|time| time.to_string()),
        }
    }
}

/// Takes the name of one of these.
fn one_of<T: Copy + Send + Sync + 'static, const COUNT: usize>(
    values: [T; COUNT],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(values.map(name)).map(move |text| {
        let found = values.into_iter().find(|value| name(*value) == text);
        found.expect("only these names are possible values")
    })
}

fn kind_parser() -> impl TypedValueParser<Value = SubmissionKind> {
    one_of(KINDS, SubmissionKind::name)
}

fn direction_parser() -> impl TypedValueParser<Value = Direction> {
    one_of(Direction::ALL, Direction::name)
}

fn order_parser() -> impl TypedValueParser<Value = HistoryOrder> {
    one_of(HistoryOrder::ALL, HistoryOrder::name)
}

fn result_code(text: &str) -> Result<String, String> {
    let is_known = text == REJECTED || ResultCode::ALL.iter().any(|code| code.name() == text);
    if is_known {
        return Ok(text.to_owned());
    }
    Err("there is no such result code; rejected stands for every one but applied".to_owned())
}

/// A time, or the beginning of a day.
fn begin(text: &str) -> Result<Timestamp, String> {
    bound(text, start_of)
}

/// A time, or the end of a day. The API counts in milliseconds.
fn end(text: &str) -> Result<Timestamp, String> {
    bound(text, |day| {
        let next = start_of(day.tomorrow().ok()?)?;
        next.checked_sub(1.millisecond()).ok()
    })
}

fn bound(text: &str, of_day: fn(Date) -> Option<Timestamp>) -> Result<Timestamp, String> {
    let is_day = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    let time = if is_day {
        text.parse().ok().and_then(of_day)
    } else {
        text.parse().ok()
    };
    time.ok_or_else(|| {
        "a time is a day such as 2026-01-31, or has its zone, such as 2026-01-31T00:00:00Z"
            .to_owned()
    })
}

/// Midnight in UTC.
fn start_of(day: Date) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_whole_of_it_and_a_time_has_its_zone() {
        let text = |time: Result<Timestamp, String>| time.map(|time| time.to_string());
        assert_eq!(
            text(begin("2026-02-28")).as_deref(),
            Ok("2026-02-28T00:00:00Z")
        );
        assert_eq!(
            text(end("2026-02-28")).as_deref(),
            Ok("2026-02-28T23:59:59.999Z")
        );
        for parse in [begin, end] {
            assert_eq!(
                text(parse("2026-02-28T09:00:00.25+01:00")).as_deref(),
                Ok("2026-02-28T08:00:00.25Z")
            );
            for wrong in [
                "",
                "-",
                "2026-02-30",
                "2026-02-28T09:00",
                "2026-02-28 09:00",
                "today",
                "20",
            ] {
                assert!(parse(wrong).is_err(), "{wrong}");
            }
        }
    }

    #[test]
    fn results_are_those_of_the_ledger() {
        for code in ["applied", "rejected", "insufficient_funds"] {
            assert_eq!(result_code(code).as_deref(), Ok(code));
        }
        assert!(result_code("refused").is_err());
    }
}
