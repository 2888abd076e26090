//! A real mail server in a process of its own: aiosmtpd of Debian, with what it took and how it behaves in a folder.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::ops::Range;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Debian's own, for which its packages are; another one that comes first in the path knows nothing of them.
const PYTHON: &str = "/usr/bin/python3";

/// Linux gives outgoing connections ports from 32,768 on: nobody takes one of these while a server is away.
const PORTS: Range<u16> = 12_000..32_000;

/// A port that no other server of this test has.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Test executables run at the same time: each begins somewhere else.
    let first = std::process::id().wrapping_mul(89) as u16;
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    (0..PORTS.end - PORTS.start)
        .map(|_| first.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)))
        .map(|number| PORTS.start + number % (PORTS.end - PORTS.start))
        .find(is_free)
        .expect("a free port")
}

/// A mail server; ended when dropped.
pub struct MailServer {
    pub folder: TempDir,
    pub port: u16,
    mode: &'static str,
    child: Option<Child>,
}

impl MailServer {
    /// One that runs: `tls`, `starttls` or `none`.
    pub fn start(mode: &'static str) -> Self {
        let mut server = Self::away(mode);
        server.come_back();
        server
    }

    /// One that does not run yet.
    pub fn away(mode: &'static str) -> Self {
        let folder = TempDir::new().unwrap();
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(folder.path().join("certificate.pem"), made.cert.pem()).unwrap();
        let key = made.signing_key.serialize_pem();
        std::fs::write(folder.path().join("key.pem"), key).unwrap();
        Self {
            folder,
            port: free_port(),
            mode,
            child: None,
        }
    }

    /// Starts it.
    pub fn come_back(&mut self) {
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../portal/tests/mail_server/server.py"
        );
        let child = Command::new(PYTHON)
            .arg(script)
            .arg(self.folder.path())
            .args([&self.port.to_string(), self.mode])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(self.folder.path().join("log")).unwrap())
            .spawn()
            .expect("python3 is needed for this test; make test installs it");
        let child = self.child.insert(child);
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap();
            assert!(
                child.try_wait().unwrap().is_none() && began.elapsed() < Duration::from_secs(60),
                "no mail server; make test installs python3-aiosmtpd: {log}"
            );
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Ends it.
    pub fn go_away(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// What it does from now on.
    pub fn behave(&self, behaviour: &Value) {
        let path = self.folder.path().join("behaviour");
        let unfinished = path.with_extension("new");
        std::fs::write(&unfinished, behaviour.to_string()).unwrap();
        std::fs::rename(unfinished, path).unwrap();
    }

    /// Whoever sends signs in as `portal` with this password; the file that a portal reads it from.
    pub fn ask_for_password(&self, password: &str) -> PathBuf {
        let path = self.folder.path();
        std::fs::write(path.join("user"), format!("portal {password}\n")).unwrap();
        let file = path.join("password");
        std::fs::write(&file, format!("{password}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        file
    }

    /// The authority that a portal has to trust.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    /// What it took, oldest first.
    pub fn mails(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join("mails")).unwrap_or_default();
        let whole = text
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'));
        whole
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Whether it is at a mail, or was since it was asked last.
    pub fn has_begun(&self) -> bool {
        std::fs::remove_file(self.folder.path().join("begun")).is_ok()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.go_away();
    }
}
