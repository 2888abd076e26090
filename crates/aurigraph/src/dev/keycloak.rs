//! `aurigraph dev --with-keycloak`: a Keycloak with a company directory beside the devnet, by the scripts of the repository, which are part of the executable.
//!
//! It listens on this machine alone, has new passwords and an empty database at each start, and ends with the devnet.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use aurigraph_portal::identity::oidc::settings::OidcProviderSettings;
use serde_json::json;

/// Where the realm's client expects the portal, unless told otherwise.
const USUAL_PORT: u16 = 9003;
const FILES: [(&str, &str); 4] = [
    (
        "scripts/keycloak.sh",
        include_str!("../../../../scripts/keycloak.sh"),
    ),
    (
        "scripts/common.sh",
        include_str!("../../../../scripts/common.sh"),
    ),
    (
        "deploy/keycloak/aurigraph-realm.json",
        include_str!("../../../../deploy/keycloak/aurigraph-realm.json"),
    ),
    (
        "deploy/keycloak/ldap/directory.ldif",
        include_str!("../../../../deploy/keycloak/ldap/directory.ldif"),
    ),
];

/// A Keycloak that runs, until this value is dropped.
#[derive(Debug)]
pub struct Keycloak {
    script: PathBuf,
    state: PathBuf,
    /// How the portal reaches it.
    pub provider: OidcProviderSettings,
}

impl Keycloak {
    /// Installs what is missing, and starts it for a portal on a port of this machine. It takes half a minute.
    pub fn start(data_dir: &Path, (scheme, port): (&str, u16)) -> anyhow::Result<Self> {
        let folder = data_dir.join("keycloak");
        for (name, text) in FILES {
            let path = folder.join("setup").join(name);
            let parent = path.parent().context("a file has a folder")?;
            std::fs::create_dir_all(parent)
                .with_context(|| format!("make {}", parent.display()))?;
            let text = text.replace(
                &format!("localhost:{USUAL_PORT}/"),
                &format!("localhost:{port}/"),
            );
            std::fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
        }
        let folder = folder
            .canonicalize()
            .context("find the folder of Keycloak")?;
        let script = folder.join("setup/scripts/keycloak.sh");
        let state = folder.join("state");
        run(&script, &["install"])?;
        // One that a killed devnet left.
        if state.join("keycloak.pid").exists() {
            run(&script, &["stop", "--state", text(&state)?])?;
        }
        let logout =
            format!("{scheme}://localhost:{port}/api/v11/auth/oidc/keycloak/back-channel-logout");
        let state_text = text(&state)?;
        run(
            &script,
            &[
                "start",
                "--state",
                state_text,
                "--back-channel-logout",
                &logout,
                "--wait",
                "600",
            ],
        )?;
        Ok(Self {
            provider: provider(&state)?,
            script,
            state,
        })
    }

    /// Who can sign in, and with what.
    pub fn passwords(&self) -> PathBuf {
        self.state.join("passwords")
    }
}

impl Drop for Keycloak {
    fn drop(&mut self) {
        let stopped =
            text(&self.state).and_then(|state| run(&self.script, &["stop", "--state", state]));
        if let Err(error) = stopped {
            tracing::warn!(%error, "Keycloak may still run");
        }
    }
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("the folder's name is no text")
}

/// Runs the script; what it says is for whoever started the devnet.
fn run(script: &Path, arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new("bash");
    command.arg(script).args(arguments).stdin(Stdio::null());
    // Standard output belongs to the devnet.
    command.stdout(std::io::stderr());
    let status = command.status().context("run bash")?;
    if !status.success() {
        bail!(
            "Keycloak: {} failed; the lines above say why",
            arguments.first().unwrap_or(&"it")
        );
    }
    Ok(())
}

fn provider(state: &Path) -> anyhow::Result<OidcProviderSettings> {
    let file = state.join("keycloak.env");
    let said =
        std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
    let value = |name: &str| {
        let line = said
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.with_context(|| format!("{} does not say {name}", file.display()))
    };
    let issuer = value("AURIGRAPH_KEYCLOAK_ISSUER")?;
    let host = issuer.split("/realms/").next().unwrap_or(issuer);
    let settings = json!({
        "id": "keycloak",
        "name": "Keycloak",
        "issuer": issuer,
        "client_id": value("AURIGRAPH_KEYCLOAK_PORTAL_CLIENT")?,
        "client_secret_file": value("AURIGRAPH_KEYCLOAK_PORTAL_SECRET_FILE")?,
        "internal_host": host,
        "audience": value("AURIGRAPH_KEYCLOAK_API_AUDIENCE")?,
    });
    serde_json::from_value(settings).context("Keycloak's settings")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_script_writes_is_a_provider() {
        let folder = tempfile::tempdir().expect("a folder");
        let said = "AURIGRAPH_KEYCLOAK_ISSUER=http://localhost:8180/realms/aurigraph\n\
                    AURIGRAPH_KEYCLOAK_PORTAL_CLIENT=portal\n\
                    AURIGRAPH_KEYCLOAK_PORTAL_SECRET_FILE=/state/portal.secret\n\
                    AURIGRAPH_KEYCLOAK_API_AUDIENCE=api\n";
        std::fs::write(folder.path().join("keycloak.env"), said).expect("a file");
        let found = provider(folder.path()).expect("a provider");
        assert_eq!(found.issuer, "http://localhost:8180/realms/aurigraph");
        assert_eq!(found.audience.as_deref(), Some("api"));
        assert!(found.internal_host.is_some());
        assert!(provider(&folder.path().join("nowhere")).is_err());
    }
}
