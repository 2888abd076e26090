//! Addresses of a node on the command line: `http://HOST:PORT`, or `HOST:PORT` for short; `https://HOST:PORT` with TLS.
//!
//! What cannot be an address is found while the command line is read, so that the message names the option, and the variable if it
//! comes from one. A variable that is set and empty, as service and container files leave it, counts as not set.

use std::ffi::OsStr;

use aurigraph_client::{HttpClient, IngestClient};
use clap::builder::{StringValueParser, TypedValueParser};
use clap::error::{Error, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, Command};

/// Reads an address from the command line or a variable. An empty variable is read as an empty text.
#[derive(Clone, Copy, Debug)]
pub struct AddressParser(pub fn(&str) -> Result<String, String>);

impl TypedValueParser for AddressParser {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, Error> {
        self.parse_ref_(command, argument, value, ValueSource::CommandLine)
    }

    fn parse_ref_(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
        source: ValueSource,
    ) -> Result<String, Error> {
        let variable = argument
            .and_then(Arg::get_env)
            .filter(|_| source == ValueSource::EnvVariable);
        let Some(variable) = variable else {
            return TypedValueParser::parse_ref(&self.0, command, argument, value);
        };
        let text = StringValueParser::new().parse_ref(command, argument, value)?;
        if text.is_empty() {
            return Ok(text);
        }
        (self.0)(&text).map_err(|reason| {
            let message = format!("the variable {} is {text:?}: {reason}", variable.display());
            Error::raw(ErrorKind::ValueValidation, message + "\n").with_cmd(command)
        })
    }
}

/// Where REST is served: one address, or several of one ledger with commas between.
pub fn rest(text: &str) -> Result<String, String> {
    let urls: Vec<_> = text.split(',').map(with_scheme).collect();
    let url = urls.join(",");
    HttpClient::check_address(&url)
        .map(|()| url)
        .map_err(|error| error.to_string())
}

/// Where submissions are taken.
pub fn ingest(text: &str) -> Result<String, String> {
    let url = with_scheme(text);
    IngestClient::check_address(&url)
        .map(|()| url)
        .map_err(|error| error.to_string())
}

fn with_scheme(text: &str) -> String {
    if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_may_be_left_out() {
        for text in ["127.0.0.1:9004", "http://127.0.0.1:9004"] {
            assert_eq!(ingest(text).as_deref(), Ok("http://127.0.0.1:9004"));
            assert_eq!(rest(text).as_deref(), Ok("http://127.0.0.1:9004"));
        }
        for text in ["https://127.0.0.1:9004", "https://ledger.example:9004"] {
            assert_eq!(ingest(text).as_deref(), Ok(text));
            assert_eq!(rest(text).as_deref(), Ok(text));
        }
        assert_eq!(rest("[::1]:9003").as_deref(), Ok("http://[::1]:9003"));
        let several = rest("127.0.0.1:9003,https://b:9013");
        assert_eq!(
            several.as_deref(),
            Ok("http://127.0.0.1:9003,https://b:9013")
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "localhost",
            "https://localhost",
            "ftp://localhost:9004",
            "a b:9004",
            "x:99999",
        ] {
            assert!(ingest(text).is_err(), "{text}");
        }
        for text in ["", "ftp://localhost:9003", "a b", "x:99999", "a:1,", ",a:1"] {
            assert!(rest(text).is_err(), "{text}");
        }
    }
}
