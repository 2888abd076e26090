//! A change of validators as its maker names it: who comes, who goes, who takes another's place.

use std::net::{SocketAddr, ToSocketAddrs};

use anyhow::{Context, bail};
use aurigraph_client::HttpClient;
use aurigraph_types::governance::{Action, Seat, validators_of_seats};
use aurigraph_types::{PublicKey, Scheme};
use clap::Args;
use serde::Deserialize;

/// Who comes and who goes; they may be combined and repeated.
#[derive(Args, Debug)]
pub struct ValidatorChanges {
    /// Add a validator: its key, and where it listens for the others (from protocol version 3 on)
    #[arg(long, value_name = "KEY@HOST:PORT", value_parser = seat)]
    add_validator: Vec<Seat>,

    /// Remove a validator (from protocol version 3 on)
    #[arg(long, value_name = "KEY", value_parser = key)]
    remove_validator: Vec<PublicKey>,

    /// Put a validator in the place of another, or give one another key or address (from protocol version 3 on)
    #[arg(long, value_name = "KEY=KEY@HOST:PORT", value_parser = replacement)]
    replace_validator: Vec<(PublicKey, Seat)>,
}

fn key(text: &str) -> Result<PublicKey, String> {
    let bytes = hex::decode(text).map_err(|_| format!("{text:.70} is no hexadecimal key"))?;
    PublicKey::new(Scheme::Ed25519, &bytes).map_err(|error| error.to_string())
}

fn seat(text: &str) -> Result<Seat, String> {
    let (named, address) = text
        .split_once('@')
        .ok_or("expected KEY@HOST:PORT, as `aurigraph node join --validator-listen` prints it")?;
    let mut found = address
        .to_socket_addrs()
        .map_err(|_| format!("{address} is no address: expected HOST:PORT"))?;
    let address = found
        .next()
        .filter(|address| address.port() != 0 && !address.ip().is_unspecified());
    Ok(Seat {
        public_key: key(named)?,
        address: address.ok_or("the others must be able to reach this address")?,
    })
}

fn replacement(text: &str) -> Result<(PublicKey, Seat), String> {
    let (old, new) = text.split_once('=').ok_or("expected KEY=KEY@HOST:PORT")?;
    Ok((key(old)?, seat(new)?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedValidators {
    epoch: u64,
    validators: Vec<ListedValidator>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedValidator {
    name: String,
    public_key: String,
    address: Option<SocketAddr>,
}

impl ValidatorChanges {
    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.add_validator.is_empty()
            && self.remove_validator.is_empty()
            && self.replace_validator.is_empty()
    }

    /// The validators that there are to be, from those that a node says there are.
    pub async fn action(&self, node: &HttpClient) -> anyhow::Result<Action> {
        let listed: ListedValidators = node
            .get("/api/v11/validators")
            .await
            .context("ask the node for the validators of now")?;
        let mut seats = Vec::with_capacity(listed.validators.len());
        for validator in listed.validators {
            let public_key = key(&validator.public_key).map_err(anyhow::Error::msg)?;
            seats.push((public_key, validator.address, validator.name));
        }
        let place = |seats: &[(PublicKey, Option<SocketAddr>, String)], key: &PublicKey| {
            seats
                .iter()
                .position(|(own, _, _)| own == key)
                .with_context(|| format!("{} is no validator now", hex::encode(key.as_bytes())))
        };
        for (old, new) in &self.replace_validator {
            let place = place(&seats, old)?;
            seats[place] = (new.public_key.clone(), Some(new.address), String::new());
        }
        for gone in &self.remove_validator {
            let place = place(&seats, gone)?;
            seats.remove(place);
        }
        for new in &self.add_validator {
            seats.push((new.public_key.clone(), Some(new.address), String::new()));
        }
        let seats = seats
            .into_iter()
            .map(|(public_key, address, name)| {
                let address = address.with_context(|| {
                    format!(
                        "the node does not say where {name} listens for other validators: ask a validator ([committee] in its node.toml), or name it with --replace-validator"
                    )
                })?;
                Ok(Seat {
                    public_key,
                    address,
                })
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        let set = validators_of_seats(&seats)?;
        if set.validators().len() > aurigraph_types::governance::SEATS_MAX {
            bail!("a network has at most 20 validators");
        }
        Ok(Action::SetValidators {
            epoch: listed.epoch,
            seats,
        })
    }
}
