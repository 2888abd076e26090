//! The registrar of a devnet's nodes: the account with which its portal signs. Its key is made before any node starts, so that each one knows whom to
//! believe.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use aurigraph_portal::anchor::anchor_key;
use aurigraph_types::Address;

/// Where the portal's data is, in the node's folder.
pub const PORTAL_FOLDER: &str = "portal";

/// The account of the portal in a node's folder; its key is made if there is none.
///
/// # Errors
/// If the key cannot be read or made.
pub fn portal_account(data_dir: &Path) -> io::Result<Address> {
    let folder = data_dir.join(PORTAL_FOLDER);
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)?;
    Ok(anchor_key(&folder)?.public_key().address())
}

/// The same for a node that goes on without it: the ledger does not depend on its portal.
pub fn of_devnet(data_dir: &Path) -> Option<Address> {
    match portal_account(data_dir) {
        Ok(address) => Some(address),
        Err(error) => {
            tracing::warn!(%error, "no node counts as registered: the key of the portal's account cannot be used");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_stays_and_a_broken_key_stops_no_node() {
        let folder = tempfile::tempdir().unwrap();
        let first = portal_account(folder.path()).unwrap();
        assert_eq!(portal_account(folder.path()).unwrap(), first);
        assert_eq!(of_devnet(folder.path()), Some(first));
        let key = folder.path().join(PORTAL_FOLDER).join("anchor-key");
        std::fs::write(key, "nothing").unwrap();
        assert_eq!(of_devnet(folder.path()), None);
    }
}
