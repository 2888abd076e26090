//! Refusals that were told lately, so that nobody fills a log with the same one.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;

use crate::time::UnixTime;

/// The same refusal of the same principal is a line of a log once in so long.
const TOLD_EVERY: Duration = Duration::from_secs(60);
/// Refusals that are remembered for it.
const REMEMBERED_MAX: usize = 10_000;

/// Who was refused what, and when that was told last.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<HashMap<(String, &'static str), UnixTime>>);

impl Refusals {
    /// Whether a refusal is to be told now. Whoever asks tells it.
    pub(crate) fn is_to_be_told(&self, who: String, action: &'static str, now: UnixTime) -> bool {
        let mut told = self.0.lock();
        if told.len() >= REMEMBERED_MAX {
            told.clear();
        }
        let key = (who, action);
        let told_at = told.get(&key);
        let is_told = told_at.is_some_and(|at| now.since(*at) < TOLD_EVERY);
        if !is_told {
            told.insert(key, now);
        }
        !is_told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_told_once_in_a_minute() {
        let refusals = Refusals::default();
        let is_told = |who: &str, action, ms| {
            refusals.is_to_be_told(who.to_owned(), action, UnixTime::from_ms(ms))
        };
        assert!(is_told("usr_1", "audit.read", 1_000));
        assert!(!is_told("usr_1", "audit.read", 60_999));
        assert!(is_told("usr_2", "audit.read", 60_999));
        assert!(is_told("usr_1", "members.read", 60_999));
        assert!(is_told("usr_1", "audit.read", 61_000));
        for number in 0..REMEMBERED_MAX {
            is_told(&number.to_string(), "audit.read", 61_000);
        }
        assert!(refusals.0.lock().len() <= REMEMBERED_MAX);
    }
}
