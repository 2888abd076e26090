//! What runs beside the load, if it is asked for: clients of the live stream, readers of the REST interface, floods of bad input.
//!
//! All of it lies on the cores that are measured, so each is as cheap as it can be, and its processor time is reported apart.

mod api;
mod arrival;
mod figures;
mod flood;
mod flood_material;
mod half_message;
mod watch_socket;
mod watchers;

use std::time::{Duration, Instant};

use aurigraph_client::IngestClient;
use aurigraph_types::ChainId;
use clap::Args;
use tokio::runtime::Runtime;

use api::ApiLoad;
use flood::FloodFigures;
use flood_material::{Flood, FloodKind};
use watchers::Watchers;

pub use figures::BesideFigures;

use super::driver::Tally;
use super::node::NodeUnderTest;
use super::settings::Settings;
use crate::failure::usage;

/// Clients of the live stream that one run opens at most: beyond it a process has too few files.
const WATCHERS_MAX: usize = 50_000;

/// What runs beside the load.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Beside the load")]
pub struct BesideOptions {
    /// Clients of the live stream; how long each update takes to reach them is measured
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 0,
        hide_default_value = true
    )]
    watchers: usize,

    /// How many of them never read
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 0,
        hide_default_value = true
    )]
    watchers_stalled: usize,

    /// Requests to the REST interface, at a fixed rate; how long each is waited for is measured
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 0,
        hide_default_value = true
    )]
    api_requests_per_second: u32,

    /// Bad input at full speed, in turn with stretches without it; how much of their rate honest clients keep is measured
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    flood: Vec<FloodKind>,
}

impl BesideOptions {
    /// Whether nothing runs beside the load.
    pub fn is_empty(&self) -> bool {
        self.watchers == 0 && self.api_requests_per_second == 0 && self.flood.is_empty()
    }

    /// Refuses what cannot work.
    pub fn check(&self, repeats: usize, is_encrypted: bool) -> anyhow::Result<()> {
        if is_encrypted && !self.is_empty() {
            return Err(usage(
                "what runs beside the load speaks to a node without TLS only: take it without --tls and https:// addresses".to_owned(),
            ));
        }
        if repeats > 1 && !self.is_empty() {
            return Err(usage(
                "--repeat measures the load alone: take it without --watchers, --api-requests-per-second and --flood".to_owned(),
            ));
        }
        if self.watchers > WATCHERS_MAX {
            return Err(usage(format!(
                "--watchers is {}; it must be at most {WATCHERS_MAX}",
                self.watchers
            )));
        }
        if self.watchers_stalled > self.watchers {
            return Err(usage(
                "--watchers-stalled says how many of the --watchers never read; it cannot be more than they are".to_owned(),
            ));
        }
        if self.api_requests_per_second > 100_000 {
            return Err(usage(
                "--api-requests-per-second must be at most 100000".to_owned(),
            ));
        }
        Ok(())
    }
}

/// What runs beside the load, ready to begin.
pub struct Beside {
    base_url: String,
    grpc_url: String,
    api_requests_per_second: u32,
    watchers: Option<Watchers>,
    api: Option<ApiLoad>,
    floods: Vec<Flood>,
    figures: BesideFigures,
}

impl Beside {
    /// Connects the watchers and makes the floods' messages.
    pub fn prepare(
        runtime: &Runtime,
        node: &NodeUnderTest,
        ingest: &IngestClient,
        chain_id: ChainId,
        settings: &Settings,
        options: &BesideOptions,
    ) -> anyhow::Result<Self> {
        let base_url = node.http.base_url().to_owned();
        if options.watchers > 0 {
            raise_open_files_limit(options.watchers)?;
        }
        let watchers = (options.watchers > 0)
            .then(|| Watchers::connect(&base_url, options.watchers, options.watchers_stalled))
            .transpose()?;
        let floods = runtime.block_on(flood_material::prepare(
            &node.http,
            ingest,
            chain_id,
            &options.flood,
            settings.batch_size,
        ))?;
        Ok(Self {
            base_url,
            grpc_url: node.grpc_url.clone(),
            api_requests_per_second: options.api_requests_per_second,
            watchers,
            api: None,
            floods,
            figures: BesideFigures::default(),
        })
    }

    /// The load begins: what runs beside it begins, too.
    pub fn begin(&mut self) -> anyhow::Result<()> {
        if let Some(watchers) = &self.watchers {
            watchers.begin();
        }
        if self.api_requests_per_second > 0 {
            // The first account there is: every genesis file has one.
            let load = ApiLoad::start(&self.base_url, self.api_requests_per_second, 0)?;
            self.api = Some(load);
        }
        Ok(())
    }

    /// Runs the floods in turn until the load is over; returns at once without any.
    pub fn flood(
        &self,
        tally: &Tally,
        begun: Instant,
        duration: Duration,
    ) -> anyhow::Result<Vec<FloodFigures>> {
        flood::alternate(&self.floods, &self.grpc_url, tally, begun, duration)
    }

    /// The load is over: ends everything and returns what was seen.
    pub fn finish(mut self, floods: Vec<FloodFigures>) -> anyhow::Result<BesideFigures> {
        self.figures.watchers = self.watchers.map(Watchers::finish).transpose()?;
        self.figures.api = self.api.map(ApiLoad::finish).transpose()?;
        self.figures.floods = floods;
        Ok(self.figures)
    }
}

/// Each watcher is an open file; the hard limit is the administrator's word.
fn raise_open_files_limit(watchers: usize) -> anyhow::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    /// Files beside the watchers' connections.
    const OTHER_FILES: u64 = 256;
    let maximum = getrlimit(Resource::Nofile).maximum;
    let limit = Rlimit {
        current: maximum,
        maximum,
    };
    if setrlimit(Resource::Nofile, limit).is_err()
        || maximum.is_some_and(|maximum| maximum < watchers as u64 + OTHER_FILES)
    {
        anyhow::bail!(
            "{watchers} watchers need {} open files, and this user may have {}: raise the hard limit (ulimit -Hn) or take fewer",
            watchers as u64 + OTHER_FILES,
            maximum.map_or_else(|| "fewer".to_owned(), |maximum| maximum.to_string())
        );
    }
    Ok(())
}
