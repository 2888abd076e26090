//! A treasurer's office: a devnet, a folder, a key with money, and a file of payments.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{Run, aurigraph};
use crate::devnet::Devnet;

/// Nobody serves on port 1.
pub const NOWHERE: &str = "http://127.0.0.1:1";
/// Accounts of the demo organisations, by index.
pub const PAYEES: [u32; 3] = [2, 3, 4];

/// Pays the payments file without asking.
const PAY: [&str; 4] = ["pay", "--file", "payments.csv", "--yes"];
/// Sends EUR to account 2 without asking; the amount follows.
const SEND: [&str; 7] = ["send", "--yes", "--to", "2", "--asset", "EUR", "--amount"];

/// A devnet and a folder with a registered, funded key.
pub struct Office {
    pub devnet: Devnet,
    folder: tempfile::TempDir,
}

impl Office {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let devnet = Devnet::start(&folder.path().join("net"), &[]).await;
        let office = Self { devnet, folder };
        aurigraph(office.path(), &["wallet", "new", "--key", "treasury.key"]).expect_code(0);
        office.wallet(&["register"]).expect_code(0);
        office
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the executable in the folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        aurigraph(self.path(), arguments)
    }

    /// Arguments of a wallet command on the devnet, with a key file.
    pub fn wallet_arguments<'a>(&'a self, key: &'a str, arguments: &[&'a str]) -> Vec<&'a str> {
        let http = self.devnet.http.base_url();
        let mut all = vec!["wallet", arguments[0], "--key", key, "--http", http];
        all.extend(&arguments[1..]);
        all
    }

    /// Runs a wallet command with the key on the devnet, for a script.
    pub fn wallet(&self, arguments: &[&str]) -> Run {
        let mut all = self.wallet_arguments("treasury.key", arguments);
        all.push("--json");
        self.run(&all)
    }

    /// Pays the payments file, for a script.
    pub fn pay(&self, more: &[&str]) -> Run {
        self.wallet(&[&PAY[..], more].concat())
    }

    /// The same for a person.
    pub fn pay_as_text(&self, more: &[&str]) -> Run {
        let all = [&PAY[..], more].concat();
        self.run(&self.wallet_arguments("treasury.key", &all))
    }

    /// Sends EUR to account 2.
    pub fn send(&self, amount: &str, more: &[&str]) -> Run {
        self.wallet(&[&SEND[..], &[amount], more].concat())
    }

    /// Signs a transfer of EUR to account 2 into a file, without asking the devnet.
    pub fn sign(&self, sequence: &str, amount: &str, file: &str) -> Run {
        let account = self.account()["index"].to_string();
        let wallet = [
            "wallet",
            "sign",
            "--key",
            "treasury.key",
            "--genesis",
            "net/genesis.json",
        ];
        let context = [
            "--account",
            &account,
            "--sequence",
            sequence,
            "--out",
            file,
            "--yes",
        ];
        let transfer = [
            "transfer", "--to", "2", "--asset", "EUR", "--amount", amount,
        ];
        self.run(&[&wallet[..], &context, &transfer].concat())
    }

    /// Pays 0.01 EUR under the sequence that the ledger expects next, as the key on another machine does that knows nothing of what was
    /// signed here.
    pub fn use_next_sequence(&self) {
        let (_, sequence) = self.balance_and_sequence();
        let sequence = sequence.as_str().expect("text");
        self.sign(sequence, "0.01", "elsewhere.bin").expect_code(0);
        self.submit("elsewhere.bin", &[]).expect_code(0);
    }

    /// Submits what a file holds.
    pub fn submit(&self, file: &str, more: &[&str]) -> Run {
        let http = self.devnet.http.base_url();
        self.run(&[&["wallet", "submit", file, "--http", http][..], more].concat())
    }

    /// Verifies a proof without the devnet, and returns what it says.
    pub fn verify(&self, proof: &str) -> Value {
        let genesis = ["--genesis", "net/genesis.json", "--json"];
        let all = [&["verify-proof", proof][..], &genesis].concat();
        self.run(&all).expect_code(0).json()
    }

    /// The account of the key, as the devnet tells it.
    pub fn account(&self) -> Value {
        self.wallet(&["show"]).expect_code(0).json()["account"].clone()
    }

    /// Minor units of EUR, and the next sequence.
    pub fn balance_and_sequence(&self) -> (u64, Value) {
        let account = self.account();
        let balances = account["balances"].as_array().expect("a list").clone();
        let euro = balances
            .iter()
            .find(|balance| balance["asset"] == "EUR")
            .expect("the faucet gave some");
        (
            euro["amount"]
                .as_str()
                .expect("text")
                .parse()
                .expect("a number"),
            account["nextSequence"].clone(),
        )
    }

    /// Writes a file of payments of 1.00 EUR each.
    pub fn write_payments(&self, count: usize) {
        let rows =
            (0..count).map(|row| format!("{},EUR,1.00,=INV-{row}\n", PAYEES[row % PAYEES.len()]));
        let text = "to,asset,amount,reference\n".to_owned() + &rows.collect::<String>();
        self.write(&text);
    }

    /// The rows of the receipts file.
    pub fn receipts(&self) -> Vec<csv::StringRecord> {
        self.receipts_in("payments.csv.receipts.csv")
    }

    /// The rows of a receipts file.
    pub fn receipts_in(&self, name: &str) -> Vec<csv::StringRecord> {
        let mut reader = csv::Reader::from_path(self.path().join(name)).expect("written");
        reader.records().map(|row| row.expect("a row")).collect()
    }

    /// Writes the payments file as it stands here.
    pub fn write(&self, text: &str) {
        fs::write(self.path().join("payments.csv"), text).expect("writable");
    }

    /// The bytes of a file in the folder.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path().join(name)).expect("it is there")
    }
}
