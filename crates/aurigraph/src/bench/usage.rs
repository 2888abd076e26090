//! Processor time of the client, of the node and of everything else, between two moments.

use super::machine;
use super::node::NodeUnderTest;

/// Processor time at one moment.
pub struct Usage {
    client: Option<machine::ProcessUsage>,
    /// Of the node, if it runs on this machine.
    pub node: Option<machine::ProcessUsage>,
    machine_cpu_seconds: Option<f64>,
}

/// Processor time between two moments.
pub struct UsedSeconds {
    /// Of this process.
    pub client: Option<f64>,
    /// Of the node.
    pub node: Option<f64>,
    /// Of everything else on this machine.
    pub other: Option<f64>,
}

impl Usage {
    /// Reads it.
    pub fn now(node: &NodeUnderTest) -> Self {
        Self {
            client: machine::process_usage(std::process::id()),
            node: node.usage(),
            machine_cpu_seconds: machine::machine_cpu_seconds(),
        }
    }

    /// What was used since an earlier moment.
    pub fn since(&self, before: &Self) -> UsedSeconds {
        let difference = |after: Option<machine::ProcessUsage>,
                          before: Option<machine::ProcessUsage>| {
            Some(after?.cpu_seconds - before?.cpu_seconds)
        };
        let client = difference(self.client, before.client);
        let node = difference(self.node, before.node);
        let all = self
            .machine_cpu_seconds
            .zip(before.machine_cpu_seconds)
            .map(|(after, before)| after - before);
        // Ticks of different counters do not fall together, so a small negative rest is nothing.
        let other = all
            .zip(client)
            .zip(node)
            .map(|((all, client), node)| (all - client - node).max(0.0));
        UsedSeconds {
            client,
            node,
            other,
        }
    }
}
