//! The portal's part of a server: opens its data, and gives the routes that go beside those of a node.
//!
//! The ledger does not notice whether this succeeds: without data the routes say so, and everything else is served.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aurigraph_client::HttpClient;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::any;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{OpenApi, Tag};
use utoipa_axum::router::OpenApiRouter;

use crate::administration;
use crate::anchor::{Anchoring, anchor_key};
use crate::crowd::{Crowd, in_bounds};
use crate::identity::breached::{BREACHED_FILE, BreachList};
use crate::identity::guard::guard;
use crate::identity::oidc::Oidc;
use crate::identity::oidc::settings::{OidcProviderSettings, ProviderSettingsError};
use crate::identity::{Identity, IdentitySettings, SessionTimes, routes};
use crate::ledger::Statements;
use crate::live::routes::Live;
use crate::live::{self, Feed};
use crate::mail::sender::{MailCounts, MailSender};
use crate::mail::smtp::SmtpSettings;
use crate::organisations::provided::ProvidedMemberships;
use crate::organisations::scim::in_scim_form;
use crate::organisations::{self, Organisations};
use crate::outbound::{Outbound, OutboundSettings};
use crate::plans::Plans;
use crate::problem::Problem;
use crate::store::{Store, StoreError, StoreSettings};
use crate::surroundings::{method_not_allowed, surround};
use crate::time::Clock;
use crate::usage::PriceList;
use crate::usage::meter::{WRITTEN_EVERY, look_at_members};
use crate::usage::stored::{LOOKED_AT_EVERY, look_at_stored_bytes};
use crate::usage::transactions::{COUNTED_EVERY, CountingError, TransactionCounter};

/// How often what nobody can use any more is deleted.
const TIDY_INTERVAL: Duration = Duration::from_secs(60);

/// How a portal is set.
#[derive(Clone, Debug)]
pub struct PortalSettings {
    /// Its folder.
    pub folder: PathBuf,
    /// `postgres://…`, if its data is not to be in SQLite.
    pub postgres_url: Option<String>,
    /// Beginning of the links in mails, without a slash at the end.
    pub public_url: String,
    /// How mails are sent; without it they stay in an inbox that everybody reads who reaches the portal.
    pub smtp: Option<SmtpSettings>,
    /// Identity providers.
    pub providers: Vec<OidcProviderSettings>,
    /// How the portal reaches other servers.
    pub outbound: OutboundSettings,
}

/// Why a portal cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// Its data.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its identity providers.
    #[error(transparent)]
    Providers(#[from] ProviderSettingsError),
    /// Links would lead nowhere, and no provider could send anybody back.
    #[error("public_url {0:?} is no address: expected https://NAME or https://NAME:PORT")]
    PublicUrl(String),
}

/// A portal whose data is open.
#[derive(Clone, Debug)]
pub struct Portal {
    identity: Arc<Identity>,
    organisations: Organisations,
    smtp: Option<SmtpSettings>,
    mail_counts: Arc<MailCounts>,
    transactions: Arc<TransactionCounter>,
    feed: Feed,
    folder: PathBuf,
}

impl Portal {
    /// Opens the data.
    ///
    /// # Errors
    /// If it cannot be used.
    pub async fn open(settings: PortalSettings, clock: Clock) -> Result<Self, PortalError> {
        if url::Url::parse(&settings.public_url).is_err() {
            return Err(PortalError::PublicUrl(settings.public_url));
        }
        let prices = PriceList::read(&settings.folder).map_err(StoreError::from)?;
        let plans = Arc::new(Plans::read(&settings.folder).map_err(StoreError::from)?);
        let store_settings = StoreSettings {
            folder: settings.folder.clone(),
            postgres_url: settings.postgres_url,
        };
        let store = Arc::new(Store::open(&store_settings, clock).await?);
        plans.tell_of_missing(&store).await?;
        let outbound = Arc::new(Outbound::new(settings.outbound));
        let memberships = Arc::new(ProvidedMemberships::new(
            Arc::clone(&store),
            Arc::clone(&plans),
        ));
        let oidc = Oidc::new(&settings.providers, outbound, Some(memberships))?;
        let breached = BreachList::open(&settings.folder).map_err(StoreError::from)?;
        let megabytes = breached.as_ref().map(|list| list.bytes() / 1_000_000);
        match megabytes {
            Some(megabytes) => tracing::info!(
                megabytes,
                "new passwords are looked up in a list of breached ones"
            ),
            None => tracing::info!(
                "no list of breached passwords is in use: {BREACHED_FILE} is not in the portal's folder"
            ),
        }
        let (smtp, folder) = (settings.smtp, settings.folder);
        let settings = IdentitySettings {
            public_url: settings.public_url,
            sessions: SessionTimes::default(),
        };
        let identity = Arc::new(Identity::new(store, settings, breached, oidc));
        Ok(Self {
            organisations: Organisations::new(Arc::clone(&identity), prices, plans),
            identity,
            smtp,
            mail_counts: Arc::default(),
            transactions: Arc::default(),
            feed: Feed::default(),
            folder,
        })
    }

