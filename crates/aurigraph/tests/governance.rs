//! Goal: validators' operators change the rules of a running network by files and votes, and every node follows them, through restarts and as one that
//! joins later.
//! Method: four real validators and a node that follows; the commands that an operator types.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::time::{Duration, Instant};

use common::network::{Network, PATIENCE};
use common::{Run, aurigraph};
use serde_json::Value;

fn governance(network: &Network, arguments: &[&str]) -> Run {
    let mut all = vec!["governance"];
    all.extend(arguments);
    all.push("--json");
    aurigraph(network.path(), &all)
}

/// Proposes as validator 0, votes as 1 and 2, and brings the votes to the ledger through node 3. Returns the proposal's id.
fn decide(network: &Network, file: &str, what: &[&str]) -> String {
    let url = network.url(0);
    let own = "net/validator-0/node.toml";
    let propose = ["propose", "--config", own, "--http", &url, "--out", file];
    let proposed = governance(network, &[&propose[..], what].concat()).expect_code(0);
    for config in ["net/validator-1/node.toml", "net/validator-2/node.toml"] {
        governance(network, &["vote", file, "--config", config, "--yes"]).expect_code(0);
    }
    let url = network.url(3);
    let submit = [
        "submit",
        file,
        "--key",
        "treasury.key",
        "--http",
        &url,
        "--yes",
    ];
    governance(network, &submit).expect_code(0);
    let id = &proposed.json()["proposalId"];
    id.as_str().expect("an id").to_owned()
}

async fn until_protocol(network: &Network, node: usize, version: u64) -> Value {
    let began = Instant::now();
    loop {
        let rules = network.get(node, "/api/v11/governance").await;
        if rules["protocolVersion"] == version {
            return rules;
        }
        assert!(began.elapsed() < PATIENCE, "{rules:#}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn what_three_of_four_decide_every_node_follows() {
    let mut network = Network::start().await;
    aurigraph(network.path(), &["wallet", "new", "--key", "treasury.key"]).expect_code(0);
    network.wallet(0, &["register"]).expect_code(0);

    // Two votes decide nothing.
    let (url, own) = (network.url(0), "net/validator-0/node.toml");
    let propose = [
        "propose",
        "--config",
        own,
        "--http",
        &url,
        "--parameter",
        "accounts_max=12",
    ];
    governance(&network, &[&propose[..], &["--out", "limit.json"]].concat()).expect_code(0);
    let vote = [
        "vote",
        "limit.json",
        "--config",
        "net/validator-3/node.toml",
        "--yes",
    ];
    assert_eq!(
        governance(&network, &vote).expect_code(0).json()["votes"],
        2
    );
    let submit = [
        "submit",
        "limit.json",
        "--key",
        "treasury.key",
        "--http",
        &url,
        "--yes",
    ];
    governance(&network, &submit).expect_code(0);
    let shown = governance(&network, &["show", "--http", &url])
        .expect_code(0)
        .json();
    assert_eq!(shown["proposals"][0]["status"], "OPEN", "{shown:#}");
    assert_eq!(shown["proposals"][0]["votingPower"], 2);
    assert_eq!(shown["rules"]["votingPowerNeeded"], 3);

    // The third does, in an operation of its own.
    let vote = [
        "vote",
        "limit.json",
        "--config",
        "net/validator-2/node.toml",
        "--yes",
    ];
    governance(&network, &vote).expect_code(0);
    governance(&network, &submit).expect_code(0);
    let shown = governance(&network, &["show", "--http", &url])
        .expect_code(0)
        .json();
    assert_eq!(shown["rules"]["parameters"][1]["value"], 12, "{shown:#}");
    assert_eq!(
        shown["proposals"][0]["votes"][1]["validatorName"],
        "validator-3"
    );
    let again = governance(&network, &submit);
    assert_eq!(again.code, 3, "it is closed: {}", again.stderr);

    // The eleven accounts of this network and one more are all that there may be.
    for (number, code) in [(1, 0), (2, 3)] {
        let key = format!("new-{number}.key");
        aurigraph(network.path(), &["wallet", "new", "--key", &key]).expect_code(0);
        let register = [
            "wallet", "register", "--key", &key, "--http", &url, "--json",
        ];
        let registered = aurigraph(network.path(), &register);
        assert_eq!(registered.code != 0, code != 0, "{}", registered.stderr);
    }

    // From a height on there is protocol version 2, also after a restart and at a node that joins.
    let tip = network.height(0).await.expect("it runs");
    let height = (tip + 20).to_string();
    let what = ["--protocol-version", "2", "--effective-height", &height];
    let id = decide(&network, "upgrade.json", &what);
    let rules = network.get(0, "/api/v11/governance").await;
    assert_eq!(rules["protocolVersion"], 1, "{rules:#}");
    assert_eq!(rules["nextProtocol"]["version"], 2);
    until_protocol(&network, 1, 2).await;
    network.kill(2);
    network.run(2);
    let joined = network.join(&[network.url(0), network.url(1)], &[]).await;
    for node in [2, joined] {
        network.until_height(node, tip + 20).await;
        let rules = until_protocol(&network, node, 2).await;
        assert_eq!(rules["parameters"][1]["value"], 12);
        let path = format!("/api/v11/governance/proposals/{id}");
        assert_eq!(network.get(node, &path).await["status"], "IN_FORCE");
    }

    // With it roles can be given.
    decide(&network, "role.json", &["--grant-role", "authority=11"]);
    network.send(joined, "1.00", &[]).expect_code(0);
    let account = network.get(joined, "/api/v11/accounts/11").await;
    assert_eq!(account["roles"][0], "authority", "{account:#}");

    // Files that were altered, keys of nobody, and versions that nobody has are refused by name.
    let text = std::fs::read_to_string(network.path().join("role.json")).expect("a file");
    let altered = text.replace("\"proposal\": \"", "\"proposal\": \"01");
    std::fs::write(network.path().join("altered.json"), altered).expect("a file");
    let vote = ["vote", "altered.json", "--config", own, "--yes"];
    assert_eq!(governance(&network, &vote).code, 1);
    let vote = [
        "vote",
        "role.json",
        "--config",
        "net/validator-4/node.toml",
        "--yes",
    ];
    let refused = governance(&network, &vote).expect_code(1);
    assert!(
        refused.stderr.contains("only validators vote"),
        "{}",
        refused.stderr
    );
    let unknown = [
        "propose",
        "--config",
        own,
        "--protocol-version",
        "9",
        "--out",
        "nine.json",
    ];
    let refused = governance(&network, &unknown).expect_code(2);
    assert!(
        refused.stderr.contains("knows protocol versions up to"),
        "{}",
        refused.stderr
    );
}
