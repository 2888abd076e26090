//! Goal: a password that is known from a breach is not taken, and a list that cannot be trusted is not used.
//! Method: lists in the portal's folder, and the routes that take new passwords, against both databases.

use crate::portal::{OTHER_PASSWORD, PASSWORD, on_both};
use aurigraph_portal::server::Portal;
use aurigraph_portal::time::Clock;
use axum::http::StatusCode;
use serde_json::json;
use sha1::{Digest as _, Sha1};

#[tokio::test]
async fn a_password_in_the_operators_list_is_not_taken() {
    on_both(async |portal| {
        portal.new_user("ada@example.org").await;
        // SHA-1 of OTHER_PASSWORD, between two others.
        let listed = Sha1::digest(OTHER_PASSWORD.as_bytes());
        let listed: String = listed.iter().map(|byte| format!("{byte:02X}")).collect();
        let list = format!(
            "{}:3\r\n{listed}:7\r\n{}:1\r\n",
            "0".repeat(40),
            "F".repeat(40)
        );
        std::fs::write(portal.settings.folder.join("breached-passwords"), list).unwrap();
        // It is opened at the start.
        let portal = portal.another_process().await;
        let mut browser = portal.browser();
        browser
            .post(
                "/api/v11/auth/sign-up",
                json!({ "email": "grace@example.org" }),
            )
            .await;
        let token = portal.token_to("grace@example.org").await;
        let body =
            |password: &str| json!({ "token": token, "name": "Grace", "password": password });
        let path = "/api/v11/auth/complete-sign-up";
        let refused = browser.post(path, body(OTHER_PASSWORD)).await;
        assert_eq!(refused.code(), "password_refused", "{}", refused.json);
        assert!(
            refused.json["detail"]
                .as_str()
                .unwrap()
                .contains("in the list")
        );
        assert_eq!(
            browser.post(path, body(PASSWORD)).await.status,
            StatusCode::OK
        );
        browser.stepped_up().await;
        let change = json!({ "newPassword": OTHER_PASSWORD });
        let refused = browser.post("/api/v11/profile/password", change).await;
        assert_eq!(refused.code(), "password_refused");
        // A file that is something else opens no portal: nobody believes that passwords are looked up in it.
        std::fs::write(
            portal.settings.folder.join("breached-passwords"),
            "password\n",
        )
        .unwrap();
        let opened = Portal::open(portal.settings.clone(), Clock::system()).await;
        assert!(
            opened
                .unwrap_err()
                .to_string()
                .contains("40 hexadecimal digits")
        );
    })
    .await;
}
