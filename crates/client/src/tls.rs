//! TLS on the client's side: whom to trust, and what a failed handshake means.
//!
//! Invariants
//! - TLS 1.3 and nothing older, with aws-lc-rs; the key exchange X25519MLKEM768 is offered first.
//! - A node is believed only with a certificate that [`Trust`] accepts for the name in its address. Nothing switches that off.

pub mod file;
mod own_certificate;
mod problem;
mod same_certificate;

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

pub use own_certificate::OwnCertificate;
pub use problem::TlsProblem;
pub(crate) use problem::needs_tls;
use same_certificate::SameCertificate;

/// Protocol of REST.
pub(crate) const HTTP_1: &[u8] = b"http/1.1";
/// Protocol of gRPC.
pub(crate) const HTTP_2: &[u8] = b"h2";
/// Largest file of authorities that is read: more than every public authority needs.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Whose certificates are believed on addresses with `https://`, and what is shown there. Cheap to clone.
#[derive(Clone)]
pub struct Trust {
    source: Source,
    shown: Option<Arc<OwnCertificate>>,
}

#[derive(Clone)]
enum Source {
    Nobody,
    System,
    Authorities(Arc<RootCertStore>),
    Same(Arc<SameCertificate>),
}

/// Why authorities cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The file cannot be read.
    #[error("the certificate of an authority cannot be read from {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not what it should be.
    #[error(
        "{} holds no certificate in PEM form (a text that begins with -----BEGIN CERTIFICATE-----): {reason}",
        path.display()
    )]
    NoCertificate {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The operating system has none.
    #[error(
        "this system has no trusted authorities: install them (the package is often called ca-certificates), or name the \
         certificate of the node's authority with --ca-certificate"
    )]
    NoSystemAuthorities,
    /// What is to be shown cannot be.
    #[error("the certificate {} and its key {} cannot be shown: {reason}", certificate.display(), key.display())]
    Own {
        /// File of the certificate.
        certificate: PathBuf,
        /// File of its key.
        key: PathBuf,
        /// Why.
        reason: String,
    },
}

impl Trust {
    const fn of(source: Source) -> Self {
        Self {
            source,
            shown: None,
        }
    }

    /// The same, and to whoever asks for a certificate this one is shown: nodes ask each other.
    #[must_use]
    pub fn showing(mut self, own: OwnCertificate) -> Self {
        self.shown = Some(Arc::new(own));
        self
    }

    /// The authorities that the operating system trusts. They are read when the first address with `https://` is used.
    pub const fn system() -> Self {
        Self::of(Source::System)
    }

    /// The authorities of a PEM file, and no others.
    pub fn authorities(path: &Path) -> Result<Self, TrustError> {
        let no_certificate = |reason: String| TrustError::NoCertificate {
            path: path.to_owned(),
            reason,
        };
        let mut pem = Vec::new();
        File::open(path)
            .and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut pem))
            .map_err(|source| TrustError::Read {
                path: path.to_owned(),
                source,
            })?;
        if pem.len() as u64 > FILE_BYTES_MAX {
            return Err(no_certificate(format!(
                "it is larger than {FILE_BYTES_MAX} bytes"
            )));
        }
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            certificate
                .map_err(|error| error.to_string())
                .and_then(|certificate| roots.add(certificate).map_err(|error| error.to_string()))
                .map_err(&no_certificate)?;
        }
        if roots.is_empty() {
            return Err(no_certificate("there is none in it".into()));
        }
        Ok(Self::of(Source::Authorities(Arc::new(roots))))
    }

    /// Exactly the certificate that `served` returns, whatever it says: for a process that calls its own interfaces, and knows which
    /// certificate they have.
    pub fn same(served: impl Fn() -> CertificateDer<'static> + Send + Sync + 'static) -> Self {
        let same = SameCertificate::new(Box::new(served), provider());
        Self::of(Source::Same(Arc::new(same)))
    }

    /// For addresses without TLS.
    pub const fn nobody() -> Self {
        Self::of(Source::Nobody)
    }

    /// What a client of REST needs to connect with TLS.
    ///
    /// # Errors
    /// If the system has no authorities.
    pub fn http_config(&self) -> Result<ClientConfig, TrustError> {
        self.config(HTTP_1)
    }

    pub(crate) fn config(&self, protocol: &[u8]) -> Result<ClientConfig, TrustError> {
        let builder = ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&rustls::version::TLS13])
            .expect("aws-lc-rs has the cipher suites of TLS 1.3");
        let builder = match &self.source {
            Source::Nobody => builder.with_root_certificates(RootCertStore::empty()),
            Source::System => builder.with_root_certificates(system_authorities()?),
            Source::Authorities(roots) => builder.with_root_certificates(Arc::clone(roots)),
            Source::Same(verifier) => {
                let verifier: Arc<dyn ServerCertVerifier> = Arc::clone(verifier) as _;
                builder
                    .dangerous()
                    .with_custom_certificate_verifier(verifier)
            }
        };
        let mut config = match &self.shown {
            Some(own) => own.shown_with(builder)?,
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![protocol.to_vec()];
        Ok(config)
    }
}

impl Default for Trust {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match &self.source {
            Source::Nobody => "Trust(nobody)",
            Source::System => "Trust(the system's authorities)",
            Source::Authorities(_) => "Trust(the authorities of a file)",
            Source::Same(_) => "Trust(one certificate)",
        })
    }
}

/// The cryptography of every connection, here and in a node.
pub fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    Arc::clone(PROVIDER.get_or_init(|| Arc::new(aws_lc_rs::default_provider())))
}

/// Read once for a process. Single ones that cannot be read are left out, as the system's own tools do.
fn system_authorities() -> Result<Arc<RootCertStore>, TrustError> {
    static ROOTS: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    let roots = ROOTS.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Arc::new(roots)
    });
    if roots.is_empty() {
        return Err(TrustError::NoSystemAuthorities);
    }
    Ok(Arc::clone(roots))
}
