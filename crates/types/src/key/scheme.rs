//! The signature schemes, and the lengths of their keys, signatures and seeds.

/// Bytes of an Ed25519 public key.
pub const ED25519_KEY_BYTES: usize = 32;
/// Bytes of an Ed25519 signature.
pub const ED25519_SIGNATURE_BYTES: usize = 64;
/// Bytes of an ML-DSA-65 public key.
pub const ML_DSA_65_KEY_BYTES: usize = 1_952;
/// Bytes of an ML-DSA-65 signature.
pub const ML_DSA_65_SIGNATURE_BYTES: usize = 3_309;
/// Bytes of one secret seed.
pub const SEED_BYTES: usize = 32;

/// Signature scheme of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Scheme {
    /// Ed25519, ZIP215.
    Ed25519 = 1,
    /// ML-DSA-65 (FIPS 204) with an empty context.
    MlDsa65 = 2,
    /// Ed25519 and ML-DSA-65: both signatures must verify.
    Hybrid = 3,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Self; 3] = [Self::Ed25519, Self::MlDsa65, Self::Hybrid];

    /// The byte in encodings.
    pub const fn as_u8(self) -> u8 {
        self as u8
    }

    /// The scheme of a byte.
    pub const fn from_u8(value: u8) -> Option<Self> {
        match value {
            1 => Some(Self::Ed25519),
            2 => Some(Self::MlDsa65),
            3 => Some(Self::Hybrid),
            _ => None,
        }
    }

    /// The name in APIs and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::MlDsa65 => "ml-dsa-65",
            Self::Hybrid => "hybrid",
        }
    }

    /// The scheme of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }

    /// Bytes of a public key.
    pub const fn key_bytes(self) -> usize {
        match self {
            Self::Ed25519 => ED25519_KEY_BYTES,
            Self::MlDsa65 => ML_DSA_65_KEY_BYTES,
            Self::Hybrid => ED25519_KEY_BYTES + ML_DSA_65_KEY_BYTES,
        }
    }

    /// Bytes of a signature.
    pub const fn signature_bytes(self) -> usize {
        match self {
            Self::Ed25519 => ED25519_SIGNATURE_BYTES,
            Self::MlDsa65 => ML_DSA_65_SIGNATURE_BYTES,
            Self::Hybrid => ED25519_SIGNATURE_BYTES + ML_DSA_65_SIGNATURE_BYTES,
        }
    }

    /// Bytes of the secret seeds.
    pub const fn seed_bytes(self) -> usize {
        match self {
            Self::Ed25519 | Self::MlDsa65 => SEED_BYTES,
            Self::Hybrid => 2 * SEED_BYTES,
        }
    }
}
