//! A PostgreSQL of this process's own: in a temporary folder, reached by a socket there, ended with the process.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

static SERVER: OnceLock<PathBuf> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database.
pub fn new_database() -> String {
    let folder = SERVER.get_or_init(start);
    let name = format!("portal_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let made = tool("createdb")
        .arg("-h")
        .arg(folder)
        .arg("-U")
        .arg("portal")
        .arg(&name)
        .output();
    let made = made.expect("createdb starts");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    format!(
        "postgres://portal@localhost/{name}?host={}",
        folder.display()
    )
}

/// Where Debian and Ubuntu keep what belongs to a version; else what is in the path.
fn tool_path(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let found = versions.map(|version| version.path().join("bin").join(name));
    found
        .filter(|path| path.exists())
        .max()
        .unwrap_or_else(|| name.into())
}

fn tool(name: &str) -> Command {
    Command::new(tool_path(name))
}

/// PostgreSQL does not run as root: then it is nobody.
fn as_somebody(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if rustix::process::geteuid().is_root() {
        command.args(["--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]);
    }
    command.arg(program).stdin(Stdio::null());
    command
}

/// Ends the server and removes its folder when this process is gone, however it went: then the pipe closes.
fn clean_up_after_us(server: u32, folder: &Path) {
    let mut command = Command::new("sh");
    command.args(["-c", "cat; kill -KILL $1; sleep 0.2; rm -rf \"$2\"", "sh"]);
    command.arg(server.to_string()).arg(folder);
    let output = (Stdio::null(), Stdio::null());
    let started = command
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(output.0)
        .stderr(output.1)
        .spawn();
    // The pipe stays open as long as this process lives.
    std::mem::forget(started.expect("sh starts"));
}

/// Starts a server.
fn start() -> PathBuf {
    let folder = tempfile::Builder::new()
        .prefix("portal-postgres-")
        .tempdir()
        .unwrap()
        .keep();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
    let data = folder.join("data");
    let made = as_somebody(&tool_path("initdb"))
        .args([
            "--username",
            "portal",
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--no-sync",
            "-D",
        ])
        .arg(&data)
        .output()
        .expect("setpriv starts");
    let reason = String::from_utf8_lossy(&made.stderr);
    assert!(
        made.status.success(),
        "PostgreSQL is needed for this test; make test installs it: {reason}"
    );
    let mut server = as_somebody(&tool_path("postgres"))
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(&folder)
        .args([
            "-c",
            "listen_addresses=",
            "-c",
            "fsync=off",
            "-c",
            "max_connections=200",
        ])
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(folder.join("log")).unwrap())
        .spawn()
        .expect("setpriv starts");
    clean_up_after_us(server.id(), &folder);
    let began = Instant::now();
    loop {
        let asked = tool("pg_isready").arg("-h").arg(&folder).output();
        if asked.is_ok_and(|asked| asked.status.success()) {
            break;
        }
        let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "no PostgreSQL: {}",
            log()
        );
        assert!(
            server.try_wait().unwrap().is_none(),
            "PostgreSQL ended: {}",
            log()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    folder
}
