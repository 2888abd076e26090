//! Where a request came from, as far as the server sees it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

/// Characters of a browser's name that are kept.
const USER_AGENT_CHARACTERS_MAX: usize = 300;

/// What is kept with a session and with a line of the audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestFacts {
    /// The other end of the connection.
    pub network_address: Option<IpAddr>,
    /// What the browser calls itself; printable characters only.
    pub user_agent: String,
}

impl RequestFacts {
    /// Of a request.
    pub fn of(parts: &Parts) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let agent = parts.headers.get(USER_AGENT);
        let agent = agent.map(|value| String::from_utf8_lossy(value.as_bytes()));
        Self {
            network_address: peer.map(|peer| peer.0.ip().to_canonical()),
            user_agent: agent
                .unwrap_or_default()
                .chars()
                .filter(|character| !character.is_control())
                .take(USER_AGENT_CHARACTERS_MAX)
                .collect(),
        }
    }

    /// The network that counts as one in limits: whoever has an IPv6 address has 2^64 of them.
    pub fn network(&self) -> String {
        match self.network_address {
            Some(IpAddr::V4(address)) => address.to_string(),
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
            }
            None => "unknown".into(),
        }
    }

    /// The address as text, empty if it is not known.
    pub fn address_text(&self) -> String {
        self.network_address
            .map(|address| address.to_string())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_is_one() {
        let facts = |address: &str| RequestFacts {
            network_address: address.parse().ok(),
            user_agent: String::new(),
        };
        assert_eq!(
            facts("2001:db8:1:2:3::9").network(),
            facts("2001:db8:1:2::1").network()
        );
        assert_ne!(
            facts("2001:db8:1:3::1").network(),
            facts("2001:db8:1:2::1").network()
        );
        assert_ne!(facts("192.0.2.1").network(), facts("192.0.2.2").network());
    }
}
