//! The OpenAPI document: what the handlers cannot say about themselves.

use std::collections::HashSet;

use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::external_docs::ExternalDocsBuilder;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder};

use super::problem::ProblemDocument;
use crate::live::messages::{LiveMessage, LiveRequest};

/// Media type of problem documents.
const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Aurigraph",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/", description = "This node")),
    tags(
        (name = "blockchain", description = "Blocks, transactions, the chain"),
        (name = "accounts", description = "Accounts, balances, assets"),
        (name = "proofs", description = "Receipts and balances that can be verified off-line"),
        (name = "network", description = "Validators and nodes"),
        (name = "live", description = "The live stream"),
        (name = "node", description = "This node: what it is and what it measured"),
        (name = "health", description = "Health and metrics"),
    ),
    components(schemas(ProblemDocument, LiveMessage, LiveRequest)),
)]
struct Base;

/// The document before the routes are added.
pub fn base() -> utoipa::openapi::OpenApi {
    let mut document = Base::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").into();
    document.info.description = Some(include_str!("text/description.md").into());
    document.external_docs = Some(
        ExternalDocsBuilder::new()
            .url("/api/v11/protocol")
            .description(Some("Every byte that is signed, hashed, sent and proved"))
            .build(),
    );
    document
}

/// Adds what is the same everywhere: every operation may answer with a problem document, and whole numbers have their true range.
/// Doing it twice changes nothing.
pub fn finish(document: &mut utoipa::openapi::OpenApi) {
    widen_integers(document);
    for item in document.paths.paths.values_mut() {
        let operations = [
            &mut item.get,
            &mut item.post,
            &mut item.put,
            &mut item.delete,
            &mut item.patch,
        ];
        for operation in operations.into_iter().flatten() {
            describe_problems(operation);
            say_what_is_public(operation);
        }
    }
}

/// A public route has an empty list. One that says nothing stays without a list: a test finds it.
fn say_what_is_public(operation: &mut Operation) {
    if operation.security == Some(vec![SecurityRequirement::default()]) {
        operation.security = Some(Vec::new());
    }
}

/// Paths none of whose operations has a query parameter. Health is left out: load balancers add parameters of their own to probes.
pub fn routes_without_parameters(document: &utoipa::openapi::OpenApi) -> HashSet<String> {
    let has_query = |operation: &Operation| {
        let mut parameters = operation.parameters.iter().flatten();
        parameters.any(|parameter| match parameter {
            RefOr::T(parameter) => parameter.parameter_in == ParameterIn::Query,
            RefOr::Ref(_) => true,
        })
    };
    let without = document.paths.paths.iter().filter(|(path, item)| {
        let operations = [&item.get, &item.post, &item.put, &item.delete, &item.patch];
        !path.starts_with("/q/") && !operations.into_iter().flatten().any(has_query)
    });
    without.map(|(path, _)| path.clone()).collect()
}

/// utoipa calls an unsigned number of 32 bits an `int32` and one of 64 bits an `int64`, which they do not fit into: generated clients would fail on the
/// upper half.
fn widen_integers(document: &mut utoipa::openapi::OpenApi) {
    let mut plain = serde_json::to_value(&*document).expect("an OpenAPI document is plain data");
    widen(&mut plain);
    *document = serde_json::from_value(plain).expect("it is still an OpenAPI document");
}

fn widen(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let is_unsigned = fields.get("minimum").is_some_and(|least| *least == 0);
            let format = fields.get("format").and_then(Value::as_str);
            let wider = match format.filter(|_| is_unsigned) {
                Some("int32") => Some(("int64", u64::from(u32::MAX))),
                Some("int64") => Some(("uint64", u64::MAX)),
                _ => None,
            };
            if let Some((format, maximum)) = wider {
                fields.insert("format".into(), format.into());
                fields.entry("maximum").or_insert_with(|| maximum.into());
            }
            fields.values_mut().for_each(widen);
        }
        Value::Array(items) => items.iter_mut().for_each(widen),
        _ => {}
    }
}

fn describe_problems(operation: &mut Operation) {
    let problem = || {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        ResponseBuilder::new()
            .description("A problem document.")
            .content(PROBLEM_MEDIA_TYPE, content)
            .build()
    };
    for (status, response) in &mut operation.responses.responses {
        let is_problem = status.starts_with('4') || status.starts_with('5');
        if let RefOr::T(response) = response
            && is_problem
            && response.content.is_empty()
        {
            response.content = problem().content;
        }
    }
    operation
        .responses
        .responses
        .entry("default".into())
        .or_insert_with(|| problem().into());
}
