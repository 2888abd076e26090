//! The certificate that is served. Its files are looked at again when somebody connects, at most every few seconds.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use aurigraph_client::tls::file::{OTHERS_MODE_BITS, read_with_mode};
use aurigraph_client::tls::{TlsProblem, provider};
use parking_lot::Mutex;
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::{Error, InconsistentKeys, RootCertStore};

use super::TlsFiles;

/// Largest file that is read; a chain of certificates has a few kilobytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;
/// Between two looks at the files.
const LOOK_INTERVAL: Duration = Duration::from_secs(2);

/// Why a certificate cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{what} cannot be read from {}", path.display())]
    Read {
        /// What it should be.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// A file is not what it should be.
    #[error("{} holds no {what} in PEM form (a text with a line -----BEGIN {label}-----): {reason}", path.display())]
    Malformed {
        /// What it should be.
        what: &'static str,
        /// How that begins.
        label: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Others can read the key.
    #[error(
        "the key {} can be read or changed by other users (mode {mode:o}): make it its owner's alone with chmod 600, and consider \
         whether somebody has read it",
        path.display()
    )]
    NotPrivate {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// Two files that do not belong together.
    #[error(
        "the key {} is not the one of the certificate {}: name the two files that were made together",
        key.display(), certificate.display()
    )]
    OtherKey {
        /// File of the certificate.
        certificate: PathBuf,
        /// File of the key.
        key: PathBuf,
    },
    /// A key or certificate of a kind that is not known.
    #[error("the certificate {} and its key cannot be used", certificate.display())]
    Unusable {
        /// File of the certificate.
        certificate: PathBuf,
        /// Why.
        source: Error,
    },
}

/// A certificate with its key, and the files it came from.
#[derive(Debug)]
pub struct ServedCertificate {
    files: TlsFiles,
    current: ArcSwap<CertifiedKey>,
    look: Mutex<Look>,
}

/// When the files were last looked at, and what they looked like.
#[derive(Debug)]
struct Look {
    at: Instant,
    seen: [Option<Stamp>; 2],
}

/// What changes when a file is written or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    bytes: u64,
    modified: (i64, i64),
}

impl ServedCertificate {
    /// Reads the files.
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        // Before they are read: what is written meanwhile is seen at the next look.
        let seen = stamps(&files);
        let current = ArcSwap::from(read(&files)?);
        Ok(Self {
            files,
            current,
            look: Mutex::new(Look {
                at: Instant::now(),
                seen,
            }),
        })
    }

    /// The node's own certificate, without those above it.
    pub fn end_entity(&self) -> CertificateDer<'static> {
        self.current.load().cert[0].clone()
    }

    /// Serves what the files hold now, if they changed and can be used.
    fn look_again(&self, now: Instant) {
        let Some(mut look) = self.look.try_lock() else {
            return;
        };
        if now.saturating_duration_since(look.at) < LOOK_INTERVAL {
            return;
        }
        look.at = now;
        let seen = stamps(&self.files);
        if seen == look.seen {
            return;
        }
        look.seen = seen;
        let certificate = self.files.certificate.display();
        match read(&self.files) {
            Ok(read) => {
                self.current.store(read);
                tracing::info!(%certificate, "the certificate changed and is served from now on");
            }
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(
                    %certificate, %error, cause,
                    "the certificate changed and cannot be used; the one before stays"
                );
            }
        }
    }
}

impl ResolvesServerCert for ServedCertificate {
    fn resolve(&self, _client_hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.look_again(Instant::now());
        Some(self.current.load_full())
    }
}

fn stamps(files: &TlsFiles) -> [Option<Stamp>; 2] {
    [&files.certificate, &files.key].map(|path| {
        let metadata = fs::metadata(path).ok()?;
        Some(Stamp {
            inode: metadata.ino(),
            bytes: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        })
    })
}

fn read(files: &TlsFiles) -> Result<Arc<CertifiedKey>, TlsError> {
    let chain = read_chain(&files.certificate)?;
    let key = read_key(&files.key)?;
    let certified =
        CertifiedKey::from_der(chain, key, &provider()).map_err(|source| match source {
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => TlsError::OtherKey {
                certificate: files.certificate.clone(),
                key: files.key.clone(),
            },
            source => TlsError::Unusable {
                certificate: files.certificate.clone(),
                source,
            },
        })?;
    warn_if_refused(&files.certificate, &certified);
    Ok(Arc::new(certified))
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    const WHAT: &str = "certificate";
    let malformed = |reason: String| TlsError::Malformed {
        what: WHAT,
        label: "CERTIFICATE",
        path: path.to_owned(),
        reason,
    };
    let (pem, _) = read_file(path, WHAT)?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|error| malformed(error.to_string()))?;
    if chain.is_empty() {
        return Err(malformed("there is none in it".into()));
    }
    Ok(chain)
}

/// Asks clients for a certificate of the authorities in a file, and lets those that have none in as well. The file is read once.
pub(super) fn asking_nodes(path: &Path) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    let malformed = |reason: String| TlsError::Malformed {
        what: "authority of nodes",
        label: "CERTIFICATE",
        path: path.to_owned(),
        reason,
    };
    let mut roots = RootCertStore::empty();
    for authority in read_chain(path)? {
        let added = roots.add(authority);
        added.map_err(|error| malformed(error.to_string()))?;
    }
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider());
    let verifier = verifier.allow_unauthenticated().build();
    verifier.map_err(|error| malformed(error.to_string()))
}

fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    const WHAT: &str = "private key";
    let (pem, mode) = read_file(path, WHAT)?;
    if mode & OTHERS_MODE_BITS != 0 {
        return Err(TlsError::NotPrivate {
            path: path.to_owned(),
            mode,
        });
    }
    PrivateKeyDer::from_pem_slice(&pem).map_err(|error| TlsError::Malformed {
        what: WHAT,
        label: "PRIVATE KEY",
        path: path.to_owned(),
        reason: match error {
            pem::Error::NoItemsFound => "there is none in it that is not encrypted".into(),
            error => error.to_string(),
        },
    })
}

/// A file's content, and its permissions.
fn read_file(path: &Path, what: &'static str) -> Result<(Vec<u8>, u32), TlsError> {
    read_with_mode(path, FILE_BYTES_MAX).map_err(|source| TlsError::Read {
        what,
        path: path.to_owned(),
        source,
    })
}

/// Says what every client will find wrong with a certificate, whomever it trusts. It is served all the same: a node without TLS, or none at
/// all, would be worse.
fn warn_if_refused(path: &Path, certified: &CertifiedKey) {
    if let Some(problem) = check(&certified.cert[0], UnixTime::now()) {
        tracing::warn!(certificate = %path.display(), %problem, "clients will refuse the certificate");
    }
}

/// What is wrong with a certificate even if its authority is trusted.
fn check(certificate: &CertificateDer<'_>, now: UnixTime) -> Option<TlsProblem> {
    let algorithms = provider().signature_verification_algorithms.all;
    let checked = ParsedCertificate::try_from(certificate).and_then(|parsed| {
        let nobody = RootCertStore::empty();
        verify_server_cert_signed_by_trust_anchor(&parsed, &nobody, &[], now, algorithms)
    });
    // Nobody is trusted here, and that is looked at last.
    let problem = checked.err().map(|error| TlsProblem::of(&error))?;
    (problem != TlsProblem::UnknownIssuer).then_some(problem)
}
