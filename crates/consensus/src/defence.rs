//! What the network did against strangers and misbehaving validators: counters of the library, read from the text in which it gives them out.

use aurigraph_types::PublicKey;

use crate::committee::Committee;

/// What was done since the engine started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defence {
    /// Connections from addresses that are no validator's.
    pub unknown_addresses: u64,
    /// Connections beyond what an address, or a network of addresses, may open a second.
    pub too_frequent: u64,
    /// Connections while too many others were still proving who they are.
    pub too_many_handshakes: u64,
    /// Messages that had to wait because a validator sent more than it may, by its index.
    pub delayed_messages: Vec<(u16, u64)>,
    /// Validators that broke the protocol and are cut off for an hour. The log says what they did.
    pub cut_off: Vec<u16>,
}

impl Defence {
    /// Reads what concerns the members of a committee.
    pub(crate) fn read(text: &str, committee: &Committee, now_ms: u64) -> Self {
        let mut found = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, value)) = line.rsplit_once(' ') else {
                continue;
            };
            let Ok(value) = value.parse::<u64>() else {
                continue;
            };
            let (name, labels) = name.split_once('{').unwrap_or((name, ""));
            match name.trim_end_matches("_total") {
                "network_listener_handshakes_blocked" => found.unknown_addresses += value,
                "network_listener_handshake_ip_rate_limited"
                | "network_listener_handshake_subnet_rate_limited" => found.too_frequent += value,
                "network_listener_handshake_concurrent_rate_limited" => {
                    found.too_many_handshakes += value;
                }
                "network_spawner_messages_rate_limited" => {
                    if let Some(validator) = validator_in(labels, committee) {
                        found.delay(validator, value);
                    }
                }
                "network_tracker_directory_blocked" if value > now_ms => {
                    found.cut_off.extend(validator_in(labels, committee));
                }
                _ => {}
            }
        }
        found
    }

    fn delay(&mut self, validator: u16, messages: u64) {
        let known = self.delayed_messages.iter_mut();
        match known.into_iter().find(|(one, _)| *one == validator) {
            Some((_, sum)) => *sum += messages,
            None => self.delayed_messages.push((validator, messages)),
        }
    }
}

/// The validator whose key stands in `peer="…"`.
fn validator_in(labels: &str, committee: &Committee) -> Option<u16> {
    let key = labels.split("peer=\"").nth(1)?.split('"').next()?;
    let names = |known: &PublicKey| hex::encode(known.as_bytes()) == key;
    let mut validators = committee.validators().validators().iter();
    let index = validators.position(|validator| names(&validator.public_key))?;
    u16::try_from(index).ok()
}