    /// Users and their sessions.
    pub const fn identity(&self) -> &Arc<Identity> {
        &self.identity
    }

    /// The routes. Where mails are sent, there is no inbox.
    pub fn router(&self) -> Router {
        let identity = match self.smtp {
            Some(_) => routes::routes_without_inbox(),
            None => routes::routes(),
        };
        let identity = identity.with_state(Arc::clone(&self.identity));
        let organisations = organisations::routes::routes().with_state(self.organisations.clone());
        let administration =
            administration::routes::routes().with_state(self.organisations.clone());
        let live = live_routes().with_state(Live {
            identity: Arc::clone(&self.identity),
            feed: self.feed.clone(),
        });
        let all = identity.merge(organisations).merge(administration);
        Router::from(all.merge(live))
            .method_not_allowed_fallback(method_not_allowed)
            .layer(from_fn(surround))
            .layer(from_fn_with_state(Crowd::default(), in_bounds))
            // Outside of all, so that every refusal below the addresses of SCIM has its form.
            .layer(from_fn(in_scim_form))
    }

    /// Sends the mails, if there is a mail server.
    pub fn mail_sender(&self) -> Option<MailSender> {
        let smtp = self.smtp.clone()?;
        let store = Arc::clone(self.identity.store());
        Some(MailSender::new(store, smtp, Arc::clone(&self.mail_counts)))
    }

    /// What was sent.
    pub const fn mail_counts(&self) -> &Arc<MailCounts> {
        &self.mail_counts
    }

    /// Gives the portal a way to its ledger, over a node's public interface: nodes can be registered from now on. What comes back puts the head of the audit log
    /// there.
    ///
    /// # Errors
    /// If the key in the portal's folder cannot be used.
    pub fn connect_ledger(&self, http: HttpClient) -> io::Result<Anchoring> {
        let key = Arc::new(anchor_key(&self.folder)?);
        let statements = Arc::new(Statements::new(http, key));
        self.organisations.connect_ledger(Arc::clone(&statements));
        let store = Arc::clone(self.identity.store());
        Ok(Anchoring::new(store, statements))
    }

    /// Organisations.
    pub const fn organisations(&self) -> &Organisations {
        &self.organisations
    }

    /// What goes on beside requests, until the future is dropped: tidying up, writing what was counted, counting what took effect on the ledger, telling sockets
    /// what happens.
    pub async fn run(self) {
        let feed = self.feed.clone().run(Arc::clone(&self.identity));
        tokio::join!(feed, self.clone().keep_metering(), self.keep_tidy());
    }

    async fn keep_tidy(self) {
        let mut tidy_at = Instant::now() + TIDY_INTERVAL;
        loop {
            tokio::time::sleep(WRITTEN_EVERY).await;
            if let Err(error) = self.write_usage().await {
                tracing::warn!(%error, "what was used was not written; it is kept for the next time");
            }
            if let Err(error) = self.organisations.settle_nodes().await {
                tracing::debug!(%error, "a node's revocation is not on the ledger yet");
            }
            if Instant::now() >= tidy_at {
                tidy_at = Instant::now() + TIDY_INTERVAL;
                if let Err(error) = self.identity.tidy_up().await {
                    tracing::warn!(%error, "the portal's database was not tidied up");
                }
            }
        }
    }

