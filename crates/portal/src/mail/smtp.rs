//! How mails leave: a mail server, and how to speak to it.
//!
//! Invariants
//! - Nothing is sent in the clear, except to this machine itself. STARTTLS that a server does not offer is a failure, not a reason to go on without.
//! - A password stands in a file that nobody else reads, and in no configuration, log or message.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::transport::smtp::Error as ClientError;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use zeroize::Zeroizing;

use super::message::Sender;

/// How long a conversation may take to begin: connection, TLS, user name and password.
const BEGIN_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a server may take over one mail. RFC 5321 asks for patience at the end: whoever leaves before the answer sends the mail twice.
const MAIL_TIMEOUT: Duration = Duration::from_secs(5 * 60);
/// Longer files are no password.
const PASSWORD_BYTES_MAX: u64 = 1_024;

/// How what is said to the server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte (usually port 465).
    Tls,
    /// TLS after a word in the clear (usually port 587).
    StartTls,
    /// None: only on this machine.
    None,
}

/// A user of the mail server.
#[derive(Clone, Debug)]
pub struct SmtpUser {
    /// Its name.
    pub name: String,
    /// A file with its password.
    pub password_file: PathBuf,
}

/// What somebody wants.
#[derive(Clone, Debug)]
pub struct SmtpOptions {
    /// Name or address of the server.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// Encryption.
    pub encryption: Encryption,
    /// Who signs in there.
    pub user: Option<SmtpUser>,
    /// From whom mails are.
    pub sender: String,
    /// Authorities to trust instead of those of the system, in PEM form.
    pub ca_certificate: Option<PathBuf>,
}

/// Why mails cannot be sent like this.
#[derive(Debug, thiserror::Error)]
pub enum SmtpSettingsError {
    /// Not a sender.
    #[error(
        "{0:?} is no sender: write one address with a domain, such as no-reply@ledger.example, or a name and the address in angle brackets"
    )]
    Sender(String),
    /// Not a server.
    #[error("{0:?} is no name or address of a mail server")]
    Server(String),
    /// In the clear through a network.
    #[error(
        "mails would go to {0} in the clear: use the encryption \"tls\" or \"starttls\"; \"none\" is for 127.0.0.1, ::1 and localhost"
    )]
    InTheClear(String),
    /// A file.
    #[error("{what} {path} cannot be read")]
    File {
        /// What it is.
        what: &'static str,
        /// Where it is.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A password that others can read.
    #[error("the password {path} can be read by others: chmod 600 {path}")]
    Open {
        /// Where it is.
        path: PathBuf,
    },
    /// Not a password.
    #[error(
        "the password {path} has no line, more than one, or more than {PASSWORD_BYTES_MAX} bytes"
    )]
    Password {
        /// Where it is.
        path: PathBuf,
    },
    /// TLS.
    #[error("TLS to the mail server cannot be prepared")]
    Tls(#[source] ClientError),
}

/// How mails are sent.
#[derive(Clone)]
pub struct SmtpSettings {
    pub(super) server: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
    pub(super) credentials: Option<Credentials>,
    user: Option<String>,
    sender: Sender,
    pub(super) tls: Option<TlsParameters>,
    pub(super) begin_timeout: Duration,
    pub(super) mail_timeout: Duration,
}

impl std::fmt::Debug for SmtpSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SmtpSettings({self})")
    }
}

impl std::fmt::Display for SmtpSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            server,
            port,
            sender,
            ..
        } = self;
        let how = match self.encryption {
            Encryption::Tls => "TLS",
            Encryption::StartTls => "STARTTLS",
            Encryption::None => "no encryption",
        };
        write!(formatter, "{server}:{port} with {how}, from {sender}")?;
        match &self.user {
            Some(user) => write!(formatter, ", as {user}"),
            None => formatter.write_str(", without a user name"),
        }
    }
}

