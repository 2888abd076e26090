//! Payments are found: one, or a page of those that a filter lets through.

use sqlx::Any;

use super::super::{OrganisationError, Organisations};
use super::decoded::Decoded;
use super::kept::{self, Payment, Row, State, columns, readable};
use crate::access::OrganisationScope;
use crate::ids::PaymentId;
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// Which payments.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those of this state.
    pub state: Option<State>,
    /// Only those that this one proposed.
    pub proposed_by: Option<String>,
    /// Only those that move this asset.
    pub asset: Option<u32>,
    /// Only those that wait for a word of this one.
    pub waiting_for: Option<String>,
}

/// Which part of them.
#[derive(Clone, Debug)]
pub struct Page {
    /// The oldest first.
    pub oldest_first: bool,
    /// When the last one of the page before was proposed, and its id.
    pub after: Option<(i64, String)>,
    /// How many.
    pub limit: u16,
}

/// What every list lets through. Each value is bound twice where it is asked first whether there is one.
macro_rules! conditions {
    () => {
        "WHERE organisation_id = $1 \
         AND ($2 = '' OR (CASE WHEN state IN ('waiting', 'approved') AND expires_ms <= $3 THEN 'expired' ELSE state END) = $4) \
         AND ($5 = '' OR proposed_by = $6) \
         AND ($7 < 0 OR EXISTS (SELECT 1 FROM payment_assets a WHERE a.payment_id = payments.payment_id AND a.asset = $8)) \
         AND ($9 = '' OR (state = 'waiting' AND expires_ms > $10 AND proposed_by <> $11 \
         AND NOT EXISTS (SELECT 1 FROM payment_decisions o WHERE o.payment_id = payments.payment_id AND o.user_id = $12))) "
    };
}

const NEWEST_FIRST: &str = concat!(
    columns!(),
    conditions!(),
    "AND (proposed_ms < $13 OR (proposed_ms = $14 AND payment_id < $15)) ORDER BY proposed_ms DESC, payment_id DESC LIMIT $16"
);
const OLDEST_FIRST: &str = concat!(
    columns!(),
    conditions!(),
    "AND (proposed_ms > $13 OR (proposed_ms = $14 AND payment_id > $15)) ORDER BY proposed_ms, payment_id LIMIT $16"
);

const NO_PAYMENT: OrganisationError = OrganisationError::NotFound { what: "payment" };

/// One payment as a transaction sees it, with its content, sealed.
pub(super) async fn payment_in(
    write: &mut Write,
    scope: &OrganisationScope,
    payment_id: &PaymentId,
    now: UnixTime,
) -> Result<(Payment, String), OrganisationError> {
    let row: Option<Row> = sqlx::query_as::<Any, _>(concat!(
        columns!(),
        "WHERE organisation_id = $1 AND payment_id = $2"
    ))
    .bind(scope.organisation_id().as_str())
    .bind(payment_id.as_str())
    .fetch_optional(&mut **write)
    .await?;
    let payment = readable(scope.key(), row.ok_or(NO_PAYMENT)?, now)?;
    let (content,): (String,) =
        sqlx::query_as::<Any, _>("SELECT content FROM payments WHERE payment_id = $1")
            .bind(payment_id.as_str())
            .fetch_one(&mut **write)
            .await?;
    Ok((payment, content))
}

impl Organisations {
    /// A page of payments.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn payments(
        &self,
        scope: &OrganisationScope,
        filter: &Filter,
        page: &Page,
    ) -> Result<Vec<Payment>, StoreError> {
        let now = self.now();
        let state = filter.state.map_or("", State::as_str);
        let proposed_by = filter.proposed_by.as_deref().unwrap_or_default();
        let asset = filter.asset.map_or(-1, i64::from);
        let waiting_for = filter.waiting_for.as_deref().unwrap_or_default();
        let (statement, beginning) = match page.oldest_first {
            true => (OLDEST_FIRST, (i64::MIN, String::new())),
            false => (NEWEST_FIRST, (i64::MAX, String::new())),
        };
        let (after_ms, after_id) = page.after.clone().unwrap_or(beginning);
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(statement)
            .bind(scope.organisation_id().as_str())
            .bind(state)
            .bind(now.ms())
            .bind(state)
            .bind(proposed_by)
            .bind(proposed_by)
            .bind(asset)
            .bind(asset)
            .bind(waiting_for)
            .bind(now.ms())
            .bind(waiting_for)
            .bind(waiting_for)
            .bind(after_ms)
            .bind(after_ms)
            .bind(after_id)
            .bind(i64::from(page.limit))
            .fetch_all(self.store().pool())
            .await?;
        let key = scope.key();
        rows.into_iter()
            .map(|row| readable(key, row, now))
            .collect()
    }

    /// One payment, with what was signed and what that says.
    ///
    /// # Errors
    /// If there is none, or the database cannot be used.
    pub async fn payment(
        &self,
        scope: &OrganisationScope,
        payment_id: &PaymentId,
    ) -> Result<(Payment, Vec<u8>, Decoded), OrganisationError> {
        let mut write = self.store().write().await?;
        let (payment, sealed) = payment_in(&mut write, scope, payment_id, self.now()).await?;
        write.commit().await?;
        let id = payment_id.as_str();
        let (content, decoded) = kept::open_content(scope.key(), id, &sealed)?;
        Ok((payment, content, decoded))
    }
}