    /// Writes what organisations used.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn write_usage(&self) -> Result<(), StoreError> {
        let store = self.identity.store();
        self.organisations.meter().write(store).await?;
        look_at_members(store).await
    }

    /// By itself: the ledger may be slow to answer, and what is counted in memory is not to wait for it.
    async fn keep_metering(self) {
        let mut is_told = false;
        let mut look_at = Instant::now();
        loop {
            tokio::time::sleep(COUNTED_EVERY).await;
            match self.count_transactions().await {
                Ok(_) => is_told = false,
                // Once, until it works again.
                Err(error) if !is_told => {
                    is_told = true;
                    tracing::warn!(%error, "what took effect on the ledger was not counted; it is counted when that works again");
                }
                Err(error) => {
                    tracing::debug!(%error, "what took effect on the ledger is not counted yet");
                }
            }
            if Instant::now() >= look_at {
                look_at = Instant::now() + LOOKED_AT_EVERY;
                if let Err(error) = self.look_at_stored_bytes().await {
                    tracing::warn!(%error, "nobody looked how much organisations store");
                }
            }
        }
    }

    /// Counts what took effect on the ledger for organisations since the last time. How much that was; without a way to the ledger nothing.
    ///
    /// # Errors
    /// If the database or the node cannot be used. What was not counted is counted the next time.
    pub async fn count_transactions(&self) -> Result<u64, CountingError> {
        match self.organisations.ledger_client() {
            Some(http) => self.transactions.count(self.identity.store(), &http).await,
            None => Ok(0),
        }
    }

    /// Looks how much is kept for each organisation.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn look_at_stored_bytes(&self) -> Result<(), StoreError> {
        look_at_stored_bytes(self.identity.store()).await
    }
}

fn live_routes() -> OpenApiRouter<Live> {
    let (for_changes, sockets) = live::routes::routes();
    for_changes.layer(from_fn(guard)).merge(sockets)
}

/// The routes of a portal whose data cannot be used.
pub fn unavailable_router() -> Router {
    let answer = || async {
        Problem::not_ready(
            "the portal's data is not open; the log of this process says why if it stays so",
        )
    };
    let mut router = Router::new();
    for path in [
        "/api/v11/auth/{*path}",
        "/api/v11/profile",
        "/api/v11/profile/{*path}",
        "/api/v11/organisations",
        "/api/v11/organisations/{*path}",
        "/api/v11/access/{*path}",
        "/api/v11/node-enrolments",
        "/api/v11/portal/{*path}",
        "/api/v11/devnet/mails",
    ] {
        router = router.route(path, any(answer));
    }
    router.layer(from_fn(in_scim_form))
}

/// The part of the OpenAPI document.
pub fn openapi() -> OpenApi {
    let mut document = routes::routes().into_openapi();
    document.merge(organisations::routes::routes().into_openapi());
    document.merge(administration::routes::routes().into_openapi());
    document.merge(live_routes().into_openapi());
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
        crate::identity::SESSION_COOKIE,
        "Set by signing in. Requests that change something also carry the header X-Requested-With: aurigraph, and come from this origin.",
    ));
    let mut identity = Tag::new("identity");
    identity.description =
        Some("Users of the portal: sign-up, sign-in, sessions, a user's own data".into());
    let mut organisations = Tag::new("organisations");
    organisations.description = Some("Organisations: members, roles, teams, invitations, keys of programs, the audit log. A route names the action of the policy that it needs as x-action".into());
    let mut provisioning = Tag::new("provisioning");
    provisioning.description = Some("SCIM 2.0 (RFC 7643, 7644): a company's directory says who is in its organisation. Bodies and refusals are application/scim+json".into());
    let mut administration = Tag::new("administration");
    administration.description = Some("All users and organisations of a portal, for its administrators: users whom the operator named, with a second factor. Nobody else finds these routes".into());
    document.tags = Some(vec![identity, organisations, provisioning, administration]);
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    let mut key = Http::new(HttpAuthScheme::Bearer);
    key.description = Some(
        "A key of a program, made by an admin of the organisation. It begins with agk_.".into(),
    );
    components.add_security_scheme("apiKey", SecurityScheme::Http(key));
    let mut token = Http::new(HttpAuthScheme::Bearer);
    token.bearer_format = Some("JWT".into());
    token.description = Some(
        "An access token of an identity provider, made out for the audience that the portal's operator set.".into(),
    );
    components.add_security_scheme("accessToken", SecurityScheme::Http(token));
    let ticket = ApiKey::Query(ApiKeyValue::with_description(
        "ticket",
        "Opens one WebSocket: POST /api/v11/portal/stream-ticket makes it.",
    ));
    components.add_security_scheme("ticket", SecurityScheme::ApiKey(ticket));
    document
}
