//! Goal: a provider that lies signs nobody in, and gets nothing that is another's.
//! Method: a provider of the test that says and signs what it wants, beside one that is honest; what goes to and fro is forged, mixed up, repeated and late.

use std::time::Duration;

use crate::portal::hostile_provider::{Hostile, Says, Signed, begin, callback, location, sign_in};
use crate::portal::{PASSWORD, on_both_with_providers, on_sqlite_with_providers};
use serde_json::{Value, json};

const REFUSED: &str = "/sign-in?problem=provider_answer_refused&next=%2Fprofile";

type Change = fn(&mut Says);

/// What is wrong with each ID token.
fn lies() -> Vec<(&'static str, Change)> {
    vec![
        ("alg none", |says| says.signed = Signed::Not),
        ("alg None", |says| {
            says.signed = Signed::Not;
            says.header["alg"] = json!("None");
        }),
        ("no alg", |says| says.header["alg"] = Value::Null),
        ("HMAC with the public key", |says| {
            says.signed = Signed::WithThePublicKey
        }),
        ("HMAC with the secret", |says| {
            says.signed = Signed::WithTheSecret
        }),
        ("another key of the same name", |says| {
            says.signed = Signed::ByAnother
        }),
        ("a key that is not published", |says| {
            says.signed = Signed::ByAnother;
            says.header["kid"] = json!("unknown");
        }),
        ("another algorithm", |says| {
            says.header["alg"] = json!("RS256")
        }),
        ("something critical", |says| {
            says.header["crit"] = json!(["b64"])
        }),
        ("a token in a token", |says| {
            says.header["cty"] = json!("JWT")
        }),
        ("a logout token", |says| {
            says.header["typ"] = json!("logout+jwt")
        }),
        ("another audience", |says| {
            says.claims["aud"] = json!("other")
        }),
        ("no audience", |says| says.claims["aud"] = Value::Null),
        ("more audiences", |says| {
            says.claims["aud"] = json!(["portal", "other"])
        }),
        ("another party", |says| says.claims["azp"] = json!("other")),
        ("another issuer", |says| {
            says.claims["iss"] = json!("https://accounts.example.org")
        }),
        ("almost the issuer", |says| {
            says.claims["iss"] = json!(format!("{}/", says.claims["iss"].as_str().unwrap()));
        }),
        ("no issuer", |says| says.claims["iss"] = Value::Null),
        ("expired", |says| {
            says.claims["exp"] = json!(says.claims["iat"].as_i64().unwrap() - 1)
        }),
        ("no end", |says| says.claims["exp"] = Value::Null),
        ("old", |says| {
            says.claims["iat"] = json!(says.claims["iat"].as_i64().unwrap() - 3_600)
        }),
        ("of tomorrow", |says| {
            says.claims["iat"] = json!(says.claims["iat"].as_i64().unwrap() + 3_600)
        }),
        ("another nonce", |says| {
            says.claims["nonce"] = json!("other")
        }),
        ("no nonce", |says| says.claims["nonce"] = Value::Null),
        ("no subject", |says| says.claims["sub"] = Value::Null),
        ("an empty subject", |says| says.claims["sub"] = json!("")),
        ("no ID token", |says| says.has_id_token = false),
        ("no tokens", |says| {
            says.token_answer = Some((400, json!({ "error": "invalid_grant" })))
        }),
        ("claims of another", |says| {
            says.claims["email"] = Value::Null;
            says.claims.as_object_mut().unwrap().remove("email");
            says.user_info = Some(json!({ "sub": "other", "email": "other@example.org" }));
        }),
    ]
}

