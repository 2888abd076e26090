//! Lists of payments: filters, order, pages.

use std::time::Duration;

use axum::http::StatusCode;

use crate::portal::keys::{proposed, transfer};
use crate::portal::people::user_id;
use crate::portal::treasury::world;
use crate::portal::{Browser, on_both};

#[tokio::test]
async fn a_list_is_filtered_sorted_and_read_page_by_page() {
    on_both(async |portal| {
        let mut world = world(portal).await;
        let base = world.base.clone();
        let mut ids = Vec::new();
        for sequence in 1..=5 {
            ids.push(world.waits(sequence, 2_000).await);
            if sequence % 2 == 0 {
                world.portal.later(Duration::from_secs(1));
            }
        }
        let other = transfer(&world.till, 9, (7, 1));
        let other = proposed(&mut world.tina.browser, &base, other.as_bytes()).await;
        let other = other.json["paymentId"].as_str().unwrap().to_owned();
        let tom = user_id(&mut world.tom.browser).await;
        world.tina.decides(&base, &ids[0], "approve").await;
        let listed = async |browser: &mut Browser, query: &str| {
            let mut found = Vec::new();
            let mut cursor = String::new();
            loop {
                let path = format!("{base}/payments?limit=2{query}{cursor}");
                let page = browser.get(&path).await;
                assert_eq!(page.status, StatusCode::OK, "{}", page.json);
                let payments = page.json["payments"].as_array().unwrap();
                let ids = payments
                    .iter()
                    .map(|payment| payment["paymentId"].as_str().unwrap().to_owned());
                found.extend(ids);
                let Some(next) = page.json["nextCursor"].as_str() else {
                    return found;
                };
                cursor = format!("&cursor={next}");
            }
        };
        let all = listed(&mut world.ada.browser, "").await;
        assert_eq!(all.len(), 6);
        let mut oldest_first = listed(&mut world.ada.browser, "&order=asc").await;
        oldest_first.reverse();
        assert_eq!(all, oldest_first);
        let mut of_tom = listed(&mut world.ada.browser, &format!("&proposedBy={tom}")).await;
        of_tom.sort();
        ids.sort();
        assert_eq!(of_tom, ids);
        assert_eq!(
            listed(&mut world.ada.browser, "&assetIndex=7").await,
            std::slice::from_ref(&other)
        );
        assert_eq!(
            listed(&mut world.ada.browser, "&state=approved").await,
            [other]
        );
        assert_eq!(
            listed(&mut world.ada.browser, "&state=waiting").await.len(),
            5
        );
        // What waits for a word of somebody: not their own, not what they decided already.
        assert_eq!(
            listed(&mut world.tom.browser, "&waitingForMe=true")
                .await
                .len(),
            0
        );
        assert_eq!(
            listed(&mut world.tina.browser, "&waitingForMe=true")
                .await
                .len(),
            4
        );
        assert_eq!(
            listed(&mut world.ted.browser, "&waitingForMe=true")
                .await
                .len(),
            5
        );
        for query in ["state=lost", "cursor=x", "limit=0", "colour=red"] {
            let refused = world
                .ada
                .browser
                .get(&format!("{base}/payments?{query}"))
                .await;
            assert_eq!(
                refused.status,
                StatusCode::BAD_REQUEST,
                "{query}: {}",
                refused.json
            );
        }
    })
    .await;
}
