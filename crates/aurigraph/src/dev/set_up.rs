//! Before a network runs: its addresses are taken, and a folder without one gets a new network.
//!
//! What cannot be done is said with what to do about it, and a new network that could not be set up leaves no empty folders behind. A file
//! with secrets that was written stays: the next attempt takes it up.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use aurigraph_node::node;
use aurigraph_node::recovery::{RecoveryError, check_is_new, initialise};
use aurigraph_portal::devnet::setup::create_devnet;
use aurigraph_types::{Scheme, SigningKey};

/// Binds an address that was given with an option.
pub fn listen(address: SocketAddr, option: &str) -> anyhow::Result<TcpListener> {
    node::bind(address).map_err(|error| {
        let error = anyhow::Error::from(error);
        match listen_advice(error_kind(&error), address, option) {
            Some(advice) => error.context(advice),
            None => error,
        }
    })
}

fn listen_advice(kind: Option<ErrorKind>, address: SocketAddr, option: &str) -> Option<String> {
    match kind? {
        ErrorKind::AddrInUse => Some(format!(
            "another process listens on {address}: end it, or choose another address with {option}"
        )),
        ErrorKind::AddrNotAvailable => Some(format!(
            "this machine does not have the address {}: choose another one with {option}",
            address.ip()
        )),
        ErrorKind::PermissionDenied => Some(format!(
            "this user may not listen on port {}: choose one above 1023 with {option}",
            address.port()
        )),
        _ => None,
    }
}

/// Makes a new network with so many assets in a folder that has none.
pub fn set_up(data_dir: &Path, assets: usize) -> anyhow::Result<()> {
    check_is_new(data_dir)?;
    let missing: Vec<PathBuf> = data_dir
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .map(Path::to_path_buf)
        .collect();
    write(data_dir, assets).map_err(|error| {
        remove_empty(data_dir, &missing);
        let reason = set_up_advice(error_kind(&error));
        error.context(format!(
            "a new network cannot be set up in {}: {reason}",
            data_dir.display()
        ))
    })
}

/// Removes the folders that this attempt made, as far as they are empty.
fn remove_empty(data_dir: &Path, made: &[PathBuf]) {
    let secrets = data_dir.join("devnet");
    for folder in std::iter::once(&secrets).chain(made) {
        // Only an empty folder can be removed like this; what is in use stays.
        let _ = fs::remove_dir(folder);
    }
}

fn set_up_advice(kind: Option<ErrorKind>) -> &'static str {
    match kind {
        Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
            "there is no room; free some, or choose a folder on another disk with --data-dir"
        }
        Some(ErrorKind::ReadOnlyFilesystem) => {
            "its file system is mounted read-only; choose a folder on another one with --data-dir"
        }
        Some(ErrorKind::PermissionDenied) => {
            "this user may not write there; choose another folder with --data-dir, or change whose it is"
        }
        Some(ErrorKind::NotADirectory | ErrorKind::AlreadyExists) => {
            "there is a file of this name; choose another folder with --data-dir"
        }
        _ => "choose another folder with --data-dir if this cannot be mended",
    }
}

/// What the operating system said, wherever it stands in the chain.
fn error_kind(error: &anyhow::Error) -> Option<ErrorKind> {
    error.chain().find_map(|cause| {
        if let Some(RecoveryError::Storage(error)) = cause.downcast_ref()
            && error.is_full()
        {
            return Some(ErrorKind::StorageFull);
        }
        cause.downcast_ref::<io::Error>().map(io::Error::kind)
    })
}

fn write(data_dir: &Path, assets: usize) -> anyhow::Result<()> {
    let validator = SigningKey::generate(Scheme::Ed25519);
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .context("this machine's clock is before 1970")?;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data_dir)
        .with_context(|| format!("cannot create {}", data_dir.display()))?;
    let devnet = create_devnet(
        data_dir,
        "aurigraph-devnet",
        validator.public_key(),
        now.as_millis() as u64,
        assets,
    )?;
    let genesis = serde_json::to_vec_pretty(&devnet.genesis).context("write the genesis file")?;
    initialise(data_dir, &genesis, &validator)?;
    Ok(())
}