#[tokio::test]
async fn a_provider_that_lies_signs_nobody_in() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(std::slice::from_ref(&provider.settings), |portal| {
        let provider = &provider;
        async move {
            for (what, lie) in lies() {
                let mut browser = portal.browser();
                let to = sign_in(&mut browser, provider, "ada", lie).await;
                // What cannot be read at all is no answer.
                let is_refused = to == REFUSED
                    || to == REFUSED.replace("provider_answer_refused", "provider_unreachable");
                assert!(is_refused, "{what}: {to}");
                assert!(!browser.is_signed_in().await, "{what}");
                provider.says(|says| says.user_info = None);
            }
            // Without a lie it is a sign-in, and nobody was made a user before.
            let mut browser = portal.browser();
            assert_eq!(
                sign_in(&mut browser, provider, "ada", |_| ()).await,
                "/profile"
            );
            assert!(browser.is_signed_in().await);
            let profile = browser.get("/api/v11/profile").await.json;
            assert_eq!(profile["name"], "Name of ada");
            assert!(profile["emailVerifiedAt"].is_string());
            // The verifier came with the code, the secret too, and no cookie.
            let asked = provider.asked();
            let last = asked.last().unwrap();
            let value = |name: &str| {
                last.iter()
                    .find(|(key, _)| key == name)
                    .map(|pair| pair.1.as_str())
            };
            assert_eq!(value("code_verifier").unwrap().len(), 64);
            assert_eq!(
                value("redirect_uri"),
                Some("http://localhost:9003/api/v11/auth/oidc/callback")
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_answer_of_one_provider_is_none_of_another() {
    let (honest, hostile) = (
        Hostile::start("honest").await,
        Hostile::start("hostile").await,
    );
    let quiet = Hostile::start_with("quiet", false).await;
    let providers = [&honest, &hostile, &quiet].map(|provider| provider.settings.clone());
    on_both_with_providers(&providers, |portal| {
        let (honest, hostile, quiet) = (&honest, &hostile, &quiet);
        async move {
            let before = hostile.asked().len();
            // Begun with the hostile one, which sent the browser on to the honest one: its code would go to the hostile one.
            let mut browser = portal.browser();
            let (state, nonce) = begin(&mut browser, hostile, json!("/profile")).await;
            honest.says_well("ada", &nonce);
            assert_eq!(
                location(&browser.get(&callback(honest, &state)).await),
                REFUSED
            );
            assert_eq!(hostile.asked().len(), before);
            // Who says from whom answers are, always says so.
            let (state, nonce) = begin(&mut browser, hostile, json!("/profile")).await;
            hostile.says_well("ada", &nonce);
            let path = callback(hostile, &state);
            let path = path.split("&iss=").next().unwrap();
            assert_eq!(location(&browser.get(path).await), REFUSED);
            assert_eq!(hostile.asked().len(), before);
            // The hostile one speaks for the honest one.
            let issuer = honest.issuer().to_owned();
            let to = sign_in(&mut browser, hostile, "ada", |says| {
                says.claims["iss"] = json!(issuer)
            })
            .await;
            assert_eq!(to, REFUSED);
            assert!(!browser.is_signed_in().await);
            // The same subject of two providers is two users.
            assert_eq!(
                sign_in(&mut browser, honest, "ada", |_| ()).await,
                "/profile"
            );
            let first = browser.get("/api/v11/profile").await.json;
            let mut other = portal.browser();
            let to = sign_in(&mut other, hostile, "ada", |says| {
                says.claims["email"] = json!("eve@hostile.example.org");
            });
            assert_eq!(to.await, "/profile");
            let second = other.get("/api/v11/profile").await.json;
            assert_ne!(first["userId"], second["userId"]);
            // Who does not say so need not.
            let mut third = portal.browser();
            let (state, nonce) = begin(&mut third, quiet, json!("/profile")).await;
            quiet.says_well("grace", &nonce);
            let path = callback(quiet, &state);
            let path = path.split("&iss=").next().unwrap();
            assert_eq!(location(&third.get(path).await), "/profile");
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_makes_nobody_somebody_else() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(std::slice::from_ref(&provider.settings), |portal| {
        let provider = &provider;
        async move {
            let mut victim = portal.new_user("victim@example.org").await;
            let victims = victim.get("/api/v11/profile").await.json;
            let email = |says: &mut Says| says.claims["email"] = json!("Victim@Example.org");
            let mut browser = portal.browser();
            let to = sign_in(&mut browser, provider, "eve", email).await;
            assert_eq!(to, "/sign-in?problem=email_has_a_user&next=%2Fprofile");
            assert!(!browser.is_signed_in().await);
            // Not vouched for: a user beside, who gets nothing by the address, and is not told that it has a user.
            for claim in [json!(false), Value::Null] {
                let mut browser = portal.browser();
                let subject = format!("eve {claim}");
                let to = sign_in(&mut browser, provider, &subject, |says| {
                    email(says);
                    says.claims["email_verified"] = claim;
                });
                assert_eq!(to.await, "/profile");
                let profile = browser.get("/api/v11/profile").await.json;
                assert_ne!(profile["userId"], victims["userId"]);
                assert_eq!(profile["emailVerifiedAt"], Value::Null);
            }
            // What is of another type than the standard says is no claim at all.
            let mut odd = portal.browser();
            let to = sign_in(&mut odd, provider, "odd", |says| {
                says.claims["email_verified"] = json!("true");
            });
            assert!(to.await.starts_with("/sign-in?problem=provider_"));
            let identities = victim.get("/api/v11/profile/identities").await.json;
            assert_eq!(identities["identities"], json!([]));
            let mut again = portal.browser();
            let signed_in = again.sign_in("victim@example.org", PASSWORD).await;
            assert_eq!(signed_in.json["user"]["userId"], victims["userId"]);
            // An address that nobody has yet is not taken from its owner in advance.
            let mut squatter = portal.browser();
            let to = sign_in(&mut squatter, provider, "squatter", |says| {
                says.claims["email"] = json!("owner@example.org");
                says.claims["email_verified"] = json!(false);
            });
            assert_eq!(to.await, "/profile");
            let mut owner = portal.new_user("owner@example.org").await;
            let owners = owner.get("/api/v11/profile").await.json;
            let squatters = squatter.get("/api/v11/profile").await.json;
            assert_ne!(owners["userId"], squatters["userId"]);
            let mut nobody = portal.browser();
            let none = sign_in(&mut nobody, provider, "none", |says| {
                says.claims.as_object_mut().unwrap().remove("email");
            });
            let none = none.await;
            assert!(
                none.contains("provider_tells_no_email") || none.contains("provider_unreachable"),
                "{none}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_of_a_provider_leads_elsewhere_or_stands_on_a_page() {
    let provider = Hostile::start("a").await;
    let portal = on_sqlite_with_providers(std::slice::from_ref(&provider.settings)).await;
    let corpus = [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nLocation: https://evil.example",
        "/%2f/evil.example",
        "/%5cevil.example",
        "/.//evil.example",
        "/..//evil.example",
        "/a/..//evil.example",
        "/%2e%2e//evil.example",
        "https://evil.example",
        "https:evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " /profile",
        "profile",
        "",
        "/api/v11/auth/sign-out",
        "/sign-in?next=//evil.example",
        "/\u{ff0f}evil.example",
        "/@evil.example/..//x",
    ];
    assert!(corpus.len() >= 20);
    for asked in corpus {
        let mut browser = portal.browser();
        let (state, nonce) = begin(&mut browser, &provider, json!(asked)).await;
        provider.says_well("ada", &nonce);
        let to = location(&browser.get(&callback(&provider, &state)).await);
        assert_eq!(to, "/", "{asked:?}");
    }
    for (error, code) in [
        ("access_denied", "provider_sign_in_cancelled"),
        ("server_error", "provider_answer_refused"),
        (
            "%3Cscript%3Ealert(1)%3C/script%3E",
            "provider_answer_refused",
        ),
        (
            "%0d%0aLocation:%20https://evil.example",
            "provider_answer_refused",
        ),
    ] {
        let mut browser = portal.browser();
        let (state, _) = begin(&mut browser, &provider, json!("/profile")).await;
        let path = callback(&provider, &state).replace(
            "code=c",
            &format!("error={error}&error_description={error}"),
        );
        let to = location(&browser.get(&path).await);
        assert_eq!(to, format!("/sign-in?problem={code}&next=%2Fprofile"));
    }
    let unknown = portal
        .browser()
        .post("/api/v11/auth/oidc/none/begin", json!({}))
        .await;
    assert_eq!(unknown.code(), "not_found");
}

#[tokio::test]
async fn keys_change_and_are_not_asked_for_all_the_time() {
    let provider = Hostile::start("a").await;
    let portal = on_sqlite_with_providers(std::slice::from_ref(&provider.settings)).await;
    let mut browser = portal.browser();
    assert_eq!(
        sign_in(&mut browser, &provider, "ada", |_| ()).await,
        "/profile"
    );
    let before = provider.keys_asked();
    provider.changes_key("second");
    for _ in 0..20 {
        let unknown = |says: &mut Says| says.header["kid"] = json!("made up");
        assert_eq!(
            sign_in(&mut portal.browser(), &provider, "ada", unknown).await,
            REFUSED
        );
    }
    assert_eq!(
        provider.keys_asked(),
        before,
        "within a minute nothing is asked for again"
    );
    portal.later(Duration::from_secs(61));
    assert_eq!(
        sign_in(&mut browser, &provider, "ada", |_| ()).await,
        "/profile"
    );
    assert_eq!(provider.keys_asked(), before + 1);
}
