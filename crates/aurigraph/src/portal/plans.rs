//! `aurigraph portal plans` and `plan`: which plans there are, which organisation has which, and another one, or none of its own, for one of them.

use std::path::{Path, PathBuf};

use aurigraph_portal::ids::OrganisationId;
use aurigraph_portal::plans::{OrganisationPlan, PLANS_FILE, Plan, Plans, Quota, SetBy};
use aurigraph_portal::store::{Store, StoreSettings};
use aurigraph_portal::time::Clock;
use clap::Args;
use serde_json::{Map, Value, json};

use super::file::PortalFile;
use super::runtime;
use crate::output::OutputOptions;

/// Shows the plans of plans.toml, and which organisation has which.
#[derive(Args, Debug)]
pub struct Options {
    /// The portal's configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// Gives an organisation another plan, or takes it away, also while the portal runs.
///
/// What is beyond the plan that counts then stays, and no more of it is made.
///
/// A running portal takes note of it within ten seconds. The organisation's audit log has a line of it.
#[derive(Args, Debug)]
pub struct SetOptions {
    /// The portal's configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The organisation: org_ and 32 digits, as `aurigraph portal plans` shows it.
    #[arg(long, value_name = "ORG_ID")]
    organisation: String,
    /// The id of the plan in plans.toml.
    #[arg(long, value_name = "ID", required_unless_present = "none")]
    plan: Option<String>,
    /// Take away the plan that it was given; the default one counts then, if there is one.
    #[arg(long, conflicts_with = "plan")]
    none: bool,
}

/// The plans, and where the data is.
fn opened(config: &Path) -> anyhow::Result<(Plans, StoreSettings)> {
    let settings = PortalFile::read(config)?.store()?;
    Ok((Plans::read(&settings.folder)?, settings))
}

impl Options {
    /// Shows them.
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let (plans, settings) = opened(&self.config)?;
        let organisations = runtime()?.block_on(async {
            let store = Store::open_existing(&settings, Clock::system()).await?;
            let organisations = plans.of_all(&store).await?;
            store.close().await;
            anyhow::Ok(organisations)
        })?;
        let list = plans.list();
        let all = list.map_or(&[][..], |list| list.all());
        let default = list.and_then(|list| list.default_plan());
        let default = default.map(|plan| plan.id.as_str());
        let json = json!({
            "plans": all.iter().map(|plan| plan_json(plan, default)).collect::<Vec<_>>(),
            "organisations": organisations.iter().map(organisation_json).collect::<Vec<_>>(),
        });
        output.print(&json, || {
            let mut text = match all {
                [] => format!(
                    "No plans: {} is not there.\n",
                    settings.folder.join(PLANS_FILE).display()
                ),
                all => all.iter().map(|plan| plan_text(plan, default)).collect(),
            };
            text += "Organisations:\n";
            text += &organisations
                .iter()
                .map(organisation_text)
                .collect::<String>();
            text
        })?;
        Ok(())
    }
}

impl SetOptions {
    /// Sets it, or takes it away.
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let (plans, settings) = opened(&self.config)?;
        let organisation = OrganisationId::parse(&self.organisation).ok_or_else(|| {
            anyhow::anyhow!(
                "{:?} is no id of an organisation: expected org_ and 32 digits, as `aurigraph portal plans` shows it",
                self.organisation
            )
        })?;
        let change = runtime()?.block_on(async {
            let store = Store::open_existing(&settings, Clock::system()).await?;
            let change = match &self.plan {
                Some(plan) => {
                    plans
                        .set(&store, &organisation, plan, SetBy::Operator)
                        .await
                }
                None => {
                    plans
                        .take_away(&store, &organisation, SetBy::Operator)
                        .await
                }
            };
            store.close().await;
            anyhow::Ok(change?)
        })?;
        let json = json!({
            "organisation": organisation.as_str(),
            "before": change.before,
            "after": change.after,
            "wasSet": change.was_set,
        });
        output.print(&json, || {
            let before = change.before.as_deref().unwrap_or("none");
            let after = change.after.as_deref().unwrap_or("none");
            match (change.was_set, self.none) {
                (false, _) => {
                    format!("{organisation}: plan {before} until now, {after} from now on\n")
                }
                (true, false) => format!("{organisation} has the plan {after} already\n"),
                (true, true) => format!("{organisation} was given no plan; {after} counts\n"),
            }
        })?;
        Ok(())
    }
}

fn plan_json(plan: &Plan, default: Option<&str>) -> Value {
    let limits = Quota::ALL.into_iter();
    let limits: Map<String, Value> = limits
        .map(|quota| (quota.as_str().to_owned(), plan.limit(quota).into()))
        .collect();
    json!({
        "id": plan.id, "name": plan.name, "description": plan.description,
        "isDefault": default == Some(plan.id.as_str()), "limits": limits,
    })
}

fn organisation_json(organisation: &OrganisationPlan) -> Value {
    json!({
        "organisationId": organisation.organisation_id,
        "name": organisation.name,
        "plan": organisation.in_force,
        "isFallback": organisation.is_fallback,
        "set": organisation.set,
        "since": organisation.since,
    })
}

fn plan_text(plan: &Plan, default: Option<&str>) -> String {
    let is_default = default == Some(plan.id.as_str());
    let mark = if is_default { ", the default" } else { "" };
    let limits = Quota::ALL.into_iter().filter_map(|quota| {
        let limit = plan.limit(quota)?;
        Some(format!("{} {limit}", quota.as_str()))
    });
    let limits: Vec<_> = limits.collect();
    let limits = match limits.is_empty() {
        true => "no limits".into(),
        false => limits.join(", "),
    };
    format!("{} ({}){mark}: {limits}\n", plan.id, plan.name)
}

fn organisation_text(organisation: &OrganisationPlan) -> String {
    let OrganisationPlan {
        organisation_id,
        name,
        in_force,
        ..
    } = organisation;
    let plan = in_force.as_deref().unwrap_or("none");
    let why = match (&organisation.set, organisation.since) {
        (Some(set), _) if organisation.is_fallback => {
            format!("; it was given {set}, which is not there any more")
        }
        (Some(_), Some(since)) => format!(" since {since}"),
        _ => String::new(),
    };
    format!("  {organisation_id}  {plan}{why}  {name}\n")
}
