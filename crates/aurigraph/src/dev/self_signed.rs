//! A certificate for one machine, by an authority that is made for it and whose key is thrown away: nobody can ever issue a second one.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::Context;
use aurigraph_node::TlsFiles;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// How long it is valid: the most that browsers take from an authority which somebody installed.
const VALIDITY: Duration = Duration::from_secs(825 * 24 * 3_600);
/// Clocks of two machines may differ by so much.
const CLOCK_DIFFERENCE: Duration = Duration::from_secs(3_600);

/// What was made.
#[derive(Debug)]
pub struct SelfSigned {
    /// What the node serves with.
    pub files: TlsFiles,
    /// The authority, for `--ca-certificate`.
    pub authority: PathBuf,
}

/// The certificate in a folder; made if there is none. It is for `localhost`, the loopback addresses and the addresses in `served`.
pub fn in_folder(folder: &Path, served: &[IpAddr]) -> anyhow::Result<SelfSigned> {
    let made = SelfSigned {
        files: TlsFiles {
            node_authorities: None,
            certificate: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
        },
        authority: folder.join("authority.pem"),
    };
    if !made.files.certificate.exists() {
        make(&made, folder, served)
            .with_context(|| format!("making a certificate in {}", folder.display()))?;
    }
    Ok(made)
}

fn make(made: &SelfSigned, folder: &Path, served: &[IpAddr]) -> anyhow::Result<()> {
    let authority_key = KeyPair::generate()?;
    let mut authority = parameters(Vec::new(), "Aurigraph devnet authority")?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority_certificate = authority.self_signed(&authority_key)?;

    let key = KeyPair::generate()?;
    let mut addresses: Vec<IpAddr> = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    addresses.extend(served.iter().filter(|address| !address.is_unspecified()));
    addresses.sort_unstable();
    addresses.dedup();
    let mut names = vec!["localhost".to_owned()];
    names.extend(addresses.iter().map(ToString::to_string));
    let mut server = parameters(names, "Aurigraph devnet node")?;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = server.signed_by(&key, &Issuer::from_params(&authority, &authority_key))?;

    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    fs::write(&made.authority, authority_certificate.pem())?;
    let mut key_file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&made.files.key)?;
    key_file.write_all(key.serialize_pem().as_bytes())?;
    // Last: with it the folder counts as complete.
    fs::write(&made.files.certificate, certificate.pem())?;
    Ok(())
}

fn parameters(names: Vec<String>, common_name: &str) -> anyhow::Result<CertificateParams> {
    let mut parameters = CertificateParams::new(names)?;
    let now = SystemTime::now();
    parameters.not_before = (now - CLOCK_DIFFERENCE).into();
    parameters.not_after = (now + VALIDITY).into();
    parameters
        .distinguished_name
        .push(DnType::CommonName, common_name);
    Ok(parameters)
}
