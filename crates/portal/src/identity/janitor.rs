//! Deletes what nobody can use any more: ended sessions, old links, counts whose window has passed, old mails.

use sqlx::Any;

use super::sign_in::WAITING_LASTS;
use super::{Identity, limits};
use crate::mail::{MAIL_KEPT, SENT_KEPT};
use crate::store::StoreError;

impl Identity {
    /// Tidies up once. How many rows went.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn tidy_up(&self) -> Result<u64, StoreError> {
        let now = self.store.clock().now().ms();
        let before = |duration: std::time::Duration| now - duration.as_millis() as i64;
        let idle = before(self.settings.sessions.idle);
        let mut rows = 0;
        let mut write = self.store.write().await?;
        for (statement, bound) in [
            ("DELETE FROM sessions WHERE expires_ms <= $1", now),
            ("DELETE FROM sessions WHERE last_seen_ms <= $1", idle),
            ("DELETE FROM sign_ups WHERE expires_ms <= $1", now),
            ("DELETE FROM password_resets WHERE expires_ms <= $1", now),
            ("DELETE FROM waiting_sign_ins WHERE expires_ms <= $1", now),
            ("DELETE FROM passkey_ceremonies WHERE expires_ms <= $1", now),
            ("DELETE FROM email_changes WHERE expires_ms <= $1", now),
            ("DELETE FROM known_browsers WHERE expires_ms <= $1", now),
            ("DELETE FROM provider_sign_ins WHERE expires_ms <= $1", now),
            ("DELETE FROM logout_tokens WHERE expires_ms <= $1", now),
            ("DELETE FROM socket_tickets WHERE expires_ms <= $1", now),
            ("DELETE FROM departed_identities WHERE until_ms <= $1", now),
            ("DELETE FROM ledger_challenges WHERE expires_ms <= $1", now),
            // Nobody is to find what was signed and was never paid.
            (
                "UPDATE payments SET signature = NULL WHERE expires_ms <= $1 AND signature IS NOT NULL",
                now,
            ),
            (
                "DELETE FROM provider_grants WHERE session_id IS NULL AND created_ms <= $1",
                before(WAITING_LASTS),
            ),
            (
                "DELETE FROM attempts WHERE window_began_ms <= $1",
                before(limits::LONGEST_WINDOW),
            ),
            (
                "DELETE FROM mails WHERE created_ms <= $1",
                before(MAIL_KEPT),
            ),
            ("DELETE FROM mails WHERE sent_ms <= $1", before(SENT_KEPT)),
        ] {
            let done = sqlx::query::<Any>(statement)
                .bind(bound)
                .execute(&mut *write)
                .await?;
            rows += done.rows_affected();
        }
        write.commit().await?;
        Ok(rows)
    }
}
