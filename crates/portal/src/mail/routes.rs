//! The development inbox: mails that stayed here.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Mail, newest};
use crate::identity::Identity;
use crate::ids::MailId;
use crate::problem::Problem;
use crate::request::{self, Parameters};
use crate::time::UnixTime;

/// The routes of a devnet's inbox.
pub fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new().routes(routes!(list_mails))
}

/// Which mails.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct InboxQuery {
    /// 1 to 200, 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// A mail that stayed here.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InboxMail {
    /// Its name.
    mail_id: String,
    /// To whom.
    to: String,
    /// Subject.
    subject: String,
    /// Plain text.
    text: String,
    /// When it was written.
    created_at: String,
}

/// Mails that stayed here.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InboxList {
    /// Newest first.
    mails: Vec<InboxMail>,
    /// Where the next page begins; null at the end.
    next_cursor: Option<String>,
}

impl From<Mail> for InboxMail {
    fn from(mail: Mail) -> Self {
        Self {
            mail_id: mail.mail_id.to_string(),
            to: mail.recipient,
            subject: mail.subject,
            text: mail.text,
            created_at: mail.created_at.to_string(),
        }
    }
}

fn parse_cursor(cursor: &str) -> Option<(UnixTime, MailId)> {
    let (ms, id) = cursor.split_once('.')?;
    Some((UnixTime::from_ms(ms.parse().ok()?), MailId::parse(id)?))
}

/// Mails of a development network
///
/// Development networks only: no mail leaves the machine, and whoever reaches the portal reads all of them here.
#[utoipa::path(
    get,
    path = "/api/v11/devnet/mails",
    tag = "devnet",
    security(()),
    params(InboxQuery),
    responses(
        (status = 200, description = "A page of the inbox", body = InboxList),
        (status = 400, description = "No such page", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_mails(
    State(identity): State<Arc<Identity>>,
    Parameters(query): Parameters<InboxQuery>,
) -> Result<Json<InboxList>, Problem> {
    let limit = request::limit(query.limit)?;
    let before = match &query.cursor {
        None => None,
        Some(cursor) => Some(parse_cursor(cursor).ok_or_else(request::not_a_cursor)?),
    };
    let found = newest(identity.store(), before, limit + 1).await;
    let mut mails = found.map_err(|error| Problem::internal(&error))?;
    let has_more = mails.len() > usize::from(limit);
    mails.truncate(usize::from(limit));
    let last = mails.last();
    let last = last.map(|mail| format!("{}.{}", mail.created_at.ms(), mail.mail_id));
    Ok(Json(InboxList {
        mails: mails.into_iter().map(InboxMail::from).collect(),
        next_cursor: last.filter(|_| has_more),
    }))
}
