//! Goal: a phone and a program get in with an access token of a provider, and with nothing that only looks like one.
//! Method: a provider of the test that signs what it wants; tokens of users who linked it and of programs that only it knows.

use crate::portal::hostile_provider::{
    AUDIENCE, Hostile, Says, Signed, callback, going, location, sign_in,
};
use crate::portal::people::{founded, id_in, user_id};
use crate::portal::{Browser, TestPortal, on_both_with_providers};
use axum::http::StatusCode;
use serde_json::{Value, json};

type Change = fn(&mut Says);

/// What is wrong with each token.
fn lies() -> Vec<(&'static str, Change)> {
    vec![
        ("not signed", |says| says.signed = Signed::Not),
        ("by another key", |says| says.signed = Signed::ByAnother),
        ("with the public key", |says| {
            says.signed = Signed::WithThePublicKey
        }),
        ("with the client's secret", |says| {
            says.signed = Signed::WithTheSecret
        }),
        ("an ID token", |says| {
            says.claims["aud"] = json!("portal");
            says.claims["nonce"] = json!("x");
        }),
        ("an ID token for the audience", |says| {
            says.claims["nonce"] = json!("x")
        }),
        ("a logout token", |says| {
            says.header["typ"] = json!("logout+jwt")
        }),
        ("for somebody else", |says| {
            says.claims["aud"] = json!("other")
        }),
        ("of another issuer", |says| {
            says.claims["iss"] = json!("http://127.0.0.1:1")
        }),
        ("over", |says| {
            let now = says.claims["iat"].as_i64().unwrap();
            says.claims["iat"] = json!(now - 120);
            says.claims["exp"] = json!(now - 60);
        }),
        ("for a day", |says| {
            says.claims["exp"] = json!(says.claims["iat"].as_i64().unwrap() + 86_400);
        }),
        ("without a subject", |says| says.claims["sub"] = Value::Null),
    ]
}

/// Links the provider's subject to whoever is signed in.
async fn linked(browser: &mut Browser, provider: &Hostile, subject: &str) {
    browser.stepped_up().await;
    let path = format!("/api/v11/profile/identities/{}/begin", provider.settings.id);
    let (state, nonce) = going(&browser.post(&path, Value::Null).await);
    provider.says_well(subject, &nonce);
    assert_eq!(
        location(&browser.get(&callback(provider, &state)).await),
        "/profile"
    );
}

async fn get(portal: &TestPortal, token: &str, path: &str) -> (StatusCode, Value) {
    let answer = portal.program(token).get(path).await;
    (answer.status, answer.json)
}

#[tokio::test]
async fn a_user_who_linked_the_provider_gets_in_with_its_token() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(std::slice::from_ref(&provider.settings), |portal| {
        let provider = &provider;
        async move {
            let mut ada = portal.new_user("ada@example.org").await;
            let base = founded(&mut ada, "Meridian").await;
            let token = provider.access_token("ada", |_| ());
            // Nobody yet: an address makes nobody anybody.
            let as_ada = provider.access_token("ada", |says| {
                says.claims["email"] = json!("ada@example.org")
            });
            for token in [&token, &as_ada] {
                assert_eq!(
                    get(&portal, token, "/api/v11/profile").await.0,
                    StatusCode::UNAUTHORIZED
                );
            }
            linked(&mut ada, provider, "ada").await;
            let (status, profile) = get(&portal, &token, "/api/v11/profile").await;
            assert_eq!(
                (status, &profile["email"]),
                (StatusCode::OK, &json!("ada@example.org"))
            );
            let (_, organisations) = get(&portal, &token, "/api/v11/organisations").await;
            assert_eq!(organisations["organisations"][0]["name"], "Meridian");
            assert_eq!(
                get(&portal, &token, &format!("{base}/members")).await.0,
                StatusCode::OK
            );
            for (what, lie) in lies() {
                let token = provider.access_token("ada", lie);
                let (status, answer) = get(&portal, &token, "/api/v11/profile").await;
                assert_eq!(
                    (status, &answer["code"]),
                    (StatusCode::UNAUTHORIZED, &json!("not_signed_in")),
                    "{what}"
                );
            }
            // What is dangerous needs a sign-in there of a moment ago.
            let mut phone = portal.program(&token);
            let made = phone
                .post(
                    &format!("{base}/api-keys"),
                    json!({ "name": "x", "roles": ["viewer"], "expiresInDays": 1 }),
                )
                .await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
            let old = provider.access_token("ada", |says| {
                says.claims["auth_time"] = json!(says.claims["iat"].as_i64().unwrap() - 600);
            });
            let refused = portal
                .program(&old)
                .post(
                    &format!("{base}/api-keys"),
                    json!({ "name": "x", "roles": ["viewer"], "expiresInDays": 1 }),
                )
                .await;
            assert_eq!(refused.code(), "step_up_required", "{}", refused.json);
            // What is about a session needs one.
            assert_eq!(
                get(&portal, &token, "/api/v11/profile/sessions").await.0,
                StatusCode::UNAUTHORIZED
            );
            // It ends with the link.
            let identities = ada.get("/api/v11/profile/identities").await.json;
            let id = identities["identities"][0]["identityId"].as_str().unwrap();
            let removed = ada
                .post(
                    &format!("/api/v11/profile/identities/{id}/remove"),
                    Value::Null,
                )
                .await;
            assert_eq!(removed.status, StatusCode::NO_CONTENT, "{}", removed.json);
            assert_eq!(
                get(&portal, &token, "/api/v11/profile").await.0,
                StatusCode::UNAUTHORIZED
            );
        }
    })
    .await;
}

