//! Ctrl-C and SIGTERM during a run: the load ends early and the node of our own is stopped and its folder removed, which a
//! process that is simply killed would leave behind with all its data.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{Context, bail};
use tokio::signal::unix::{SignalKind, signal};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// Listens from now on.
pub fn listen() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting a runtime")?;
    thread::Builder::new()
        .name("interrupt".into())
        .spawn(move || {
            runtime.block_on(async {
                // Without a handler the signals end the process as they always do.
                let (Ok(mut interrupt), Ok(mut terminate)) = (
                    signal(SignalKind::interrupt()),
                    signal(SignalKind::terminate()),
                ) else {
                    return;
                };
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                REQUESTED.store(true, Ordering::Relaxed);
            });
        })
        .context("starting a thread")?;
    Ok(())
}

/// Whether the run is to end.
pub fn is_requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}

/// An error if the run is to end.
pub fn check() -> anyhow::Result<()> {
    if is_requested() {
        bail!("interrupted; nothing was measured");
    }
    Ok(())
}
