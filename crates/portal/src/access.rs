//! Who may do what: the one way to an organisation's data.
//!
//! ```text
//! request ─▶ who asks: session cookie, access token of a provider, or key of a program ─▶ Principal
//!   └─ organisation in the path ─▶ membership (or the key's own organisation) ─▶ roles     none: 404, as if it did not exist, and a line of the process's log
//!                                        └─ policy.cedar: may these roles do the route's action?     no: 403, and a line of the log
//!                                                 └─▶ OrganisationScope ─▶ every function that reads or writes an organisation's data
//! ```
//!
//! Invariants
//! - An [`OrganisationScope`] is made here and nowhere else, after membership and policy were asked: whoever has one may use it.
//! - Roles are read anew for every request: who lost one cannot use it in the next.
//! - An organisation somebody does not belong to answers as one that does not exist: the same statement finds neither.
//! - An [`AdministratorScope`] is made here and nowhere else, for a session of a user whom the operator named and who has a second factor. It opens no organisation.

mod action;
mod administrator;
mod allowed;
mod person;
pub mod policy;
pub mod principal;
mod refusals;
pub mod roles;
mod scope;

pub use action::{Action, ActionMarker, PortalAction, PortalActionMarker, administer, may};
pub(crate) use administrator::Administers;
pub use administrator::AdministratorScope;
pub(crate) use allowed::Allowed;
pub(crate) use person::Person;
pub use principal::{ApiKeyPrincipal, Principal, PrincipalKind};
pub(crate) use refusals::Refusals;
pub(crate) use scope::roles_of;
pub use scope::{AccessError, OrganisationScope, access_to};
