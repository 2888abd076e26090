//! What each organisation used, day by day, and what it costs by the operator's price list.
//!
//! ```text
//! request that was let in ─▶ Meter (memory) ─ every ten seconds ─▶ usage_days ─┬─▶ days, for a picture
//! members, every ten seconds ────────────────────────────────────▶            ├─▶ a month's lines, priced by price-list.toml
//! what took effect on the ledger, once a minute ─────────────────▶            └─▶ Month (memory) ─▶ whether a plan has one more
//! bytes under the organisation's key, once an hour ──────────────▶
//! ```
//!
//! Invariants
//! - Only what was counted is shown. Requests and exports of the last ten seconds are lost if the process is killed; nothing is counted twice.
//! - Amounts are whole minor units, computed by one rule: begun packs count.
//! - Without a price list there are quantities and no amounts.

pub mod meter;
mod month;
pub mod prices;
mod report;
pub mod routes;
pub mod stored;
pub mod transactions;

pub use meter::{Meter, Metric};
pub use month::QuotaUsedUp;
pub use prices::{PriceList, PriceListError};
pub use report::{Day, InvoiceLine, days, invoice};
