//! The operator's price list: `price-list.toml` in the portal's folder.
//!
//! ```toml
//! currency = "EUR"
//!
//! [api_calls]
//! included = 10_000         # each month, without being paid for
//! pack = 1_000              # what is paid for at once; a begun pack counts
//! price_minor_units = 50    # of one pack
//!
//! [stored_bytes]
//! pack = 1_000_000_000      # the most at one time, in begun gigabytes
//! price_minor_units = 20
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::meter::Metric;

/// Name of the file.
pub const PRICE_LIST_FILE: &str = "price-list.toml";

/// Why there is no price list although there is a file.
#[derive(Debug, thiserror::Error)]
pub enum PriceListError {
    /// The file.
    #[error("the price list {path} cannot be read")]
    Unreadable {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// What is in it.
    #[error("the price list {path} is not taken: {reason}")]
    Refused {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
}

/// What one metric costs in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Units that are not paid for.
    #[serde(default)]
    pub included: u64,
    /// Units that are paid for at once.
    pub pack: u64,
    /// What a pack costs.
    pub price_minor_units: u64,
}

/// What everything costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceList {
    /// Three capital letters (ISO 4217).
    pub currency: String,
    prices: BTreeMap<Metric, Price>,
}

impl PriceList {
    /// The list of a portal; nothing if it has none.
    ///
    /// # Errors
    /// If the file cannot be read, or is no price list.
    pub fn read(folder: &Path) -> Result<Option<Self>, PriceListError> {
        let path = folder.join(PRICE_LIST_FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => match Self::parse(&text) {
                Ok(list) => Ok(Some(list)),
                Err(reason) => Err(PriceListError::Refused { path, reason }),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(PriceListError::Unreadable { path, source }),
        }
    }

    /// From its text.
    fn parse(text: &str) -> Result<Self, String> {
        let mut table: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
        let currency = match table.remove("currency") {
            Some(toml::Value::String(currency))
                if currency.len() == 3
                    && currency.bytes().all(|byte| byte.is_ascii_uppercase()) =>
            {
                currency
            }
            _ => return Err("currency is three capital letters, as EUR".into()),
        };
        let mut prices = BTreeMap::new();
        for (name, value) in table {
            let metric = Metric::parse(&name).ok_or_else(|| {
                let known = Metric::ALL.map(Metric::as_str).join(", ");
                format!("nothing is counted as {name}; there are {known}")
            })?;
            let price: Price = value
                .try_into()
                .map_err(|error| format!("{name}: {error}"))?;
            if price.pack == 0 {
                return Err(format!("{name}: a pack has at least one unit"));
            }
            prices.insert(metric, price);
        }
        Ok(Self { currency, prices })
    }

    /// What a metric costs, if it is in the list.
    pub fn price(&self, metric: Metric) -> Option<Price> {
        self.prices.get(&metric).copied()
    }
}

impl Price {
    /// What a quantity costs, in minor units: begun packs count.
    pub fn amount_minor_units(&self, quantity: u64) -> u128 {
        let paid = quantity.saturating_sub(self.included);
        u128::from(paid.div_ceil(self.pack)) * u128::from(self.price_minor_units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begun_packs_count_and_what_is_included_does_not() {
        let price = Price {
            included: 10_000,
            pack: 1_000,
            price_minor_units: 50,
        };
        for (quantity, amount) in [
            (0, 0),
            (10_000, 0),
            (10_001, 50),
            (11_000, 50),
            (11_001, 100),
        ] {
            assert_eq!(price.amount_minor_units(quantity), amount, "{quantity}");
        }
        let dear = Price {
            included: 0,
            pack: 1,
            price_minor_units: u64::MAX,
        };
        assert!(dear.amount_minor_units(u64::MAX) > u128::from(u64::MAX));
    }

    #[test]
    fn a_list_is_taken_as_it_is_documented_and_nothing_else_is() {
        let list = PriceList::parse(
            "currency = \"EUR\"\n[api_calls]\nincluded = 10_000\npack = 1_000\nprice_minor_units = 50\n",
        );
        let price = list.unwrap().price(Metric::ApiCalls).unwrap();
        assert_eq!((price.included, price.pack), (10_000, 1_000));
        for (text, reason) in [
            ("currency = \"euro\"", "three capital letters"),
            ("", "currency"),
            (
                "currency = \"EUR\"\n[cpu]\npack = 1\nprice_minor_units = 1",
                "nothing is counted as cpu",
            ),
            (
                "currency = \"EUR\"\n[exports]\npack = 0\nprice_minor_units = 1",
                "at least one unit",
            ),
            (
                "currency = \"EUR\"\n[exports]\npack = 1\nprice_minor_units = -1",
                "exports: ",
            ),
            (
                "currency = \"EUR\"\n[exports]\npack = 1\nprice = 1",
                "unknown field",
            ),
        ] {
            let refused = PriceList::parse(text).unwrap_err();
            assert!(refused.contains(reason), "{text}: {refused}");
        }
    }
}
