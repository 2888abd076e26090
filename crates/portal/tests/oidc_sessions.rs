//! Goal: what began with a provider goes on and ends as the provider says, and as this portal says where a second factor or a password guards more.
//! Method: a provider of the test that says and signs what it wants; linking, second factor, refresh tokens and logout tokens, right and forged.

use std::time::Duration;

use crate::portal::hostile_provider::{
    Hostile, Says, Signed, begin, callback, going, location, sign_in,
};
use crate::portal::people::{founded, id_in};
use crate::portal::{Answer, PASSWORD, TestPortal, on_both_with_providers};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const SIX_MINUTES: Duration = Duration::from_secs(6 * 60);

type Change = fn(&mut Says);

#[tokio::test]
async fn who_has_a_second_factor_here_is_asked_for_it() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(std::slice::from_ref(&provider.settings), |portal| {
        let provider = &provider;
        async move {
            let mut owner = portal.new_user("ada@example.org").await;
            let path = "/api/v11/profile/identities/a/begin";
            owner.stepped_up().await;
            let (state, nonce) = going(&owner.post(path, Value::Null).await);
            provider.says_well("ada", &nonce);
            assert_eq!(
                location(&owner.get(&callback(provider, &state)).await),
                "/profile"
            );
            let made = owner.post("/api/v11/profile/totp", Value::Null).await;
            let secret = made.json["secret"].as_str().unwrap().to_owned();
            let code = code_of(&secret, portal.now_ms());
            let confirmed = owner
                .post("/api/v11/profile/totp/confirm", json!({ "code": code }))
                .await;
            assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.json);
            for amr in [json!(["pwd"]), Value::Null, json!(["otp", "MFA"])] {
                let mut browser = portal.browser();
                let to = sign_in(&mut browser, provider, "ada", |says| {
                    says.claims["amr"] = amr.clone()
                });
                assert_eq!(
                    to.await,
                    "/sign-in?step=code&next=%2Fprofile&factor=totp&factor=recovery_code",
                    "{amr}"
                );
                assert!(!browser.is_signed_in().await);
            }
            let mut browser = portal.browser();
            sign_in(&mut browser, provider, "ada", |_| ()).await;
            portal.later(Duration::from_secs(60));
            let code = code_of(&secret, portal.now_ms());
            let done = browser
                .post("/api/v11/auth/second-factor", json!({ "code": code }))
                .await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.json);
            // It is a session of the provider all the same.
            let ended = logout(&portal, provider, |says| says.claims["sub"] = json!("ada")).await;
            assert_eq!(ended.status, StatusCode::NO_CONTENT, "{}", ended.json);
            assert!(!browser.is_signed_in().await);
            assert!(owner.is_signed_in().await);
            // What waits for a code ends as well.
            sign_in(&mut browser, provider, "ada", |_| ()).await;
            logout(&portal, provider, |says| says.claims["sub"] = json!("ada")).await;
            portal.later(Duration::from_secs(60));
            let code = code_of(&secret, portal.now_ms());
            let late = browser
                .post("/api/v11/auth/second-factor", json!({ "code": code }))
                .await;
            assert_eq!(late.code(), "not_signed_in");
            // As the configuration says: a factor there counts.
            let to = sign_in(&mut browser, provider, "ada", |says| {
                says.claims["amr"] = json!(["pwd", "mfa"])
            });
            assert_eq!(to.await, "/profile");
            assert!(browser.is_signed_in().await);
        }
    })
    .await;
}

fn code_of(secret: &str, now_ms: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new()
        .with_algorithm(totp_rs::Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret)
        .with_account_name("ada".to_owned())
        .build()
        .unwrap();
    totp.generate(now_ms as u64 / 1_000).to_string()
}

