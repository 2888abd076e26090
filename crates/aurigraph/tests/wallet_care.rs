//! Goal: a wallet never destroys a file, and what two commands do at the same moment is told truly.
//! Method: the real executable against a real devnet; files lie where targets point, and commands run side by side.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;
mod devnet;
#[allow(dead_code, reason = "each test file uses the part it needs")]
mod office;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use common::{Run, aurigraph};
use devnet::Devnet;
use office::{NOWHERE, Office};
use serde_json::{Value, json};

const ROWS: &str = "to,asset,amount,reference\n2,EUR,1.00,INV-1\n3,EUR,2.00,INV-2\n";

#[tokio::test]
async fn no_target_takes_the_place_of_another_file() {
    let office = Office::open().await;
    office.write(ROWS);
    fs::write(office.path().join("letter.txt"), "Dear treasurer").expect("writable");
    symlink("treasury.key", office.path().join("link")).expect("a link");
    symlink("nowhere", office.path().join("dangling")).expect("a link");
    let before = office.balance_and_sequence();
    let names = ["treasury.key", "payments.csv", "letter.txt"];
    let contents = names.map(|name| office.bytes(name));
    let targets = [
        "treasury.key",
        "./payments.csv",
        "link",
        "dangling",
        "letter.txt",
        "net",
        "/dev/null",
        "payments.csv.journal",
        "payments.csv.paid",
        "no/such/folder.csv",
    ];
    for target in targets {
        let run = office.pay(&["--receipts", target]).expect_code(2);
        assert!(run.stdout.contains("othing was sent"), "{}", run.stdout);
    }
    for target in [
        "treasury.key",
        "link",
        "letter.txt",
        "payments.csv",
        "net",
        "/dev/null",
    ] {
        office.send("1", &["--proof", target]).expect_code(2);
        office
            .wallet(&["balance", "--asset", "EUR", "--proof", target])
            .expect_code(2);
    }
    assert_eq!(names.map(|name| office.bytes(name)), contents);
    assert_eq!(office.balance_and_sequence(), before);

    // An earlier proof is evidence: it is kept.
    let send = || office.send("1", &["--proof", "proof.json"]).expect_code(0);
    send();
    let first = office.bytes("proof.json");
    send();
    assert_ne!(office.bytes("proof.json"), first);
    assert_eq!(office.bytes("proof.1.json"), first);
}

#[tokio::test]
async fn a_payments_file_has_one_run_at_a_time() {
    let office = Office::open().await;
    office.write(ROWS);
    let before = office.balance_and_sequence();
    let file = File::open(office.path().join("payments.csv")).expect("it is there");
    file.lock().expect("nobody else has it");
    let run = office.pay(&[]).expect_code(2);
    assert!(run.stdout.contains("another run"), "{}", run.stdout);
    assert_eq!(office.balance_and_sequence(), before);
    drop(file);
    office.pay(&[]).expect_code(0);
}

/// The key on a second machine.
fn copy_key(office: &Office) {
    let (key, copy) = ("treasury.key", "copy.key");
    fs::copy(office.path().join(key), office.path().join(copy)).expect("copied");
}

/// Runs one command for each list of arguments, all at the same time.
fn side_by_side(office: &Office, commands: &[Vec<&str>]) -> Vec<Run> {
    std::thread::scope(|scope| {
        let running: Vec<_> = commands
            .iter()
            .map(|arguments| scope.spawn(move || aurigraph(office.path(), arguments)))
            .collect();
        running
            .into_iter()
            .map(|run| run.join().expect("it ends"))
            .collect()
    })
}

#[tokio::test]
async fn the_same_payment_twice_at_the_same_moment_is_made_twice_or_said_to_be_made_once() {
    let office = Office::open().await;
    copy_key(&office);
    let send = |key| {
        let payment = [
            "send", "--to", "2", "--asset", "EUR", "--amount", "1", "--yes", "--json",
        ];
        office.wallet_arguments(key, &payment)
    };
    // One key file: the commands wait for each other.
    let (before, _) = office.balance_and_sequence();
    let runs = side_by_side(&office, &vec![send("treasury.key"); 3]);
    let mut receipts: Vec<String> = runs
        .into_iter()
        .map(|run| run.expect_code(0).json()["receiptId"].to_string())
        .collect();
    receipts.sort();
    receipts.dedup();
    assert_eq!(receipts.len(), 3);
    assert_eq!(office.balance_and_sequence().0, before - 300);

    // The key on two machines: as many payments are made as commands say so.
    for _ in 0..3 {
        let (before, _) = office.balance_and_sequence();
        let runs = side_by_side(&office, &[send("treasury.key"), send("copy.key")]);
        let made = runs.iter().filter(|run| run.code == 0).count() as u64;
        assert!(runs.iter().all(|run| run.code == 0 || run.code == 3));
        assert_eq!(office.balance_and_sequence().0, before - 100 * made);
    }
}

