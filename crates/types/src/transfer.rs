//! The 64-byte transfer record, the unit of everything fast.

use zerocopy::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::ids::{AccountIndex, Amount, AssetIndex};
use crate::limits::RECORD_BYTES;
use crate::result_code::ResultCode;

/// Bytes of the sender's own reference.
pub const REFERENCE_BYTES: usize = 40;

/// One transfer, in its only encoding: the struct is cast from and to bytes, never parsed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned,
)]
#[repr(C)]
pub struct TransferRecord {
    /// Account that pays.
    pub debit_account: U32,
    /// Account that receives.
    pub credit_account: U32,
    /// Asset index.
    pub asset: U32,
    /// Must be 0.
    pub flags: U16,
    /// 0 when signed and stored; the result in a receipt leaf.
    pub result_code: U16,
    /// Amount in minor units.
    pub amount_minor_units: U64,
    /// The sender's own bytes, zero padded.
    pub reference: [u8; REFERENCE_BYTES],
}

const _: () = assert!(size_of::<TransferRecord>() == RECORD_BYTES);

impl TransferRecord {
    /// A record with an empty reference.
    pub fn new(
        debit: AccountIndex,
        credit: AccountIndex,
        asset: AssetIndex,
        amount: Amount,
    ) -> Self {
        Self {
            debit_account: U32::new(debit.get()),
            credit_account: U32::new(credit.get()),
            asset: U32::new(asset.get()),
            flags: U16::ZERO,
            result_code: U16::ZERO,
            amount_minor_units: U64::new(amount.get()),
            reference: [0; REFERENCE_BYTES],
        }
    }

    /// The same record with a reference, or `None` if it is longer than [`REFERENCE_BYTES`].
    pub fn with_reference(mut self, reference: &[u8]) -> Option<Self> {
        self.reference = [0; REFERENCE_BYTES];
        self.reference
            .get_mut(..reference.len())?
            .copy_from_slice(reference);
        Some(self)
    }

    /// Account that pays.
    pub fn debit(&self) -> AccountIndex {
        AccountIndex::new(self.debit_account.get())
    }

    /// Account that receives.
    pub fn credit(&self) -> AccountIndex {
        AccountIndex::new(self.credit_account.get())
    }

    /// Asset moved.
    pub fn asset_index(&self) -> AssetIndex {
        AssetIndex::new(self.asset.get())
    }

    /// Amount in minor units.
    pub fn amount(&self) -> Amount {
        Amount::new(self.amount_minor_units.get())
    }

    /// The reference without its zero padding.
    pub fn reference_trimmed(&self) -> &[u8] {
        let end = self
            .reference
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |last| last + 1);
        &self.reference[..end]
    }

    /// The bytes of the receipt leaf: this record with its result code.
    pub fn receipt_bytes(&self, code: ResultCode) -> [u8; RECORD_BYTES] {
        let mut record = *self;
        record.result_code = U16::new(code.as_u16());
        zerocopy::transmute!(record)
    }

    /// The record as its 64 bytes.
    pub fn to_bytes(&self) -> [u8; RECORD_BYTES] {
        zerocopy::transmute!(*self)
    }
}