#[tokio::test]
async fn without_an_audience_no_token_counts() {
    let provider = Hostile::start("a").await;
    let mut settings = provider.settings.clone();
    settings.audience = None;
    on_both_with_providers(&[settings], |portal| {
        let provider = &provider;
        async move {
            let mut ada = portal.new_user("ada@example.org").await;
            linked(&mut ada, provider, "ada").await;
            let token = provider.access_token("ada", |says| {
                says.claims["aud"] = json!([AUDIENCE, "portal"])
            });
            assert_eq!(
                get(&portal, &token, "/api/v11/profile").await.0,
                StatusCode::UNAUTHORIZED
            );
        }
    })
    .await;
}

/// The provider, which says by its groups who is what in an organisation.
fn with_rules(
    provider: &Hostile,
    organisation: &str,
) -> aurigraph_portal::identity::oidc::settings::OidcProviderSettings {
    let rules =
        json!([{ "claim": "groups", "value": "/meridian/{role}", "organisation": organisation }]);
    let mut settings = provider.settings.clone();
    settings.memberships = serde_json::from_value(rules).unwrap();
    settings
}

#[tokio::test]
async fn a_program_has_the_roles_that_its_claims_give_and_no_others() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let mut ada = portal.new_user("ada@example.org").await;
            let base = founded(&mut ada, "Meridian").await;
            let other = founded(&mut ada, "Harbour").await;
            let portal = portal
                .with_providers(vec![with_rules(provider, &id_in(&base))])
                .await;
            let of = |groups: Value| {
                provider.access_token("service-account-treasury", |says| {
                    says.claims["groups"] = groups
                })
            };
            let auditor = of(json!(["/meridian/auditor"]));
            assert_eq!(
                get(&portal, &auditor, &format!("{base}/audit")).await.0,
                StatusCode::OK
            );
            let refused = portal
                .program(&auditor)
                .post(
                    &format!("{base}/teams"),
                    json!({ "name": "x", "roles": ["viewer"] }),
                )
                .await;
            assert_eq!(refused.code(), "not_allowed");
            assert_eq!(
                get(&portal, &auditor, &format!("{other}/members")).await.0,
                StatusCode::NOT_FOUND
            );
            assert_eq!(
                get(&portal, &auditor, "/api/v11/profile").await.0,
                StatusCode::UNAUTHORIZED
            );
            // It decides nothing about owners, whatever a provider says.
            for groups in [
                json!(["/meridian/owner"]),
                json!([]),
                json!(["/other/admin"]),
            ] {
                assert_eq!(
                    get(&portal, &of(groups.clone()), &format!("{base}/members"))
                        .await
                        .0,
                    StatusCode::UNAUTHORIZED,
                    "{groups}"
                );
            }
            let admin = of(json!(["/meridian/admin"]));
            let made = portal
                .program(&admin)
                .post(
                    &format!("{base}/teams"),
                    json!({ "name": "Treasury", "roles": ["treasurer"] }),
                )
                .await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
            let key = json!({ "name": "x", "roles": ["viewer"], "expiresInDays": 1 });
            let refused = portal
                .program(&admin)
                .post(&format!("{base}/api-keys"), key)
                .await;
            assert_eq!(refused.code(), "not_allowed");
            // Who did it stands in the log.
            let log = ada
                .get(&format!("{base}/audit?action=team.created"))
                .await
                .json;
            assert_eq!(log["events"][0]["actor"], "a:service-account-treasury");
        }
    })
    .await;
}

