//! Limits of everything that can be sent or stored, and the relations between them.

/// Transfers in one batch.
pub const BATCH_RECORDS_MAX: usize = 65_536;
/// Bytes of a transfer record.
pub const RECORD_BYTES: usize = 64;
/// Bytes of a submission's header.
pub const SUBMISSION_HEADER_BYTES: usize = 64;
/// Bytes of a block header.
pub const BLOCK_HEADER_BYTES: usize = 240;
/// Keys in one `register_accounts` operation.
pub const REGISTER_KEYS_MAX: usize = 10_000;
/// Subaccounts in one `open_subaccounts` operation.
pub const OPEN_SUBACCOUNTS_MAX: u32 = 65_536;
/// Bytes of the topic in an `attest` operation.
pub const TOPIC_BYTES_MAX: usize = 32;
/// Bytes of one submission: header, body and the largest signature.
pub const SUBMISSION_BYTES_MAX: usize =
    SUBMISSION_HEADER_BYTES + BODY_BYTES_MAX + SIGNATURE_BYTES_MAX;
/// Bytes of a submission's body. The largest batch is 4 MiB; the largest registration is ten thousand hybrid keys.
pub const BODY_BYTES_MAX: usize = 20 * 1024 * 1024;
/// Bytes of the largest (hybrid) signature.
pub const SIGNATURE_BYTES_MAX: usize = 3_373;
/// Transfers in one block of a single validator.
pub const BLOCK_RECORDS_MAX: usize = 262_144;
/// Bytes of one block's body. A block always has room for at least one submission of the largest size.
pub const BLOCK_BODY_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Accounts of one ledger: memory is planned for this many.
pub const ACCOUNTS_MAX: usize = 64 * 1024 * 1024;
/// Assets of one ledger.
pub const ASSETS_MAX: usize = 65_536;
/// Assets whose balances are held in dense arrays (8 bytes for every account each).
pub const DENSE_ASSETS_MAX: usize = 16;
/// How far below a signer's highest sequence an unused one is still accepted.
pub const SEQUENCE_WINDOW: u64 = 1_024;
/// Validators of one committee.
pub const VALIDATORS_MAX: usize = 100;
/// Bytes of a genesis file.
pub const GENESIS_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes of a proof document: two paths of at most 32 steps, headers, certificates of full committees.
pub const PROOF_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Headers between the one that a proof is about and the one that its certificate is for.
pub const PROOF_DESCENDANTS_MAX: usize = 64;
/// A block of a committee commits to the results of at most so many blocks before it. So whoever votes for a block knows every change of validators that
/// was accepted that many blocks before.
pub const EXECUTION_LAG_BLOCKS_MAX: u64 = 64;
/// Bytes of the changes of a chain's validators, from its beginning.
pub const EPOCHS_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Changes of validators that a proof document names.
pub const PROOF_EPOCHS_MAX: usize = 256;
/// Bytes of what is said of a real-world asset.
pub const ASSET_CONTENT_BYTES_MAX: usize = 32 * 1024;
/// Attributes of one.
pub const ASSET_ATTRIBUTES_MAX: usize = 64;
/// Documents of one.
pub const ASSET_DOCUMENTS_MAX: usize = 128;
/// Bytes of names of assets and documents.
pub const TITLE_BYTES_MAX: usize = 200;
/// Bytes of an issuer's own division of a kind.
pub const CATEGORY_BYTES_MAX: usize = 100;
/// Bytes of a place in words.
pub const PLACE_BYTES_MAX: usize = 300;
/// Bytes of the name of an attribute.
pub const ATTRIBUTE_NAME_BYTES_MAX: usize = 40;
/// Bytes of an attribute that is a text.
pub const ATTRIBUTE_TEXT_BYTES_MAX: usize = 2_000;
/// Bytes of a media type.
pub const MEDIA_TYPE_BYTES_MAX: usize = 100;
/// The highest tier of a verifier.
pub const VERIFIER_TIER_MAX: u8 = 3;
/// Countries of one verifier.
pub const VERIFIER_COUNTRIES_MAX: usize = 64;
/// Records of one section of the registry.
pub const REGISTRY_RECORDS_MAX: usize = 16 * 1024 * 1024;
/// Steps of a Merkle path.
pub const MERKLE_DEPTH_MAX: usize = 32;

const _: () = assert!(
    BATCH_RECORDS_MAX * RECORD_BYTES <= BODY_BYTES_MAX,
    "the largest batch fits a body"
);
const _: () = assert!(
    REGISTER_KEYS_MAX * (1 + 1_984) + 6 <= BODY_BYTES_MAX,
    "the largest registration fits a body"
);
const _: () = assert!(
    SUBMISSION_BYTES_MAX <= BLOCK_BODY_BYTES_MAX,
    "the largest submission fits a block"
);
const _: () = assert!(
    BATCH_RECORDS_MAX <= BLOCK_RECORDS_MAX,
    "the largest batch fits a block"
);
const _: () = assert!(
    SEQUENCE_WINDOW.is_multiple_of(64),
    "the window is whole words"
);
