//! Mails: written in the transaction that gives the reason for them, so that none is lost and none says what did not happen.
//!
//! ```text
//! without [smtp]: development inbox, where whoever reaches the portal reads them; none leaves the machine
//! with [smtp]:    queue ─▶ sender ─▶ mail server                                  there is no inbox
//! ```

pub mod conversation;
pub mod message;
pub mod queue;
pub mod routes;
pub mod sender;
pub mod smtp;

use std::time::Duration;

use sqlx::Any;

use crate::identity::email::Email;
use crate::ids::MailId;
use crate::store::sealing::{OwnersKey, Place};
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

/// How long a mail is kept.
pub const MAIL_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long a mail is kept after it was sent.
pub const SENT_KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// A mail.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its name.
    pub mail_id: MailId,
    /// To whom.
    pub recipient: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// When it was written.
    pub created_at: UnixTime,
}

const fn recipient(row: &str) -> Place<'_> {
    Place {
        column: "mails.recipient",
        row,
    }
}

const fn body(row: &str) -> Place<'_> {
    Place {
        column: "mails.body",
        row,
    }
}

/// Writes a mail; it goes out when the transaction holds.
///
/// # Errors
/// If the database cannot be used.
pub(crate) async fn write(
    store: &Store,
    write: &mut Write,
    to: &Email,
    subject: &'static str,
    text: &str,
    now: UnixTime,
) -> Result<(), StoreError> {
    let portal_key = store.sealing().portal_key(&mut **write).await?;
    let mail_id = MailId::random();
    let row = mail_id.as_str();
    sqlx::query::<Any>(
        "INSERT INTO mails (mail_id, recipient_lookup, recipient, subject, body, created_ms) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row)
    .bind(lookup(store, to))
    .bind(portal_key.seal(recipient(row), to.as_str()))
    .bind(subject)
    .bind(portal_key.seal(body(row), text))
    .bind(now.ms())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Deletes all mails to an address.
///
/// # Errors
/// If the database cannot be used.
pub(crate) async fn delete_to(
    store: &Store,
    write: &mut Write,
    to: &Email,
) -> Result<(), StoreError> {
    sqlx::query::<Any>("DELETE FROM mails WHERE recipient_lookup = $1")
        .bind(lookup(store, to))
        .execute(&mut **write)
        .await?;
    Ok(())
}

fn lookup(store: &Store, to: &Email) -> String {
    store.sealing().lookup("mail recipient", to.as_str())
}

/// The newest mails, those before one that was seen.
///
/// # Errors
/// If the database cannot be used.
pub async fn newest(
    store: &Store,
    before: Option<(UnixTime, MailId)>,
    limit: u16,
) -> Result<Vec<Mail>, StoreError> {
    let (before_ms, before_id) = before.map_or((i64::MAX, String::new()), |(at, id)| {
        (at.ms(), id.to_string())
    });
    let rows: Vec<Row> = sqlx::query_as::<Any, _>(
        "SELECT mail_id, recipient, subject, body, created_ms FROM mails \
         WHERE created_ms < $1 OR (created_ms = $2 AND mail_id < $3) \
         ORDER BY created_ms DESC, mail_id DESC LIMIT $4",
    )
    .bind(before_ms)
    .bind(before_ms)
    .bind(before_id)
    .bind(i64::from(limit))
    .fetch_all(store.pool())
    .await?;
    let key = store.sealing().portal_key(store.pool()).await?;
    rows.into_iter().map(|row| opened(&key, row)).collect()
}

/// Id, recipient, subject, text, time.
type Row = (String, String, String, String, i64);

fn opened(key: &OwnersKey, row: Row) -> Result<Mail, StoreError> {
    let (id, to, subject, text, created_ms) = row;
    let column = StoreError::Column {
        column: "mails.mail_id",
    };
    Ok(Mail {
        recipient: key.open(recipient(&id), &to)?.to_string(),
        text: key.open(body(&id), &text)?.to_string(),
        mail_id: MailId::parse(&id).ok_or(column)?,
        subject,
        created_at: UnixTime::from_ms(created_ms),
    })
}
