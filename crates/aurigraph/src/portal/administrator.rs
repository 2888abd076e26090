//! `aurigraph portal administrator`: who administers a portal. It is said here and nowhere else.

use std::path::PathBuf;

use anyhow::{Context, bail};
use aurigraph_portal::administration::{self, Administrator};
use aurigraph_portal::store::{Store, StoreSettings};
use aurigraph_portal::time::Clock;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::file::PortalFile;
use super::runtime;
use crate::output::OutputOptions;

/// Names the users who administer the portal, or says who does.
///
/// Administrators see all users of the portal, switch them off and on, and see which organisations there are. They need a passkey or an authenticator
/// application. The portal may run meanwhile, and each change is a line of its audit log.
#[derive(Args, Debug)]
#[command(after_help = "\
  aurigraph portal administrator add ada@example.org --config portal.toml
  aurigraph portal administrator list --config portal.toml")]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Add(NameOptions),
    Remove(RemoveOptions),
    List(ListOptions),
}

/// Makes a user an administrator, from the next request on.
#[derive(Args, Debug)]
struct NameOptions {
    /// The address with which the user signed up.
    #[arg(value_name = "ADDRESS")]
    email: String,

    #[command(flatten)]
    data: DataOptions,
}

/// Makes an administrator an ordinary user, from the next request on.
#[derive(Args, Debug)]
struct RemoveOptions {
    /// The administrator's address.
    #[arg(value_name = "ADDRESS")]
    email: String,

    #[command(flatten)]
    data: DataOptions,
}

/// Says who administers the portal.
#[derive(Args, Debug)]
struct ListOptions {
    #[command(flatten)]
    data: DataOptions,
}

/// Where the portal's data is.
#[derive(Args, Debug)]
struct DataOptions {
    /// The portal's configuration file.
    #[arg(long, value_name = "FILE", required_unless_present = "data_dir")]
    config: Option<PathBuf>,
    /// Instead of it, the data folder of a devnet.
    #[arg(long, value_name = "FOLDER", conflicts_with = "config")]
    data_dir: Option<PathBuf>,
}

impl DataOptions {
    fn settings(&self) -> anyhow::Result<StoreSettings> {
        if let Some(folder) = &self.data_dir {
            return Ok(StoreSettings {
                folder: folder.join("portal"),
                postgres_url: None,
            });
        }
        let file = self.config.as_ref();
        PortalFile::read(file.context("name --config or --data-dir")?)?.store()
    }

    /// Opens data that is there: a portal is not made by naming who administers it.
    async fn open(&self) -> anyhow::Result<Store> {
        let settings = self.settings()?;
        let has_data =
            settings.postgres_url.is_some() || settings.folder.join("portal.db").exists();
        if !has_data {
            bail!("there is no portal's data in {}", settings.folder.display());
        }
        Ok(Store::open(&settings, Clock::system()).await?)
    }
}

impl Options {
    /// Runs the command.
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let runtime = runtime()?;
        match &self.command {
            Command::Add(options) => runtime.block_on(add(options, output)),
            Command::Remove(options) => runtime.block_on(remove(options, output)),
            Command::List(options) => runtime.block_on(list(options, output)),
        }
    }
}

async fn add(options: &NameOptions, output: OutputOptions) -> anyhow::Result<()> {
    let store = options.data.open().await?;
    let email = &options.email;
    let is_new = administration::add(&store, email).await?;
    let all = administration::all(&store).await?;
    store.close().await;
    let has_second_factor = all
        .iter()
        .find(|one| one.email.eq_ignore_ascii_case(email.trim()))
        .is_some_and(|one| one.has_second_factor);
    let json = json!({ "email": email, "isNew": is_new, "hasSecondFactor": has_second_factor });
    output.print(&json, || {
        let what = if is_new {
            "administers the portal from now on"
        } else {
            "is an administrator already"
        };
        let factor = if has_second_factor {
            ""
        } else {
            "; a passkey or an authenticator application is needed before anything can be done, and is added in the profile"
        };
        format!("{email} {what}{factor}.\n")
    })?;
    Ok(())
}

async fn remove(options: &RemoveOptions, output: OutputOptions) -> anyhow::Result<()> {
    let store = options.data.open().await?;
    let email = &options.email;
    administration::remove(&store, email).await?;
    let left = administration::all(&store).await?.len();
    store.close().await;
    let json = json!({ "email": email, "administrators": left });
    output.print(&json, || {
        let none = if left == 0 { " Nobody does now." } else { "" };
        format!("{email} does not administer the portal any more.{none}\n")
    })?;
    Ok(())
}

async fn list(options: &ListOptions, output: OutputOptions) -> anyhow::Result<()> {
    let store = options.data.open().await?;
    let all = administration::all(&store).await?;
    store.close().await;
    let json: Vec<Value> = all.iter().map(json_of).collect();
    output.print(&json!({ "administrators": json }), || text(&all))?;
    Ok(())
}

fn json_of(one: &Administrator) -> Value {
    json!({
        "userId": one.user_id,
        "email": one.email,
        "name": one.name,
        "grantedAt": one.granted_at.to_string(),
        "lastSignedInAt": one.last_signed_in_at.map(|at| at.to_string()),
        "hasSecondFactor": one.has_second_factor,
        "isDisabled": one.is_disabled,
    })
}

fn text(all: &[Administrator]) -> String {
    if all.is_empty() {
        return "Nobody administers this portal. To name somebody: aurigraph portal administrator add ADDRESS\n".into();
    }
    let line = |one: &Administrator| {
        let factor = if one.has_second_factor {
            "with a second factor"
        } else {
            "without a second factor, so without any right"
        };
        let off = if one.is_disabled {
            ", switched off"
        } else {
            ""
        };
        let (email, name, since) = (&one.email, &one.name, one.granted_at);
        format!("{email} ({name}), since {since}, {factor}{off}\n")
    };
    all.iter().map(line).collect()
}
