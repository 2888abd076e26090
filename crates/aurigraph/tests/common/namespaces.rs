//! A network for each validator, as if they were machines: namespaces of the Linux kernel, joined by a bridge. Needs root.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// Networks that are there as long as this is.
pub struct Namespaces {
    /// Begins each name; short, because names of interfaces are.
    prefix: String,
    subnet: u8,
    count: usize,
}

fn ip(arguments: &[&str]) -> bool {
    let ran = Command::new("ip")
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    ran.is_ok_and(|status| status.success())
}

impl Namespaces {
    /// Makes so many, each of which reaches the others and this machine; nothing if that cannot be done here.
    pub fn make(count: usize) -> Option<Self> {
        /// The kernel takes some time to let go of names that were used before.
        static MADE: AtomicU32 = AtomicU32::new(0);
        let (process, made) = (std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let networks = Self {
            prefix: format!("a{}x{made}", process % 100_000),
            subnet: ((process + 50 * made) % 250) as u8 + 1,
            count,
        };
        networks.try_make().then_some(networks)
    }

    fn try_make(&self) -> bool {
        let bridge = self.bridge();
        let own = format!("10.213.{}.254/24", self.subnet);
        let bridged = ip(&["link", "add", &bridge, "type", "bridge"])
            && ip(&["addr", "add", &own, "dev", &bridge])
            && ip(&["link", "set", &bridge, "up"]);
        bridged && (0..self.count).all(|number| self.add(number))
    }

    fn add(&self, number: usize) -> bool {
        let (name, outside, bridge) = (self.name(number), self.outside(number), self.bridge());
        let address = format!("{}/24", self.host(number));
        ip(&["netns", "add", &name])
            && ip(&[
                "link", "add", &outside, "type", "veth", "peer", "name", "eth0", "netns", &name,
            ])
            && ip(&["link", "set", &outside, "master", &bridge, "up"])
            && ip(&["-n", &name, "addr", "add", &address, "dev", "eth0"])
            && ip(&["-n", &name, "link", "set", "eth0", "up"])
            && ip(&["-n", &name, "link", "set", "lo", "up"])
    }

    fn bridge(&self) -> String {
        format!("{}b", self.prefix)
    }

    fn name(&self, number: usize) -> String {
        format!("{}n{number}", self.prefix)
    }

    fn outside(&self, number: usize) -> String {
        format!("{}v{number}", self.prefix)
    }

    /// Address of one of them.
    pub fn host(&self, number: usize) -> String {
        format!("10.213.{}.{}", self.subnet, number + 1)
    }

    /// Runs a program in one of them.
    pub fn command(&self, number: usize, program: &Path) -> Command {
        let mut command = Command::new("ip");
        command
            .args(["netns", "exec", &self.name(number)])
            .arg(program);
        command
    }

    /// Pulls the cable of one of them, or puts it back.
    pub fn set_connected(&self, number: usize, connected: bool) {
        let state = if connected { "up" } else { "down" };
        assert!(ip(&["link", "set", &self.outside(number), state]));
    }
}

impl Drop for Namespaces {
    fn drop(&mut self) {
        for number in 0..self.count {
            ip(&["netns", "del", &self.name(number)]);
        }
        ip(&["link", "del", &self.bridge()]);
    }
}
