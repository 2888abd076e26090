//! What a failed handshake means to the person who called a command.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

/// Why there is no TLS connection, with what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsProblem {
    /// Nobody vouches for the node.
    #[error(
        "its certificate was issued by an authority that is not trusted here; if the node is yours, name the certificate of that \
         authority with --ca-certificate"
    )]
    UnknownIssuer,
    /// The certificate is somebody else's.
    #[error(
        "its certificate is not for the name in this address{}",
        Presented(presented)
    )]
    WrongName {
        /// The names it is for; empty if they are not known.
        presented: Vec<String>,
    },
    /// It was valid once.
    #[error(
        "its certificate has expired{}; whoever runs the node must renew it, or this machine's clock is wrong",
        Ago(*since)
    )]
    Expired {
        /// For how long, if that is known.
        since: Option<Duration>,
    },
    /// It will be valid.
    #[error("its certificate is not valid yet; compare the clocks of this machine and of the node")]
    NotValidYet,
    /// A certificate that only issues others.
    #[error(
        "its certificate is an authority's (CA:TRUE) and none of a server; whoever runs the node must issue one for the server"
    )]
    NotOfServer,
    /// The other side answers something else.
    #[error("what answers there does not speak TLS; use http:// in its address")]
    NotTls,
    /// The port is another one's.
    #[error(
        "what answers there speaks another protocol; REST and gRPC have a port each, check that this is the right one"
    )]
    OtherProtocol,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// What an HTTP/2 server says whose port is served with TLS.
const NEEDS_TLS: h2::Reason = h2::Reason::INADEQUATE_SECURITY;

impl TlsProblem {
    /// Finds the handshake's error below others.
    pub fn find(error: &(dyn StdError + 'static)) -> Option<Self> {
        causes(error).find_map(|cause| cause.downcast_ref().map(Self::of))
    }

    /// What an error of the library means.
    pub fn of(error: &Error) -> Self {
        match error {
            Error::InvalidCertificate(error) => Self::of_certificate(error),
            Error::InvalidMessage(
                InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
            ) => Self::NotTls,
            Error::AlertReceived(AlertDescription::NoApplicationProtocol)
            | Error::NoApplicationProtocol => Self::OtherProtocol,
            other => Self::Other(other.to_string()),
        }
    }

    fn of_certificate(error: &CertificateError) -> Self {
        match error {
            CertificateError::UnknownIssuer => Self::UnknownIssuer,
            CertificateError::NotValidForName => Self::WrongName {
                presented: Vec::new(),
            },
            CertificateError::NotValidForNameContext { presented, .. } => Self::WrongName {
                presented: presented.iter().map(|name| plain_name(name)).collect(),
            },
            CertificateError::Expired => Self::Expired { since: None },
            CertificateError::ExpiredContext { time, not_after } => Self::Expired {
                since: time
                    .as_secs()
                    .checked_sub(not_after.as_secs())
                    .map(Duration::from_secs),
            },
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::NotValidYet
            }
            // The library gives this one no name of its own.
            CertificateError::Other(other)
                if format!("{other:?}").contains("CaUsedAsEndEntity") =>
            {
                Self::NotOfServer
            }
            other => Self::Other(format!("its certificate cannot be accepted: {other}")),
        }
    }
}

/// Whether a call failed because the port takes connections with TLS only.
pub(crate) fn needs_tls(error: &(dyn StdError + 'static)) -> bool {
    causes(error).any(|cause| {
        cause
            .downcast_ref::<h2::Error>()
            .is_some_and(|error| error.reason() == Some(NEEDS_TLS))
    })
}

/// An error and all below it. What an [`io::Error`] wraps is not among its sources: it is looked at as well.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |cause| {
        let cause: &'a (dyn StdError + 'static) = *cause;
        let wrapped = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn StdError + 'static)),
            None => cause.source(),
        }
    })
}

/// The library gives names as `DnsName("ledger.example")`.
fn plain_name(presented: &str) -> String {
    let inner = presented
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(presented).trim_matches('"').to_owned()
}

struct Presented<'a>(&'a [String]);

impl std::fmt::Display for Presented<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return formatter.write_str(", and names no other");
        }
        write!(
            formatter,
            ", but for {}; use one of these",
            self.0.join(", ")
        )
    }
}

struct Ago(Option<Duration>);

impl std::fmt::Display for Ago {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const HOUR: u64 = 3_600;
        match self.0.map(|since| since.as_secs()) {
            None => Ok(()),
            Some(seconds) if seconds < 48 * HOUR => {
                write!(formatter, ", {} hours ago", seconds / HOUR)
            }
            Some(seconds) => write!(formatter, ", {} days ago", seconds / (24 * HOUR)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_found_inside_an_io_error() {
        let wrapped = io::Error::new(
            io::ErrorKind::InvalidData,
            Error::InvalidCertificate(CertificateError::UnknownIssuer),
        );
        let outer = io::Error::other(wrapped);
        let problem = TlsProblem::find(&outer).unwrap();
        assert_eq!(problem, TlsProblem::UnknownIssuer);
        assert!(problem.to_string().contains("--ca-certificate"));
        assert_eq!(TlsProblem::find(&io::Error::other("else")), None);
    }

    #[test]
    fn names_and_times_are_said() {
        let presented = vec![plain_name("DnsName(\"ledger.example\")")];
        let problem = TlsProblem::WrongName { presented };
        assert!(
            problem.to_string().contains("but for ledger.example;"),
            "{problem}"
        );
        let since = Some(Duration::from_secs(3 * 24 * 3_600 + 5));
        let problem = TlsProblem::Expired { since };
        assert!(problem.to_string().contains("3 days ago"), "{problem}");
    }
}
