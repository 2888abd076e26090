//! Goal: several users are changed together or not at all, and one administrator always stays.

use super::{USERS, administrator, changed, done, emails, user};
use crate::portal::people::user_id;
use crate::portal::{Answer, PASSWORD, on_both};
use aurigraph_portal::administration;
use aurigraph_portal::identity::STEP_UP_LASTS;
use axum::http::StatusCode;

#[tokio::test]
async fn several_are_changed_together_or_not_at_all() {
    on_both(async |portal| {
        let mut admin = administrator(&portal, "admin@example.org").await;
        let own = user_id(&mut admin).await;
        let mut grace = user(&portal, "grace@example.org", "Grace Hopper").await;
        let mut joan = user(&portal, "joan@example.org", "Joan Clarke").await;
        let (graces, joans) = (user_id(&mut grace).await, user_id(&mut joan).await);
        let zeros = format!("usr_{}", "0".repeat(32));
        let many: Vec<_> = (0..201)
            .map(|number| format!("usr_{number:032x}"))
            .collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        for change in ["disable", "enable", "end_sessions"] {
            let [grace, own, joan, none] = [&graces, &own, &joans, &zeros].map(|id| id.as_str());
            for (ids, status, code) in [
                (&[grace, own, joan][..], StatusCode::CONFLICT, "not_oneself"),
                (&[grace, none, joan], StatusCode::NOT_FOUND, "not_found"),
                (
                    &[grace, "joan@example.org"],
                    StatusCode::NOT_FOUND,
                    "not_found",
                ),
                (&[], StatusCode::BAD_REQUEST, "invalid_parameter"),
                (&many, StatusCode::BAD_REQUEST, "invalid_parameter"),
            ] {
                let refused = changed(&mut admin, change, ids).await;
                assert_eq!(
                    (refused.status, refused.code()),
                    (status, code),
                    "{change}: {}",
                    refused.json
                );
            }
        }
        let unknown = changed(&mut admin, "delete", &[&graces]).await;
        assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
        // Nothing has happened, here or in the database.
        let other = portal.another_process().await;
        for browser in [&mut grace, &mut joan, &mut admin] {
            assert!(browser.is_signed_in().await);
            let mut elsewhere = other.browser();
            elsewhere.cookies = browser.cookies.clone();
            assert!(elsewhere.is_signed_in().await);
        }
        assert!(emails(&admin.get(&format!("{USERS}?state=disabled")).await).is_empty());

        assert_eq!(
            done(&mut admin, "end_sessions", &[&graces, &joans]).await,
            2
        );
        for browser in [&mut grace, &mut joan] {
            assert!(!browser.is_signed_in().await);
        }
        // They sign in again, and nothing keeps them out.
        assert_eq!(
            grace.sign_in("grace@example.org", PASSWORD).await.status,
            StatusCode::OK
        );
        assert_eq!(
            done(&mut admin, "end_sessions", &[&graces, &joans]).await,
            1
        );
        assert_eq!(
            done(&mut admin, "disable", &[&graces, &joans, &graces]).await,
            2
        );
        assert_eq!(done(&mut admin, "disable", &[&graces]).await, 0);
        assert_eq!(done(&mut admin, "enable", &[&graces]).await, 1);
        assert_eq!(done(&mut admin, "enable", &[&graces]).await, 0);
        let detail = admin.get(&format!("{USERS}/{graces}")).await.json;
        let lines: Vec<_> = detail["activity"]
            .as_array()
            .unwrap()
            .iter()
            .take(5)
            .map(|line| line["action"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(
            lines,
            [
                "user.enabled",
                "user.disabled",
                "session.revoked",
                "session.signed_in",
                "session.revoked"
            ]
        );
        // A stolen cookie does none of this.
        portal.later(STEP_UP_LASTS);
        for change in ["disable", "enable", "end_sessions"] {
            let refused = changed(&mut admin, change, &[&graces]).await;
            assert_eq!(
                (refused.status, refused.code()),
                (StatusCode::FORBIDDEN, "step_up_required"),
                "{change}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_administrators_who_switch_each_other_off_one_stays() {
    on_both(async |portal| {
        for round in 0..5 {
            let [first, second] = [1, 2].map(|number| format!("{number}.{round}@example.org"));
            let mut one = administrator(&portal, &first).await;
            let mut other = administrator(&portal, &second).await;
            let (ones, others) = (user_id(&mut one).await, user_id(&mut other).await);
            let (ones, others) = ([ones.as_str()], [others.as_str()]);
            let (answer, another) = tokio::join!(
                changed(&mut one, "disable", &others),
                changed(&mut other, "disable", &ones)
            );
            let ok = |answer: &Answer| answer.status == StatusCode::OK;
            assert!(
                ok(&answer) != ok(&another),
                "{} {}",
                answer.json,
                another.json
            );
            let refused = if ok(&answer) { &another } else { &answer };
            // Whichever is looked at first: the session that has ended, or that its user is no administrator any more.
            assert!(["not_signed_in", "not_found"].contains(&refused.code()));
            let administrators = administration::all(portal.portal.identity().store())
                .await
                .unwrap();
            let stay = administrators
                .iter()
                .filter(|each| !each.is_disabled)
                .count();
            assert_eq!(stay, round + 1);
        }
    })
    .await;
}
