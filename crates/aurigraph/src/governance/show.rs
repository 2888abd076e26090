//! `aurigraph governance show`: what is in force, and what is being voted on.

use clap::Args;
use serde_json::{Value, json};

use crate::output::OutputOptions;
use crate::table::{Align, Table};
use crate::wallet::connection::NodeOptions;

/// Proposals that are listed.
const LISTED_MAX: usize = 200;

/// Show parameters, protocol version and proposals
#[derive(Args, Debug)]
pub struct Options {
    #[command(flatten)]
    node: NodeOptions,
}

impl Options {
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let connection = self.node.connect().await?;
        let rules: Value = connection.http.get("/api/v11/governance").await?;
        let path = format!("/api/v11/governance/proposals?limit={LISTED_MAX}");
        let listed: Value = connection.http.get(&path).await?;
        let proposals = &listed["proposals"];
        output.print(&json!({ "rules": rules, "proposals": proposals }), || {
            text(&rules, proposals.as_array().map_or(&[], Vec::as_slice))
        })?;
        Ok(())
    }
}

fn text(rules: &Value, proposals: &[Value]) -> String {
    let mut figures = Table::new(&[
        ("parameter", Align::Left),
        ("value", Align::Right),
        ("later", Align::Left),
    ]);
    for parameter in rules["parameters"].as_array().into_iter().flatten() {
        let later = parameter["later"].as_array().into_iter().flatten();
        let later: Vec<_> = later
            .map(|one| format!("{} from block {}", one["value"], one["effectiveHeight"]))
            .collect();
        figures.row([
            word(&parameter["name"]),
            parameter["value"].to_string(),
            later.join(", "),
        ]);
    }
    let next = &rules["nextProtocol"];
    let next = if next.is_null() {
        String::new()
    } else {
        format!(
            "; version {} from block {} on",
            next["version"], next["effectiveHeight"]
        )
    };
    let mut listed = Table::new(&[
        ("proposal", Align::Left),
        ("status", Align::Left),
        ("what", Align::Left),
        ("power", Align::Right),
        ("needed", Align::Right),
        ("in force from", Align::Right),
    ]);
    for proposal in proposals {
        let from = &proposal["inForceFromHeight"];
        listed.row([
            word(&proposal["proposalId"]).chars().take(12).collect(),
            word(&proposal["status"]).to_lowercase().replace('_', " "),
            what(&proposal["action"]),
            proposal["votingPower"].to_string(),
            proposal["votingPowerNeeded"].to_string(),
            if from.is_null() {
                "-".into()
            } else {
                from.to_string()
            },
        ]);
    }
    let proposals = if proposals.is_empty() {
        "No proposals.\n".to_owned()
    } else {
        listed.render()
    };
    format!(
        "protocol version {}{next}\n\n{}\n{}",
        rules["protocolVersion"],
        figures.render(),
        proposals.trim_end()
    )
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn what(action: &Value) -> String {
    match action["kind"].as_str().unwrap_or_default() {
        "set_parameter" => format!("{} = {}", word(&action["parameter"]), action["value"]),
        "activate_protocol" => format!("protocol version {}", action["version"]),
        "set_role" if action["granted"] == true => {
            format!(
                "account {} becomes {}",
                action["account"],
                word(&action["role"])
            )
        }
        "set_role" => format!(
            "account {} is {} no more",
            action["account"],
            word(&action["role"])
        ),
        "set_validators" => {
            let count = |name: &str| action[name].as_array().map_or(0, Vec::len);
            let is_new = |one: &&Value| one["isNew"] == true;
            let listed = action["validators"].as_array().into_iter().flatten();
            format!(
                "{} validators ({} new, {} gone)",
                count("validators"),
                listed.filter(is_new).count(),
                count("removedValidators")
            )
        }
        other => other
            .chars()
            .filter(|one| !one.is_control())
            .take(40)
            .collect(),
    }
}
