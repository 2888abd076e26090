//! A file system that can really be full.

#![allow(dead_code, reason = "each test file uses the part it needs")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A small file system of its own; unmounted when dropped.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None if this user may not.
    pub fn mount(folder: &Path, mebibytes: u64) -> Option<Self> {
        Self::mount_with(folder, &format!("size={mebibytes}m"))
    }

    /// The same, with options of tmpfs.
    pub fn mount_with(folder: &Path, options: &str) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(folder)
            .stderr(Stdio::null())
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then(|| Self(folder.to_path_buf()))
    }

    /// Gives it another size; what lies on it stays.
    pub fn resize(&self, mebibytes: u64) {
        let resized = Command::new("mount")
            .args(["-o", &format!("remount,size={mebibytes}m")])
            .arg(&self.0)
            .status();
        assert!(resized.expect("it runs").success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What cannot be unmounted goes with the machine.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
