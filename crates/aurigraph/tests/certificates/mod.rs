//! Authorities and certificates that tests make for themselves.

#![allow(dead_code, reason = "each test file uses the part it needs")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use aurigraph_client::Trust;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// Issues certificates.
pub struct Authority {
    parameters: CertificateParams,
    key: KeyPair,
    /// Its own certificate, for `--ca-certificate`.
    pub file: PathBuf,
}

/// Files of a certificate.
pub struct Issued {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Authority {
    /// One whose files begin with this name.
    pub fn new(folder: &Path, name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut parameters = CertificateParams::new(Vec::new()).expect("no names");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        let file = folder.join(format!("{name}.pem"));
        let certificate = parameters.self_signed(&key).expect("a certificate");
        fs::write(&file, certificate.pem()).expect("a file");
        Self {
            parameters,
            key,
            file,
        }
    }

    pub fn trust(&self) -> Trust {
        Trust::authorities(&self.file).expect("an authority")
    }

    /// The path of its certificate as an argument.
    pub fn path(&self) -> &str {
        self.file.to_str().expect("text")
    }

    /// A certificate for these names that ended so many days ago, or has still a day.
    pub fn issue(&self, folder: &Path, names: &[&str], ended_days_ago: Option<u32>) -> Issued {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut parameters = CertificateParams::new(names).expect("names");
        let now = SystemTime::now();
        parameters.not_before = (now - 30 * DAY).into();
        parameters.not_after = match ended_days_ago {
            Some(days) => (now - days * DAY).into(),
            None => (now + DAY).into(),
        };
        let key = KeyPair::generate().expect("a key");
        let issuer = Issuer::from_params(&self.parameters, &self.key);
        let certificate = parameters.signed_by(&key, &issuer).expect("a certificate");
        let issued = Issued {
            certificate: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
        };
        fs::write(&issued.key, key.serialize_pem()).expect("a file");
        fs::set_permissions(&issued.key, fs::Permissions::from_mode(0o600)).expect("our file");
        fs::write(&issued.certificate, certificate.pem()).expect("a file");
        issued
    }
}

impl Issued {
    /// The options that serve it.
    pub fn options(&self) -> [&str; 4] {
        [
            "--tls-certificate",
            self.certificate.to_str().expect("text"),
            "--tls-key",
            self.key.to_str().expect("text"),
        ]
    }
}
