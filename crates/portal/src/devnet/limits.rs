//! How often one key or one network address may ask.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Keys that are remembered at most: beyond it, new ones wait until old ones have expired.
const KEYS_MAX: usize = 10_000;

/// At most `count` takes for each key in any window of `interval` that begins with a take.
#[derive(Debug)]
pub struct KeyedLimit<K> {
    count: u32,
    interval: Duration,
    windows: Mutex<HashMap<K, Window>>,
}

#[derive(Debug)]
struct Window {
    start: Instant,
    taken: u32,
}

impl<K: Eq + Hash> KeyedLimit<K> {
    /// A limit with nothing taken.
    pub fn new(count: u32, interval: Duration) -> Self {
        Self {
            count,
            interval,
            windows: Mutex::default(),
        }
    }

    /// Takes one, or says how long to wait.
    pub fn take(&self, key: K, now: Instant) -> Result<(), Duration> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let remaining = |window: &Window| {
            self.interval
                .saturating_sub(now.saturating_duration_since(window.start))
        };
        if let Some(window) = windows.get_mut(&key) {
            let wait = remaining(window);
            if wait.is_zero() {
                *window = Window {
                    start: now,
                    taken: 1,
                };
                return Ok(());
            }
            if window.taken == self.count {
                return Err(wait);
            }
            window.taken += 1;
            return Ok(());
        }
        if windows.len() >= KEYS_MAX {
            windows.retain(|_, window| !remaining(window).is_zero());
            if windows.len() >= KEYS_MAX {
                return Err(self.interval);
            }
        }
        windows.insert(
            key,
            Window {
                start: now,
                taken: 1,
            },
        );
        Ok(())
    }

    /// Gives one back, for something that was not done after all.
    pub fn give_back(&self, key: &K) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = windows.get_mut(key) {
            window.taken -= 1;
            if window.taken == 0 {
                windows.remove(key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_key_waits_for_its_own_window_only() {
        let limit = KeyedLimit::new(2, MINUTE);
        let start = Instant::now();
        assert_eq!(limit.take("a", start), Ok(()));
        assert_eq!(limit.take("a", start), Ok(()));
        assert_eq!(limit.take("a", start + MINUTE / 4), Err(MINUTE * 3 / 4));
        assert_eq!(limit.take("b", start), Ok(()));
        assert_eq!(limit.take("a", start + MINUTE), Ok(()));
        assert_eq!(limit.take("a", start + MINUTE), Ok(()));
        limit.give_back(&"a");
        assert_eq!(limit.take("a", start + MINUTE), Ok(()));
        assert!(limit.take("a", start + MINUTE).is_err());
    }

    #[test]
    fn memory_is_bounded_and_expired_keys_make_room() {
        let limit = KeyedLimit::new(1, MINUTE);
        let start = Instant::now();
        for key in 0..KEYS_MAX {
            assert_eq!(limit.take(key, start), Ok(()));
        }
        assert_eq!(limit.take(KEYS_MAX, start), Err(MINUTE));
        assert_eq!(limit.take(KEYS_MAX, start + MINUTE), Ok(()));
        assert_eq!(limit.windows.lock().unwrap().len(), 1);
    }
}
