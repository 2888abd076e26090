//! Goal: the operator sees which plans there are and who has which, sets another one and takes it away while the portal runs; what cannot be set, and a file that
//! is wrong, is refused in words.
//! Method: the real executable on a devnet, with a configuration that names the portal's data; an organisation made over HTTP.

#[allow(dead_code, reason = "the password is for others")]
mod browser;
mod common;
mod devnet;

use std::path::Path;

use browser::{ask, sign_up};
use common::aurigraph;
use devnet::Devnet;
use serde_json::{Value, json};

const PLANS: &str = "\
[[plans]]
id = \"basic\"
name = \"Basic\"
description = \"A small team\"
is_default = true
teams = 0

[[plans]]
id = \"large\"
name = \"Large\"
description = \"No limits\"
";

/// What a command says for a script.
fn said(folder: &Path, arguments: &[&str], code: i32) -> Value {
    let mut all = vec!["portal"];
    all.extend(arguments);
    all.extend(["--config", "portal.toml", "--json"]);
    let run = aurigraph(folder, &all).expect_code(code);
    serde_json::from_str(&run.stdout).expect("an object")
}

#[tokio::test]
async fn an_organisation_gets_another_plan_while_the_portal_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("net");
    let mut node = Devnet::start(&data, &[]).await;
    node.kill();
    std::fs::write(data.join("portal").join("plans.toml"), PLANS).expect("it is ours");
    let config = "public_url = \"http://localhost:9003\"\ndata_dir = \"net/portal\"\n[node]\nurl = \"http://127.0.0.1:1\"\n";
    std::fs::write(folder.path().join("portal.toml"), config).expect("it is ours");
    let node = Devnet::start(&data, &[]).await;
    let cookie = sign_up(node.http_port, "ada@example.org");
    let ask = |path: &str, body: Value| {
        let method = if body.is_null() { "GET" } else { "POST" };
        let path = format!("/api/v11/organisations{path}");
        ask(node.http_port, method, &path, &cookie, &body)
    };
    let made = ask("", json!({ "name": "Engines" }));
    assert_eq!(made.status, 201, "{}", made.json);
    let id = made.json["organisationId"].as_str().expect("an id");
    let team = json!({ "name": "Treasury", "roles": ["viewer"] });
    let refused = ask(&format!("/{id}/teams"), team.clone());
    assert_eq!(
        (refused.status, &refused.json["code"]),
        (409, &json!("quota_reached"))
    );

    let plans = said(folder.path(), &["plans"], 0);
    assert_eq!(plans["plans"][0]["limits"]["teams"], 0, "{plans}");
    let first = &plans["organisations"][0];
    assert_eq!(
        (&first["name"], &first["plan"], &first["set"]),
        (&json!("Engines"), &json!("basic"), &Value::Null)
    );
    let set = ["plan", "--organisation", id, "--plan"];
    let huge = said(folder.path(), &[&set[..], &["huge"]].concat(), 1);
    let message = huge["error"]["message"].as_str().unwrap_or_default();
    assert!(message.contains("there are basic, large"), "{huge}");
    let nobody = ["plan", "--organisation", "Engines", "--plan", "large"];
    said(folder.path(), &nobody, 1);

    let done = said(folder.path(), &[&set[..], &["large"]].concat(), 0);
    assert_eq!(
        (&done["before"], &done["after"]),
        (&json!("basic"), &json!("large"))
    );
    let made = ask(&format!("/{id}/teams"), team);
    assert_eq!(made.status, 201, "{}", made.json);
    let told = ask(&format!("/{id}/plan"), Value::Null);
    assert_eq!(told.json["plan"]["id"], "large", "{}", told.json);
    let text = aurigraph(
        folder.path(),
        &["portal", "plans", "--config", "portal.toml"],
    );
    let text = text.expect_code(0).stdout;
    assert!(
        text.contains("basic (Basic), the default: teams 0")
            && text.contains("large since ")
            && text.contains("Engines"),
        "{text}"
    );

    let take_away = ["plan", "--organisation", id, "--none"];
    let done = said(folder.path(), &take_away, 0);
    assert_eq!(
        (&done["before"], &done["after"], &done["wasSet"]),
        (&json!("large"), &json!("basic"), &json!(false))
    );
    assert_eq!(said(folder.path(), &take_away, 0)["wasSet"], true);
    let told = ask(&format!("/{id}/plan"), Value::Null);
    assert_eq!(
        (&told.json["plan"]["id"], &told.json["plan"]["since"]),
        (&json!("basic"), &Value::Null)
    );
    let log = ask(&format!("/{id}/audit?action=plan.changed"), Value::Null);
    assert_eq!(
        log.json["events"][0]["detail"], "large is not given any more",
        "{}",
        log.json
    );
    let neither = ["plan", "--organisation", id];
    let both = [&take_away[..], &["--plan", "large"]].concat();
    for wrong in [&neither[..], &both] {
        said(folder.path(), wrong, 2);
    }
}

#[test]
fn a_check_reads_the_plans_and_refuses_them_with_the_place_as_a_start_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = "listen = \"127.0.0.1:0\"\npublic_url = \"http://localhost:9003\"\ndata_dir = \"data\"\ndevelopment_inbox = true\n[node]\nurl = \"http://127.0.0.1:1\"\n";
    std::fs::write(folder.path().join("portal.toml"), config).expect("it is ours");
    let data = folder.path().join("data");
    let check = ["serve", "--check"];
    assert_eq!(said(folder.path(), &check, 0)["plans"], json!([]));
    assert!(!data.exists(), "nothing was made");
    std::fs::create_dir(&data).expect("it is ours");
    let write = |name: &str, text: &str| {
        std::fs::write(data.join(name), text).expect("it is ours");
    };
    write("plans.toml", PLANS);
    let checked = said(folder.path(), &check, 0);
    assert_eq!(checked["plans"], json!(["basic", "large"]), "{checked}");
    let refused = |expected: &[&str]| {
        for arguments in [&check[..], &["serve"]] {
            let error = said(folder.path(), arguments, 1)["error"].to_string();
            let is_told = expected.iter().all(|part| error.contains(part));
            assert!(is_told, "{expected:?}: {error}");
        }
    };
    write("plans.toml", &PLANS.replace("teams", "temas"));
    refused(&["plans.toml", "line 6", "temas"]);
    write(
        "plans.toml",
        &PLANS.replace("No limits\"", "No limits\"\nis_default = true"),
    );
    refused(&["plans.toml", "basic and large are both the default"]);
    // The operator's other list is read as well.
    write("plans.toml", PLANS);
    write("price-list.toml", "currency = \"euro\"\n");
    refused(&["price-list.toml", "three capital letters"]);
}
