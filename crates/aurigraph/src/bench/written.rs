//! What the node wrote to its disk for the load.

use super::machine;
use super::node::NodeUnderTest;

/// Counts the bytes that the block log was given (`docs/metrics.md`).
const LOG_METRIC: &str = "aurigraph_log_written_bytes_total";

/// Bytes written up to one moment, or between two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// To the block log; `None` if the node does not count them.
    pub log_bytes: Option<u64>,
    /// By the whole process, history index and snapshots included; `None` where the kernel does not tell.
    pub process_bytes: Option<u64>,
}

impl Written {
    /// Reads both.
    pub async fn now(node: &NodeUnderTest) -> Self {
        // A node that cannot be asked now is found out by the load; here the figure is only not known.
        let metrics = node.http.metrics().await.unwrap_or_default();
        Self {
            log_bytes: value_of(&metrics, LOG_METRIC),
            process_bytes: node.process_id.and_then(machine::written_bytes),
        }
    }

    /// What was written since an earlier moment.
    pub fn since(self, before: Self) -> Self {
        let difference = |after: Option<u64>, before: Option<u64>| after?.checked_sub(before?);
        Self {
            log_bytes: difference(self.log_bytes, before.log_bytes),
            // A file system in memory writes nothing to a disk, which says nothing about the node.
            process_bytes: difference(self.process_bytes, before.process_bytes)
                .filter(|bytes| *bytes > 0),
        }
    }
}

/// The value of a metric without labels.
fn value_of(metrics: &str, name: &str) -> Option<u64> {
    let line = metrics
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    let value: f64 = line.trim().parse().ok()?;
    Some(value as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_read_by_its_whole_name() {
        let metrics = "# HELP a_total Things.\na_total_more 7\na_total 12\n";
        assert_eq!(value_of(metrics, "a_total"), Some(12));
        assert_eq!(value_of(metrics, "a_total_more"), Some(7));
        assert_eq!(value_of(metrics, "b_total"), None);
    }

    #[test]
    fn what_is_not_known_at_one_moment_is_not_known_between_them() {
        let after = Written {
            log_bytes: Some(10),
            process_bytes: Some(5),
        };
        let before = Written {
            log_bytes: None,
            process_bytes: Some(5),
        };
        assert_eq!(after.since(before), Written::default());
        assert_eq!(after.since(Written::default()), Written::default());
    }
}
