//! Which addresses are public. Everything that is not known to be is not: a range that somebody will find a use for inside is refused before it is known here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an address may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// On the internet.
    Public,
    /// On this machine or in this network: only for a host that the configuration names.
    Internal,
    /// Never: link-local with what clouds serve there, multicast, documentation, ways to write one address inside another.
    Never,
}

/// Of any address.
pub fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => of_v4(address),
        IpAddr::V6(address) => of_v6(address),
    }
}

/// IANA's registry of special-purpose addresses (RFC 6890), and what clouds answer on elsewhere.
fn of_v4(address: Ipv4Addr) -> Reach {
    let [a, b, c, d] = address.octets();
    match (a, b, c, d) {
        // Alibaba's metadata, within shared address space.
        (100, 100, 100, 200) => Reach::Never,
        // Loopback; private (RFC 1918); shared address space of carriers (RFC 6598).
        (10 | 127, ..) | (172, 16..=31, ..) | (192, 168, ..) | (100, 64..=127, ..) => {
            Reach::Internal
        }
        // This network; link-local with metadata of clouds; assignments; 6to4 relays; benchmarks; documentation; Azure's host; multicast and beyond.
        (0, ..)
        | (169, 254, ..)
        | (192, 0, 0 | 2, _)
        | (192, 88, 99, _)
        | (198, 18..=19, ..)
        | (198, 51, 100, _)
        | (203, 0, 113, _)
        | (168, 63, 129, 16)
        | (224..=255, ..) => Reach::Never,
        _ => Reach::Public,
    }
}

fn of_v6(address: Ipv6Addr) -> Reach {
    let segments = address.segments();
    if address == Ipv6Addr::LOCALHOST {
        return Reach::Internal;
    }
    // Unique local addresses, but not the one where Amazon serves its metadata.
    if segments[0] & 0xfe00 == 0xfc00 {
        let is_metadata = address == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
        return if is_metadata {
            Reach::Never
        } else {
            Reach::Internal
        };
    }
    // All that is given out is in 2000::/3: so mapped and compatible IPv4, NAT64, link-local and multicast are not.
    let is_given_out = segments[0] & 0xe000 == 0x2000;
    let is_special = matches!(
        (segments[0], segments[1]),
        // Teredo, ORCHID and other protocols; documentation; 6to4.
        (0x2001, 0..=0x01ff) | (0x2001, 0x0db8) | (0x2002, _) | (0x3fff, 0..=0x0fff)
    );
    // ISATAP: an IPv4 address in the last half.
    let is_isatap = segments[4] & 0xfdff == 0 && segments[5] == 0x5efe;
    if is_given_out && !is_special && !is_isatap {
        Reach::Public
    } else {
        Reach::Never
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(texts: &[&str], expected: Reach) {
        for text in texts {
            let address = text.parse().unwrap();
            assert_eq!(reach(address), expected, "{text}");
        }
    }

    #[test]
    fn what_is_on_the_internet_is_public() {
        all(
            &[
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "192.169.0.1",
                "198.17.0.1",
                "198.20.0.1",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001:81b::200e",
                "2001:4860:4860::8888",
                "2400:cb00::1",
            ],
            Reach::Public,
        );
    }

    #[test]
    fn what_is_inside_is_for_named_hosts_alone() {
        all(
            &[
                "127.0.0.1",
                "127.255.255.254",
                "10.0.0.1",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "::1",
                "fc00::1",
                "fd12:3456::1",
            ],
            Reach::Internal,
        );
    }

    #[test]
    fn what_is_special_is_for_nobody() {
        all(
            &[
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.0.1",
                "168.63.129.16",
                "100.100.100.200",
                "192.0.0.170",
                "192.0.2.1",
                "192.88.99.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::ffff:127.0.0.1",
                "::ffff:8.8.8.8",
                "::127.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::7f00:1",
                "100::1",
                "2001::1",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:a9fe:a9fe::1",
                "3fff::1",
                "5f00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "2a00:1450:4001:81b:0:5efe:7f00:1",
                "2a00:1450:4001:81b:200:5efe:a00:1",
            ],
            Reach::Never,
        );
    }
}
