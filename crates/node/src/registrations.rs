//! Which nodes' keys a registrar has registered or revoked, as this node's own ledger says.
//!
//! ```text
//! final blocks ─▶ history index ─▶ reader: what the registrar's account attested, applied, oldest first ─▶ Registrations ─▶ /api/v11/nodes
//!                                     │ every 250 ms, if blocks were indexed                                    ├─▶ statuses that are refused
//!                                     └─▶ node-registrations.json                                               └─▶ this node's own hindrance
//! ```
//!
//! Invariants
//! - Of several statements about one key the latest counts, by block and then by position; only what was applied counts.
//! - What is published is whole: nobody sees a registration whose revocation is read already.
//! - It lags behind the tip by as much as the history index and a poll, and holds up neither blocks nor requests.
//! - A validator votes whatever is said of its key: who validates is governance's to decide.
//!
//! What was read is kept in a file, so that it outlives the blocks that said it. A node that began with a snapshot knows what was said from there on.
//!
//! | file | what it does |
//! |---|---|
//! | `reader` | the thread that reads the registrar's history |
//! | `kept` | the file |

mod kept;
mod reader;

pub use kept::REGISTRATIONS_FILE;
pub use reader::{ReaderParts, RegistrationThread, start};

use std::collections::BTreeMap;

use arc_swap::ArcSwap;
use aurigraph_types::node_registration::registration_hash;
use aurigraph_types::{ChainId, Digest, PublicKey, Scheme};
use serde::{Deserialize, Serialize};

/// The last word of the registrar about a node's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// It is registered.
    Registered,
    /// It was registered and is no longer.
    Revoked,
}

impl Registration {
    /// The name in APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Revoked => "revoked",
        }
    }
}

/// Last words by what they are about ([`registration_hash`]).
type LastWords = BTreeMap<Digest, Registration>;

/// What the registrar said, readable by every thread. By default there is no registrar, and nothing is known of any key.
#[derive(Debug, Default)]
pub struct Registrations {
    /// The chain, if there is a registrar.
    chain: Option<ChainId>,
    known: ArcSwap<LastWords>,
}

impl Registrations {
    /// With what is known already.
    fn new(chain: ChainId, known: LastWords) -> Self {
        Self {
            chain: Some(chain),
            known: ArcSwap::from_pointee(known),
        }
    }

    /// The last word about a key; nothing if there is no registrar, or it said nothing of it.
    pub fn of(&self, node: &PublicKey) -> Option<Registration> {
        let chain = self.chain.as_ref()?;
        let known = self.known.load();
        if known.is_empty() {
            return None;
        }
        known.get(&registration_hash(chain, node)).copied()
    }

    /// The same by the key's hexadecimal digits.
    pub fn of_node_id(&self, node_id: &str) -> Option<Registration> {
        self.chain?;
        let key = hex::decode(node_id).ok()?;
        self.of(&PublicKey::new(Scheme::Ed25519, &key).ok()?)
    }

    /// Whether the registrar revoked a key.
    pub fn is_revoked(&self, node: &PublicKey) -> bool {
        self.of(node) == Some(Registration::Revoked)
    }

    /// Takes statements in their order, all at once.
    fn take(&self, statements: &[(Digest, Registration)]) {
        let mut known = LastWords::clone(&self.known.load());
        known.extend(statements.iter().copied());
        self.known.store(known.into());
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use aurigraph_types::SigningKey;

    use super::*;

    /// A chain.
    pub const CHAIN: ChainId = ChainId(Digest([3; 32]));

    /// A node's key.
    pub fn node(number: u8) -> PublicKey {
        let key = SigningKey::from_seed(Scheme::Ed25519, &[number; 32]).unwrap();
        key.public_key().clone()
    }

    /// What a registrar said of these keys.
    pub fn said(words: &[(u8, Registration)]) -> Registrations {
        let registrations = Registrations::new(CHAIN, LastWords::new());
        for (number, word) in words {
            registrations.take_word(*number, *word);
        }
        registrations
    }

    impl Registrations {
        /// Takes one more word.
        pub fn take_word(&self, number: u8, word: Registration) {
            self.take(&[(registration_hash(&CHAIN, &node(number)), word)]);
        }
    }

    #[test]
    fn the_last_word_counts_and_is_of_its_key_alone() {
        use Registration::{Registered, Revoked};
        let registrations = said(&[(1, Registered), (2, Registered), (1, Revoked)]);
        assert_eq!(registrations.of(&node(1)), Some(Revoked));
        assert!(registrations.is_revoked(&node(1)));
        assert_eq!(registrations.of(&node(2)), Some(Registered));
        assert_eq!(registrations.of(&node(3)), None);
        let id = hex::encode(node(2).as_bytes());
        assert_eq!(registrations.of_node_id(&id), Some(Registered));
        assert_eq!(registrations.of_node_id("no key"), None);
        registrations.take_word(1, Registered);
        assert_eq!(registrations.of(&node(1)), Some(Registered));
    }

    #[test]
    fn what_was_said_for_another_chain_says_nothing_here() {
        let other = ChainId(Digest([4; 32]));
        let registrations = Registrations::new(other, LastWords::new());
        registrations.take_word(1, Registration::Revoked);
        assert_eq!(registrations.of(&node(1)), None);
        assert_eq!(Registrations::default().of(&node(1)), None);
    }
}
