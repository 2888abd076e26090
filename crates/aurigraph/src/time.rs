//! Times for people and for JSON: RFC 3339 in UTC with three digits of milliseconds, as the node writes them.

use jiff::Timestamp;

/// Unix milliseconds as RFC 3339. A time beyond the calendar is written as the number it is.
pub fn from_unix_milliseconds(milliseconds: u64) -> String {
    i64::try_from(milliseconds)
        .ok()
        .and_then(|milliseconds| Timestamp::from_millisecond(milliseconds).ok())
        .map_or_else(
            || format!("{milliseconds} ms after 1970"),
            |time| format!("{time:.3}"),
        )
}

/// The time now, as RFC 3339 with milliseconds.
pub fn now() -> String {
    let milliseconds = Timestamp::now().as_millisecond();
    from_unix_milliseconds(u64::try_from(milliseconds).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339() {
        assert_eq!(
            from_unix_milliseconds(1_790_000_000_123),
            "2026-09-21T14:13:20.123Z"
        );
        assert_eq!(
            from_unix_milliseconds(1_790_000_000_100),
            "2026-09-21T14:13:20.100Z"
        );
        assert!(from_unix_milliseconds(u64::MAX).ends_with("after 1970"));
    }
}
