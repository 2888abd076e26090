//! `aurigraph dev --validators`: a process for each validator, on loopback, and this one to watch them.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use rustix::process::{Pid, Signal, kill_process};

use super::END_WITH_PARENT;
use crate::node::genesis::{NODE_FILE, Ports, create, validator_folder};
use crate::output::note;

/// How often the processes are looked at.
const LOOK_INTERVAL: Duration = Duration::from_millis(100);
/// How long they may take to end.
const STOP_TIMEOUT: Duration = Duration::from_secs(40);
/// Where the validators listen for each other, counted from the port of the portal.
const COMMITTEE_PORTS_ABOVE: u16 = 297;

/// A network of several validators on this machine.
pub struct DevCommittee {
    /// Folder of the network.
    pub folder: PathBuf,
    /// Validators.
    pub validators: u16,
    /// Address of the first one's portal.
    pub http: SocketAddr,
    /// Assets of a new network.
    pub assets: usize,
    /// As it was given.
    pub demo_load: String,
}

struct Validator {
    name: String,
    config: PathBuf,
    child: Option<Child>,
}

impl DevCommittee {
    /// Makes the network if it is missing, starts a process for each validator, and ends them when this one is told to end.
    pub fn run(&self) -> anyhow::Result<()> {
        let first = validator_folder(&self.folder, 0).join(NODE_FILE);
        if !first.exists() {
            let port = self.http.port();
            let committee_port = port
                .checked_add(COMMITTEE_PORTS_ABOVE)
                .context("the port of --http is too high")?;
            let host = self.http.ip().to_string();
            let ports = Ports::from(&host, self.validators, port, committee_port)?;
            create(&self.folder, &ports, self.assets)?;
        }
        let mut validators = Vec::new();
        for number in 0.. {
            let folder = validator_folder(&self.folder, number);
            let config = folder.join(NODE_FILE);
            if !config.exists() {
                break;
            }
            validators.push(self.start(number, &folder, config)?);
        }
        self.tell(&validators);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("start a runtime")?;
        runtime.block_on(watch(&mut validators))?;
        stop(validators);
        Ok(())
    }

    fn start(&self, number: usize, folder: &Path, config: PathBuf) -> anyhow::Result<Validator> {
        let path = folder.join("node.log");
        let log = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .with_context(|| format!("cannot write {}", path.display()))?;
        let mut command = Command::new(std::env::current_exe().context("find this executable")?);
        command.args(["node", "run", "--config"]).arg(&config);
        if number == 0 {
            command.args(["--demo-load", &self.demo_load]);
        }
        let child = command
            .env(END_WITH_PARENT, "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("start a validator")?;
        Ok(Validator {
            name: format!("validator-{number}"),
            config,
            child: Some(child),
        })
    }

    fn tell(&self, validators: &[Validator]) {
        note(&format!(
            "\n  Aurigraph {}  ·  {} validators\n  portal     http://localhost:{}",
            env!("CARGO_PKG_VERSION"),
            validators.len(),
            self.http.port()
        ));
        for validator in validators {
            let process = validator.child.as_ref().map_or(0, Child::id);
            note(&format!(
                "  {:<13} process {process}, log {}",
                validator.name,
                validator.config.with_file_name("node.log").display()
            ));
        }
    }
}

/// Until a signal, or until all have ended.
async fn watch(validators: &mut [Validator]) -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listen for SIGINT")?;
    let mut hangup = signal(SignalKind::hangup()).context("listen for SIGHUP")?;
    loop {
        tokio::select! {
            _ = terminate.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
            _ = hangup.recv() => return Ok(()),
            () = tokio::time::sleep(LOOK_INTERVAL) => {}
        }
        for validator in validators.iter_mut() {
            let Some(child) = &mut validator.child else {
                continue;
            };
            if let Some(status) = child.try_wait().context("look after a validator")? {
                validator.child = None;
                note(&format!(
                    "aurigraph: {} ended ({status}); start it again with: aurigraph node run --config {}",
                    validator.name,
                    validator.config.display()
                ));
            }
        }
        if validators.iter().all(|validator| validator.child.is_none()) {
            anyhow::bail!("all validators have ended; their logs say why");
        }
    }
}

fn stop(validators: Vec<Validator>) {
    let mut children: Vec<_> = validators
        .into_iter()
        .filter_map(|validator| Some((validator.name, validator.child?)))
        .collect();
    for (_, child) in &children {
        if let Some(process) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
            // It may have ended by itself.
            let _ = kill_process(process, Signal::TERM);
        }
    }
    let began = std::time::Instant::now();
    for (name, child) in &mut children {
        while !matches!(child.try_wait(), Ok(Some(_)) | Err(_)) {
            if began.elapsed() > STOP_TIMEOUT {
                note(&format!("aurigraph: {name} does not end and is killed"));
                // It may have ended by itself.
                let _ = child.kill();
            }
            std::thread::sleep(LOOK_INTERVAL);
        }
    }
}
