//! The file of public keys: how many of each scheme, and where reading ends.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use aurigraph_types::{PublicKey, Scheme};
use serde_json::{Value, json};

use super::files::{self, KEYS};
use crate::failure::{ReportedFailure, usage};
use crate::output::OutputOptions;
use crate::table::{Align, Table, fields, grouped};

// The layout of docs/storage-format.md: a header with magic and chain id, then for each key its length, scheme, bytes, checksum.
const MAGIC: &[u8] = b"AURKEYS\0";
const HEADER_BYTES: usize = 64;
const CHAIN_ID: std::ops::Range<usize> = 16..48;
const PREFIX_BYTES: usize = 5;
const CHECKSUM_BYTES: usize = 4;

struct Contents {
    chain_id: String,
    file_bytes: usize,
    end_offset: usize,
    keys: Vec<Key>,
    problem: Option<String>,
}

struct Key {
    offset: usize,
    public_key: PublicKey,
}

/// Runs `inspect keys`.
pub fn inspect(output: OutputOptions, path: &Path, with_list: bool) -> anyhow::Result<()> {
    let mut found = files::find(KEYS, path)?;
    let file = found
        .pop()
        .filter(|_| found.is_empty())
        .ok_or_else(|| usage("more than one key file is there; name one"))?;
    let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let contents = read(&bytes).with_context(|| format!("{} is not a key file", file.display()))?;
    output.print(&as_json(&contents, &file, with_list), || {
        as_text(&contents, &file, with_list)
    })?;
    if contents.problem.is_none() {
        Ok(())
    } else {
        Err(ReportedFailure::FAILED.into())
    }
}

fn read(bytes: &[u8]) -> anyhow::Result<Contents> {
    let header = bytes.get(..HEADER_BYTES).context("it is cut short")?;
    anyhow::ensure!(header.starts_with(MAGIC), "it does not begin like one");
    let (content, checksum) = header.split_at(HEADER_BYTES - CHECKSUM_BYTES);
    anyhow::ensure!(
        crc32fast::hash(content).to_le_bytes() == *checksum,
        "its header does not match its checksum"
    );
    let mut keys = Vec::new();
    let mut offset = HEADER_BYTES;
    let mut problem = None;
    while offset < bytes.len() {
        match read_key(&bytes[offset..]) {
            Ok((public_key, length)) => {
                keys.push(Key { offset, public_key });
                offset += length;
            }
            Err(reason) => {
                problem = Some(format!("at byte {offset}: {reason}"));
                break;
            }
        }
    }
    let chain_id = hex::encode(&header[CHAIN_ID]);
    Ok(Contents {
        chain_id,
        file_bytes: bytes.len(),
        end_offset: offset,
        keys,
        problem,
    })
}

/// The key at the start of `bytes`, and the length of its entry.
fn read_key(bytes: &[u8]) -> Result<(PublicKey, usize), String> {
    let truncated = || "the entry is cut short".to_owned();
    let prefix = bytes.get(..PREFIX_BYTES).ok_or_else(truncated)?;
    let (length, scheme) = prefix.split_at(PREFIX_BYTES - 1);
    let key_bytes = u32::from_le_bytes(length.try_into().expect("four of five bytes")) as usize;
    let total = PREFIX_BYTES + key_bytes + CHECKSUM_BYTES;
    let entry = bytes.get(..total).ok_or_else(truncated)?;
    let (content, checksum) = entry.split_at(total - CHECKSUM_BYTES);
    if crc32fast::hash(content).to_le_bytes() != *checksum {
        return Err("the entry does not match its checksum".to_owned());
    }
    let scheme =
        Scheme::from_u8(scheme[0]).ok_or_else(|| format!("scheme {} is not known", scheme[0]))?;
    let public_key =
        PublicKey::new(scheme, &content[PREFIX_BYTES..]).map_err(|error| error.to_string())?;
    Ok((public_key, total))
}

impl Contents {
    fn counts(&self) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for key in &self.keys {
            *counts.entry(key.public_key.scheme().name()).or_default() += 1;
        }
        counts
    }
}

fn as_json(contents: &Contents, file: &Path, with_list: bool) -> Value {
    let mut object = json!({
        "path": file, "sound": contents.problem.is_none(), "problem": contents.problem, "chainId": contents.chain_id,
        "fileBytes": contents.file_bytes, "usedBytes": contents.end_offset, "keys": contents.keys.len(),
        "schemes": contents.counts(),
    });
    if with_list {
        let list: Vec<Value> = contents
            .keys
            .iter()
            .map(|key| {
                let public_key = &key.public_key;
                json!({ "offset": key.offset, "scheme": public_key.scheme().name(), "address": public_key.address() })
            })
            .collect();
        object["list"] = json!(list);
    }
    object
}

fn as_text(contents: &Contents, file: &Path, with_list: bool) -> String {
    let mut pairs = vec![
        ("file", file.display().to_string()),
        ("chain id", contents.chain_id.clone()),
        ("file bytes", grouped(contents.file_bytes as u64)),
        ("keys", grouped(contents.keys.len() as u64)),
    ];
    pairs.extend(
        contents
            .counts()
            .into_iter()
            .map(|(scheme, count)| (scheme, grouped(count))),
    );
    pairs.push((
        "entries",
        contents.problem.clone().unwrap_or_else(|| "ok".to_owned()),
    ));
    let mut text = fields(&pairs);
    if with_list {
        let mut table = Table::new(&[
            ("offset", Align::Right),
            ("scheme", Align::Left),
            ("address", Align::Left),
        ]);
        for key in &contents.keys {
            let scheme = key.public_key.scheme().name().to_owned();
            table.row([
                grouped(key.offset as u64),
                scheme,
                key.public_key.address().to_string(),
            ]);
        }
        text.push('\n');
        text += &table.render();
    }
    text
}

#[cfg(test)]
mod tests {
    use aurigraph_types::SigningKey;

    use super::*;

    fn file_with(keys: &[SigningKey]) -> Vec<u8> {
        let mut bytes = vec![0; HEADER_BYTES];
        bytes[..8].copy_from_slice(MAGIC);
        let checksum = crc32fast::hash(&bytes[..HEADER_BYTES - CHECKSUM_BYTES]);
        bytes[HEADER_BYTES - CHECKSUM_BYTES..].copy_from_slice(&checksum.to_le_bytes());
        for key in keys {
            let start = bytes.len();
            let public = key.public_key();
            bytes.extend_from_slice(&(public.as_bytes().len() as u32).to_le_bytes());
            bytes.push(public.scheme().as_u8());
            bytes.extend_from_slice(public.as_bytes());
            let checksum = crc32fast::hash(&bytes[start..]);
            bytes.extend_from_slice(&checksum.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn keys_are_counted_and_damage_is_placed() {
        let keys = Scheme::ALL.map(SigningKey::generate);
        let mut bytes = file_with(&keys);
        let contents = read(&bytes).expect("a key file");
        assert_eq!(contents.keys.len(), 3);
        assert_eq!(contents.problem, None);
        let last = contents.keys[2].offset;
        bytes[last + 20] ^= 1;
        let contents = read(&bytes).expect("still a key file");
        assert_eq!(contents.keys.len(), 2);
        assert!(
            contents
                .problem
                .expect("damaged")
                .starts_with(&format!("at byte {last}"))
        );
        assert!(read(b"something else").is_err());
    }
}
