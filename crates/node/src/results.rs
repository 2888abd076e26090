//! Roots of the heights that were executed here, and whether headers say the same.
//!
//! A header commits to the state after one height, and to the receipts of all heights from that of its parent on. A single validator's header
//! h commits to exactly height h - 1; a committee's to what its proposer had executed.

use std::collections::BTreeMap;

use aurigraph_types::block::BlockFields;
use aurigraph_types::{Digest, Height, merkle};

#[derive(Clone, Copy, Debug)]
struct Roots {
    /// Absent where the state was not hashed.
    state: Option<Digest>,
    receipts: Digest,
}

/// What a header's roots are found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The same as here, as far as they are known here.
    Same,
    /// Other ones than here: the name of the root.
    Different(&'static str),
    /// A height that it commits to was not executed here, or is not remembered any more.
    Unknown,
}

/// Roots by height.
#[derive(Debug, Default)]
pub struct Results {
    roots: BTreeMap<u64, Roots>,
}

impl Results {
    /// A height was executed.
    pub fn learn(&mut self, height: Height, state: Option<Digest>, receipts: Digest) {
        self.roots.insert(height.get(), Roots { state, receipts });
    }

    /// Whether the state after a height was hashed here.
    pub fn knows_state(&self, height: Height) -> bool {
        let roots = self.roots.get(&height.get());
        roots.is_some_and(|roots| roots.state.is_some())
    }

    /// Heights below this one are asked for no more.
    pub fn forget_below(&mut self, height: Height) {
        self.roots = self.roots.split_off(&height.get());
    }

    /// The receipts root of a header that commits to `executed`, above a parent that committed to `parent`.
    pub fn receipts_root(&self, parent: Height, executed: Height) -> Option<Digest> {
        let roots: Option<Vec<_>> = (parent.get() + 1..=executed.get())
            .map(|height| self.roots.get(&height).map(|roots| roots.receipts))
            .collect();
        Some(merkle::root(&roots?))
    }

    /// Compares a header whose parent committed to `parent`.
    pub fn compare(&self, parent: Height, fields: &BlockFields) -> Comparison {
        let executed = fields.executed_height;
        let Some(roots) = self.roots.get(&executed.get()) else {
            return Comparison::Unknown;
        };
        if roots.state.is_some_and(|state| state != fields.state_root) {
            return Comparison::Different("state root");
        }
        match self.receipts_root(parent, executed) {
            None => Comparison::Unknown,
            Some(root) if root == fields.receipts_root => Comparison::Same,
            Some(_) => Comparison::Different("receipts root"),
        }
    }
}

#[cfg(test)]
mod tests {
    use aurigraph_types::{BlockHeader, ChainId};

    use super::*;

    fn digest(number: u64) -> Digest {
        Digest([number as u8; 32])
    }

    fn fields(executed: u64, state: u64, receipts_root: Digest) -> BlockFields {
        BlockHeader::new(&BlockFields {
            proposer: 0,
            submission_count: 0,
            transfer_count: 0,
            body_bytes: 0,
            height: Height::new(100),
            time_ms: 0,
            executed_height: Height::new(executed),
            epoch: 0,
            chain_id: ChainId(Digest::ZERO),
            parent: Digest::ZERO,
            batches_root: Digest::ZERO,
            receipts_root,
            state_root: digest(state),
            validators_root: Digest::ZERO,
        })
        .fields()
    }

    #[test]
    fn a_header_commits_to_every_height_since_its_parent() {
        let mut results = Results::default();
        for height in 5..=8 {
            let state = (height != 7).then(|| digest(10 + height));
            results.learn(Height::new(height), state, digest(height));
        }
        let compare = |parent, executed, state, receipts| {
            results.compare(Height::new(parent), &fields(executed, state, receipts))
        };
        assert_eq!(compare(5, 6, 16, digest(6)), Comparison::Same);
        let two = merkle::root(&[digest(6), digest(7)]);
        assert_eq!(
            compare(5, 7, 99, two),
            Comparison::Same,
            "the state of 7 was not hashed"
        );
        assert_eq!(compare(6, 6, 16, Digest::ZERO), Comparison::Same);
        assert_eq!(
            compare(5, 6, 17, digest(6)),
            Comparison::Different("state root")
        );
        assert_eq!(
            compare(5, 6, 16, digest(7)),
            Comparison::Different("receipts root")
        );
        assert_eq!(compare(2, 6, 16, digest(6)), Comparison::Unknown);
        assert_eq!(compare(5, 9, 19, digest(9)), Comparison::Unknown);
    }
}
