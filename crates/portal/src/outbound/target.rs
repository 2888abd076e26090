//! Where a request goes, read from a text that somebody else chose.
//!
//! Programs disagree about what an address means: `0x7f.1` is 127.0.0.1 for some, `https://a@b` goes to `b` and looks like `a`. So only addresses are taken about
//! which there is nothing to disagree: what the parser makes of the host must be what was written.

use std::net::IpAddr;

use unicode_security::{GeneralSecurityProfile as _, MixedScript as _, skeleton};
use url::{Host, Url};

use super::address::{Reach, reach};

/// Longest address.
const URL_BYTES_MAX: usize = 2_048;
/// Longest name (RFC 1035).
const NAME_BYTES_MAX: usize = 253;
const LABEL_BYTES_MAX: usize = 63;
const HTTPS_PORT: u16 = 443;
/// Names that mean something inside a network, or nothing outside of one.
const INTERNAL_SUFFIXES: [&str; 10] = [
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "home.arpa",
    "onion",
    "alt",
];

/// Why an address is not taken. It says only what the text itself shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetRefused {
    /// Not an address.
    #[error(
        "this is no address of the form https://name/path, in ASCII characters without blanks and backslashes, of at most {URL_BYTES_MAX} characters"
    )]
    Form,
    /// Another scheme.
    #[error("only addresses that begin with https:// are taken")]
    Scheme,
    /// Something before an at sign.
    #[error("an address with a user name or password in it is not taken")]
    UserInfo,
    /// A host that can be read in several ways.
    #[error(
        "the host is not in its one form: a public name with a dot inside and none at the end, in lower-case letters, digits and hyphens, or an IP address as usually written"
    )]
    Host,
    /// A name that looks like another one.
    #[error("the name has characters of several scripts, or looks like another name")]
    LooksLikeAnother,
    /// A name or address inside.
    #[error("only public hosts are taken")]
    NotPublic,
    /// Another port.
    #[error("only port {HTTPS_PORT} is taken")]
    Port,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    is_tls: bool,
    /// In brackets, if it is an IPv6 address.
    host: String,
    address: Option<IpAddr>,
    port: u16,
}

/// A host inside that the operator's configuration names, as `http://localhost:8180`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InternalHost(Origin);

impl InternalHost {
    /// Reads scheme, host and port.
    ///
    /// # Errors
    /// If it is not exactly that, or names an address that is never used, as that of a cloud's metadata.
    pub fn parse(text: &str) -> Result<Self, TargetRefused> {
        let (origin, url) = origin(text)?;
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(TargetRefused::Form);
        }
        if origin
            .address
            .is_some_and(|address| reach(address) == Reach::Never)
        {
            return Err(TargetRefused::NotPublic);
        }
        Ok(Self(origin))
    }

    /// Whether an address, to which a browser is to be sent, is on this host.
    pub fn has(&self, url: &str) -> bool {
        origin(url).is_ok_and(|(origin, _)| origin == self.0)
    }
}

impl<'de> serde::Deserialize<'de> for InternalHost {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    origin: Origin,
    authority: String,
    path_and_query: String,
    is_internal: bool,
}

