//! The certificate that a client shows: with it a node is let in by nodes that ask for one.

use std::fmt;
use std::path::{Path, PathBuf};

use rustls::client::WantsClientCert;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, ConfigBuilder};

use super::TrustError;
use super::file::{OTHERS_MODE_BITS, read_with_mode};

/// Largest file that is read; a chain of certificates has a few kilobytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// A certificate with its key, read once.
pub struct OwnCertificate {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    files: (PathBuf, PathBuf),
}

impl fmt::Debug for OwnCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("OwnCertificate")
            .field(&self.files.0)
            .finish()
    }
}

impl OwnCertificate {
    /// Reads both in PEM form: the certificate, followed by those between it and its authority, and its key, which is its owner's alone.
    ///
    /// # Errors
    /// If a file cannot be read or is something else, or others can read the key.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TrustError> {
        let files = (certificate.to_owned(), key.to_owned());
        let refused = |reason: String| refusal(&files, reason);
        let read = |path: &Path| {
            let content = read_with_mode(path, FILE_BYTES_MAX);
            content.map_err(|error| refused(format!("{}: {error}", path.display())))
        };
        let (pem, _) = read(certificate)?;
        let chain = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>();
        let chain = chain.map_err(|error| refused(error.to_string()))?;
        if chain.is_empty() {
            return Err(refused("there is no certificate in the file".into()));
        }
        let (pem, mode) = read(key)?;
        if mode & OTHERS_MODE_BITS != 0 {
            let why = "other users can read the key: make it its owner's alone with chmod 600";
            return Err(refused(why.into()));
        }
        let key = PrivateKeyDer::from_pem_slice(&pem);
        let key = key.map_err(|error| refused(error.to_string()))?;
        Ok(Self { chain, key, files })
    }

    /// A connection's settings with which it is shown.
    pub(super) fn shown_with(
        &self,
        builder: ConfigBuilder<ClientConfig, WantsClientCert>,
    ) -> Result<ClientConfig, TrustError> {
        let config = builder.with_client_auth_cert(self.chain.clone(), self.key.clone_key());
        config.map_err(|error| refusal(&self.files, error.to_string()))
    }
}

fn refusal((certificate, key): &(PathBuf, PathBuf), reason: String) -> TrustError {
    TrustError::Own {
        certificate: certificate.clone(),
        key: key.clone(),
        reason,
    }
}
