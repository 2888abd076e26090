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

    /// Runs a wallet command with the key on the devnet.
    pub fn wallet(&self, arguments: &[&str]) -> Run {
        let url = self.devnet.http.base_url();
        let mut all = vec![
            "wallet",
            arguments[0],
            "--key",
            "treasury.key",
            "--url",
            url,
            "--json",
        ];
        all.extend(&arguments[1..]);
        aurigraph(self.path(), &all)
    }

    pub fn pay(&self, more: &[&str]) -> Run {
        let mut all = vec!["pay", "--file", "payments.csv", "--yes"];
        all.extend(more);
        self.wallet(&all)
    }

    /// Minor units of EUR, and the next sequence.
    pub fn balance_and_sequence(&self) -> (u64, Value) {
        let account = self.wallet(&["show"]).expect_code(0).json()["account"].clone();
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
        fs::write(self.path().join("payments.csv"), text).expect("writable");
    }

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
