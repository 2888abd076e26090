//! From where a request comes that a proxy passed on.
//!
//! Only a proxy that the operator named is believed, and only as far as it can know: `X-Forwarded-For` is read from its end, where the nearest proxy wrote, and the
//! first address that is no named proxy is the one. What stands before it may be made up by whoever sent the request.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;

const HEADER: &str = "x-forwarded-for";
/// Addresses of one request that are looked at.
const HOPS_MAX: usize = 16;

/// Not an address.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is neither an address nor a network: expected 192.0.2.1 or 10.0.0.0/8")]
pub struct NoNetwork(String);

/// The proxies in front.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// Reads addresses and networks.
    ///
    /// # Errors
    /// If one is neither.
    pub fn parse(texts: &[String]) -> Result<Self, NoNetwork> {
        let one = |text: &String| {
            let network = text.parse::<IpNet>().ok();
            let network = network.or_else(|| Some(text.parse::<IpAddr>().ok()?.into()));
            network.ok_or_else(|| NoNetwork(text.clone()))
        };
        texts.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    fn has(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// From where a request comes that this peer sent.
    fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = peer.to_canonical();
        let lines: Vec<_> = headers.get_all(HEADER).iter().collect();
        let texts = lines.iter().rev().filter_map(|line| line.to_str().ok());
        let mut hops = texts.flat_map(|text| text.rsplit(',')).take(HOPS_MAX);
        while self.has(nearest) {
            // Without an address, or with one that cannot be read, the proxy itself is all that is known.
            let Some(address) = hops
                .next()
                .and_then(|hop| hop.trim().parse::<IpAddr>().ok())
            else {
                break;
            };
            nearest = address.to_canonical();
        }
        nearest
    }
}

/// Sets the address of the connection to that from which the request comes.
pub async fn forwarded(
    State(proxies): State<TrustedProxies>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .copied();
    if let Some(ConnectInfo(peer)) = peer
        && proxies.has(peer.ip())
    {
        let origin = proxies.origin(peer.ip(), request.headers());
        let address = SocketAddr::new(origin, peer.port());
        request.extensions_mut().insert(ConnectInfo(address));
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn origin(peer: &str, headers: &[&str]) -> String {
        let named = [
            "127.0.0.1".to_owned(),
            "10.0.0.0/8".to_owned(),
            "2001:db8::/32".to_owned(),
        ];
        let proxies = TrustedProxies::parse(&named).unwrap();
        let mut map = HeaderMap::new();
        for text in headers {
            map.append(HEADER, HeaderValue::from_str(text).unwrap());
        }
        proxies.origin(peer.parse().unwrap(), &map).to_string()
    }

    #[test]
    fn only_a_named_proxy_says_from_where_a_request_comes() {
        for (peer, headers, found) in [
            ("192.0.2.9", &["198.51.100.1"][..], "192.0.2.9"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("::ffff:127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            // What the client made up stands before what the proxy wrote.
            ("127.0.0.1", &["203.0.113.7, 198.51.100.1"], "198.51.100.1"),
            (
                "127.0.0.1",
                &["203.0.113.7", "198.51.100.1"],
                "198.51.100.1",
            ),
            ("127.0.0.1", &["10.1.1.1, 198.51.100.1"], "198.51.100.1"),
            // Through two proxies.
            (
                "127.0.0.1",
                &["203.0.113.7, 198.51.100.1, 10.1.1.1"],
                "198.51.100.1",
            ),
            ("2001:db8::1", &["2001:db9::7"], "2001:db9::7"),
            // What cannot be read.
            ("127.0.0.1", &["unknown"], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1, nonsense"], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1:4711"], "127.0.0.1"),
            ("127.0.0.1", &[""], "127.0.0.1"),
        ] {
            assert_eq!(origin(peer, headers), found, "{peer} {headers:?}");
        }
        let long = vec!["10.0.0.1"; 100].join(",");
        assert_eq!(origin("127.0.0.1", &[&long]), "10.0.0.1");
        for wrong in ["", "10.0.0.0/33", "proxy.example", "127.0.0.1:80"] {
            assert!(
                TrustedProxies::parse(&[wrong.to_owned()]).is_err(),
                "{wrong}"
            );
        }
    }
}
