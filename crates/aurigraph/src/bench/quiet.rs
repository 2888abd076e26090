//! Whether the machine is quiet enough to measure on.

use std::thread;
use std::time::{Duration, Instant};

use super::node::NodeUnderTest;
use super::usage::Usage;

/// A machine is quiet while everything else takes less than this many cores; above it the results say so.
pub const QUIET_CORES_MAX: f64 = 0.1;
/// From here on nothing is measured unless it is asked for all the same.
const REFUSED_ABOVE_CORES: f64 = 0.5;
/// How long it is looked at, and how often before it is refused: what ends within a second or two is waited for.
const LOOK: Duration = Duration::from_millis(500);
const LOOKS: usize = 4;

/// Why a run was refused.
#[derive(Debug, thiserror::Error)]
#[error(
    "other processes take {least:.2} cores of this machine; above {REFUSED_ABOVE_CORES} the figures would be theirs as much as the node's. \
     Run it again when nothing else runs, or measure anyway with --allow-busy-machine"
)]
pub struct BusyMachine {
    least: f64,
}

/// What is to be done on a busy machine.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Measure anyway.
    pub allows_busy_machine: bool,
}

impl Rule {
    /// Cores that processes other than generator and node take, both of which do nothing now; `None` if the node's process is not known.
    ///
    /// # Errors
    /// If that is too much and was not allowed.
    pub fn check(self, node: &NodeUnderTest) -> Result<Option<f64>, BusyMachine> {
        self.judge(|| {
            let (before, start) = (Usage::now(node), Instant::now());
            thread::sleep(LOOK);
            let seconds = Usage::now(node).since(&before).other?;
            Some(seconds / start.elapsed().as_secs_f64())
        })
    }

    fn judge(self, mut look: impl FnMut() -> Option<f64>) -> Result<Option<f64>, BusyMachine> {
        let mut least = f64::INFINITY;
        for _ in 0..LOOKS {
            let Some(cores) = look() else { return Ok(None) };
            if cores <= REFUSED_ABOVE_CORES || self.allows_busy_machine {
                return Ok(Some(cores));
            }
            least = least.min(cores);
        }
        Err(BusyMachine { least })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(allows_busy_machine: bool, looks: &[Option<f64>]) -> Result<Option<f64>, BusyMachine> {
        let mut looks = looks.iter().copied();
        Rule {
            allows_busy_machine,
        }
        .judge(|| looks.next().expect("it is not looked at so often"))
    }

    #[test]
    fn a_busy_machine_is_refused_unless_it_is_allowed() {
        let busy = [Some(0.9), Some(0.7), Some(1.2), Some(0.8)];
        let error = judge(false, &busy).unwrap_err().to_string();
        assert!(
            error.contains("0.70 cores") && error.contains("--allow-busy-machine"),
            "{error}"
        );
        assert_eq!(judge(true, &busy).expect("allowed"), Some(0.9));
    }

    #[test]
    fn what_ends_at_once_is_waited_for_and_what_is_not_known_is_not_refused() {
        let ends = [Some(0.9), Some(0.3)];
        assert_eq!(judge(false, &ends).expect("quiet"), Some(0.3));
        assert_eq!(judge(false, &[None]).expect("not known"), None);
    }
}
