//! The web application over HTTP: pages, files, caching, compression, and the security headers of each.

use std::io::Read;

use aurigraph_portal::web::WebApplication;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::HeaderMap;
use axum::http::{Request, StatusCode};
use tower::ServiceExt;

fn application() -> Router {
    let page = "<script nonce=\"__CSP_NONCE__\"></script><meta nonce=\"__CSP_NONCE__\">";
    let script = "console.log(1);".repeat(500);
    let files = [
        ("index.html", page),
        ("assets/index-1a2b.js", script.as_str()),
        ("assets/mark-3c4d.svg", "<svg/>"),
        ("robots.txt", "User-agent: *\n"),
    ];
    let files = files.map(|(name, content)| (name.to_owned(), Bytes::from(content.to_owned())));
    WebApplication::from_files(files).into_router()
}

async fn ask(
    router: Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> (StatusCode, HeaderMap, Bytes) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    (
        parts.status,
        parts.headers,
        to_bytes(body, usize::MAX).await.unwrap(),
    )
}

async fn get(path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Bytes) {
    ask(application(), "GET", path, headers).await
}

#[tokio::test]
async fn every_page_has_a_nonce_of_its_own_and_a_strict_policy() {
    let mut nonces = Vec::new();
    for path in ["/", "/index.html", "/blocks/7", "/accounts/ab"] {
        let (status, headers, body) = get(path, &[("accept", "text/html,*/*")]).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let text = String::from_utf8(body.to_vec()).unwrap();
        let nonce = text.split('"').nth(1).unwrap().to_owned();
        assert_eq!(
            text,
            format!("<script nonce=\"{nonce}\"></script><meta nonce=\"{nonce}\">")
        );
        assert_eq!(nonce.len(), 24, "16 bytes in Base64");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains(&format!("script-src 'self' 'nonce-{nonce}'")),
            "{policy}"
        );
        assert!(
            policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(headers["cache-control"], "no-store");
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 4);
}

#[tokio::test]
async fn every_answer_is_secured() {
    for (path, status) in [
        ("/", 200),
        ("/assets/index-1a2b.js", 200),
        ("/assets/gone-0.js", 404),
        ("/api/v11/x", 404),
    ] {
        let (actual, headers, _) = get(path, &[("accept", "text/html")]).await;
        assert_eq!(actual.as_u16(), status, "{path}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(headers[name], value, "{path}");
        }
        assert!(
            headers["permissions-policy"]
                .to_str()
                .unwrap()
                .contains("camera=()")
        );
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
    }
}

#[tokio::test]
async fn files_are_compressed_cached_and_revalidated() {
    let (_, headers, body) = get(
        "/assets/index-1a2b.js",
        &[("accept-encoding", "br, gzip;q=0.8")],
    )
    .await;
    assert_eq!(headers["content-encoding"], "gzip");
    assert_eq!(
        headers["cache-control"],
        "public, max-age=31536000, immutable"
    );
    assert_eq!(headers["content-type"], "text/javascript; charset=utf-8");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&body[..])
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "console.log(1);".repeat(500));
    let (_, headers, body) = get("/assets/index-1a2b.js", &[("accept-encoding", "gzip;q=0")]).await;
    assert!(!headers.contains_key("content-encoding"));
    assert_eq!(body.len(), 15 * 500);
    let etag = headers["etag"].to_str().unwrap();
    let (status, _, body) = get("/assets/index-1a2b.js", &[("if-none-match", etag)]).await;
    assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    let (_, headers, _) = get("/robots.txt", &[]).await;
    assert_eq!(headers["cache-control"], "no-cache");
}

#[tokio::test]
async fn programs_never_get_a_page_for_an_answer() {
    for (path, accept) in [
        ("/api/v11/nothing", "text/html"),
        ("/q/nothing", "text/html"),
        ("/metrics", "text/html"),
        ("/blocks/7", "application/json"),
        ("/nothing/7", "*/*"),
        ("/assets/index-old.js", "text/html"),
        ("/assets/index-old.js", "*/*"),
        ("/../Cargo.toml", "*/*"),
    ] {
        let (status, headers, _) = get(path, &[("accept", accept)]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            headers["content-type"], "application/problem+json",
            "{path}"
        );
    }
    let (status, headers, _) = ask(application(), "POST", "/blocks", &[]).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(headers["allow"], "GET, HEAD");
}

#[tokio::test]
async fn without_the_application_it_says_what_to_do() {
    let empty = || WebApplication::from_files([]);
    assert!(!empty().is_built());
    let (status, _, body) = ask(empty().into_router(), "GET", "/", &[]).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        String::from_utf8(body.to_vec())
            .unwrap()
            .contains("make build")
    );
}

#[tokio::test]
async fn every_page_of_the_portal_is_a_page_for_clients_that_take_anything() {
    let routes = include_str!("../../../web/app/routes.tsx");
    let pages: Vec<_> = routes
        .split("{ path: \"")
        .skip(1)
        .map(|rest| rest.split('"').next().expect("a path"))
        .filter(|path| *path != "*")
        .collect();
    assert!(pages.len() > 8, "{pages:?}");
    for page in pages {
        for headers in [&[][..], &[("accept", "*/*")][..]] {
            let (status, headers, _) = get(&format!("/{page}"), headers).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            assert_eq!(
                headers["content-type"], "text/html; charset=utf-8",
                "{page}"
            );
        }
    }
}
