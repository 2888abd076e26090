//! Maps and sets of digests: a validator looks one up about ten times for a submission, and hashing a hash with the standard library's function takes
//! longer than the rest of it.
//!
//! The hasher mixes in a secret of the process, so that nobody can choose submissions whose ids fall into one place.

use std::collections::{HashMap, HashSet};

use aurigraph_types::Digest;
use foldhash::fast::RandomState;

/// A map by digest.
pub type DigestMap<V> = HashMap<Digest, V, RandomState>;
/// A set of digests.
pub type DigestSet = HashSet<Digest, RandomState>;
