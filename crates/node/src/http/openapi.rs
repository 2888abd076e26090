//! The OpenAPI document: what the handlers cannot say about themselves.

use utoipa::OpenApi;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{Content, Ref, ResponseBuilder};

use super::problem::ProblemDocument;

/// Media type of problem documents.
const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Aurigraph",
        description = "The ledger's REST interface. Amounts are integers in minor units as decimal strings; times are RFC 3339 in UTC; byte \
strings are lower-case hexadecimal. Errors are problem documents (RFC 9457) with a stable `code`. Submissions are answered when they are final.",
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
    components(schemas(ProblemDocument)),
)]
struct Base;

/// The document before the routes are added.
pub fn base() -> utoipa::openapi::OpenApi {
    let mut document = Base::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").into();
    document
}

/// Adds what is the same everywhere: every operation may answer with a problem document.
pub fn finish(document: &mut utoipa::openapi::OpenApi) {
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
        }
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
        if let utoipa::openapi::RefOr::T(response) = response
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
