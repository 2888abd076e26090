//! The key that anchors: a file beside the wrapping keys.

use std::fs::OpenOptions;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use aurigraph_types::{Address, Scheme, SigningKey};
use zeroize::Zeroizing;

/// The file's name in the portal's folder.
const FILE: &str = "anchor-key";

fn broken(path: &Path) -> io::Error {
    let path = path.display();
    io::Error::other(format!(
        "{path} holds no key: put a copy of it back, or delete it to begin with a new account"
    ))
}

fn read(path: &Path) -> io::Result<SigningKey> {
    let mut text = Zeroizing::new(String::new());
    let file = std::fs::File::open(path)?;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        let path = path.display();
        let open =
            format!("others on this machine can use the secret key {path}: chmod 600 {path}");
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, open));
    }
    file.take(1_024).read_to_string(&mut text)?;
    let mut seed = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim(), seed.as_mut()).map_err(|_| broken(path))?;
    SigningKey::from_seed(Scheme::Ed25519, seed.as_ref()).map_err(|_| broken(path))
}

/// The key in a portal's folder; made if there is none.
///
/// # Errors
/// If the file cannot be used.
pub fn anchor_key(folder: &Path) -> io::Result<SigningKey> {
    let path = folder.join(FILE);
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut()).map_err(|error| io::Error::other(error.to_string()))?;
    let text = Zeroizing::new(format!("{}\n", hex::encode(seed.as_ref())));
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path);
    match made {
        Ok(mut file) => {
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::File::open(folder)?.sync_all()?;
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    read(&path)
}

/// The address of the key in a portal's folder, if there is one.
///
/// # Errors
/// If the file cannot be read.
pub fn known_anchor_address(folder: &Path) -> io::Result<Option<Address>> {
    let path = folder.join(FILE);
    match read(&path) {
        Ok(key) => Ok(Some(key.public_key().address())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        assert_eq!(known_anchor_address(folder.path()).unwrap(), None);
        let first = anchor_key(folder.path()).unwrap();
        let again = anchor_key(folder.path()).unwrap();
        let address = first.public_key().address();
        assert_eq!(again.public_key().address(), address);
        assert_eq!(known_anchor_address(folder.path()).unwrap(), Some(address));
        let file = folder.path().join(FILE);
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(&file, "nothing").unwrap();
        let refused = anchor_key(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("anchor-key holds no key"), "{refused}");
    }

    #[test]
    fn a_key_that_others_can_read_is_not_used() {
        let folder = tempfile::TempDir::new().unwrap();
        anchor_key(folder.path()).unwrap();
        let file = folder.path().join(FILE);
        let set = |mode| {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        for mode in [0o644, 0o640, 0o602] {
            set(mode);
            let command = format!("chmod 600 {}", file.display());
            let refused = anchor_key(folder.path()).unwrap_err().to_string();
            assert!(refused.ends_with(&command), "{refused}");
            assert!(known_anchor_address(folder.path()).is_err(), "{mode:o}");
        }
        set(0o400);
        assert!(anchor_key(folder.path()).is_ok());
    }
}
