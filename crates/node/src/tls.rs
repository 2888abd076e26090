//! TLS for both listeners: one certificate, read again when its files change.
//!
//! Invariants
//! - TLS 1.3 and nothing older. gRPC is agreed on as `h2`, HTTP as `http/1.1`, so a client at the wrong port learns it at once.
//! - A handshake happens beside the accept loop, within a time limit, and counts towards the connections that are served at once: one that
//!   is never finished holds up nobody.
//! - A certificate is exchanged only for one that can be served; otherwise the one before stays, and the log says why.
//! - Where nodes are asked for certificates, one that is shown and does not hold ends the handshake; whoever shows none is a client like any other.

mod certificate;
mod handshake;

use std::path::PathBuf;
use std::sync::Arc;

use aurigraph_client::tls::provider;
use rustls::ServerConfig;
use rustls::pki_types::CertificateDer;
use rustls::server::WebPkiClientVerifier;
use tokio_rustls::TlsAcceptor;

use certificate::ServedCertificate;
pub use certificate::TlsError;
pub(crate) use handshake::{PlainAnswer, Stream, accept};

/// Where the certificate lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The node's certificate, in PEM form, followed by those between it and its authority.
    pub certificate: PathBuf,
    /// Its private key, in PEM form, readable by its owner alone.
    pub key: PathBuf,
    /// Authorities in PEM form; with them what nodes ask of each other is answered to those alone that show a certificate of one of them.
    pub node_authorities: Option<PathBuf>,
}

/// What both listeners serve with.
#[derive(Clone)]
pub struct ServerTls {
    certificate: Arc<ServedCertificate>,
    grpc: TlsAcceptor,
    http: TlsAcceptor,
    asks_nodes: bool,
}

const HTTP_1: &[u8] = b"http/1.1";

impl ServerTls {
    /// Reads certificate and key.
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let asking = files.node_authorities.as_deref();
        let asking = asking.map(certificate::asking_nodes).transpose()?;
        let asks_nodes = asking.is_some();
        let certificate = Arc::new(ServedCertificate::load(files)?);
        let acceptor = |protocol: &[u8]| {
            // Programs that submit show signatures, and no certificates.
            let verifier = match &asking {
                Some(asking) if protocol == HTTP_1 => Arc::clone(asking),
                _ => WebPkiClientVerifier::no_client_auth(),
            };
            let mut config = ServerConfig::builder_with_provider(provider())
                .with_protocol_versions(&[&rustls::version::TLS13])
                .expect("aws-lc-rs has the cipher suites of TLS 1.3")
                .with_client_cert_verifier(verifier)
                .with_cert_resolver(Arc::clone(&certificate) as _);
            config.alpn_protocols = vec![protocol.to_vec()];
            TlsAcceptor::from(Arc::new(config))
        };
        Ok(Self {
            grpc: acceptor(b"h2"),
            http: acceptor(HTTP_1),
            certificate,
            asks_nodes,
        })
    }

    /// The certificate that is served now.
    pub fn served_certificate(&self) -> CertificateDer<'static> {
        self.certificate.end_entity()
    }

    /// Whether nodes have to show a certificate.
    pub(crate) const fn asks_nodes(&self) -> bool {
        self.asks_nodes
    }

    pub(crate) const fn grpc(&self) -> &TlsAcceptor {
        &self.grpc
    }

    pub(crate) const fn http(&self) -> &TlsAcceptor {
        &self.http
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use rustls::pki_types::ServerName;
    use rustls::{ClientConfig, NamedGroup, ProtocolVersion, RootCertStore};
    use tokio::net::{TcpListener, TcpStream};
    use tokio_rustls::TlsConnector;

    use super::*;

    #[tokio::test]
    async fn node_and_client_agree_on_tls_1_3_with_a_post_quantum_key_exchange() {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let files = TlsFiles {
            certificate: folder.path().join("certificate.pem"),
            key: folder.path().join("key.pem"),
            node_authorities: None,
        };
        fs::write(&files.certificate, made.cert.pem()).unwrap();
        fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
        fs::set_permissions(&files.key, Permissions::from_mode(0o600)).unwrap();
        let tls = ServerTls::load(files).unwrap();
        assert_eq!(tls.served_certificate(), *made.cert.der());

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            accept(tls.grpc(), stream, PlainAnswer::GRPC).await.unwrap()
        });
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let client = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
            .unwrap();
        let agreed = client.get_ref().1;
        assert_eq!(agreed.protocol_version(), Some(ProtocolVersion::TLSv1_3));
        let group = agreed.negotiated_key_exchange_group().unwrap().name();
        assert_eq!(group, NamedGroup::X25519MLKEM768);
        drop(serving.await.unwrap());
    }
}
