//! A validator that attacks the others: it has a real key, connects as any other does, and then sends what no honest one would.
//!
//! Tests start it in place of a real validator. It knows the network's channels by number and nothing else of what the others run.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use aurigraph_types::{ChainId, PublicKey, SigningKey};
use bytes::Bytes;
use commonware_codec::DecodeExt as _;
use commonware_cryptography::ChaCha20Poly1305;
use commonware_cryptography::ed25519;
use commonware_p2p::authenticated::lookup::{self, Network};
use commonware_p2p::{
    Address, AddressableManager as _, AddressableTrackedPeers, Recipients, Sender as _,
};
use commonware_runtime::{Clock as _, IoBuf, Quota, Runner as _, Supervisor as _, tokio};
use commonware_stream::cups::{self, Cups};
use commonware_stream::sake::{self, Sake};
use commonware_utils::NZUsize;
use commonware_utils::ordered::Map;

/// Channels of the network, as validators number them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Votes.
    Votes = 0,
    /// Blocks that were missed.
    Backfill = 3,
    /// New blocks.
    Blocks = 4,
    /// Parts of snapshots.
    Transfer = 7,
}

/// All channels: whoever does not know one cannot connect.
const CHANNELS: u64 = 8;
/// Messages that the attacker allows itself at once.
const AT_ONCE: NonZeroU32 = NonZeroU32::new(8).expect("not zero");
/// Pause between two rounds of messages.
const PAUSE: Duration = Duration::from_millis(2);
/// Messages longer than anybody accepts can be sent as well.
const MESSAGE_BYTES_MAX: u32 = 64 << 20;

/// Who attacks whom.
#[derive(Debug)]
pub struct Attacker {
    /// Its key: a validator's.
    pub key: SigningKey,
    /// The chain.
    pub chain: ChainId,
    /// Keys and addresses of all validators, its own among them.
    pub validators: Vec<(PublicKey, SocketAddr)>,
    /// Where it listens: its own address among them.
    pub listen: SocketAddr,
    /// A folder of its own.
    pub data_dir: PathBuf,
}

/// What was sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent {
    /// Messages that went to at least one other.
    pub messages: u64,
    /// Their bytes, once for each that they went to.
    pub bytes: u64,
}

impl Attacker {
    /// Sends copies of a message over these channels as fast as it can.
    ///
    /// # Panics
    /// If a key is no Ed25519 key.
    pub fn flood(self, channels: &[Channel], message: &Bytes, time: Duration) -> Sent {
        let config = tokio::Config::new()
            .with_storage_directory(self.data_dir.clone())
            .with_worker_threads(1);
        tokio::Runner::new(config).start(|context| async move {
            let (mut network, mut oracle) = Network::new(context.child("network"), self.config());
            let _ = oracle.track(0, self.peers());
            let quota = Quota::per_second(NonZeroU32::MAX).allow_burst(AT_ONCE);
            let ends: Vec<_> = (0..CHANNELS)
                .map(|number| network.register(number, quota))
                .collect();
            network.start();
            let until = context.current() + time;
            let mut sent = Sent::default();
            while context.current() < until {
                for channel in channels {
                    let (sender, _) = &ends[*channel as usize];
                    let to =
                        sender
                            .clone()
                            .send(Recipients::All, IoBuf::from(message.clone()), false);
                    sent.messages += u64::from(!to.is_empty());
                    sent.bytes += (to.len() * message.len()) as u64;
                }
                context.sleep(PAUSE).await;
            }
            sent
        })
    }

    fn config(&self) -> lookup::Config<Handshake> {
        let seed = Bytes::copy_from_slice(self.key.seed());
        let handshake = Cups::<_, ChaCha20Poly1305>::new(
            Sake {
                signer: ed25519::PrivateKey::decode(seed).expect("an Ed25519 key"),
                synchrony_bound: Duration::from_secs(5),
                max_handshake_age: Duration::from_secs(10),
                version: sake::Version::V1,
            },
            cups::Version::V1,
        );
        let namespace = [b"aurigraph/v1/network/".as_slice(), &self.chain.0.0].concat();
        let count = self.validators.len().try_into().expect("there are some");
        let mut config = lookup::Config::local(
            handshake,
            &namespace,
            self.listen,
            count,
            MESSAGE_BYTES_MAX,
            NZUsize!(64),
        );
        config.dial_frequency = Duration::from_millis(100);
        config.peer_connection_cooldown = Duration::from_millis(100);
        config
    }

    fn peers(&self) -> AddressableTrackedPeers<ed25519::PublicKey> {
        let peers = self.validators.iter().map(|(key, address)| {
            let key = Bytes::copy_from_slice(key.as_bytes());
            let key = ed25519::PublicKey::decode(key).expect("an Ed25519 key");
            (key, Address::Symmetric(*address))
        });
        AddressableTrackedPeers::new(Map::from_iter_dedup(peers), Map::default())
    }
}

type Handshake = Cups<Sake<ed25519::PrivateKey>, ChaCha20Poly1305>;
