//! Goal: what the portal acknowledged survives kill -9, and a portal whose data is broken takes nothing from the ledger.
//! Method: the real executable on a devnet, spoken to over HTTP as a browser does; its cookie is shown again after the kill.

mod browser;
mod devnet;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use browser::{PASSWORD, ask, sign_up};
use devnet::Devnet;
use serde_json::{Value, json};

const EMAIL: &str = "ada@example.org";

fn who(port: u16, cookie: &str) -> Value {
    let answer = ask(port, "GET", "/api/v11/auth/session", cookie, &Value::Null);
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json["session"]["user"]["email"].clone()
}

#[tokio::test]
async fn a_user_and_a_session_survive_a_kill_and_an_ended_one_stays_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut node = Devnet::start(folder.path(), &[]).await;
    let first = sign_up(node.http_port, EMAIL);
    let body = json!({ "email": EMAIL, "password": PASSWORD });
    let second = ask(node.http_port, "POST", "/api/v11/auth/sign-in", "", &body);
    let second = second.cookie.expect("a session");
    let ended = ask(
        node.http_port,
        "POST",
        "/api/v11/auth/sign-out",
        &second,
        &Value::Null,
    );
    assert_eq!(ended.status, 204);
    node.kill();
    let node = Devnet::start(folder.path(), &[]).await;
    assert_eq!(who(node.http_port, &first), EMAIL);
    assert_eq!(who(node.http_port, &second), Value::Null);
    let again = ask(node.http_port, "POST", "/api/v11/auth/sign-in", "", &body);
    assert_eq!(again.status, 200, "{}", again.json);
    // What no handler of the portal sees is refused in front of all of them.
    let unknown = ask(
        node.http_port,
        "GET",
        "/api/v11/auth/session?as=root",
        &first,
        &Value::Null,
    );
    assert_eq!(
        (unknown.status, &unknown.json["code"]),
        (400, &json!("unknown_field"))
    );
}

#[tokio::test]
async fn a_portal_whose_data_is_broken_takes_nothing_from_the_ledger() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut node = Devnet::start(folder.path(), &[]).await;
    let cookie = sign_up(node.http_port, EMAIL);
    node.kill();
    let database = folder.path().join("portal").join("portal.db");
    for file in ["portal.db", "portal.db-wal", "portal.db-shm"] {
        let path = folder.path().join("portal").join(file);
        if path.exists() {
            std::fs::rename(&path, path.with_extension(format!("{file}.kept")))
                .expect("it is ours");
        }
    }
    std::fs::write(&database, "this is no database").expect("it is ours");
    let mut node = Devnet::start(folder.path(), &[]).await;
    let session = ask(
        node.http_port,
        "GET",
        "/api/v11/auth/session",
        &cookie,
        &Value::Null,
    );
    assert_eq!(
        (session.status, &session.json["code"]),
        (503, &json!("not_ready"))
    );
    let health = ask(node.http_port, "GET", "/q/health", "", &Value::Null);
    assert_eq!(health.json["status"], "UP");
    let info: Value = node
        .http
        .get("/api/v11/blockchain/chain/info")
        .await
        .expect("the ledger answers");
    assert!(info["blockHeight"].is_u64());
    node.kill();
    std::fs::remove_file(&database).expect("it is ours");
    for file in ["portal.db", "portal.db-wal", "portal.db-shm"] {
        let path = folder.path().join("portal").join(file);
        let kept = path.with_extension(format!("{file}.kept"));
        if kept.exists() {
            std::fs::rename(kept, path).expect("it is ours");
        }
    }
    let node = Devnet::start(folder.path(), &[]).await;
    assert_eq!(who(node.http_port, &cookie), EMAIL);
}

/// What `aurigraph audit verify` says, and whether it is content.
fn verify(folder: &Path, port: u16, more: &[&str]) -> (bool, Value) {
    let node = format!("http://127.0.0.1:{port}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_aurigraph"));
    command
        .args(["audit", "verify", "--json", "--data-dir"])
        .arg(folder);
    if more.is_empty() {
        command.args(["--node", &node]);
    }
    let output = command.args(more).output().expect("it runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    let json = serde_json::from_slice(&output.stdout);
    (
        output.status.success(),
        json.unwrap_or_else(|_| panic!("no JSON: {errors}")),
    )
}

