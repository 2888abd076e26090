//! Snapshots from one validator to another that is far behind, over the validators' own connections.
//!
//! | file | what it does |
//! |---|---|
//! | `wire` | requests and answers |
//! | `serve` | gives parts of this node's snapshot |
//! | `fetch` | asks another node for parts of its own |
//! | `stage` | puts them together and checks them against a certificate |

pub mod fetch;
pub mod serve;
pub mod stage;
pub mod wire;
