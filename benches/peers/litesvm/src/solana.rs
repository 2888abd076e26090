//! LiteSVM: Solana's virtual machine with its accounts in memory. Signatures are checked one by one with `verify_strict`; its history is
//! off, so it looks for no repeated transfer. Every transfer pays 5,000 lamports, which the machine burns.

use litesvm::LiteSVM;
use solana_account::Account;
use solana_keypair::{Keypair, keypair_from_seed};
use solana_message::Message;
use solana_signer::Signer;
use solana_system_interface::instruction::transfer;
use solana_transaction::{Transaction, versioned::VersionedTransaction};

use crate::load::{Machine, Payment, Settings};

const LAMPORTS_AT_START: u64 = 1_000_000_000_000;
const LAMPORTS_FEE: u64 = 5_000;

pub struct Solana {
    machine: LiteSVM,
    keys: Vec<Keypair>,
    signed: bool,
}

impl Solana {
    /// A machine with funded accounts.
    pub fn new(settings: &Settings) -> Self {
        let mut machine = LiteSVM::new()
            .with_sigverify(settings.signed)
            .with_transaction_history(0);
        let keys: Vec<Keypair> = (0..settings.accounts as u64).map(key).collect();
        for key in &keys {
            let account = Account {
                lamports: LAMPORTS_AT_START,
                ..Account::default()
            };
            machine
                .set_account(key.pubkey(), account)
                .expect("an account without data can always be set");
        }
        Self {
            machine,
            keys,
            signed: settings.signed,
        }
    }
}

fn key(number: u64) -> Keypair {
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    keypair_from_seed(&seed).expect("32 bytes are a seed")
}

impl Machine for Solana {
    type Transfer = VersionedTransaction;

    fn prepare(&mut self, payments: &[Payment]) -> Vec<VersionedTransaction> {
        let blockhash = self.machine.latest_blockhash();
        payments
            .iter()
            .map(|payment| {
                let payer = &self.keys[payment.from];
                let payee = self.keys[payment.to].pubkey();
                let instruction = transfer(&payer.pubkey(), &payee, payment.amount);
                let message =
                    Message::new_with_blockhash(&[instruction], Some(&payer.pubkey()), &blockhash);
                if self.signed {
                    Transaction::new(&[payer], message, blockhash).into()
                } else {
                    Transaction::new_unsigned(message).into()
                }
            })
            .collect()
    }

    fn apply(&mut self, transfer: VersionedTransaction) -> bool {
        self.machine.send_transaction(transfer).is_ok()
    }

    fn sum_of_balances(&mut self) -> u128 {
        self.keys
            .iter()
            .filter_map(|key| self.machine.get_balance(&key.pubkey()))
            .map(u128::from)
            .sum()
    }

    fn fee_burnt(&self) -> u64 {
        LAMPORTS_FEE
    }
}
