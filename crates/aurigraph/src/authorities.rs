//! `--ca-certificate`: whom a command believes to be a node, on addresses with `https://`.

use std::ffi::OsString;
use std::path::Path;

use aurigraph_client::Trust;
use clap::Args;

use crate::failure::usage;

/// Whose certificates are believed.
#[derive(Args, Debug)]
pub struct AuthorityOptions {
    /// With https://: trust the authorities of this PEM file, instead of those that the system trusts
    #[arg(
        long,
        value_name = "FILE",
        env = "AURIGRAPH_CA_CERTIFICATE",
        help_heading = "Node"
    )]
    ca_certificate: Option<OsString>,
}

impl AuthorityOptions {
    /// The file, if one is named.
    pub fn file(&self) -> Option<&Path> {
        let path = self.ca_certificate.as_ref()?;
        (!path.is_empty()).then(|| Path::new(path))
    }

    /// Reads the file, if one is named. A variable that is set and empty names none.
    pub fn trust(&self) -> anyhow::Result<Trust> {
        match self.file() {
            Some(path) => Trust::authorities(path).map_err(|error| usage(error.to_string())),
            None => Ok(Trust::system()),
        }
    }
}
