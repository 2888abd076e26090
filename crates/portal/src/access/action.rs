//! What somebody may want to do, in an organisation or with the portal itself: the names that `policy.cedar` allows or forbids.

macro_rules! actions {
    ($(#[$about:meta])* $enumeration:ident, $marker:ident, $module:ident {
        $($(#[$documentation:meta])* $name:ident = $text:literal,)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $enumeration {
            $($(#[$documentation])* $name,)*
        }

        impl $enumeration {
            /// All.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in the policy and in the OpenAPI document.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }

        /// An action as a type.
        pub trait $marker: Send + Sync + 'static {
            /// Which one.
            const ACTION: $enumeration;
        }

        /// Actions as types, so that a handler's signature says what it needs.
        pub mod $module {
            $($(#[$documentation])*
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl super::$marker for $name {
                const ACTION: super::$enumeration = super::$enumeration::$name;
            })*
        }
    };
}

actions! {
    /// What a route of an organisation does, as the policy knows it.
    Action, ActionMarker, may {
        /// See the organisation.
        ReadOrganisation = "organisation.read",
        /// Give it another name.
        ChangeOrganisation = "organisation.change",
        /// End it.
        DeleteOrganisation = "organisation.delete",
        /// Go.
        LeaveOrganisation = "organisation.leave",
        /// See who is there.
        ReadMembers = "members.read",
        /// Give members roles, or remove them.
        ChangeMembers = "members.change",
        /// Make members and teams as the company's identity provider says (SCIM).
        ProvisionMembers = "members.provision",
        /// Make owners, or make them something else.
        ChangeOwners = "owners.change",
        /// See who is invited.
        ReadInvitations = "invitations.read",
        /// Invite, and withdraw it.
        ChangeInvitations = "invitations.change",
        /// See the teams.
        ReadTeams = "teams.read",
        /// Make, change and end teams.
        ChangeTeams = "teams.change",
        /// See the keys of programs.
        ReadApiKeys = "api_keys.read",
        /// Make and revoke keys of programs.
        ChangeApiKeys = "api_keys.change",
        /// Read the audit log.
        ReadAudit = "audit.read",
        /// Take a part of the audit log away.
        ExportAudit = "audit.export",
        /// See what was used.
        ReadUsage = "usage.read",
        /// See the ledger accounts.
        ReadLedgerAccounts = "ledger_accounts.read",
        /// Link, rename and remove ledger accounts.
        ChangeLedgerAccounts = "ledger_accounts.change",
        /// See which payments need approvals.
        ReadPaymentPolicy = "payment_policy.read",
        /// Say which payments need approvals.
        ChangePaymentPolicy = "payment_policy.change",
        /// See the payments.
        ReadPayments = "payments.read",
        /// Propose payments, and take what was approved.
        ProposePayments = "payments.propose",
        /// Approve or reject somebody else's payments.
        ApprovePayments = "payments.approve",
        /// See the nodes of the organisation.
        ReadNodes = "nodes.read",
        /// Ask for a node, withdraw that, and make its token.
        RequestNodes = "nodes.request",
        /// Approve or reject a node that somebody else asked for.
        ApproveNodes = "nodes.approve",
        /// Revoke a node.
        RevokeNodes = "nodes.revoke",
    }
}

actions! {
    /// What a route of the portal's administrators does, as the policy knows it.
    PortalAction, PortalActionMarker, administer {
        /// See all users.
        ReadUsers = "portal.users.read",
        /// Switch users off and on, and end their sessions.
        ChangeUsers = "portal.users.change",
        /// See which organisations there are.
        ReadOrganisations = "portal.organisations.read",
        /// See who administers the portal.
        ReadAdministrators = "portal.administrators.read",
    }
}
