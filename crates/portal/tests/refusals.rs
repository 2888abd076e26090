//! Goal: who asks for what is not theirs and is answered as if there were nothing is seen by the operator, and nobody is named there.
//! Method: a stranger and a program ask for an organisation and for administrators' routes, while a test listens to what the portal logs. On both databases.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::portal::on_both;
use crate::portal::people::{founded, user_id};
use axum::http::StatusCode;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// What the portal logs on this thread, as one text for each line.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    /// Lines about refusals since the last call.
    fn take(&self) -> Vec<String> {
        let lines = std::mem::take(&mut *self.0.lock().unwrap());
        let is_ours = |line: &String| line.contains("as if there were nothing");
        lines.into_iter().filter(is_ours).collect()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("aurigraph_portal")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(format!("{} ", event.metadata().level()));
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn what_is_answered_as_not_there_is_logged_without_names() {
    let lines = Lines::default();
    let _listening = tracing::subscriber::set_default(lines.clone());
    on_both(|portal| {
        let lines = lines.clone();
        async move {
            let mut ada = portal.new_user("ada@example.org").await;
            let base = founded(&mut ada, "Engines").await;
            let key = json!({ "name": "Nightly", "roles": ["viewer"], "expiresInDays": 1 });
            let mut eve = portal.new_user("eve@example.net").await;
            let eves_base = founded(&mut eve, "Eavesdroppers").await;
            let key = eve.post(&format!("{eves_base}/api-keys"), key).await;
            let mut program = portal.program(key.json["secret"].as_str().unwrap());
            let key_id = key.json["apiKey"]["keyId"].as_str().unwrap();
            let eves_id = user_id(&mut eve).await;
            let eves_id = eves_id.as_str();
            let members = format!("{base}/members");
            assert_eq!(ada.get(&members).await.status, StatusCode::OK);
            assert!(lines.take().is_empty(), "who may is told nowhere");

            for _ in 0..3 {
                for path in [members.as_str(), base.as_str(), "/api/v11/portal/users"] {
                    for browser in [&mut eve, &mut program] {
                        let answer = browser.get(path).await;
                        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
                    }
                }
            }
            let told = lines.take();
            let nobody = "a program, or a token";
            let expected = [
                (eves_id, "members.read"),
                (key_id, "members.read"),
                (eves_id, "organisation.read"),
                (key_id, "organisation.read"),
                (eves_id, "portal.users.read"),
                (nobody, "portal.users.read"),
            ];
            assert_eq!(told.len(), expected.len(), "once each: {told:?}");
            for (line, (who, action)) in told.iter().zip(expected) {
                assert!(line.starts_with("INFO "), "{line}");
                assert!(line.contains(&format!("who={who:?} ")), "{line}");
                assert!(line.contains(&format!("action={action:?} ")), "{line}");
                for secret in ["eve@", "ada@", "Engines", "Lovelace", "Nightly"] {
                    assert!(!line.contains(secret), "{line}");
                }
            }

            portal.later(Duration::from_secs(61));
            assert_eq!(eve.get(&members).await.status, StatusCode::NOT_FOUND);
            assert_eq!(lines.take().len(), 1, "once in a minute");
        }
    })
    .await;
}
