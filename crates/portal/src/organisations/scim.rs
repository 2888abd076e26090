//! A company's directory says who is in its organisation: SCIM 2.0 (RFC 7643 and 7644).
//!
//! ```text
//! directory ─ key of a program, may members.provision ─▶ Users  = members   externalId = subject of the provider that the operator set (`provisions`)
//!                                                        Groups = teams
//! POST   ─▶ somebody has the identity: becomes a member ─┐
//!           nobody has it: a new user, managed by the organisation ─┴─▶ role viewer, or what `roles` says
//! active: false ─▶ membership suspended, keys revoked; managed: sessions ended, every way in refused ─▶ lines of the audit log ─▶ sockets close
//! active: true  ─▶ as it was, but for keys and the role owner
//! DELETE ─▶ no member; managed: no user
//! ```
//!
//! Invariants
//! - Who it is, is said by issuer and subject, never by an address; and no identity is given to a user who was there before.
//! - Only users whom the organisation made are switched off or deleted as users. Of all others only the membership is its own.
//! - The last owner is neither suspended nor removed, and no owner is made.
//! - A suspended membership is no row of `memberships`: what asks for members finds none.
//! - All of a request or nothing of it, with its lines of the audit log.

mod changes;
mod discovery;
mod document;
mod error;
mod filter;
mod groups;
mod membership;
mod patch;
mod path;
mod protocol;
mod query;
pub(super) mod routes;
mod rows;
mod schema;
mod users;
mod wish;

pub(crate) use error::in_scim_form;

use super::Organisations;
use crate::access::OrganisationScope;
use crate::identity::RequestFacts;
use crate::identity::managed::{By, Directory};
use error::ScimError;

/// The provider's name in `provided_roles`, where roles of a directory stand beside those of sign-ins: no provider can be called so.
const DIRECTORY: &str = "scim:";
/// What lines of the audit log say besides.
const DETAIL: &str = "scim";

impl Organisations {
    /// The provider of the organisation's directory.
    fn directory(&self, scope: &OrganisationScope) -> Result<Directory, ScimError> {
        let directory = self.identity().directory_of(scope.organisation_id());
        directory.ok_or(ScimError::NoDirectory)
    }

    /// Beginning of the addresses of an organisation's resources.
    fn scim_base(&self, scope: &OrganisationScope) -> String {
        let (url, id) = (self.identity().public_url(), scope.organisation_id());
        format!("{url}/api/v11/organisations/{id}/scim/v2")
    }
}

/// Who acts, for what is done to users.
fn by<'a>(scope: &'a OrganisationScope, facts: &'a RequestFacts) -> By<'a> {
    By {
        user: scope.principal().user_id(),
        facts,
        organisation: scope.organisation_id(),
    }
}
