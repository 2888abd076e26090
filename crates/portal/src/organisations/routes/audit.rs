//! The audit log of an organisation.

use std::collections::HashMap;

use axum::Json;
use axum::body::{Body as AnswerBody, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use futures_util::stream;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{OrganisationError, Organisations};
use crate::access::{Allowed, OrganisationScope, may};
use crate::audit::{AuditFilter, Change, OrganisationLine, search};
use crate::problem::Problem;
use crate::request::{self, Body, Parameters};
use crate::store::StoreError;
use crate::time::UnixTime;

/// Lines of an export at most.
const EXPORTED_LINES_MAX: usize = 100_000;
/// Lines that are read at once for an export.
const LINES_AT_ONCE: u16 = 1_000;

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new()
        .routes(routes!(list_audit_events))
        .routes(routes!(export_audit_events))
}

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct AuditQuery {
    /// An action, or a group of them with its point: `member.`.
    action: Option<String>,
    /// The id of whoever did it.
    actor: Option<String>,
    /// The id of what it was done to.
    subject: Option<String>,
    /// `succeeded` or `refused`.
    outcome: Option<String>,
    /// From this moment on.
    from: Option<String>,
    /// Before this moment.
    to: Option<String>,
    /// 1 to 200, 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// Where the page before ended.
    cursor: Option<String>,
}

fn moment(name: &str, text: Option<&str>) -> Result<Option<UnixTime>, Problem> {
    let read = |text: &str| {
        let moment: Option<jiff::Timestamp> = text.parse().ok();
        let moment = moment.map(|moment| UnixTime::from_ms(moment.as_millisecond()));
        moment.ok_or_else(|| {
            let detail = format!("{name} is no moment as 2026-11-27T09:30:00Z");
            Problem::invalid_parameter(detail, "Correct the value.")
        })
    };
    text.map(read).transpose()
}

/// A line of the audit log.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuditEvent {
    /// Its number in the log of the whole portal.
    sequence: i64,
    /// When.
    at: String,
    /// What was done.
    #[schema(example = "member.roles_changed")]
    action: String,
    /// `succeeded` or `refused`.
    #[schema(example = "succeeded")]
    outcome: String,
    /// The id of whoever did it: a user, or a key.
    actor: String,
    /// Its name; null if it is not there any more.
    actor_name: Option<String>,
    /// The id of what it was done to; null if to the organisation itself.
    subject: Option<String>,
    /// Its name; null if it is not there any more.
    subject_name: Option<String>,
    /// From where; empty if that was not seen.
    network_address: String,
    /// What the client called itself.
    user_agent: String,
    /// What else is worth knowing.
    detail: Option<String>,
    /// What was there before, by field.
    before: HashMap<String, String>,
    /// What was there after, by field.
    after: HashMap<String, String>,
    /// The line's hash in the chain.
    hash: String,
}

impl AuditEvent {
    fn of(line: OrganisationLine, names: &HashMap<String, String>) -> Self {
        let Change { before, after } = line.change.unwrap_or_default();
        Self {
            sequence: line.sequence,
            at: line.at.to_string(),
            action: line.action,
            outcome: line.outcome,
            actor_name: names.get(&line.actor).cloned(),
            actor: line.actor,
            subject_name: line.subject.as_ref().and_then(|id| names.get(id)).cloned(),
            subject: line.subject,
            network_address: line.network_address,
            user_agent: line.user_agent,
            detail: line.detail,
            before: before.into_iter().collect(),
            after: after.into_iter().collect(),
            hash: line.hash,
        }
    }
}

/// Lines of the audit log.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuditEventList {
    /// Newest first.
    events: Vec<AuditEvent>,
    /// Where the next page begins; null at the end.
    next_cursor: Option<String>,
}

/// The audit log of an organisation
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/audit",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("audit.read"))),
    params(("organisationId" = String, Path, description = "Which organisation"), AuditQuery),
    responses(
        (status = 200, description = "A page of it", body = AuditEventList),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_audit_events(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadAudit>,
    Parameters(query): Parameters<AuditQuery>,
) -> Result<Json<AuditEventList>, Problem> {
    let limit = request::limit(query.limit)?;
    let before = match query.cursor {
        None => i64::MAX,
        Some(cursor) => cursor.parse().map_err(|_| request::not_a_cursor())?,
    };
    let filter = AuditFilter {
        from: moment("from", query.from.as_deref())?,
        to: moment("to", query.to.as_deref())?,
        action: query.action,
        actor: query.actor,
        subject: query.subject,
        outcome: query.outcome,
    };
    let scope = &allowed.scope;
    let store = organisations.identity().store();
    let found = search(store, scope, &filter, before, limit + 1).await;
    let mut lines = found.map_err(OrganisationError::from)?;
    let has_more = lines.len() > usize::from(limit);
    lines.truncate(usize::from(limit));
    let last = lines.last().map(|line| line.sequence.to_string());
    let names = organisations
        .all_names(scope)
        .await
        .map_err(OrganisationError::from)?;
    let events = lines.into_iter().map(|line| AuditEvent::of(line, &names));
    Ok(Json(AuditEventList {
        events: events.collect(),
        next_cursor: last.filter(|_| has_more),
    }))
}

/// In which form.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum AuditFormat {
    /// A JSON object on each line.
    Ndjson,
    /// For a spreadsheet. What would be a formula there begins with an apostrophe.
    Csv,
}

