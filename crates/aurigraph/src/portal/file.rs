//! The configuration file of a portal, `portal.toml`. docs/how-to/portal.toml explains each key.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use aurigraph_client::Trust;
use aurigraph_node::TlsFiles;
use aurigraph_node::http::metrics_access::MetricsKey;
use aurigraph_portal::forwarded::TrustedProxies;
use aurigraph_portal::identity::oidc::{self, settings::OidcProviderSettings};
use aurigraph_portal::mail::smtp::{Encryption, SmtpOptions, SmtpSettings, SmtpUser};
use aurigraph_portal::outbound::{self, OutboundSettings};
use aurigraph_portal::proxy::NodeAddress;
use aurigraph_portal::store::StoreSettings;
use aurigraph_portal::store::postgres_address::check_postgres_address;
use serde::Deserialize;

/// Longer files are no configuration.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// A portal's configuration. Every field that has a default may be left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalFile {
    /// Address of pages and REST.
    #[serde(default = "default_listen")]
    pub listen: String,
    /// What stands in front of every path in a browser, and in the links of mails.
    pub public_url: String,
    /// Folder of wrapping keys and, without PostgreSQL, of the database; relative to this file.
    #[serde(default = "here")]
    pub data_dir: PathBuf,
    /// `postgres://…` instead of SQLite.
    pub postgres_url: Option<String>,
    /// A file with it; relative to this file.
    pub postgres_url_file: Option<PathBuf>,
    /// Connections at once.
    #[serde(default = "default_connections_max")]
    pub connections_max: u32,
    /// A file with the key with which metrics are read from other machines, readable by its owner alone; relative to this file.
    pub metrics_key_file: Option<PathBuf>,
    /// Proxies in front, as addresses or networks: they say in X-Forwarded-For from where a request comes.
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
    /// Keep mails in an inbox that everybody reads who reaches the portal, instead of sending them.
    #[serde(default)]
    pub development_inbox: bool,
    /// The node in front of which it stands.
    pub node: NodeSection,
    /// Certificate and key; without them there is no TLS.
    pub tls: Option<TlsSection>,
    /// How mails are sent.
    pub smtp: Option<SmtpSection>,
    /// Authorities of identity providers beside those of the system; relative to this file.
    pub oidc_ca_certificate: Option<PathBuf>,
    /// Identity providers; files are relative to this one.
    #[serde(default)]
    pub oidc: Vec<OidcProviderSettings>,
}

/// The node.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeSection {
    /// Its REST address.
    pub url: String,
    /// With https://: authorities to trust instead of those of the system; relative to the file.
    pub ca_certificate: Option<PathBuf>,
}

/// TLS.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSection {
    /// Certificate in PEM form, and those between it and its authority; relative to the file.
    pub certificate: PathBuf,
    /// Its private key, readable by its owner alone; relative to the file.
    pub key: PathBuf,
}

/// A mail server.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSection {
    /// Name or address.
    pub server: String,
    /// Port; 465 with `tls`, 587 with `starttls`, 25 with `none` if absent.
    pub port: Option<u16>,
    /// `tls`, `starttls` or, on this machine, `none`.
    pub encryption: SmtpEncryption,
    /// Who signs in there.
    pub user: Option<String>,
    /// A file with the password; relative to the file.
    pub password_file: Option<PathBuf>,
    /// From whom mails are.
    pub sender: String,
    /// Authorities to trust instead of those of the system; relative to the file.
    pub ca_certificate: Option<PathBuf>,
}

/// `encryption`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpEncryption {
    /// From the first byte.
    Tls,
    /// After a word in the clear.
    StartTls,
    /// None.
    None,
}

fn default_listen() -> String {
    "127.0.0.1:9005".into()
}

const fn default_connections_max() -> u32 {
    2_000
}

fn here() -> PathBuf {
    PathBuf::from(".")
}

