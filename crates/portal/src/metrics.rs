//! `/metrics` of a portal process: what Prometheus reads. Every figure is counted or read when it is asked for.

use std::fmt::{Display, Write as _};

use crate::mail::queue;
use crate::server::Portal;
use crate::store::StoreError;

/// Content type of the text format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Every metric as text.
///
/// # Errors
/// If the database cannot be used.
pub async fn expose(portal: &Portal) -> Result<String, StoreError> {
    let counts = portal.mail_counts();
    let waiting = queue::waiting(portal.identity().store()).await?;
    let mut text = Text::default();
    text.single(
        "aurigraph_portal_mails_sent_total",
        "counter",
        "Mails that the mail server took since the process started.",
        counts.sent(),
    );
    text.single(
        "aurigraph_portal_mail_failures_total",
        "counter",
        "Attempts to send a mail that failed since the process started.",
        counts.failed(),
    );
    text.single(
        "aurigraph_portal_mails_given_up_total",
        "counter",
        "Mails that are not tried again since the process started.",
        counts.given_up(),
    );
    text.single(
        "aurigraph_portal_mails_waiting",
        "gauge",
        "Mails that are still to be sent, by any process of this portal.",
        waiting,
    );
    Ok(text.0)
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn single(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        let written = write!(
            self.0,
            "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n"
        );
        written.expect("a text takes everything");
    }
}