#[tokio::test]
async fn the_same_file_twice_at_the_same_moment_is_paid_twice_or_said_to_be_paid_once() {
    let office = Office::open().await;
    copy_key(&office);
    for (round, keys) in [
        ["treasury.key", "treasury.key"],
        ["treasury.key", "copy.key"],
    ]
    .iter()
    .enumerate()
    {
        let files = [format!("one-{round}.csv"), format!("two-{round}.csv")];
        for file in &files {
            fs::write(office.path().join(file), ROWS).expect("writable");
        }
        let (before, _) = office.balance_and_sequence();
        let commands = [0, 1].map(|number| {
            let pay = ["pay", "--file", files[number].as_str(), "--yes", "--json"];
            office.wallet_arguments(keys[number], &pay)
        });
        let runs = side_by_side(&office, &commands);
        let made = runs.iter().filter(|run| run.code == 0).count() as u64;
        assert_eq!(office.balance_and_sequence().0, before - 300 * made);
        if round == 0 {
            assert_eq!(made, 2, "one key file: the commands wait for each other");
        }
        // Written again, the receipts say the same.
        for (run, command) in runs.iter().zip(&commands) {
            let again = aurigraph(office.path(), command).expect_code(run.code);
            assert_eq!(again.json()["applied"], run.json()["applied"]);
        }
    }
}

#[tokio::test]
async fn a_submission_whose_sequence_something_else_used_is_not_said_to_be_applied() {
    let office = Office::open().await;
    office.sign("1", "1.25", "first.bin").expect_code(0);
    office.sign("1", "2.50", "second.bin").expect_code(0);
    let submit = |file| office.submit(file, &["--json"]);
    let first = submit("first.bin").expect_code(0).json()["submissions"][0].clone();
    let (before, _) = office.balance_and_sequence();
    let second = submit("second.bin").expect_code(3).json()["submissions"][0].clone();
    let status = second["status"].as_str().expect("text");
    assert!(status.starts_with("not applied"), "{status}");
    assert_eq!(
        (&second["blockHeight"], &second["applied"]),
        (&json!(null), &json!(0))
    );
    let again = submit("first.bin").expect_code(0).json()["submissions"][0].clone();
    assert_eq!(again["status"], json!("already applied"));
    assert_eq!(again["blockHeight"], first["blockHeight"]);
    let text = office.submit("second.bin", &[]);
    assert!(text.stdout.contains("not applied"), "{}", text.stdout);
    assert_eq!(office.balance_and_sequence().0, before);
}

#[tokio::test]
async fn what_a_read_only_node_refuses_is_not_said_to_be_unknown() {
    let mut office = Office::open().await;
    let before = office.balance_and_sequence();
    assert!(office.devnet.terminate());
    let net = office.path().join("net");
    // No disk has so much room left.
    office.devnet = Devnet::start(&net, &["--disk-reserve-mb", "1000000000"]).await;
    // It has looked at its disk when it says that it is not well.
    while office.devnet.http.get::<Value>("/q/health").await.is_ok() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let error = office.send("1", &[]).expect_code(3).json()["error"].clone();
    assert_eq!(error["outcome"], "refused");
    let text = error["message"].to_string();
    assert!(text.contains("nothing was applied"), "{text}");
    assert!(kept_names(&office).is_empty());
    assert_eq!(office.balance_and_sequence(), before);
}

fn kept_names(office: &Office) -> Vec<String> {
    kept_names_in(office.path())
}

fn kept_names_in(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("readable").map(|entry| {
        let name = entry.expect("readable").file_name();
        name.into_string().expect("text")
    });
    names
        .filter(|name| name.starts_with("submission-"))
        .collect()
}

