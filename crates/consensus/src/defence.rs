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

#[cfg(test)]
mod tests {
    use aurigraph_types::{ChainId, Digest, Scheme, SigningKey, ValidatorInfo, ValidatorSet};

    use super::*;

    #[test]
    fn counters_of_the_library_are_read_and_what_concerns_others_is_left() {
        let keys = [1, 2].map(|seed| SigningKey::from_seed(Scheme::Ed25519, &[seed; 32]).unwrap());
        let infos = keys.iter().map(|key| ValidatorInfo {
            public_key: key.public_key().clone(),
            voting_power: 1,
        });
        let set = ValidatorSet::new(infos.collect()).unwrap();
        let committee = Committee::new(ChainId(Digest([7; 32])), 0, set).unwrap();
        let second = hex::encode(keys[1].public_key().as_bytes());
        let stranger = "ab".repeat(32);
        let text = format!(
            "# HELP network_listener_handshakes_blocked Connections.\n\
             network_listener_handshakes_blocked_total 3\n\
             network_listener_handshake_ip_rate_limited_total 4\n\
             network_listener_handshake_subnet_rate_limited_total 1\n\
             network_listener_handshake_concurrent_rate_limited_total 2\n\
             network_spawner_messages_rate_limited_total{{peer=\"{second}\",message=\"data_0\"}} 5\n\
             network_spawner_messages_rate_limited_total{{peer=\"{second}\",message=\"data_4\"}} 6\n\
             network_spawner_messages_rate_limited_total{{peer=\"{stranger}\",message=\"data_0\"}} 7\n\
             network_tracker_directory_blocked{{peer=\"{second}\"}} 2000\n\
             something_else 1.5\n\
             malformed\n"
        );
        let seen = Defence::read(&text, &committee, 1_000);
        let index = committee
            .validators()
            .validators()
            .iter()
            .position(|info| info.public_key == *keys[1].public_key())
            .unwrap() as u16;
        let expected = Defence {
            unknown_addresses: 3,
            too_frequent: 5,
            too_many_handshakes: 2,
            delayed_messages: vec![(index, 11)],
            cut_off: vec![index],
        };
        assert_eq!(seen, expected);
        // The hour is over.
        assert!(Defence::read(&text, &committee, 2_000).cut_off.is_empty());
    }
}
