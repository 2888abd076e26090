//! Ledger accounts of people and organisations: an address belongs to whoever signed, with its key, that it does.
//!
//! ```text
//! public key ─▶ challenge: a statement in words, five minutes, for one session and one owner
//!                  └─ H[portal-statement](statement), signed with the account's key ─▶ linked: one organisation and one person at most
//! ```
//!
//! Invariants
//! - What is signed is hashed with a label of its own ([`Domain::PortalStatement`]): it is no submission, no vote and no proposal, and moves nothing.
//! - A challenge counts once, also when the signature is wrong, and only for whoever asked, for the owner it names.
//! - An address is found by a keyed hash; the key and the label are sealed with the owner's key.

mod challenge;
pub(crate) mod wire;

use std::time::Duration;

use aurigraph_types::key::KeyError;
use aurigraph_types::{Address, Digest, Domain, PublicKey, Scheme};
use sqlx::{Any, Executor};

use crate::identity::IdentityError;
use crate::ids::LedgerAccountId;
use crate::store::sealing::{Owner, OwnersKey, Place};
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

pub(crate) use challenge::{Asker, Challenge, begin, use_up};

/// How long a challenge may be answered.
pub const CHALLENGE_LASTS: Duration = Duration::from_secs(5 * 60);
/// Challenges of one user that are open.
pub const CHALLENGES_MAX: i64 = 20;
/// Accounts of one person.
pub const ACCOUNTS_OF_A_PERSON_MAX: i64 = 20;
/// Accounts of one organisation.
pub const ACCOUNTS_OF_AN_ORGANISATION_MAX: i64 = 100;

/// Why an account is not linked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefused {
    /// There is no such scheme.
    #[error("scheme is ed25519, ml-dsa-65 or hybrid")]
    Scheme,
    /// Not hexadecimal.
    #[error("{0} is not written in hexadecimal digits")]
    Hexadecimal(&'static str),
    /// The bytes are no key.
    #[error(transparent)]
    Key(KeyError),
    /// Used, too old, or somebody else's.
    #[error("this challenge was answered before, is older than five minutes, or is not yours")]
    Challenge,
    /// The signature is of another key or another text.
    #[error("the signature is not that of this key over this statement")]
    Signature,
    /// It belongs to somebody else, or to the same one already.
    #[error("this address is linked already, and to one {0} at most")]
    Taken(&'static str),
    /// No more.
    #[error("there are {max} ledger accounts, and no more are possible")]
    Full {
        /// How many.
        max: i64,
    },
}

/// An account that is linked.
#[derive(Clone, Debug)]
pub struct LinkedAccount {
    /// Its id here.
    pub account_id: LedgerAccountId,
    /// Its key.
    pub key: PublicKey,
    /// How its owner calls it.
    pub label: String,
    /// The id of whoever linked it.
    pub linked_by: String,
    /// When.
    pub linked_at: UnixTime,
}

impl LinkedAccount {
    /// Its address on every ledger.
    pub fn address(&self) -> Address {
        self.key.address()
    }
}

/// What somebody signs for the portal: the hash of a statement in words.
pub fn statement_digest(statement: &str) -> Digest {
    Domain::PortalStatement.hash(statement.as_bytes())
}

/// The key of its scheme's name and its bytes in hexadecimal digits.
///
/// # Errors
/// If it is none.
pub fn public_key(scheme: &str, hexadecimal: &str) -> Result<PublicKey, LinkRefused> {
    let scheme = Scheme::from_name(scheme).ok_or(LinkRefused::Scheme)?;
    let bytes = hex::decode(hexadecimal).map_err(|_| LinkRefused::Hexadecimal("publicKey"))?;
    PublicKey::new(scheme, &bytes).map_err(LinkRefused::Key)
}

/// Whether a signature, in hexadecimal digits, is that of a key over a statement.
///
/// # Errors
/// If it is not.
pub fn verify(key: &PublicKey, statement: &str, signature: &str) -> Result<(), LinkRefused> {
    let signature = hex::decode(signature).map_err(|_| LinkRefused::Hexadecimal("signature"))?;
    key.verify(&statement_digest(statement), &signature)
        .map_err(|_| LinkRefused::Signature)
}

/// What an address is found by.
pub(crate) fn address_lookup(store: &Store, address: &Address) -> String {
    store
        .sealing()
        .lookup("ledger account", &address.to_string())
}

/// How the database tells owners apart: an address belongs to one of each kind at most.
const fn kind_of(owner: &Owner) -> &'static str {
    match owner {
        Owner::Organisation(_) => "organisation",
        Owner::User(_) | Owner::Portal => "person",
    }
}

const fn key_place(row: &str) -> Place<'_> {
    Place {
        column: "ledger_accounts.public_key",
        row,
    }
}

const fn label_place(row: &str) -> Place<'_> {
    Place {
        column: "ledger_accounts.label",
        row,
    }
}

type Row = (String, String, String, String, String, i64);

const COLUMN: StoreError = StoreError::Column {
    column: "ledger_accounts",
};

/// The key of an account as the database has it: its scheme, and the sealed bytes.
pub(crate) fn opened_key(
    key: &OwnersKey,
    account_id: &str,
    (scheme, sealed): (&str, &str),
) -> Result<PublicKey, StoreError> {
    let hexadecimal = key.open(key_place(account_id), sealed)?;
    public_key(scheme, &hexadecimal).map_err(|_| COLUMN)
}

fn readable(key: &OwnersKey, row: Row) -> Result<LinkedAccount, StoreError> {
    let (id, scheme, public, label, linked_by, linked_ms) = row;
    Ok(LinkedAccount {
        key: opened_key(key, &id, (&scheme, &public))?,
        label: key.open(label_place(&id), &label)?.to_string(),
        linked_by,
        linked_at: UnixTime::from_ms(linked_ms),
        account_id: LedgerAccountId::parse(&id).ok_or(COLUMN)?,
    })
}

