//! Addresses of a node on the command line: `http://HOST:PORT`, or `HOST:PORT` for short.
//!
//! What cannot be an address is found while the command line is read, so that the message names the option.

use aurigraph_client::{HttpClient, IngestClient};

/// Where REST is served.
pub fn rest(text: &str) -> Result<String, String> {
    let url = with_scheme(text);
    HttpClient::new(&url)
        .map(|_| url)
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
        assert_eq!(rest("[::1]:9003").as_deref(), Ok("http://[::1]:9003"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "localhost",
            "https://localhost:9004",
            "a b:9004",
            "x:99999",
        ] {
            assert!(ingest(text).is_err(), "{text}");
        }
        for text in ["", "https://localhost:9003", "a b", "x:99999"] {
            assert!(rest(text).is_err(), "{text}");
        }
    }
}