#[tokio::test]
async fn linking_belongs_to_the_session_in_which_it_was_begun() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(std::slice::from_ref(&provider.settings), |portal| {
        let provider = &provider;
        async move {
            let path = "/api/v11/profile/identities/a/begin";
            let body = Value::Null;
            let mut ada = portal.new_user("ada@example.org").await;
            ada.stepped_up().await;
            let (state, nonce) = going(&ada.post(path, body.clone()).await);
            provider.says_well("ada", &nonce);
            // Somebody else signs in in this browser meanwhile.
            let mut eve = portal.new_user("eve@example.org").await;
            eve.stepped_up().await;
            let mut mixed = ada.clone();
            mixed.cookies.insert(
                "__Host-aurigraph-session".into(),
                eve.cookies["__Host-aurigraph-session"].clone(),
            );
            let to = location(&mixed.get(&callback(provider, &state)).await);
            assert_eq!(to, "/profile?problem=session_changed");
            let (state, nonce) = going(&ada.post(path, body.clone()).await);
            provider.says_well("ada", &nonce);
            let mut signed_out = ada.clone();
            signed_out.cookies.remove("__Host-aurigraph-session");
            let to = location(&signed_out.get(&callback(provider, &state)).await);
            assert_eq!(to, "/profile?problem=session_changed");
            // Done, once more, and by somebody else.
            for _ in 0..2 {
                let (state, nonce) = going(&ada.post(path, body.clone()).await);
                provider.says_well("ada", &nonce);
                assert_eq!(
                    location(&ada.get(&callback(provider, &state)).await),
                    "/profile"
                );
            }
            let (state, nonce) = going(&eve.post(path, body.clone()).await);
            provider.says_well("ada", &nonce);
            let to = location(&eve.get(&callback(provider, &state)).await);
            assert_eq!(to, "/profile?problem=identity_linked_elsewhere");
            let identities = ada.get("/api/v11/profile/identities").await.json;
            assert_eq!(identities["identities"].as_array().unwrap().len(), 1);
        }
    })
    .await;
}

#[tokio::test]
async fn who_has_no_password_has_signed_in_a_moment_ago_for_what_matters() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(std::slice::from_ref(&provider.settings), |portal| {
        let provider = &provider;
        async move {
            let mut browser = portal.browser();
            sign_in(&mut browser, provider, "ada", |_| ()).await;
            // No password is right, and none is another's.
            for password in ["", PASSWORD] {
                let refused = portal
                    .browser()
                    .sign_in("ada@hostile.example.org", password)
                    .await;
                assert_eq!(refused.code(), "sign_in_refused");
            }
            portal.later(Duration::from_secs(10 * 60));
            let refused = browser.post("/api/v11/profile/delete", Value::Null).await;
            assert_eq!(refused.code(), "step_up_required", "{}", refused.json);
            // A password that is given counts for nothing where there is none.
            for password in ["", PASSWORD] {
                let refused = browser.step_up(password, None).await;
                assert_eq!(refused.code(), "sign_in_again", "{}", refused.json);
            }
            sign_in(&mut browser, provider, "ada", |_| ()).await;
            browser.step_up("", None).await;
            let done = browser.post("/api/v11/profile/delete", Value::Null).await;
            assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.json);
            // Whoever comes then is somebody new.
            let to = sign_in(&mut browser, provider, "ada", |says| {
                says.claims["email_verified"] = json!(false)
            });
            assert_eq!(to.await, "/profile");
            // A password for an address that is not known to be the user's opens nothing, so it is no way to sign in.
            browser.step_up("", None).await;
            let body = json!({ "newPassword": PASSWORD });
            let set = browser.post("/api/v11/profile/password", body).await;
            assert_eq!(set.status, StatusCode::NO_CONTENT, "{}", set.json);
            let refused = portal
                .browser()
                .sign_in("ada@hostile.example.org", PASSWORD)
                .await;
            assert_eq!(refused.code(), "sign_in_refused");
            let identities = browser.get("/api/v11/profile/identities").await.json;
            let id = identities["identities"][0]["identityId"].as_str().unwrap();
            let remove = format!("/api/v11/profile/identities/{id}/remove");
            browser.stepped_up().await;
            let refused = browser.post(&remove, Value::Null).await;
            assert_eq!(refused.code(), "last_way_to_sign_in", "{}", refused.json);
            assert!(portal.mail_to("ada@hostile.example.org").await.is_none());
        }
    })
    .await;
}

async fn post_form(portal: &TestPortal, provider: &Hostile, body: String) -> Answer {
    let path = format!(
        "/api/v11/auth/oidc/{}/back-channel-logout",
        provider.settings.id
    );
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("host", "localhost:9003")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    portal.browser().raw(request).await
}

async fn logout(portal: &TestPortal, provider: &Hostile, change: impl FnOnce(&mut Says)) -> Answer {
    let token = provider.logout_token(change);
    post_form(portal, provider, format!("logout_token={token}")).await
}