/// Which lines, in which form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct AuditExport {
    /// In which form.
    format: AuditFormat,
    /// An action, or a group of them with its point.
    action: Option<String>,
    /// The id of whoever did it.
    actor: Option<String>,
    /// The id of what it was done to.
    subject: Option<String>,
    /// `succeeded` or `refused`.
    outcome: Option<String>,
    /// From this moment on.
    from: Option<String>,
    /// Before this moment.
    to: Option<String>,
}

/// Take a part of the audit log away
///
/// That it was taken is a line of the log.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/audit/export",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("audit.export"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body = AuditExport,
    responses(
        (status = 200, description = "A file to download, newest first, at most 100,000 lines", content((String = "application/x-ndjson"), (String = "text/csv"))),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn export_audit_events(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ExportAudit>,
    Body(body): Body<AuditExport>,
) -> Result<impl IntoResponse, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let filter = AuditFilter {
        from: moment("from", body.from.as_deref())?,
        to: moment("to", body.to.as_deref())?,
        action: body.action,
        actor: body.actor,
        subject: body.subject,
        outcome: body.outcome,
    };
    organisations.tell_exported(&scope, &facts).await?;
    let names = organisations
        .all_names(&scope)
        .await
        .map_err(OrganisationError::from)?;
    let (name, kind) = match body.format {
        AuditFormat::Ndjson => ("audit-log.ndjson", "application/x-ndjson"),
        AuditFormat::Csv => ("audit-log.csv", "text/csv; charset=utf-8"),
    };
    let export = Export {
        organisations,
        scope,
        filter,
        names,
        format: body.format,
        before: i64::MAX,
        lines: 0,
        is_over: false,
    };
    let parts = stream::unfold(export, Export::next);
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, AnswerBody::from_stream(parts)))
}

/// An export that is going on: a part of the file for each thousand lines.
struct Export {
    organisations: Organisations,
    scope: OrganisationScope,
    filter: AuditFilter,
    names: HashMap<String, String>,
    format: AuditFormat,
    before: i64,
    lines: usize,
    is_over: bool,
}

impl Export {
    async fn next(mut self) -> Option<(Result<Bytes, StoreError>, Self)> {
        if self.is_over {
            return None;
        }
        let store = self.organisations.identity().store();
        let found = search(store, &self.scope, &self.filter, self.before, LINES_AT_ONCE).await;
        let lines = match found {
            Ok(lines) => lines,
            Err(error) => {
                // The file ends in the middle, and the client sees that it does.
                self.is_over = true;
                return Some((Err(error), self));
            }
        };
        let is_first = self.lines == 0;
        self.lines += lines.len();
        self.before = lines.last().map_or(self.before, |line| line.sequence);
        self.is_over = lines.len() < usize::from(LINES_AT_ONCE) || self.lines >= EXPORTED_LINES_MAX;
        let events = lines
            .into_iter()
            .map(|line| AuditEvent::of(line, &self.names));
        let text = match self.format {
            AuditFormat::Ndjson => ndjson(events),
            AuditFormat::Csv => csv(events, is_first),
        };
        Some((Ok(Bytes::from(text)), self))
    }
}

fn ndjson(events: impl Iterator<Item = AuditEvent>) -> Vec<u8> {
    let mut text = Vec::new();
    for event in events {
        serde_json::to_writer(&mut text, &event).expect("a line is plain data");
        text.push(b'\n');
    }
    text
}

const COLUMNS: [&str; 14] = [
    "sequence",
    "at",
    "action",
    "outcome",
    "actor",
    "actorName",
    "subject",
    "subjectName",
    "networkAddress",
    "userAgent",
    "detail",
    "before",
    "after",
    "hash",
];

fn csv(events: impl Iterator<Item = AuditEvent>, with_columns: bool) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = "memory takes what is written";
    if with_columns {
        writer.write_record(COLUMNS).expect(written);
    }
    let pairs = |fields: HashMap<String, String>| {
        let mut pairs: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        pairs.sort();
        pairs.join("; ")
    };
    for event in events {
        let record = [
            event.sequence.to_string(),
            event.at,
            event.action,
            event.outcome,
            event.actor,
            event.actor_name.unwrap_or_default(),
            event.subject.unwrap_or_default(),
            event.subject_name.unwrap_or_default(),
            event.network_address,
            event.user_agent,
            event.detail.unwrap_or_default(),
            pairs(event.before),
            pairs(event.after),
            event.hash,
        ];
        writer
            .write_record(record.map(|text| no_formula(&text)))
            .expect(written);
    }
    writer.into_inner().expect(written)
}

/// A spreadsheet would compute a text that begins so.
fn no_formula(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::no_formula;

    #[test]
    fn nothing_is_a_formula_in_a_spreadsheet() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(no_formula(text), format!("'{text}"));
        }
        assert_eq!(no_formula("Ada = Lovelace"), "Ada = Lovelace");
    }
}
