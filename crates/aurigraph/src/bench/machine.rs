//! What the operating system says about this machine and about processes on it. Anything it does not say is `None`.

use std::fs;
use std::net::IpAddr;
use std::path::Path;

use serde_json::{Value, json};

/// Processor time and memory of one process.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ProcessUsage {
    /// User and system time since it started.
    pub cpu_seconds: f64,
    /// Resident memory.
    pub rss_bytes: u64,
}

/// Reads the usage of a process of this machine.
pub fn process_usage(process_id: u32) -> Option<ProcessUsage> {
    let stat = fs::read_to_string(format!("/proc/{process_id}/stat")).ok()?;
    let pages: u64 = fs::read_to_string(format!("/proc/{process_id}/statm"))
        .ok()?
        .split(' ')
        .nth(1)?
        .parse()
        .ok()?;
    let cpu_ticks = cpu_ticks_of_stat(&stat)?;
    Some(ProcessUsage {
        cpu_seconds: cpu_ticks as f64 / rustix::param::clock_ticks_per_second() as f64,
        rss_bytes: pages * rustix::param::page_size() as u64,
    })
}

/// Fields 14 and 15 of `/proc/PID/stat`; the name in field 2 may contain blanks and brackets.
fn cpu_ticks_of_stat(stat: &str) -> Option<u64> {
    let after_name = &stat[stat.rfind(')')? + 1..];
    let mut fields = after_name.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

/// Processor time that all processes together have used since the machine started.
pub fn machine_cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/stat").ok()?;
    let ticks = busy_ticks_of_stat(&stat)?;
    Some(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// All of the first line but idle, waiting for I/O, and guest time (which user time contains).
fn busy_ticks_of_stat(stat: &str) -> Option<u64> {
    let fields: Vec<u64> = stat
        .lines()
        .next()?
        .split_whitespace()
        .skip(1)
        .map_while(|field| field.parse().ok())
        .collect();
    let busy = [0, 1, 2, 5, 6];
    busy.iter().map(|index| fields.get(*index).copied()).sum()
}

/// Load averages of 1, 5 and 15 minutes.
pub fn load_average() -> Option<[f64; 3]> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    let mut values = text.split(' ').map_while(|value| value.parse().ok());
    Some([values.next()?, values.next()?, values.next()?])
}

/// Cores that this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Whether an address of a node is this machine, so that its process can be looked at.
pub fn is_this_machine(url: &str) -> bool {
    let host = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest)
        .split(['/'])
        .next()
        .unwrap_or_default();
    let host = host
        .rsplit_once(':')
        .map_or(host, |(host, _)| host)
        .trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// The kind of file system that a folder lies on, because a synchronised write means little on one in memory.
pub fn file_system_of(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
    let holds = |point: &str| folder.starts_with(point.replace("\\040", " "));
    mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            Some((fields.next()?, fields.next()?))
        })
        .filter(|(point, _)| holds(point))
        .max_by_key(|(point, _)| point.len())
        .map(|(_, kind)| kind.to_owned())
}

/// Processor, cores, memory and kernel, as the results name them.
pub fn description() -> Value {
    let first_value = |path: &str, name: &str| {
        let text = fs::read_to_string(path).ok()?;
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let memory_kib = first_value("/proc/meminfo", "MemTotal")
        .and_then(|text| text.trim_end_matches(" kB").trim().parse::<u64>().ok());
    json!({
        "processor": first_value("/proc/cpuinfo", "model name"),
        "cores": cores(),
        "memory_bytes": memory_kib.map(|kib| kib * 1_024),
        "kernel": fs::read_to_string("/proc/sys/kernel/osrelease").ok().map(|text| text.trim().to_owned()),
        "architecture": std::env::consts::ARCH,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_name_cannot_shift_the_fields() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 4 0 12345 1000 200";
        assert_eq!(cpu_ticks_of_stat(stat), Some(300));
        assert_eq!(cpu_ticks_of_stat("7 (a"), None);
    }

    #[test]
    fn idle_and_waiting_are_not_work() {
        assert_eq!(
            busy_ticks_of_stat("cpu  1 2 3 400 500 6 7 8 9 10\ncpu0 1\n"),
            Some(19)
        );
    }

    #[test]
    fn this_process_uses_memory() {
        assert!(
            process_usage(std::process::id())
                .expect("Linux has /proc")
                .rss_bytes
                > 0
        );
    }

    #[test]
    fn only_local_addresses_are_this_machine() {
        for (url, local) in [
            ("http://127.0.0.1:9003", true),
            ("http://localhost:9003/", true),
            ("https://localhost:9003", true),
            ("http://[::1]:9003", true),
            ("http://10.0.0.7:9003", false),
            ("http://ledger.example:9003", false),
        ] {
            assert_eq!(is_this_machine(url), local, "{url}");
        }
    }
}
