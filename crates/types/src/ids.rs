//! Identifiers and counts as types of their own, so that a height is never taken for a sequence.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::hash::Digest;

macro_rules! integer_newtype {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name($inner);

        impl $name {
            /// Wraps a raw value.
            pub const fn new(value: $inner) -> Self {
                Self(value)
            }

            /// The raw value.
            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    };
}

integer_newtype! {
    /// Position of a block in the chain; the genesis block has height 0.
    Height(u64)
}
integer_newtype! {
    /// A signer's number for one submission, from 1.
    Sequence(u64)
}
integer_newtype! {
    /// Dense index of an account, given at registration.
    AccountIndex(u32)
}
integer_newtype! {
    /// Index of an asset in the genesis file's list.
    AssetIndex(u32)
}
integer_newtype! {
    /// An amount in minor units of its asset.
    Amount(u64)
}

impl Height {
    /// The next height. Heights do not overflow: at a million blocks a second that takes 584,000 years.
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl AccountIndex {
    /// Means "no account" wherever an account may be absent.
    pub const NONE: Self = Self(u32::MAX);

    /// `Some(self)` unless it is [`Self::NONE`].
    pub fn some(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }

    /// As an index into dense arrays.
    pub const fn usize(self) -> usize {
        self.0 as usize
    }
}

/// An account's address: a hash of its key, or of its parent's address and its number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(pub Digest);

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Address({})", self.0)
    }
}

/// The hash of the genesis file: two ledgers with different genesis files cannot exchange signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChainId(pub Digest);

impl fmt::Display for ChainId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