#[tokio::test]
async fn a_provider_makes_members_and_takes_back_what_it_gave() {
    let provider = Hostile::start("a").await;
    on_both_with_providers(&[], |portal| {
        let provider = &provider;
        async move {
            let mut ada = portal.new_user("ada@example.org").await;
            let base = founded(&mut ada, "Meridian").await;
            let portal = portal
                .with_providers(vec![with_rules(provider, &id_in(&base))])
                .await;
            let says = |groups: Value| move |says: &mut Says| says.claims["groups"] = groups;
            let mut bob = portal.browser();
            let groups = json!(["/meridian/treasurer", "/meridian/viewer", "/meridian/owner"]);
            assert_eq!(
                sign_in(&mut bob, provider, "bob", says(groups)).await,
                "/profile"
            );
            let own = bob.get("/api/v11/organisations").await.json;
            assert_eq!(
                own["organisations"][0]["roles"],
                json!(["treasurer", "viewer"])
            );
            let member = user_id(&mut bob).await;
            let listed = |members: Value| {
                let all = members["members"].as_array().unwrap().clone();
                all.into_iter().find(|one| one["userId"] == *member)
            };
            let found = listed(ada.get(&format!("{base}/members")).await.json).unwrap();
            assert_eq!(
                (&found["roles"], &found["providerRoles"]),
                (&json!([]), &json!(["treasurer", "viewer"]))
            );
            let found = ada
                .get(&format!("{base}/members?role=treasurer"))
                .await
                .json;
            assert_eq!(found["total"], 1);
            // What the organisation gives stands beside it.
            let given = ada
                .send(
                    axum::http::Method::PATCH,
                    &format!("{base}/members/{member}"),
                    Some(json!({ "roles": ["analyst"] })),
                )
                .await;
            assert_eq!(given.status, StatusCode::OK, "{}", given.json);
            sign_in(
                &mut bob,
                provider,
                "bob",
                says(json!(["/meridian/auditor"])),
            )
            .await;
            let own = bob.get("/api/v11/organisations").await.json;
            assert_eq!(
                own["organisations"][0]["roles"],
                json!(["analyst", "auditor"])
            );
            sign_in(&mut bob, provider, "bob", says(json!([]))).await;
            let own = bob.get("/api/v11/organisations").await.json;
            assert_eq!(own["organisations"][0]["roles"], json!(["analyst"]));
            // Whoever had nothing else is no member any more.
            let mut eve = portal.browser();
            sign_in(&mut eve, provider, "eve", says(json!(["/meridian/admin"]))).await;
            assert_eq!(
                eve.get(&format!("{base}/members")).await.status,
                StatusCode::OK
            );
            sign_in(&mut eve, provider, "eve", says(json!(["/elsewhere/admin"]))).await;
            assert_eq!(
                eve.get(&format!("{base}/members")).await.status,
                StatusCode::NOT_FOUND
            );
            let log = ada.get(&format!("{base}/audit?limit=200")).await.json;
            let actions: Vec<_> = log["events"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| one["detail"] == "provider a")
                .map(|one| one["action"].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(
                actions,
                [
                    "member.removed",
                    "member.joined",
                    "member.roles_changed",
                    "member.roles_changed",
                    "member.joined"
                ]
            );
            let joined = &log["events"]
                .as_array()
                .unwrap()
                .iter()
                .find(|one| one["action"] == "member.joined")
                .unwrap();
            assert_eq!(joined["after"]["providerRoles"], "admin");
        }
    })
    .await;
}
