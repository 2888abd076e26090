//! `aurigraph portal serve --check`: what a configuration says, without doing any of it.

use aurigraph_portal::plans::{Plan, PlanList};
use serde_json::{Value, json};

use super::file::without_password;
use super::serve::Prepared;
use crate::output::OutputOptions;

/// Prints what would be done.
pub fn print(prepared: &Prepared, output: OutputOptions) -> std::io::Result<()> {
    let facts = facts(prepared);
    let json = json!({
        "listen": facts[0].1,
        "publicUrl": facts[1].1,
        "tls": prepared.tls.is_some(),
        "node": facts[3].1,
        "data": facts[4].1,
        "wrappingKeys": facts[5].1,
        "mails": facts[6].1,
        "identityProviders": prepared.providers.iter().map(|one| &one.issuer).collect::<Vec<_>>(),
        "plans": plans(prepared).iter().map(|plan| &plan.id).collect::<Vec<_>>(),
        "connectionsMax": prepared.connections_max,
        "warnings": warnings(prepared),
    });
    output.print(&json, || text(&json, &facts))
}

fn facts(prepared: &Prepared) -> [(&'static str, String); 9] {
    let store = &prepared.store;
    let tls = match &prepared.tls_files {
        Some(files) => format!("with {}", files.certificate.display()),
        None => "none".into(),
    };
    let data = match &store.postgres_url {
        Some(url) => without_password(url),
        None => store.folder.join("portal.db").display().to_string(),
    };
    let mails = match &prepared.smtp {
        Some(smtp) => format!("by {smtp}"),
        None => "stay here, for everybody who reaches the portal".into(),
    };
    [
        ("listens on", prepared.address.to_string()),
        ("is called", prepared.public_url.clone()),
        ("TLS", tls),
        ("passes on to", prepared.node.to_string()),
        ("data", data),
        (
            "wrapping keys",
            store.folder.join("wrapping-keys").display().to_string(),
        ),
        ("mails", mails),
        ("signs in with", providers(prepared)),
        ("plans", plan_ids(prepared)),
    ]
}

fn plans(prepared: &Prepared) -> &[Plan] {
    let list = prepared.plans.list();
    list.map(PlanList::all).unwrap_or_default()
}

fn plan_ids(prepared: &Prepared) -> String {
    let ids: Vec<_> = plans(prepared)
        .iter()
        .map(|plan| plan.id.as_str())
        .collect();
    match ids.is_empty() {
        true => "none".into(),
        false => ids.join(", "),
    }
}

fn providers(prepared: &Prepared) -> String {
    let providers = prepared.providers.iter();
    let named: Vec<_> = providers
        .map(|one| format!("{} ({})", one.name, one.issuer))
        .collect();
    match named.is_empty() {
        true => "passwords and passkeys alone".into(),
        false => named.join(", "),
    }
}

/// What is allowed and rarely meant.
fn warnings(prepared: &Prepared) -> Vec<&'static str> {
    let mut warnings = Vec::new();
    if prepared.tls.is_none() && !prepared.address.ip().to_canonical().is_loopback() {
        warnings.push("without TLS, whoever is in between reads passwords and sessions: let only what ends TLS reach this address");
    }
    if prepared.tls.is_some() && prepared.public_url.starts_with("http://") {
        warnings
            .push("it is served with TLS, and public_url is without: links in mails will not open");
    }
    warnings
}

fn text(json: &Value, facts: &[(&'static str, String)]) -> String {
    let mut text =
        String::from("The configuration can be used. Nothing was opened or connected.\n");
    for (name, value) in facts {
        text += &format!("  {name:<14} {value}\n");
    }
    for warning in json["warnings"].as_array().into_iter().flatten() {
        text += &format!("Note: {}\n", warning.as_str().unwrap_or_default());
    }
    text
}
