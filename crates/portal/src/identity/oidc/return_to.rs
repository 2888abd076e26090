//! Where somebody goes on after signing in: a page of this portal and nothing else.

use url::Url;

/// Where nobody said where.
pub const HOME: &str = "/";
const BYTES_MAX: usize = 1_000;
/// Any origin will do: what leads away from it is no page of this portal.
const ORIGIN: &str = "https://portal.invalid";
/// First parts of addresses that are no pages, or pages that nobody wants to come back to.
const NO_PAGES: [&str; 7] = [
    "api",
    "q",
    "metrics",
    "sign-in",
    "sign-up",
    "complete-sign-up",
    "reset-password",
];

/// The page that was asked for, made plain; the overview if it is none.
pub fn page(asked: Option<&str>) -> String {
    asked.and_then(sound).unwrap_or_else(|| HOME.into())
}

fn sound(asked: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    if asked.len() > BYTES_MAX || !asked.starts_with('/') || !asked.bytes().all(is_plain) {
        return None;
    }
    let origin = Url::parse(ORIGIN).ok()?;
    let url = origin.join(asked).ok()?;
    // Dots that are resolved may uncover a second slash.
    let is_here = url.origin() == origin.origin() && url.username().is_empty();
    let path = url.path().to_ascii_lowercase();
    let is_hidden = path.starts_with("//")
        || ["%2f", "%5c", "%00", "%2e"]
            .iter()
            .any(|escape| path.contains(escape));
    let first = path.split('/').nth(1).unwrap_or_default();
    if !is_here || is_hidden || NO_PAGES.contains(&first) {
        return None;
    }
    Some(url[url::Position::BeforePath..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_this_portal_are_followed() {
        for path in [
            "/",
            "/profile",
            "/blocks?limit=25&order=asc",
            "/accounts/7#history",
            "/transactions?q=https://example.org",
        ] {
            assert_eq!(page(Some(path)), path);
        }
        assert_eq!(page(Some("/blocks/../assets")), "/assets");
    }

    #[test]
    fn nothing_leads_elsewhere() {
        let long = format!("/{}", "a".repeat(BYTES_MAX));
        let corpus = [
            "",
            "profile",
            "//evil.example",
            "///evil.example",
            "////evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r\\evil.example",
            "/\0/evil.example",
            " /profile",
            "/.//evil.example",
            "/..//evil.example",
            "/a/..//evil.example",
            "/./\\evil.example",
            "/%2f/evil.example",
            "/%2F%2Fevil.example",
            "/%5cevil.example",
            "/%5C%5Cevil.example",
            "/%2e%2e//evil.example",
            "/%09/evil.example/%00",
            "https://evil.example/",
            "https:evil.example",
            "http:///evil.example",
            "//user@evil.example",
            "/@evil.example/..//x",
            "javascript:alert(1)",
            "data:text/html,x",
            "/profile\r\nSet-Cookie: a=b",
            "/prof\u{ed}l",
            "／／evil.example",
            "/api/v11/auth/sign-out",
            "/q/health",
            "/metrics",
            "/sign-in?next=//evil.example",
            "/sign-in",
            "/reset-password#x",
            &long,
        ];
        for asked in corpus {
            assert_eq!(page(Some(asked)), HOME, "{asked:?}");
        }
        assert!(corpus.len() >= 20);
        assert_eq!(page(None), HOME);
    }
}
