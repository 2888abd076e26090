//! Which payments need approvals: for an asset, the amount above which they do, and how many.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::Any;

use super::super::{OrganisationError, Organisations, Told, hold};
use super::{APPROVALS_MAX, PaymentRefused, RULES_MAX};
use crate::access::OrganisationScope;
use crate::audit::{Change, OrganisationAction};
use crate::identity::RequestFacts;
use crate::store::{StoreError, Write};

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Index of the asset.
    pub asset: u32,
    /// Up to this amount in minor units no approval is needed.
    pub limit: u64,
    /// How many are needed above it.
    pub approvals: u8,
}

impl Rule {
    fn words(self) -> String {
        format!(
            "{} approvals above {} minor units",
            self.approvals, self.limit
        )
    }
}

type Row = (i64, String, i64);

fn readable((asset, limit, approvals): Row) -> Result<Rule, StoreError> {
    const COLUMN: StoreError = StoreError::Column {
        column: "payment_rules",
    };
    Ok(Rule {
        asset: u32::try_from(asset).map_err(|_| COLUMN)?,
        limit: limit.parse().map_err(|_| COLUMN)?,
        approvals: u8::try_from(approvals).map_err(|_| COLUMN)?,
    })
}

/// Whether rules can be.
fn checked(rules: &[Rule]) -> Result<(), PaymentRefused> {
    let assets: BTreeSet<u32> = rules.iter().map(|rule| rule.asset).collect();
    if rules.len() > RULES_MAX {
        return Err(PaymentRefused::Rules("there are at most 100 rules"));
    }
    if assets.len() < rules.len() {
        return Err(PaymentRefused::Rules("an asset has one rule at most"));
    }
    let is_possible = |rule: &Rule| (1..=APPROVALS_MAX).contains(&rule.approvals);
    if !rules.iter().all(is_possible) {
        return Err(PaymentRefused::Rules("a rule asks for 1 to 10 approvals"));
    }
    Ok(())
}

/// How many approvals a payment of these sums needs: the most that one of its assets asks for.
pub(super) fn approvals_needed(rules: &[Rule], totals: &BTreeMap<u32, u64>) -> u8 {
    let asked = rules
        .iter()
        .filter(|rule| totals.get(&rule.asset).is_some_and(|sum| *sum > rule.limit))
        .map(|rule| rule.approvals);
    asked.max().unwrap_or(0)
}

/// The rules as a transaction sees them.
pub(super) async fn rules_in(
    write: &mut Write,
    scope: &OrganisationScope,
) -> Result<Vec<Rule>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as::<Any, _>(
        "SELECT asset, limit_minor_units, approvals FROM payment_rules WHERE organisation_id = $1 ORDER BY asset",
    )
    .bind(scope.organisation_id().as_str())
    .fetch_all(&mut **write)
    .await?;
    rows.into_iter().map(readable).collect()
}

impl Organisations {
    /// The rules, by asset.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn payment_rules(&self, scope: &OrganisationScope) -> Result<Vec<Rule>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(
            "SELECT asset, limit_minor_units, approvals FROM payment_rules WHERE organisation_id = $1 ORDER BY asset",
        )
        .bind(scope.organisation_id().as_str())
        .fetch_all(self.store().pool())
        .await?;
        rows.into_iter().map(readable).collect()
    }

    /// Sets all rules. Payments that were proposed before need what they needed.
    ///
    /// # Errors
    /// If the session is not confirmed, the rules cannot be, or the database cannot be used.
    pub async fn set_payment_rules(
        &self,
        scope: &OrganisationScope,
        rules: &[Rule],
        facts: &RequestFacts,
    ) -> Result<(), OrganisationError> {
        checked(rules)?;
        let mut write = self.store().write().await?;
        self.require_step_up_in(&mut write, scope).await?;
        hold(&mut write, scope).await?;
        let before = rules_in(&mut write, scope).await?;
        sqlx::query::<Any>("DELETE FROM payment_rules WHERE organisation_id = $1")
            .bind(scope.organisation_id().as_str())
            .execute(&mut *write)
            .await?;
        for rule in rules {
            sqlx::query::<Any>(
                "INSERT INTO payment_rules (organisation_id, asset, limit_minor_units, approvals) VALUES ($1, $2, $3, $4)",
            )
            .bind(scope.organisation_id().as_str())
            .bind(i64::from(rule.asset))
            .bind(rule.limit.to_string())
            .bind(i64::from(rule.approvals))
            .execute(&mut *write)
            .await?;
        }
        let of = |rules: &[Rule], asset| rules.iter().find(|rule| rule.asset == asset).copied();
        let mut change = Change::new();
        let both = before.iter().chain(rules).map(|rule| rule.asset);
        for asset in both.collect::<BTreeSet<_>>() {
            let (was, is) = (of(&before, asset), of(rules, asset));
            if was != is {
                let field = format!("asset {asset}");
                change = change.field(&field, was.map(Rule::words), is.map(Rule::words));
            }
        }
        let told = Told::of(OrganisationAction::PaymentPolicyChanged, None).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        Ok(write.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn rule(asset: u32, limit: u64, approvals: u8) -> Rule {
        Rule {
            asset,
            limit,
            approvals,
        }
    }

    #[test]
    fn approvals_are_needed_above_the_limit_and_not_at_it() {
        let rules = [rule(0, 100, 2), rule(1, 0, 3)];
        for (totals, needed) in [
            ([(0, 100)].into(), 0),
            ([(0, 101)].into(), 2),
            ([(1, 0)].into(), 0),
            ([(1, 1)].into(), 3),
            ([(0, 101), (1, 1)].into(), 3),
            ([(2, u64::MAX)].into(), 0),
        ] {
            assert_eq!(approvals_needed(&rules, &totals), needed, "{totals:?}");
        }
    }

    #[test]
    fn rules_that_cannot_be_are_refused() {
        assert!(checked(&[rule(0, 1, 1), rule(1, 1, 10)]).is_ok());
        for wrong in [
            vec![rule(0, 1, 0)],
            vec![rule(0, 1, 11)],
            vec![rule(0, 1, 1); 2],
        ] {
            assert!(checked(&wrong).is_err(), "{wrong:?}");
        }
    }
}
