//! The routes of administrators. Each one's action is in its handler's type and, as `x-action`, in the OpenAPI document.

mod administrators;
mod organisations;
mod users;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::{AdministrationError, Place};
use crate::identity::guard;
use crate::organisations::Organisations;
use crate::problem::Problem;
use crate::request::{BODY_BYTES_MAX, not_a_cursor};

/// All routes, to be given their state with `with_state(organisations)`.
pub fn routes() -> OpenApiRouter<Organisations> {
    users::routes()
        .merge(organisations::routes())
        .merge(administrators::routes())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(guard))
}

/// In which direction.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum SortOrder {
    /// The smallest first.
    Asc,
    /// The greatest first.
    #[default]
    Desc,
}

fn cursor_of(place: &Place) -> String {
    let text = serde_json::to_string(place).expect("a number and a text are plain data");
    URL_SAFE_NO_PAD.encode(text)
}

fn read_cursor(text: Option<&str>) -> Result<Option<Place>, Problem> {
    let read = |text: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    text.map(|text| read(text).ok_or_else(not_a_cursor))
        .transpose()
}

impl From<AdministrationError> for Problem {
    fn from(error: AdministrationError) -> Self {
        let detail = error.to_string();
        match error {
            AdministrationError::Store(error) => Self::internal(&error),
            AdministrationError::Identity(error) => error.into(),
            AdministrationError::Number(_) => {
                Self::invalid_parameter(detail, "Send several requests.")
            }
            AdministrationError::Oneself => Self::new(
                StatusCode::CONFLICT,
                "not_oneself",
                "Not with oneself",
                detail,
                "Leave yourself out. Your own sessions are in your profile; another administrator can do the rest.",
            ),
            AdministrationError::NoSuchUser(_) => Self::not_found(detail),
        }
    }
}