impl PortalFile {
    /// Reads a file. Paths in it become those of the process.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let cannot_read = || format!("cannot read {}", path.display());
        let metadata = std::fs::metadata(path).with_context(cannot_read)?;
        if metadata.len() > FILE_BYTES_MAX {
            let length = metadata.len();
            bail!(
                "{} has {length} bytes: that is no configuration",
                path.display()
            );
        }
        let text = std::fs::read_to_string(path).with_context(cannot_read)?;
        let mut file: Self = toml::from_str(&text)
            .with_context(|| format!("{} is no configuration of a portal", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        for inside in file.paths() {
            *inside = folder.join(&*inside);
        }
        let is_open = metadata.permissions().mode() & 0o077 != 0;
        if is_open && file.postgres_url.as_deref().is_some_and(has_password) {
            let path = path.display();
            bail!(
                "{path} holds the password of PostgreSQL and can be read by others: chmod 600 {path}, or put the address into postgres_url_file"
            );
        }
        Ok(file)
    }

    fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let node = self.node.ca_certificate.as_mut();
        let tls = self.tls.as_mut();
        let tls = tls.map(|tls| [&mut tls.certificate, &mut tls.key]);
        let smtp = self.smtp.as_mut();
        let smtp = smtp.map(|smtp| [smtp.password_file.as_mut(), smtp.ca_certificate.as_mut()]);
        let oidc = self.oidc.iter_mut().map(|one| &mut one.client_secret_file);
        std::iter::once(&mut self.data_dir)
            .chain(self.postgres_url_file.as_mut())
            .chain(self.metrics_key_file.as_mut())
            .chain(self.oidc_ca_certificate.as_mut())
            .chain(oidc)
            .chain(node)
            .chain(tls.into_iter().flatten())
            .chain(smtp.into_iter().flatten().flatten())
    }