/// Somebody who has the database.
async fn change(folder: &Path, statement: &'static str) {
    use sqlx::Connection as _;
    let file = folder.join("portal/portal.db");
    let url = format!("sqlite://{}", file.display());
    let mut connection = sqlx::SqliteConnection::connect(&url)
        .await
        .expect("the database");
    sqlx::query(statement)
        .execute(&mut connection)
        .await
        .expect("a statement");
    connection.close().await.expect("it is closed");
}

#[tokio::test]
async fn what_was_anchored_on_the_ledger_shows_every_change_of_the_audit_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = Devnet::start(folder.path(), &[]).await;
    let port = node.http_port;
    sign_up(port, EMAIL);
    // The first time within seconds.
    let began = Instant::now();
    let anchored = loop {
        let (holds, report) = verify(folder.path(), port, &[]);
        assert!(holds, "{report}");
        if let Some(sequence) = report["ledger"]["newest"]["sequence"].as_u64() {
            break sequence;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{report}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    };
    // On the ledger it is a statement of the anchoring account, readable for everybody.
    let (_, report) = verify(folder.path(), port, &[]);
    let account = report["ledger"]["accounts"][0]
        .as_str()
        .expect("an account");
    let path = format!("/api/v11/accounts/{account}/transactions");
    let history = ask(port, "GET", &path, "", &Value::Null).json;
    let operation = &history["transactions"][0]["operation"];
    assert_eq!(operation["topic"], "portal.audit-head", "{history}");
    assert_eq!(operation["number"], anchored);
    // A line is edited.
    let edit = "UPDATE audit_events SET action = 'user.renamed' WHERE sequence = 1";
    change(folder.path(), edit).await;
    let (holds, report) = verify(folder.path(), port, &["--without-ledger"]);
    assert!(!holds);
    assert_eq!(report["chain"]["brokenAt"], 1);
    // Lines are cut off at the end, here all of them: the chain holds together, and the ledger knows better.
    change(folder.path(), "DELETE FROM audit_events").await;
    change(folder.path(), "DELETE FROM audit_anchors").await;
    let (holds, _) = verify(folder.path(), port, &["--without-ledger"]);
    assert!(holds);
    let (holds, report) = verify(folder.path(), port, &[]);
    assert!(!holds, "{report}");
    let mismatch = &report["ledger"]["mismatches"][0];
    assert_eq!(mismatch["sequence"], anchored);
    assert_eq!(mismatch["isMissing"], true);
}

#[tokio::test]
async fn an_administrator_is_named_on_the_machine_and_nowhere_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let node = Devnet::start(folder.path(), &[]).await;
    let cookie = sign_up(node.http_port, EMAIL);
    let data = folder.path().to_str().expect("a path that is text");
    let run = |arguments: &[&str], code: i32| {
        let arguments = [
            &["portal", "administrator"],
            arguments,
            &["--data-dir", data, "--json"],
        ];
        let output = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
            .args(arguments.concat())
            .output()
            .expect("the executable was built for this test");
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(code), "{text}");
        serde_json::from_str::<Value>(&text).unwrap_or(Value::Null)
    };
    let users = || {
        ask(
            node.http_port,
            "GET",
            "/api/v11/portal/users",
            &cookie,
            &Value::Null,
        )
    };
    assert_eq!(users().status, 404);
    run(&["add", "nobody@example.org"], 1);
    assert_eq!(run(&["list"], 0)["administrators"], json!([]));
    let added = run(&["add", EMAIL], 0);
    assert_eq!(
        (&added["isNew"], &added["hasSecondFactor"]),
        (&json!(true), &json!(false))
    );
    // The process that runs already knows it with the next request.
    let answer = users();
    assert_eq!(
        (answer.status, &answer.json["code"]),
        (403, &json!("second_factor_needed"))
    );
    let listed = run(&["list"], 0);
    assert_eq!(listed["administrators"][0]["email"], EMAIL);
    assert_eq!(run(&["remove", EMAIL], 0)["administrators"], 0);
    assert_eq!(users().status, 404);
    run(&["remove", EMAIL], 1);
}
