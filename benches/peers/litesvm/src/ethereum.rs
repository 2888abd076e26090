//! revm: Ethereum's virtual machine with its accounts in memory. For every transfer the sender is recovered from the signature
//! (libsecp256k1); the machine checks the nonce, so a repeated transfer is refused. Gas costs nothing here.
//!
//! What is hashed and signed is a plain encoding of the transfer in the length of an Ethereum one, not RLP: reading RLP is left out.

use revm::{
    Context, ExecuteCommitEvm, MainBuilder, MainContext, MainnetEvm,
    context::TxEnv,
    database::{CacheDB, EmptyDB},
    handler::MainnetContext,
    primitives::{Address, TxKind, U256, keccak256},
    state::AccountInfo,
};
use secp256k1::{
    Message, PublicKey, SECP256K1, SecretKey,
    ecdsa::{RecoverableSignature, RecoveryId},
};

use crate::load::{Machine, Payment, Settings};

const WEI_AT_START: u64 = 1_000_000_000_000;
const GAS_OF_A_TRANSFER: u64 = 21_000;
/// What an Ethereum transfer has under its signature: chain, nonce, two fees, gas, payee, value.
const SIGNED_BYTES: usize = 110;

type Database = CacheDB<EmptyDB>;

pub struct Ethereum {
    machine: MainnetEvm<MainnetContext<Database>>,
    keys: Vec<(SecretKey, Address)>,
    /// Of each account, as its client counts.
    nonces: Vec<u64>,
    signed: bool,
}

pub struct Transfer {
    environment: TxEnv,
    /// Compact form and recovery id; nothing in an unsigned run.
    signature: Option<([u8; 64], RecoveryId)>,
}

impl Ethereum {
    /// A machine with funded accounts.
    pub fn new(settings: &Settings) -> Self {
        let mut database = CacheDB::new(EmptyDB::default());
        let keys: Vec<_> = (0..settings.accounts as u64).map(key).collect();
        for (_, address) in &keys {
            let account = AccountInfo {
                balance: U256::from(WEI_AT_START),
                ..AccountInfo::default()
            };
            database.insert_account_info(*address, account);
        }
        Self {
            machine: Context::mainnet().with_db(database).build_mainnet(),
            nonces: vec![0; keys.len()],
            keys,
            signed: settings.signed,
        }
    }
}

fn key(number: u64) -> (SecretKey, Address) {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    let secret = SecretKey::from_byte_array(bytes).expect("far below the order of the curve");
    let address = address_of(&PublicKey::from_secret_key(SECP256K1, &secret));
    (secret, address)
}

fn address_of(key: &PublicKey) -> Address {
    Address::from_slice(&keccak256(&key.serialize_uncompressed()[1..])[12..])
}

/// What is signed.
fn digest(transfer: &TxEnv) -> Message {
    let mut bytes = [0; SIGNED_BYTES];
    bytes[..8].copy_from_slice(&transfer.nonce.to_be_bytes());
    bytes[8..16].copy_from_slice(&transfer.gas_limit.to_be_bytes());
    bytes[16..48].copy_from_slice(&transfer.value.to_be_bytes::<32>());
    if let TxKind::Call(payee) = transfer.kind {
        bytes[48..68].copy_from_slice(payee.as_slice());
    }
    Message::from_digest(keccak256(bytes).0)
}

impl Transfer {
    /// Who signed it; nothing if nobody could have.
    fn sender(&self) -> Option<Address> {
        let (compact, recovery) = self.signature.as_ref()?;
        let signature = RecoverableSignature::from_compact(compact, *recovery).ok()?;
        let key = SECP256K1
            .recover_ecdsa(digest(&self.environment), &signature)
            .ok()?;
        Some(address_of(&key))
    }
}

impl Machine for Ethereum {
    type Transfer = Transfer;

    fn prepare(&mut self, payments: &[Payment]) -> Vec<Transfer> {
        let mut transfers = Vec::with_capacity(payments.len());
        for payment in payments {
            let (secret, address) = &self.keys[payment.from];
            let environment = TxEnv {
                // A signed transfer does not say who sends it.
                caller: if self.signed { Address::ZERO } else { *address },
                gas_limit: GAS_OF_A_TRANSFER,
                kind: TxKind::Call(self.keys[payment.to].1),
                value: U256::from(payment.amount),
                nonce: self.nonces[payment.from],
                ..TxEnv::default()
            };
            self.nonces[payment.from] += 1;
            let signature = self.signed.then(|| {
                let (recovery, compact) = SECP256K1
                    .sign_ecdsa_recoverable(digest(&environment), secret)
                    .serialize_compact();
                (compact, recovery)
            });
            transfers.push(Transfer {
                environment,
                signature,
            });
        }
        transfers
    }

    fn apply(&mut self, mut transfer: Transfer) -> bool {
        if self.signed {
            let Some(sender) = transfer.sender() else {
                return false;
            };
            transfer.environment.caller = sender;
        }
        self.machine
            .transact_commit(transfer.environment)
            .is_ok_and(|result| result.is_success())
    }

    fn sum_of_balances(&mut self) -> u128 {
        let database = &self.machine.ctx.journaled_state.database;
        self.keys
            .iter()
            .filter_map(|(_, address)| database.cache.accounts.get(address))
            .map(|account| account.info.balance.to::<u128>())
            .sum()
    }

    fn fee_burnt(&self) -> u64 {
        0
    }
}