#[tokio::test]
async fn what_waits_is_named_before_something_new_is_signed_and_keeps_its_sequence() {
    let office = Office::open().await;
    let submission = "submission-0123456789abcdef.bin";
    office.sign("1", "1.25", submission).expect_code(0);
    fs::write(office.path().join("submission-other.bin"), "nothing").expect("writable");
    office.write(ROWS);
    // A journal of payments that were signed and not sent.
    office.pay(&["--grpc", NOWHERE]).expect_code(1);
    let run = office.wallet(&["revoke-custody"]).expect_code(2);
    for advice in [
        format!("`aurigraph wallet submit {submission}`"),
        "`aurigraph wallet pay --file payments.csv`".to_owned(),
    ] {
        assert!(run.stderr.contains(&advice), "{}", run.stderr);
    }
    let named = |run: &Run| run.stderr.matches("is not applied yet").count();
    assert_eq!(named(&run), 2, "{}", run.stderr);

    // Both can still be made, and once they are, nothing waits.
    let before = office.balance_and_sequence().0;
    office.submit(submission, &[]).expect_code(0);
    assert_eq!(named(&office.wallet(&["revoke-custody"]).expect_code(2)), 1);
    office.pay(&[]).expect_code(0);
    assert_eq!(office.balance_and_sequence().0, before - 125 - 300);
    assert_eq!(named(&office.wallet(&["revoke-custody"]).expect_code(2)), 0);
}

/// Passes on what it is asked, but for submissions, whose connections it closes: an outage that begins after the account was read.
fn without_submissions(node_port: u16) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let node = TcpStream::connect((Ipv4Addr::LOCALHOST, node_port));
            let (Ok(client), Ok(node)) = (client, node) else {
                return;
            };
            std::thread::spawn(move || pass_on(client, node));
        }
    });
    format!("http://{address}")
}

fn pass_on(mut client: TcpStream, mut node: TcpStream) {
    let mut answers = (
        node.try_clone().expect("open"),
        client.try_clone().expect("open"),
    );
    std::thread::spawn(move || std::io::copy(&mut answers.0, &mut answers.1));
    // A client writes the head of a request at once, after the answer to the one before.
    let mut request = [0; 16 * 1024];
    while let Ok(length) = client.read(&mut request) {
        if length == 0 || request.starts_with(b"POST ") {
            break;
        }
        if node.write_all(&request[..length]).is_err() {
            break;
        }
    }
    // Whoever waits for an answer is told that none comes.
    let _ = (
        client.shutdown(Shutdown::Both),
        node.shutdown(Shutdown::Both),
    );
}

#[tokio::test]
async fn payments_given_in_an_outage_have_sequences_of_their_own_and_the_same_again_is_the_same_payment()
 {
    let office = Office::open().await;
    let before = office.balance_and_sequence().0;
    let outage = without_submissions(office.devnet.http_port);
    let elsewhere = office.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    let send = |folder: &Path, key, amount, http: &str| {
        let payment = [
            "wallet", "send", "--key", key, "--to", "2", "--asset", "EUR",
        ];
        let how = ["--amount", amount, "--yes", "--json", "--http", http];
        aurigraph(folder, &[&payment[..], &how].concat())
    };
    for (folder, key, amount) in [
        (office.path(), "treasury.key", "1"),
        (&elsewhere, "../treasury.key", "2"),
    ] {
        let run = send(folder, key, amount, &outage).expect_code(1);
        let told = run.json()["error"]["message"].to_string();
        assert!(told.contains("not known"), "{told}");
    }
    assert_eq!(office.balance_and_sequence().0, before);

    // The first one once more, from another folder: it is that payment, and is made once.
    let node = office.devnet.http.base_url().to_owned();
    let run = send(&elsewhere, "../treasury.key", "1", &node).expect_code(0);
    assert!(run.stderr.contains("sent again"), "{}", run.stderr);
    assert_eq!(office.balance_and_sequence().0, before - 100);
    // The second one can still be made.
    let kept = kept_names_in(&elsewhere).pop().expect("its bytes");
    office
        .submit(&format!("elsewhere/{kept}"), &[])
        .expect_code(0);
    assert_eq!(office.balance_and_sequence().0, before - 300);
    // What is given now is a payment of its own, also if it looks like one that was made.
    for amount in ["1", "2"] {
        let run = send(office.path(), "treasury.key", amount, &node).expect_code(0);
        assert!(!run.stderr.contains("sent again"), "{}", run.stderr);
    }
    assert_eq!(office.balance_and_sequence().0, before - 600);
}

#[test]
fn a_proof_that_cannot_be_read_is_not_one_that_does_not_hold() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("empty.json"), "").expect("writable");
    fs::write(folder.path().join("wrong.json"), "{}").expect("writable");
    let verify = |name, code| {
        aurigraph(folder.path(), &["verify-proof", name]).expect_code(code);
    };
    verify("none.json", 2);
    verify(".", 2);
    verify("empty.json", 2);
    verify("wrong.json", 1);
}
