//! The way to a PostgreSQL: on this machine, or encrypted to a server whose certificate is checked.

use std::net::IpAddr;
use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// Why an address of PostgreSQL is not used.
#[derive(Debug, thiserror::Error)]
pub enum PostgresAddressError {
    /// It cannot be read.
    #[error("it cannot be read: expected postgres://USER@HOST/DATABASE")]
    Unreadable(#[source] sqlx::Error),
    /// Who is between could read and change what is asked and answered.
    #[error(
        "{host:?} is another machine, and the way to it is not encrypted to a server that is checked: write sslmode=verify-full behind the database, as in …/DATABASE?sslmode=verify-full, and &sslrootcert=FILE with the authority of its certificate if that is none of those that browsers trust"
    )]
    Unprotected {
        /// Which machine.
        host: String,
    },
}

/// Refuses an address of another machine to which nothing asks for TLS with a certificate that is checked. It is read as whoever connects reads it.
///
/// # Errors
/// If it is one, or cannot be read.
pub fn check_postgres_address(url: &str) -> Result<(), PostgresAddressError> {
    let options = PgConnectOptions::from_str(url).map_err(PostgresAddressError::Unreadable)?;
    let host = options.get_host();
    let is_socket = options.get_socket().is_some() || host.starts_with('/');
    let is_checked = matches!(options.get_ssl_mode(), PgSslMode::VerifyFull);
    if is_socket || is_checked || is_this_machine(host) {
        return Ok(());
    }
    Err(PostgresAddressError::Unprotected {
        host: host.to_owned(),
    })
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_machine_is_reached_with_a_certificate_that_is_checked_or_not_at_all() {
        for holds in [
            "postgres://portal@localhost/portal",
            "postgres://portal:secret@127.0.0.1:5433/portal",
            "postgres://portal@[::1]/portal",
            "postgres://portal@localhost/portal?host=/run/postgresql",
            "postgres://portal@%2Frun%2Fpostgresql/portal",
            "postgres://portal@db.example/portal?sslmode=verify-full",
            "postgresql://portal@192.0.2.7/portal?sslrootcert=/etc/ca.pem&sslmode=verify-full",
        ] {
            let checked = check_postgres_address(holds);
            assert!(checked.is_ok(), "{holds}: {checked:?}");
        }
        for refused in [
            "postgres://portal:secret@db.example/portal",
            "postgres://portal:secret@192.0.2.7/portal?sslmode=require",
            "postgres://portal:secret@db.example/portal?sslmode=verify-ca",
            "postgres://portal:secret@[2001:db8::1]/portal?sslmode=prefer",
            "postgres://portal:secret@localhost/portal?host=db.example",
            "postgres://portal:secret@localhost/portal?hostaddr=192.0.2.7",
            "postgres://portal:secret@localhost.example/portal",
            // What stands last counts.
            "postgres://portal:secret@db.example/portal?sslmode=verify-full&sslmode=disable",
        ] {
            let told = check_postgres_address(refused).expect_err(refused);
            let told = told.to_string();
            assert!(told.contains("?sslmode=verify-full"), "{refused}: {told}");
            assert!(!told.contains("secret"), "{told}");
        }
        let unreadable = check_postgres_address("postgres://portal@db.example:port/portal");
        assert!(matches!(
            unreadable,
            Err(PostgresAddressError::Unreadable(_))
        ));
    }
}
