//! Times as every interface writes them: RFC 3339 in UTC with three digits of milliseconds, so that the order of the texts is that of
//! the times.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;

/// Unix milliseconds as RFC 3339.
pub fn rfc3339(time_ms: u64) -> String {
    let time = Timestamp::from_millisecond(i64::try_from(time_ms).unwrap_or(i64::MAX));
    // Times beyond the year 9999 cannot be written; a header with one is impossible on a real clock.
    format!("{:.3}", time.unwrap_or(Timestamp::MAX))
}

/// Unix milliseconds now, by this machine's clock; a clock before 1970 counts as 1970 (blocks never go back in time anyway).
pub fn unix_ms() -> u64 {
    u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(0)
}

/// What time it is in blocks: this machine's, or one that simulations set.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicU64>>);

impl Clock {
    /// A clock that says what somebody sets, Unix milliseconds.
    pub const fn set_by(unix_ms: Arc<AtomicU64>) -> Self {
        Self(Some(unix_ms))
    }

    /// Unix milliseconds now.
    pub fn unix_ms(&self) -> u64 {
        match &self.0 {
            None => unix_ms(),
            Some(set) => set.load(Ordering::Relaxed),
        }
    }
}

/// The time now.
pub fn now_rfc3339() -> String {
    format!("{:.3}", Timestamp::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits_of_milliseconds_and_sort_as_text() {
        let times = [
            0,
            1_795_629_999_999,
            1_795_630_000_000,
            1_795_630_000_120,
            1_795_630_000_125,
        ];
        let texts = times.map(rfc3339);
        assert_eq!(texts[0], "1970-01-01T00:00:00.000Z");
        assert_eq!(texts[2], "2026-11-25T18:06:40.000Z");
        assert_eq!(texts[3], "2026-11-25T18:06:40.120Z");
        assert!(texts.is_sorted());
        assert!(rfc3339(u64::MAX).starts_with("9999-12-"));
        assert_eq!(now_rfc3339().len(), texts[0].len());
    }
}