    /// Where it listens.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        let found = self.listen.to_socket_addrs();
        let found = found.ok().and_then(|mut found| found.next());
        found.with_context(|| {
            let listen = &self.listen;
            format!("listen: {listen:?} is no address: expected HOST:PORT, such as 127.0.0.1:9005")
        })
    }

    /// Beginning of links, without a slash at the end.
    pub fn public_url(&self) -> anyhow::Result<&str> {
        let url = self.public_url.trim_end_matches('/');
        let (scheme, rest) = url.split_once("://").unwrap_or_default();
        let is_origin = !rest.is_empty() && !rest.contains(['/', '?', '#', '@', ' ']);
        if !is_origin || !matches!(scheme, "http" | "https") {
            bail!(
                "public_url: {:?} is no address of a site: expected https://NAME or https://NAME:PORT",
                self.public_url
            );
        }
        let host = rest.rsplit_once(':').map_or(rest, |(host, _)| host);
        if scheme == "http" && host != "localhost" && !host.ends_with(".localhost") {
            bail!(
                "public_url: {url} is without TLS, and browsers keep a sign-in there on localhost alone: use https://"
            );
        }
        Ok(url)
    }

    /// Where the data is.
    pub fn store(&self) -> anyhow::Result<StoreSettings> {
        let postgres_url = match (&self.postgres_url, &self.postgres_url_file) {
            (Some(_), Some(_)) => {
                bail!("postgres_url and postgres_url_file say the same: leave one out")
            }
            (Some(url), None) => Some(url.clone()),
            (None, Some(path)) => Some(read_url(path)?),
            (None, None) => None,
        };
        if let Some(url) = &postgres_url {
            if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
                bail!("the address of PostgreSQL begins with postgres://");
            }
            check_postgres_address(url).context("the address of PostgreSQL")?;
        }
        Ok(StoreSettings {
            folder: self.data_dir.clone(),
            postgres_url,
        })
    }

    /// The node.
    pub fn node(&self) -> anyhow::Result<NodeAddress> {
        let trust = match &self.node.ca_certificate {
            Some(path) => Trust::authorities(path).context("node.ca_certificate")?,
            None => Trust::system(),
        };
        NodeAddress::new(&self.node.url, trust).context("node.url")
    }

    /// With what metrics are read from other machines.
    pub fn metrics_key(&self) -> anyhow::Result<Option<MetricsKey>> {
        let read = self.metrics_key_file.as_deref().map(MetricsKey::read);
        read.transpose().context("metrics_key_file")
    }

    /// Proxies in front.
    pub fn trusted_proxies(&self) -> anyhow::Result<TrustedProxies> {
        TrustedProxies::parse(&self.trusted_proxies).context("trusted_proxies")
    }

    /// Identity providers.
    pub fn providers(&self) -> anyhow::Result<Vec<OidcProviderSettings>> {
        oidc::settings::check(&self.oidc).context("[[oidc]]")?;
        Ok(self.oidc.clone())
    }

    /// How other servers are reached.
    pub fn outbound(&self) -> anyhow::Result<OutboundSettings> {
        let file = self.oidc_ca_certificate.as_deref();
        let authorities = file.map(outbound::authorities_of).transpose();
        Ok(OutboundSettings {
            own_ports: vec![self.address()?.port()],
            authorities: authorities
                .context("oidc_ca_certificate")?
                .unwrap_or_default(),
        })
    }

    /// Files of TLS.
    pub fn tls_files(&self) -> Option<TlsFiles> {
        self.tls.as_ref().map(|tls| TlsFiles {
            certificate: tls.certificate.clone(),
            key: tls.key.clone(),
            node_authorities: None,
        })
    }

    /// How mails are sent; nothing if they stay here.
    pub fn smtp(&self) -> anyhow::Result<Option<SmtpSettings>> {
        let Some(smtp) = &self.smtp else {
            return self.stays_here().map(|()| None);
        };
        if self.development_inbox {
            bail!("[smtp] and development_inbox exclude each other: mails are sent, or stay here");
        }
        let user = match (&smtp.user, &smtp.password_file) {
            (Some(name), Some(password_file)) => Some(SmtpUser {
                name: name.clone(),
                password_file: password_file.clone(),
            }),
            (None, None) => None,
            _ => bail!("smtp.user and smtp.password_file belong together"),
        };
        let (encryption, usual_port) = match smtp.encryption {
            SmtpEncryption::Tls => (Encryption::Tls, 465),
            SmtpEncryption::StartTls => (Encryption::StartTls, 587),
            SmtpEncryption::None => (Encryption::None, 25),
        };
        let options = SmtpOptions {
            server: smtp.server.clone(),
            port: smtp.port.unwrap_or(usual_port),
            encryption,
            user,
            sender: smtp.sender.clone(),
            ca_certificate: smtp.ca_certificate.clone(),
        };
        SmtpSettings::new(options).context("[smtp]").map(Some)
    }

    /// Who reads the inbox signs in as anybody: it is for one machine.
    fn stays_here(&self) -> anyhow::Result<()> {
        if !self.development_inbox {
            bail!(
                "there is no [smtp]: without mails nobody can sign up. Name a mail server or, to try things out on this machine, set development_inbox = true"
            );
        }
        let address = self.address()?;
        if !is_loopback(address.ip()) {
            bail!(
                "development_inbox shows everybody's mails to whoever reaches {address}: it is for 127.0.0.1 and ::1"
            );
        }
        Ok(())
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

fn read_url(path: &Path) -> anyhow::Result<String> {
    let shown = path.display();
    let cannot_read = || format!("postgres_url_file: cannot read {shown}");
    let metadata = std::fs::metadata(path).with_context(cannot_read)?;
    if metadata.permissions().mode() & 0o077 != 0 {
        bail!("postgres_url_file: {shown} can be read by others: chmod 600 {shown}");
    }
    let text = std::fs::read_to_string(path).with_context(cannot_read)?;
    Ok(text.trim().to_owned())
}

/// User, password, host, path of an address.
fn has_password(url: &str) -> bool {
    let authority = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap_or_default();
    let in_authority = authority
        .rsplit_once('@')
        .is_some_and(|(user, _)| user.contains(':'));
    in_authority || url.contains("password=")
}

/// An address for people: without password and parameters.
pub fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", ""));
    let rest = rest.split('?').next().unwrap_or_default();
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    match user.split(':').next().unwrap_or_default() {
        "" => format!("{scheme}://{host}/{path}"),
        user => format!("{scheme}://{user}@{host}/{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the documentation.
    const EXAMPLE: &str = include_str!("../../../../docs/how-to/portal.toml");

    /// The example with every line that is commented out there as a key.
    fn whole_example() -> String {
        let lines = EXAMPLE.lines();
        let lines = lines.map(|line| line.strip_prefix("#: ").unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn parse(text: &str) -> Result<PortalFile, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn the_documented_example_is_one_and_so_is_what_it_leaves_out() {
        let file = parse(EXAMPLE).expect("the example");
        assert_eq!(
            file.public_url().expect("an address"),
            "https://portal.example"
        );
        assert_eq!(file.address().expect("an address").port(), 9005);
        // Every line that is commented out there is a key as well.
        let whole = parse(&whole_example()).expect("the whole example");
        assert!(whole.postgres_url_file.is_some() && whole.development_inbox);
        assert!(whole.node.ca_certificate.is_some());
        assert_eq!(whole.providers().expect("one provider").len(), 1);
        assert!(whole.oidc_ca_certificate.is_some() && whole.metrics_key_file.is_some());
        assert!(whole.trusted_proxies().is_ok() && !whole.trusted_proxies.is_empty());
        assert!(whole.smtp.is_some_and(|smtp| smtp.ca_certificate.is_some()));
    }

    #[test]
    fn a_key_that_nobody_knows_is_refused_in_every_section() {
        for (section, key) in [
            ("public_url", "public_ulr = \"x\"\npublic_url"),
            ("[node]", "[node]\nuri = \"x\""),
            ("[tls]", "[tls]\ncert = \"x\""),
            ("[smtp]", "[smtp]\npassword = \"x\""),
            ("[[oidc]]", "[[oidc]]\nsecret = \"x\""),
            (
                "[[oidc.memberships]]",
                "[[oidc.memberships]]\nroles = \"x\"",
            ),
        ] {
            // Nothing else is missing or wrong, whatever order the sections are read in.
            let whole = whole_example();
            let text = whole.replacen(&format!("\n{section}"), &format!("\n{key}"), 1);
            assert_ne!(text, whole);
            let refused = parse(&text).expect_err("it is unknown");
            assert!(refused.contains("unknown field"), "{section}: {refused}");
        }
    }

    #[test]
    fn a_public_address_is_one_where_browsers_keep_a_sign_in() {
        for (url, holds) in [
            ("https://portal.example", true),
            ("https://portal.example:9005/", true),
            ("http://localhost:9005", true),
            ("http://portal.example", false),
            ("http://127.0.0.1:9005", false),
            ("https://portal.example/portal", false),
            ("portal.example", false),
            ("https://", false),
        ] {
            let text = EXAMPLE.replace("https://portal.example", url);
            let file = parse(&text).expect("a text");
            assert_eq!(file.public_url().is_ok(), holds, "{url}");
        }
    }

    #[test]
    fn an_address_of_postgresql_is_shown_without_its_password() {
        for (url, shown) in [
            (
                "postgres://portal:secret@db:5432/portal",
                "postgres://portal@db:5432/portal",
            ),
            (
                "postgres://db/portal?password=secret",
                "postgres://db/portal",
            ),
            ("postgres://portal@db/portal", "postgres://portal@db/portal"),
        ] {
            assert_eq!(without_password(url), shown);
        }
        assert!(has_password("postgres://portal:secret@db/portal"));
        assert!(has_password("postgres://db/portal?password=secret"));
        assert!(!has_password("postgres://portal@db:5432/portal"));
    }
}