/// All accounts of an owner, oldest first.
pub(crate) async fn list(
    executor: impl Executor<'_, Database = Any>,
    (owner, key): (&Owner, &OwnersKey),
) -> Result<Vec<LinkedAccount>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as::<Any, _>(
        "SELECT account_id, scheme, public_key, label, linked_by, linked_ms FROM ledger_accounts \
         WHERE owner_id = $1 ORDER BY linked_ms, account_id",
    )
    .bind(owner.to_string())
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(|row| readable(key, row)).collect()
}

/// One account of an owner.
pub(crate) async fn find(
    executor: impl Executor<'_, Database = Any>,
    (owner, key): (&Owner, &OwnersKey),
    account_id: &LedgerAccountId,
) -> Result<Option<LinkedAccount>, StoreError> {
    let row: Option<Row> = sqlx::query_as::<Any, _>(
        "SELECT account_id, scheme, public_key, label, linked_by, linked_ms FROM ledger_accounts \
         WHERE owner_id = $1 AND account_id = $2",
    )
    .bind(owner.to_string())
    .bind(account_id.as_str())
    .fetch_optional(executor)
    .await?;
    row.map(|row| readable(key, row)).transpose()
}

/// Keeps an account whose key has signed. The caller holds the owner, so that nobody else counts meanwhile.
pub(crate) async fn insert(
    store: &Store,
    write: &mut Write,
    (owner, key): (&Owner, &OwnersKey),
    account: &LinkedAccount,
) -> Result<(), IdentityError> {
    let kind = kind_of(owner);
    let (organisation_id, user_id, max) = match owner {
        Owner::Organisation(id) => (Some(id.as_str()), None, ACCOUNTS_OF_AN_ORGANISATION_MAX),
        Owner::User(id) => (None, Some(id.as_str()), ACCOUNTS_OF_A_PERSON_MAX),
        Owner::Portal => (None, None, 0),
    };
    let (there,): (i64,) =
        sqlx::query_as::<Any, _>("SELECT COUNT(*) FROM ledger_accounts WHERE owner_id = $1")
            .bind(owner.to_string())
            .fetch_one(&mut **write)
            .await?;
    if there >= max {
        return Err(LinkRefused::Full { max }.into());
    }
    let id = account.account_id.as_str();
    let public = hex::encode(account.key.as_bytes());
    let done = sqlx::query::<Any>(
        "INSERT INTO ledger_accounts (account_id, owner_kind, owner_id, organisation_id, user_id, address_lookup, scheme, public_key, label, linked_by, linked_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(kind)
    .bind(owner.to_string())
    .bind(organisation_id)
    .bind(user_id)
    .bind(address_lookup(store, &account.address()))
    .bind(account.key.scheme().name())
    .bind(key.seal(key_place(id), &public))
    .bind(key.seal(label_place(id), &account.label))
    .bind(&account.linked_by)
    .bind(account.linked_at.ms())
    .execute(&mut **write)
    .await?;
    if done.rows_affected() == 0 {
        return Err(LinkRefused::Taken(kind).into());
    }
    Ok(())
}

/// Gives an account another label.
pub(crate) async fn rename(
    write: &mut Write,
    (owner, key): (&Owner, &OwnersKey),
    account_id: &LedgerAccountId,
    label: &str,
) -> Result<(), StoreError> {
    let id = account_id.as_str();
    sqlx::query::<Any>(
        "UPDATE ledger_accounts SET label = $1 WHERE owner_id = $2 AND account_id = $3",
    )
    .bind(key.seal(label_place(id), label))
    .bind(owner.to_string())
    .bind(id)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Unlinks an account.
pub(crate) async fn remove(
    write: &mut Write,
    owner: &Owner,
    account_id: &LedgerAccountId,
) -> Result<(), StoreError> {
    sqlx::query::<Any>("DELETE FROM ledger_accounts WHERE owner_id = $1 AND account_id = $2")
        .bind(owner.to_string())
        .bind(account_id.as_str())
        .execute(&mut **write)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use aurigraph_types::submission::{SigningContext, SubmissionKind, unsigned_bytes};
    use aurigraph_types::{AccountIndex, ChainId, Sequence, SigningKey};

    use super::*;

    #[test]
    fn what_is_signed_for_the_portal_is_no_submission_and_the_other_way_round() {
        let context = SigningContext {
            chain_id: ChainId(Digest([7; 32])),
            signer: AccountIndex::new(3),
            sequence: Sequence::new(1),
            valid_until_height: None,
        };
        for scheme in Scheme::ALL {
            let key = SigningKey::generate(scheme);
            // Somebody talks the owner of a key into signing a transfer as a statement, byte by byte.
            let transfer = unsigned_bytes(scheme, &context, SubmissionKind::Transfer, 1, &[0; 64]);
            let text = String::from_utf8_lossy(&transfer).into_owned();
            for domain in Domain::ALL {
                let is_own = *domain == Domain::PortalStatement;
                let digest = domain.hash(text.as_bytes());
                assert_eq!(digest == statement_digest(&text), is_own, "{domain:?}");
                let signature = hex::encode(key.sign(&digest));
                let verified = verify(key.public_key(), &text, &signature);
                assert_eq!(verified.is_ok(), is_own, "{domain:?}");
            }
            let signature = key.sign(&Domain::PortalStatement.hash(&transfer));
            let submission_id = Domain::Submission.hash(&transfer);
            assert!(key.public_key().verify(&submission_id, &signature).is_err());
        }
    }
}