impl Target {
    /// Reads an address.
    ///
    /// # Errors
    /// If it is not taken.
    pub fn parse(text: &str, internal_hosts: &[InternalHost]) -> Result<Self, TargetRefused> {
        let (origin, url) = origin(text)?;
        let is_internal = internal_hosts.iter().any(|host| host.0 == origin);
        if !is_internal {
            check_public(&origin)?;
        }
        let path = url.path();
        let path_and_query = match url.query() {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        let authority = match url.port() {
            Some(port) => format!("{}:{port}", origin.host),
            None => origin.host.clone(),
        };
        Ok(Self {
            origin,
            authority,
            path_and_query,
            is_internal,
        })
    }

    /// The host as it was written.
    pub fn host(&self) -> &str {
        &self.origin.host
    }

    /// The host, if it is an address.
    pub const fn address(&self) -> Option<IpAddr> {
        self.origin.address
    }

    /// The port.
    pub const fn port(&self) -> u16 {
        self.origin.port
    }

    /// Whether it goes by TLS: always, but to some internal hosts.
    pub const fn is_tls(&self) -> bool {
        self.origin.is_tls
    }

    /// Whether the configuration names it.
    pub const fn is_internal(&self) -> bool {
        self.is_internal
    }

    /// What is asked for.
    pub fn path_and_query(&self) -> &str {
        &self.path_and_query
    }

    /// Host and, if it is not the usual one, port.
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

fn origin(text: &str) -> Result<(Origin, Url), TargetRefused> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    if text.len() > URL_BYTES_MAX || !text.bytes().all(is_plain) {
        return Err(TargetRefused::Form);
    }
    let (scheme, rest) = text.split_once("://").ok_or(TargetRefused::Form)?;
    let (is_tls, usual_port) = match scheme {
        "https" => (true, HTTPS_PORT),
        "http" => (false, 80),
        _ => return Err(TargetRefused::Scheme),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    if authority.contains('@') {
        return Err(TargetRefused::UserInfo);
    }
    let url = Url::parse(text).map_err(|_| TargetRefused::Host)?;
    let host = url.host_str().ok_or(TargetRefused::Host)?;
    // What the parser understood is what was written: no numbers in other forms, no escapes, no capitals.
    let written_port = authority.strip_prefix(host).ok_or(TargetRefused::Host)?;
    let port = url.port().unwrap_or(usual_port);
    if !(written_port.is_empty() || written_port.starts_with(':')) {
        return Err(TargetRefused::Host);
    }
    if !written_port.is_empty() && written_port != format!(":{port}") {
        return Err(TargetRefused::Port);
    }
    let address = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        Some(Host::Domain(name)) => {
            check_name(name)?;
            None
        }
        None => return Err(TargetRefused::Host),
    };
    let origin = Origin {
        is_tls,
        host: host.to_owned(),
        address,
        port,
    };
    Ok((origin, url))
}

/// What is asked of a name even inside.
fn check_name(name: &str) -> Result<(), TargetRefused> {
    let is_label = |label: &str| {
        let is_sound = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        !label.is_empty()
            && label.len() <= LABEL_BYTES_MAX
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(is_sound)
    };
    let labels = || name.split('.');
    let last_is_a_word = labels()
        .next_back()
        .is_some_and(|last| last.bytes().any(|byte| byte.is_ascii_alphabetic()));
    if name.len() > NAME_BYTES_MAX || !labels().all(is_label) || !last_is_a_word {
        return Err(TargetRefused::Host);
    }
    if labels().any(|label| label.starts_with("xn--")) {
        check_international(name)?;
    }
    Ok(())
}

/// A name with characters beyond ASCII is one in a single script, and looks like none in ASCII.
fn check_international(name: &str) -> Result<(), TargetRefused> {
    let (shown, read) = idna::domain_to_unicode(name);
    read.map_err(|_| TargetRefused::Host)?;
    let back = idna::domain_to_ascii_strict(&shown);
    if back.map_err(|_| TargetRefused::Host)? != name {
        return Err(TargetRefused::Host);
    }
    let is_sound = |label: &str| {
        label.is_ascii()
            || (label.is_single_script()
                && label
                    .chars()
                    .all(|character| character.identifier_allowed() || character == '-')
                && !skeleton(label).all(|character| character.is_ascii()))
    };
    if shown.split('.').all(is_sound) {
        Ok(())
    } else {
        Err(TargetRefused::LooksLikeAnother)
    }
}

fn check_public(origin: &Origin) -> Result<(), TargetRefused> {
    if !origin.is_tls {
        return Err(TargetRefused::Scheme);
    }
    let is_public = match origin.address {
        Some(address) => reach(address) == Reach::Public,
        None => {
            let name = origin.host.as_str();
            let is_inside = |suffix: &str| {
                name.strip_suffix(suffix)
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            };
            name.contains('.') && !INTERNAL_SUFFIXES.iter().any(|suffix| is_inside(suffix))
        }
    };
    if !is_public {
        return Err(TargetRefused::NotPublic);
    }
    if origin.port != HTTPS_PORT {
        return Err(TargetRefused::Port);
    }
    Ok(())
}