#[tokio::test]
async fn a_logout_token_ends_what_it_names_once_and_a_forged_one_nothing() {
    let (a, b) = (Hostile::start("a").await, Hostile::start("b").await);
    let providers = [a.settings.clone(), b.settings.clone()];
    on_both_with_providers(&providers, |portal| {
        let (a, b) = (&a, &b);
        async move {
            let (mut first, mut second) = (portal.browser(), portal.browser());
            sign_in(&mut first, a, "ada", |says| {
                says.claims["sid"] = json!("one")
            })
            .await;
            sign_in(&mut second, a, "ada", |says| {
                says.claims["sid"] = json!("two")
            })
            .await;
            let event = "http://schemas.openid.net/event/backchannel-logout";
            let forged: [(&str, Change); 12] = [
                ("a nonce", |says| says.claims["nonce"] = json!("n")),
                ("other events", |says| {
                    says.claims["events"] = json!({ "http://schemas.openid.net/event/other": {} })
                }),
                ("no events", |says| says.claims["events"] = Value::Null),
                ("not signed", |says| says.signed = Signed::Not),
                ("by another", |says| says.signed = Signed::ByAnother),
                ("by HMAC", |says| says.signed = Signed::WithThePublicKey),
                ("by the secret", |says| says.signed = Signed::WithTheSecret),
                ("with its own key", |says| {
                    says.signed = Signed::ByAnother;
                    says.header["jwk"] = json!({ "kty": "EC" });
                }),
                ("for another", |says| says.claims["aud"] = json!("other")),
                ("of another", |says| {
                    says.claims["iss"] = json!("https://other.example.org")
                }),
                ("old", |says| {
                    says.claims["iat"] = json!(says.claims["iat"].as_i64().unwrap() - 3_600)
                }),
                ("an access token", |says| {
                    says.header["typ"] = json!("at+jwt")
                }),
            ];
            for (what, change) in forged {
                let answer = logout(&portal, a, |says| {
                    says.claims["sub"] = json!("ada");
                    change(says);
                });
                assert_eq!(answer.await.code(), "logout_token_refused", "{what}");
            }
            let answer = logout(&portal, a, |_| ()).await;
            assert_eq!(
                answer.code(),
                "logout_token_refused",
                "neither sub nor sid: {event}"
            );
            for body in [
                "",
                "logout_token=",
                "logout_token=a.b.c",
                "token=x",
                "logout_token=a&logout_token=b",
            ] {
                let answer = post_form(&portal, a, body.into()).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
            }
            // A token of one provider, shown at another's address; and one of the other about the same subject.
            let token = a.logout_token(|says| says.claims["sub"] = json!("ada"));
            let answer = post_form(&portal, b, format!("logout_token={token}")).await;
            assert_eq!(answer.code(), "logout_token_refused");
            let answer = logout(&portal, b, |says| says.claims["sub"] = json!("ada")).await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
            assert!(first.is_signed_in().await && second.is_signed_in().await);
            // One session, by its name; at once.
            let token = a.logout_token(|says| {
                says.claims["sub"] = json!("ada");
                says.claims["sid"] = json!("one");
            });
            let body = format!("logout_token={token}");
            assert_eq!(
                post_form(&portal, a, body.clone()).await.status,
                StatusCode::NO_CONTENT
            );
            assert!(!first.is_signed_in().await && second.is_signed_in().await);
            sign_in(&mut first, a, "ada", |says| {
                says.claims["sid"] = json!("one")
            })
            .await;
            assert_eq!(
                post_form(&portal, a, body).await.code(),
                "logout_token_refused"
            );
            assert!(first.is_signed_in().await);
            let answer = logout(&portal, a, |says| says.claims["sid"] = json!("two")).await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
            assert!(first.is_signed_in().await && !second.is_signed_in().await);
            // All of the subject.
            sign_in(&mut second, a, "ada", |_| ()).await;
            let answer = logout(&portal, a, |says| says.claims["sub"] = json!("ada")).await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
            assert!(!first.is_signed_in().await && !second.is_signed_in().await);
        }
    })
    .await;
}

