//! Roles in an organisation, and sets of them.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody is in an organisation. What a role may do is in `policy.cedar`, and nowhere else.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything, and alone: owners, keys with other people's rights, the end.
    Owner,
    /// Members, teams, invitations, keys.
    Admin,
    /// Runs nodes.
    Operator,
    /// Issues assets and tokens.
    Issuer,
    /// Verifies assets.
    Verifier,
    /// Pays.
    Treasurer,
    /// Reads figures.
    Analyst,
    /// Reads everything, the audit log as well.
    Auditor,
    /// Reads what every member may.
    Viewer,
}

impl Role {
    /// All, the one that may most first.
    pub const ALL: [Self; 9] = [
        Self::Owner,
        Self::Admin,
        Self::Operator,
        Self::Issuer,
        Self::Verifier,
        Self::Treasurer,
        Self::Analyst,
        Self::Auditor,
        Self::Viewer,
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Operator => "operator",
            Self::Issuer => "issuer",
            Self::Verifier => "verifier",
            Self::Treasurer => "treasurer",
            Self::Analyst => "analyst",
            Self::Auditor => "auditor",
            Self::Viewer => "viewer",
        }
    }

    /// The role of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Its bit in the database: never another one.
    const fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

/// A set of roles.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Roles(u16);

impl Roles {
    /// None.
    pub const NONE: Self = Self(0);
    /// Sets that there are.
    pub const SETS: usize = 1 << Role::ALL.len();

    /// The set as the database holds it; nothing if it holds a bit that is no role.
    pub fn from_column(bits: i64) -> Option<Self> {
        let bits = u16::try_from(bits).ok()?;
        (usize::from(bits) < Self::SETS).then_some(Self(bits))
    }

    /// For the database.
    pub const fn to_column(self) -> i64 {
        self.0 as i64
    }

    /// Its number among [`Self::SETS`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Both.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether a role is among them.
    pub const fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles, the one that may most first.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }

    /// The roles as a list.
    pub fn list(self) -> Vec<Role> {
        self.iter().collect()
    }

    /// Their names.
    pub fn names(self) -> Vec<String> {
        self.iter().map(|role| role.as_str().to_owned()).collect()
    }
}

impl From<Role> for Roles {
    fn from(role: Role) -> Self {
        Self(role.bit())
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles
            .into_iter()
            .fold(Self::NONE, |set, role| set.with(role.into()))
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.names().join(", "))
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Roles({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_in_the_database_stay_what_they_are() {
        let bits = Role::ALL.map(|role| Roles::from(role).to_column());
        assert_eq!(bits, [1, 2, 4, 8, 16, 32, 64, 128, 256]);
        assert_eq!(Roles::from_column(512), None);
        assert_eq!(Roles::from_column(-1), None);
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("Owner"), None);
    }

    #[test]
    fn a_set_holds_what_was_put_into_it() {
        let set: Roles = [Role::Auditor, Role::Issuer].into_iter().collect();
        assert_eq!(set.names(), ["issuer", "auditor"]);
        assert!(set.has(Role::Issuer) && !set.has(Role::Owner));
        assert_eq!(set.without(Role::Issuer.into()), Role::Auditor.into());
        assert!(set.without(set).is_empty());
        assert_eq!(Roles::from_column(set.to_column()), Some(set));
    }
}
