//! What became of a transfer or operation: one code each, in documented order of precedence.

/// The first applicable code is reported; codes below 10 concern the whole submission (`docs/protocol.md`, "Result codes").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u16)]
pub enum ResultCode {
    /// Done.
    Applied = 0,
    /// Included above its last valid height.
    Expired = 1,
    /// This sequence of the signer was used before.
    AlreadyApplied = 2,
    /// The sequence lies below the signer's window.
    StaleSequence = 3,
    /// No asset with this index.
    UnknownAsset = 10,
    /// The debited account does not exist.
    UnknownDebitAccount = 11,
    /// The credited account does not exist.
    UnknownCreditAccount = 12,
    /// Debit and credit are one account.
    SameAccount = 13,
    /// The amount is zero.
    ZeroAmount = 14,
    /// The signer is neither the debited account nor its custodian, or lacks the role.
    NotAuthorised = 15,
    /// The debited account is frozen.
    DebitAccountFrozen = 16,
    /// The credited account is frozen.
    CreditAccountFrozen = 17,
    /// The debited balance is too small.
    InsufficientFunds = 18,
    /// The credited balance would overflow.
    CreditOverflow = 19,
    /// An operation names an account that does not exist.
    UnknownAccount = 20,
    /// The ledger's limit of accounts is reached.
    AccountLimit = 21,
    /// A subaccount cannot open subaccounts.
    SubaccountOfSubaccount = 22,
    /// The proposal was accepted before, or its last height is over.
    ProposalClosed = 23,
    /// A vote is none of a validator, or its signature does not verify.
    InvalidVote = 24,
    /// What is proposed cannot be done on this ledger as it is.
    NotApplicable = 25,
    /// Too many proposals are open.
    ProposalLimit = 26,
    /// The protocol version of the block does not have this operation.
    NotActivated = 27,
    /// No real-world asset has this id.
    UnknownRealWorldAsset = 28,
    /// The real-world asset is suspended or retired.
    AssetNotActive = 29,
    /// Another version of the real-world asset is meant.
    OtherVersion = 30,
    /// What is said of a real-world asset does not fit its kind.
    ContentRefused = 31,
    /// It is that already.
    NothingChanges = 32,
    /// No more records fit into the registry.
    RegistryFull = 33,
}

impl ResultCode {
    /// Every code, by order of precedence.
    pub const ALL: &'static [Self] = &[
        Self::Applied,
        Self::Expired,
        Self::AlreadyApplied,
        Self::StaleSequence,
        Self::UnknownAsset,
        Self::UnknownDebitAccount,
        Self::UnknownCreditAccount,
        Self::SameAccount,
        Self::ZeroAmount,
        Self::NotAuthorised,
        Self::DebitAccountFrozen,
        Self::CreditAccountFrozen,
        Self::InsufficientFunds,
        Self::CreditOverflow,
        Self::UnknownAccount,
        Self::AccountLimit,
        Self::SubaccountOfSubaccount,
        Self::ProposalClosed,
        Self::InvalidVote,
        Self::NotApplicable,
        Self::ProposalLimit,
        Self::NotActivated,
        Self::UnknownRealWorldAsset,
        Self::AssetNotActive,
        Self::OtherVersion,
        Self::ContentRefused,
        Self::NothingChanges,
        Self::RegistryFull,
    ];

    /// The number in receipts.
    pub const fn as_u16(self) -> u16 {
        self as u16
    }

    /// The code of a number, if there is one.
    pub fn from_u16(value: u16) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.as_u16() == value)
    }

    /// The name in APIs and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Expired => "expired",
            Self::AlreadyApplied => "already_applied",
            Self::StaleSequence => "stale_sequence",
            Self::UnknownAsset => "unknown_asset",
            Self::UnknownDebitAccount => "unknown_debit_account",
            Self::UnknownCreditAccount => "unknown_credit_account",
            Self::SameAccount => "same_account",
            Self::ZeroAmount => "zero_amount",
            Self::NotAuthorised => "not_authorised",
            Self::DebitAccountFrozen => "debit_account_frozen",
            Self::CreditAccountFrozen => "credit_account_frozen",
            Self::InsufficientFunds => "insufficient_funds",
            Self::CreditOverflow => "credit_overflow",
            Self::UnknownAccount => "unknown_account",
            Self::AccountLimit => "account_limit",
            Self::SubaccountOfSubaccount => "subaccount_of_subaccount",
            Self::ProposalClosed => "proposal_closed",
            Self::InvalidVote => "invalid_vote",
            Self::NotApplicable => "not_applicable",
            Self::ProposalLimit => "proposal_limit",
            Self::NotActivated => "not_activated",
            Self::UnknownRealWorldAsset => "unknown_real_world_asset",
            Self::AssetNotActive => "asset_not_active",
            Self::OtherVersion => "other_version",
            Self::ContentRefused => "content_refused",
            Self::NothingChanges => "nothing_changes",
            Self::RegistryFull => "registry_full",
        }
    }

    /// Whether the record or operation took effect.
    pub const fn is_applied(self) -> bool {
        matches!(self, Self::Applied)
    }
}

impl std::fmt::Display for ResultCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