#[tokio::test]
async fn a_refresh_rotates_and_one_that_is_refused_ends_the_session() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(std::slice::from_ref(&provider.settings), |portal| {
        let provider = &provider;
        async move {
            let with = |token: &str| {
                let token = token.to_owned();
                move |says: &mut Says| says.refresh_token = Some(token)
            };
            let mut browser = portal.browser();
            assert_eq!(
                sign_in(&mut browser, provider, "ada", with("first")).await,
                "/profile"
            );
            // Its clock stays behind the portal's here; what it says of the user comes further down.
            provider.says(|says| says.has_id_token = false);
            let refreshes = || {
                let asked = provider.asked().into_iter();
                let given = asked.filter_map(|form| {
                    form.into_iter()
                        .find(|(name, _)| name == "refresh_token")
                        .map(|(_, value)| value)
                });
                given.collect::<Vec<_>>()
            };
            let before = refreshes().len();
            provider.says(with("second"));
            portal.later(Duration::from_secs(60));
            assert!(browser.is_signed_in().await);
            assert_eq!(refreshes().len(), before, "not within five minutes");
            // Several requests at once ask once.
            portal.later(SIX_MINUTES);
            let mut same: Vec<_> = (0..8).map(|_| browser.clone()).collect();
            let all = same.iter_mut().map(|browser| browser.is_signed_in());
            assert!(
                futures_util::future::join_all(all)
                    .await
                    .into_iter()
                    .all(|is| is)
            );
            assert_eq!(refreshes()[before..], ["first"]);
            provider.says(with("third"));
            portal.later(SIX_MINUTES);
            assert!(browser.is_signed_in().await);
            assert_eq!(refreshes()[before..], ["first", "second"]);
            // Errors of the provider say nothing of the user.
            for (status, answer) in [
                (500, json!({})),
                (401, json!({ "error": "invalid_client" })),
                (200, json!({ "odd": true })),
                (400, json!({ "error": "temporarily_unavailable" })),
            ] {
                provider.says(|says| says.token_answer = Some((status, answer.clone())));
                portal.later(SIX_MINUTES);
                assert!(browser.is_signed_in().await, "{status} {answer}");
            }
            provider
                .says(|says| says.token_answer = Some((400, json!({ "error": "invalid_grant" }))));
            portal.later(SIX_MINUTES);
            assert!(!browser.is_signed_in().await);
            // A refresh that tells of another user ends the session too.
            let mut browser = portal.browser_at("192.0.2.9:1");
            let (state, nonce) = begin(&mut browser, provider, json!("/profile")).await;
            provider.says_well("ada", &nonce);
            provider.says(with("fourth"));
            let ahead = (portal.now_ms() - crate::portal::real_now_ms()) / 1_000;
            provider.says(|says| {
                for name in ["iat", "exp"] {
                    says.claims[name] = json!(says.claims[name].as_i64().unwrap() + ahead);
                }
            });
            assert_eq!(
                location(&browser.get(&callback(provider, &state)).await),
                "/profile"
            );
            provider.says(|says| says.claims["sub"] = json!("eve"));
            portal.later(SIX_MINUTES);
            assert!(!browser.is_signed_in().await);
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_provider_says_of_groups_counts_from_the_next_refresh_on() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let mut owner = portal.new_user("owner@example.org").await;
            let base = founded(&mut owner, "Meridian").await;
            let rules = json!([{ "claim": "groups", "value": "/meridian/{role}", "organisation": id_in(&base) }]);
            let mut settings = provider.settings.clone();
            settings.memberships = serde_json::from_value(rules).unwrap();
            let portal = portal.with_providers(vec![settings]).await;
            let mut browser = portal.browser();
            let groups = |groups: Value| move |says: &mut Says| says.claims["groups"] = groups;
            let to = sign_in(&mut browser, provider, "ada", |says| {
                says.refresh_token = Some("first".into());
                groups(json!(["/meridian/viewer"]))(says);
            });
            assert_eq!(to.await, "/profile");
            // Its clock is that of the portal from now on.
            let sound = |says: &mut Says, seconds: i64| {
                for name in ["iat", "exp"] {
                    says.claims[name] = json!(says.claims[name].as_i64().unwrap() + seconds);
                }
            };
            let ahead = (portal.now_ms() - crate::portal::real_now_ms()) / 1_000;
            provider.says(|says| sound(says, ahead));
            let roles = async |browser: &mut crate::portal::Browser| {
                let own = browser.get("/api/v11/organisations").await;
                own.json["organisations"][0]["roles"].clone()
            };
            assert_eq!(roles(&mut browser).await, json!(["viewer"]));
            provider.says(groups(json!(["/meridian/auditor", "/meridian/owner"])));
            assert_eq!(roles(&mut browser).await, json!(["viewer"]), "not asked yet");
            portal.later(SIX_MINUTES);
            provider.says(|says| sound(says, 360));
            assert_eq!(roles(&mut browser).await, json!(["auditor"]));
            assert_eq!(browser.get(&format!("{base}/audit")).await.status, StatusCode::OK);
            // A refresh that tells nothing of the user changes nothing.
            provider.says(|says| says.has_id_token = false);
            portal.later(SIX_MINUTES);
            assert_eq!(roles(&mut browser).await, json!(["auditor"]));
            provider.says(|says| {
                says.has_id_token = true;
                sound(says, 360);
            });
            provider.says(groups(json!([])));
            portal.later(SIX_MINUTES);
            provider.says(|says| sound(says, 360));
            assert_eq!(roles(&mut browser).await, Value::Null);
            let gone = browser.get(&base).await;
            assert_eq!(gone.status, StatusCode::NOT_FOUND, "{}", gone.json);
            assert!(browser.is_signed_in().await);
        }
    })
    .await;
}
