//! One conversation with the mail server.
//!
//! Invariant: what a server answers before it was told of a mail is nobody's fault but the operator's: no mail is given up for it.

use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error as ClientError;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use super::smtp::{Encryption, SmtpSettings};

const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// Why a mail did not go out now.
#[derive(Debug)]
pub enum Failure {
    /// The server cannot be used, whatever the mail.
    Server(String),
    /// Not this mail, not now.
    NotNow(String),
    /// Never this mail.
    Never(String),
}

/// A conversation with the mail server.
pub struct Conversation {
    connection: AsyncSmtpConnection,
    mail_timeout: Duration,
}

impl Conversation {
    /// Connects, encrypts, and says who we are.
    ///
    /// # Errors
    /// Always [`Failure::Server`].
    pub async fn begin(settings: &SmtpSettings) -> Result<Self, Failure> {
        match timeout(settings.begin_timeout, connect(settings)).await {
            Ok(Ok(connection)) => Ok(Self {
                connection,
                mail_timeout: settings.mail_timeout,
            }),
            Ok(Err(error)) => Err(Failure::Server(told(&error))),
            Err(_) => Err(Failure::Server(format!(
                "the mail server did not answer within {} s",
                settings.begin_timeout.as_secs_f32()
            ))),
        }
    }

    /// Hands over one mail. After a failure the conversation is over.
    ///
    /// # Errors
    /// If the server did not take it.
    pub async fn send(&mut self, message: &Message) -> Result<(), Failure> {
        let text = message.formatted();
        let sending = self.connection.send(message.envelope(), &text);
        match timeout(self.mail_timeout, sending).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(Failure::Never(told(&error))),
            Ok(Err(error)) => Err(Failure::NotNow(told(&error))),
            Err(_) => Err(Failure::NotNow(format!(
                "the mail server did not take it within {} s",
                self.mail_timeout.as_secs_f32()
            ))),
        }
    }

    /// Takes leave.
    pub async fn end(mut self) {
        let leave = Duration::from_secs(2);
        // Everything was said: a server that does not answer any more loses nothing.
        let _ = timeout(leave, self.connection.quit()).await;
    }
}

async fn connect(settings: &SmtpSettings) -> Result<AsyncSmtpConnection, ClientError> {
    let hello = ClientId::Domain(settings.sender().domain().to_owned());
    let implicit = settings.tls.clone();
    let implicit = implicit.filter(|_| settings.encryption == Encryption::Tls);
    let server = (settings.server.as_str(), settings.port);
    let patience = Some(settings.begin_timeout);
    let mut connection =
        AsyncSmtpConnection::connect_tokio1(server, patience, &hello, implicit, None).await?;
    if settings.encryption == Encryption::StartTls
        && let Some(tls) = settings.tls.clone()
    {
        connection.starttls(tls, &hello).await?;
    }
    if let Some(credentials) = &settings.credentials {
        connection.auth(&MECHANISMS, credentials).await?;
    }
    Ok(connection)
}

/// What a server said, for a log: without addresses, which servers like to repeat.
fn told(error: &ClientError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    without_addresses(&text)
}

fn without_addresses(text: &str) -> String {
    let words = text.split_whitespace();
    let words = words.map(|word| {
        if word.contains('@') {
            "(address)"
        } else {
            word
        }
    });
    words
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(500)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_holds_no_address() {
        let text = "550 5.1.1 <ada@example.org>: Recipient address\nrejected";
        assert_eq!(
            without_addresses(text),
            "550 5.1.1 (address) Recipient address rejected"
        );
    }
}
