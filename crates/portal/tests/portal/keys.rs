//! Keys of ledger accounts, and what people sign with them for a portal.

use aurigraph_types::submission::SigningContext;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Digest, Domain, Height, Sequence, SigningKey,
    Submission, TransferRecord,
};
use serde_json::{Value, json};

use super::{Answer, Browser};

/// The signature over a statement, in hexadecimal digits.
pub fn signed(key: &SigningKey, statement: &str) -> String {
    hex::encode(key.sign(&Domain::PortalStatement.hash(statement.as_bytes())))
}

pub fn key_body(key: &SigningKey) -> Value {
    let public_key = hex::encode(key.public_key().as_bytes());
    json!({ "scheme": key.scheme().name(), "publicKey": public_key })
}

/// Asks for a challenge. `base` is that of an organisation, or of the profile.
pub async fn challenged(browser: &mut Browser, base: &str, key: &SigningKey) -> Answer {
    let path = format!("{base}/ledger-accounts/challenge");
    browser.post(&path, key_body(key)).await
}

/// Answers a challenge with the right signature.
pub async fn answered(
    browser: &mut Browser,
    base: &str,
    (challenge, key): (&Value, &SigningKey),
    label: &str,
) -> Answer {
    let signature = signed(key, challenge["statement"].as_str().unwrap());
    let body = json!({ "secret": challenge["secret"], "signature": signature, "label": label });
    browser.post(&format!("{base}/ledger-accounts"), body).await
}

/// Links an account; how it was answered.
pub async fn linked(browser: &mut Browser, base: &str, key: &SigningKey) -> Answer {
    let challenge = challenged(browser, base, key).await;
    assert_eq!(challenge.status, 200, "{}", challenge.json);
    answered(browser, base, (&challenge.json, key), "Treasury").await
}

/// The same where it has to succeed; the account's id.
pub async fn account(browser: &mut Browser, base: &str, key: &SigningKey) -> String {
    let answer = linked(browser, base, key).await;
    assert_eq!(answer.status, 201, "{}", answer.json);
    answer.json["accountId"].as_str().unwrap().to_owned()
}

/// Unlinks an account of the profile.
pub async fn removed(browser: &mut Browser, path: &str) -> Answer {
    browser.post(&format!("{path}/remove"), json!({})).await
}

/// Index of the account that pays in these tests.
pub const PAYER: u32 = 3;

pub fn context(sequence: u64) -> SigningContext {
    SigningContext {
        chain_id: ChainId(Digest([7; 32])),
        signer: AccountIndex::new(PAYER),
        sequence: Sequence::new(sequence),
        valid_until_height: Some(Height::new(900)),
    }
}

pub fn record(from: u32, to: u32, (asset, amount): (u32, u64)) -> TransferRecord {
    TransferRecord::new(
        AccountIndex::new(from),
        AccountIndex::new(to),
        AssetIndex::new(asset),
        Amount::new(amount),
    )
}

/// A signed transfer.
pub fn transfer(key: &SigningKey, sequence: u64, (asset, amount): (u32, u64)) -> Submission {
    let record = record(PAYER, 9, (asset, amount));
    let record = record.with_reference(b"INV-7").unwrap();
    Submission::transfer(key, &context(sequence), &record)
}

pub async fn proposed(browser: &mut Browser, base: &str, bytes: &[u8]) -> Answer {
    let body = json!({ "signedSubmission": hex::encode(bytes) });
    browser.post(&format!("{base}/payments"), body).await
}

/// Decides about a payment with the statement that the portal shows.
pub async fn decided(
    browser: &mut Browser,
    (base, payment_id): (&str, &str),
    (account_id, key): (&str, &SigningKey),
    decision: &str,
) -> Answer {
    let path = format!("{base}/payments/{payment_id}");
    let detail = browser.get(&path).await;
    let statement = &detail.json[format!("{decision}Statement")];
    let signature = signed(key, statement.as_str().unwrap_or("nothing waits"));
    let body = json!({ "decision": decision, "accountId": account_id, "signature": signature });
    browser.post(&format!("{path}/decisions"), body).await
}
