//! A portal that the public checker asks (`scripts/test-scim.sh`).

use super::directory::{key, provisioning};
use crate::portal::hostile_provider::Hostile;
use crate::portal::on_sqlite_with_providers;
use crate::portal::people::founded;

/// Serves an organisation with a directory until whoever started it closes its input. The first line that it prints in angle brackets is the address and the key.
#[tokio::test]
#[ignore = "scripts/test-scim.sh starts it"]
async fn a_portal_for_the_checker() {
    let provider = Hostile::start("a").await;
    let portal = on_sqlite_with_providers(&[]).await;
    let mut owner = portal.new_user("owner@example.org").await;
    let base = founded(&mut owner, "Meridian").await;
    let key = key(&mut owner, &base, "admin").await;
    let portal = portal
        .with_providers(vec![provisioning(&provider, &[&base])])
        .await;
    let address = portal.serve().await;
    println!("<http://{address}{base}/scim/v2 {key}>");
    let mut line = String::new();
    tokio::task::spawn_blocking(move || std::io::stdin().read_line(&mut line))
        .await
        .unwrap()
        .unwrap();
}
