//! Order by a committee: what a validator has beside the ledger when it does not decide alone.
//!
//! | file | what it does |
//! |---|---|
//! | `mempool` | holds what waits to be proposed, fair between signers |
//! | `order` | makes proposals and checks those of others |
//! | `parsed` | cuts a block into its submissions |
//! | `signatures` | verifies the signatures of blocks that others proposed |
//! | `waiting` | knows who waits for which submission |
//! | `forward` | sends small requests to whoever proposes next |
//! | `participation` | counts what validators were seen to do |
//! | `final_blocks` | gives the engine blocks of the log |
//! | `peers` | knows what the other nodes say of themselves, and how far away they are |
//! | `guard` | starts the engine, and sees to it that this node is level with the others |
//! | `repair` | gets blocks that are damaged here from the others |
//! | `judge` | decides what is done about a node that is behind |
//! | `transfer` | gives and takes snapshots |
//! | `same_key` | before a start: whether another running node uses the validator's key |
//! | `floor` | remembers where the engine goes on after its folder or the ledger was replaced |
//! | `start` | starts it |
//! | `link` | connects the core with the consensus engine |
//!
//! What is final is executed by the core ([`crate::replica`]).

pub mod digests;
pub mod final_blocks;
pub mod floor;
pub mod forward;
pub mod guard;
pub mod judge;
pub mod link;
pub mod mempool;
pub mod order;
pub mod parsed;
pub mod participation;
pub mod peers;
pub mod repair;
pub mod same_key;
pub mod signatures;
pub mod start;
pub mod transfer;
pub mod waiting;