impl SmtpSettings {
    /// Reads the files that are named, and checks the rest. Nothing is connected yet.
    ///
    /// # Errors
    /// If mails cannot be sent like this.
    pub fn new(options: SmtpOptions) -> Result<Self, SmtpSettingsError> {
        let sender = Sender::parse(&options.sender);
        let sender = sender.ok_or(SmtpSettingsError::Sender(options.sender))?;
        let server = options.server;
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
        if server.is_empty() || !server.bytes().all(is_name) {
            return Err(SmtpSettingsError::Server(server));
        }
        if options.encryption == Encryption::None && !is_this_machine(&server) {
            return Err(SmtpSettingsError::InTheClear(server));
        }
        let tls = match options.encryption {
            Encryption::None => None,
            _ => Some(tls(&server, options.ca_certificate.as_deref())?),
        };
        let credentials = options.user.as_ref().map(|user| {
            let password = password(&user.password_file)?;
            Ok::<_, SmtpSettingsError>(Credentials::new(user.name.clone(), password.to_string()))
        });
        Ok(Self {
            server,
            port: options.port,
            encryption: options.encryption,
            credentials: credentials.transpose()?,
            user: options.user.map(|user| user.name),
            sender,
            tls,
            begin_timeout: BEGIN_TIMEOUT,
            mail_timeout: MAIL_TIMEOUT,
        })
    }

    /// The same with less patience.
    #[must_use]
    pub fn with_timeouts(self, begin: Duration, mail: Duration) -> Self {
        Self {
            begin_timeout: begin,
            mail_timeout: mail,
            ..self
        }
    }

    /// From whom mails are.
    pub const fn sender(&self) -> &Sender {
        &self.sender
    }
}

fn is_this_machine(server: &str) -> bool {
    let address = server.parse::<IpAddr>();
    server == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn tls(server: &str, authorities: Option<&Path>) -> Result<TlsParameters, SmtpSettingsError> {
    let mut builder = TlsParameters::builder(server.to_owned());
    if let Some(path) = authorities {
        let pem = std::fs::read(path).map_err(|source| SmtpSettingsError::File {
            what: "the certificate of an authority",
            path: path.to_path_buf(),
            source,
        })?;
        let certificate = Certificate::from_pem(&pem).map_err(SmtpSettingsError::Tls)?;
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(certificate);
    }
    builder.build().map_err(SmtpSettingsError::Tls)
}

fn password(path: &Path) -> Result<Zeroizing<String>, SmtpSettingsError> {
    use std::os::unix::fs::PermissionsExt as _;
    let file = |source| SmtpSettingsError::File {
        what: "the password",
        path: path.to_path_buf(),
        source,
    };
    let metadata = std::fs::metadata(path).map_err(file)?;
    if metadata.permissions().mode() & 0o077 != 0 {
        let path = path.to_path_buf();
        return Err(SmtpSettingsError::Open { path });
    }
    let none = || SmtpSettingsError::Password {
        path: path.to_path_buf(),
    };
    if metadata.len() > PASSWORD_BYTES_MAX {
        return Err(none());
    }
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(file)?);
    let line = text.trim_end_matches(['\n', '\r']);
    if line.is_empty() || line.chars().any(char::is_control) {
        return Err(none());
    }
    Ok(Zeroizing::new(line.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn options(server: &str, encryption: Encryption) -> SmtpOptions {
        SmtpOptions {
            server: server.into(),
            port: 587,
            encryption,
            user: None,
            sender: "no-reply@ledger.example".into(),
            ca_certificate: None,
        }
    }

    #[test]
    fn nothing_goes_through_a_network_in_the_clear() {
        for server in ["mail.example.org", "192.0.2.1", "localhost.example.org"] {
            let refused = SmtpSettings::new(options(server, Encryption::None));
            assert!(
                matches!(refused, Err(SmtpSettingsError::InTheClear(_))),
                "{server}"
            );
        }
        for server in ["localhost", "127.0.0.1", "::1"] {
            SmtpSettings::new(options(server, Encryption::None)).unwrap();
        }
        for server in ["", "mail.example.org\r\n", "mail example"] {
            let refused = SmtpSettings::new(options(server, Encryption::Tls));
            assert!(
                matches!(refused, Err(SmtpSettingsError::Server(_))),
                "{server:?}"
            );
        }
    }

    #[test]
    fn a_password_is_one_line_that_nobody_else_reads() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        let with = |text: &str, mode: u32| {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            password(&path)
        };
        assert_eq!(*with("correct horse\n", 0o600).unwrap(), "correct horse");
        assert!(matches!(
            with("x", 0o644),
            Err(SmtpSettingsError::Open { .. })
        ));
        for text in ["", "\n", "one\ntwo\n", &"x".repeat(2_000)] {
            let refused = with(text, 0o600);
            assert!(
                matches!(refused, Err(SmtpSettingsError::Password { .. })),
                "{text:?}"
            );
        }
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(
            password(&path),
            Err(SmtpSettingsError::File { .. })
        ));
    }
}
