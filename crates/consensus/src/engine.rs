//! Puts the engine together: five actors over five channels of the network and a folder of the disk.
//!
//! Generic over runtime and network only, so that simulations run the same wiring as a node.

use aurigraph_types::{BlockHeader, Certificate, Digest, SigningKey};
use bytes::Bytes;
use commonware_broadcast::buffered;
use commonware_consensus::Reporters;
use commonware_consensus::marshal::core::Actor;
use commonware_consensus::marshal::resolver::p2p as backfill;
use commonware_consensus::marshal::standard::Inline;
use commonware_consensus::marshal::{self, Start};
use commonware_consensus::simplex::config::{Floor, ForwardPolicy, SkipBudget, SkipPolicy};
use commonware_consensus::simplex::elector::RoundRobin;
use commonware_consensus::simplex::scheme::ed25519::Scheme;
use commonware_consensus::simplex::{self};
use commonware_consensus::types::{Epoch, Height, ViewDelta};
use commonware_cryptography::blake3;
use commonware_cryptography::certificate::Verifier as _;
use commonware_cryptography::ed25519::{PrivateKey, PublicKey};
use commonware_cryptography::{Digested, Digestible as _, Sha256, Signer as _};
use commonware_p2p::utils::mux::{Muxer, SubReceiver, SubSender};
use commonware_p2p::{Blocker, Provider, Receiver, Recipients, Sender};
use commonware_parallel::Sequential;
use commonware_runtime::buffer::paged::CacheRef;
use commonware_runtime::{Clock, Handle, IoBuf, Metrics, Spawner, Storage};
use commonware_storage::archive::prunable;
use commonware_storage::translator::EightCap;
use commonware_utils::vec::NonEmptyVec;
use commonware_utils::{NZU16, NZU64, NZUsize, NonZeroDuration};
use rand_core::CryptoRng;

use crate::adapter::Adapter;
use crate::block::CommitteeBlock;
use crate::checked::CheckedBlocks;
use crate::committee::{Committee, private_key};
use crate::defence::Defence;
use crate::delivery::{Marshal, deliver, deliveries};
use crate::ledger::{Ledger, Message};
use crate::observer::Observer;
use crate::schedule::{Schedule, Schemes};
use crate::settings::{
    BLOCKS_OF_A_SENDER, FETCH_RETRY, FETCH_TIMEOUT, FETCHED_AT_ONCE, MAILBOX_MESSAGES, Settings,
    VIEWS_KEPT,
};
use crate::store::LedgerBlocks;

/// The channels of the network, by number.
pub(crate) const VOTES: u64 = 0;
pub(crate) const CERTIFICATES: u64 = 1;
pub(crate) const RESOLVER: u64 = 2;
pub(crate) const BACKFILL: u64 = 3;
pub(crate) const BLOCKS: u64 = 4;
pub(crate) const SUBMISSIONS: u64 = 5;
pub(crate) const STATUS: u64 = 6;
pub(crate) const TRANSFER: u64 = 7;

/// A channel of the network for each kind of message.
pub struct Channels<S, R> {
    /// Votes.
    pub votes: (S, R),
    /// Certificates.
    pub certificates: (S, R),
    /// Certificates that were missed.
    pub resolver: (S, R),
    /// Blocks that were missed.
    pub backfill: (S, R),
    /// New blocks.
    pub blocks: (S, R),
    /// [`Message::Submissions`].
    pub submissions: (S, R),
    /// [`Message::Status`].
    pub status: (S, R),
    /// [`Message::Transfer`].
    pub transfer: (S, R),
}

/// Who else is there.
#[derive(Clone, Debug)]
pub struct Peers<P, B> {
    /// Says who they are.
    pub provider: P,
    /// Cuts one off that breaks the protocol.
    pub blocker: B,
}

/// What the engine is made of.
pub struct EngineParts<L, P, B, S, R> {
    /// The ledger.
    pub ledger: L,
    /// All committees that are known.
    pub schedule: Schedule,
    /// The epoch that it runs.
    pub epoch: u64,
    /// This node's key.
    pub key: SigningKey,
    /// Whether it votes and proposes; else it only follows.
    pub votes: bool,
    /// Header of block 0.
    pub genesis: BlockHeader,
    /// How it is set.
    pub settings: Settings,
    /// Who else is there.
    pub peers: Peers<P, B>,
    /// How they are reached.
    pub channels: Channels<S, R>,
    /// Begins the name of each folder on the disk.
    pub partition: String,
    /// Where to go on if what came before is known from elsewhere: a final block that the ledger has on disk, with its certificate.
    pub floor: Option<(BlockHeader, Certificate)>,
}

/// Sends a message to a validator, by its index in the validator set.
type SendMessage = Box<dyn Fn(u16, Message, Bytes) + Send + Sync>;
/// All figures of the network's library, as text.
pub(crate) type Figures = Box<dyn Fn() -> String + Send + Sync>;

/// A running engine.
pub struct Engine {
    marshal: Marshal,
    keys: Vec<PublicKey>,
    send: SendMessage,
    kept_blocks: u64,
    committee: Committee,
    pub(crate) figures: Option<Figures>,
}

impl Engine {
    /// Sends something of the ledger's own to another validator. It may be lost on the way.
    pub fn send(&self, validator: u16, message: Message, bytes: Bytes) {
        (self.send)(validator, message, bytes);
    }

    /// Asks a validator for the certificate of a height, and for all blocks up to it: it is known from elsewhere that there is one.
    pub fn seek(&self, height: u64, validator: u16) {
        if let Some(key) = self.keys.get(usize::from(validator)) {
            let from = NonEmptyVec::new(key.clone());
            self.marshal.hint_finalized(Height::new(height), from);
        }
    }

    /// What the network did against strangers and misbehaving validators by this time; nothing over a network that counts nothing.
    pub fn defence(&self, now_ms: u64) -> Option<Defence> {
        let figures = self.figures.as_ref()?();
        Some(Defence::read(&figures, &self.committee, now_ms))
    }

    /// Lets final blocks go that nobody is expected to ask for, once this height was delivered.
    pub fn prune(&self, delivered_height: u64) {
        let first = delivered_height.saturating_sub(self.kept_blocks);
        self.marshal.prune(Height::new(first));
    }
}

fn wait(duration: std::time::Duration) -> NonZeroDuration {
    NonZeroDuration::new(duration).expect("no wait is zero")
}

/// Starts the engine and catches up with what was delivered before. The second value ends when any part of the engine does.
///
/// # Panics
/// If the committee of its epoch is not known: a programmer's error.
pub async fn start<E, L, P, B, S, R>(
    context: E,
    parts: EngineParts<L, P, B, S, R>,
) -> (Engine, Handle<()>)
where
    E: Clock + CryptoRng + Spawner + Storage + Metrics,
    L: Ledger,
    P: Provider<PublicKey = PublicKey>,
    B: Blocker<PublicKey = PublicKey>,
    S: Sender<PublicKey = PublicKey>,
    R: Receiver<PublicKey = PublicKey>,
{
    let EngineParts {
        ledger,
        schedule,
        epoch,
        key,
        votes,
        genesis,
        settings,
        peers,
        channels,
        partition,
        floor,
    } = parts;
    let key: PrivateKey = private_key(&key);
    let committee = schedule
        .committee(epoch)
        .expect("the committee of a running epoch is known");
    let scheme = committee.scheme(votes.then_some(&key));
    let schemes = Schemes::new(schedule.clone(), &committee, votes.then_some(&key));
    let genesis = genesis_block(genesis);
    let page_cache = CacheRef::new(NZU16!(4_096), NZUsize!(8_192));

    let resolver = backfill::init(
        context.child("resolver"),
        backfill::Config {
            public_key: key.public_key(),
            peer_provider: peers.provider.clone(),
            blocker: peers.blocker.clone(),
            mailbox_size: MAILBOX_MESSAGES,
            fetch_timeout: wait(FETCH_TIMEOUT),
            fetch_retry_delay: FETCH_RETRY,
            priority_requests: false,
            priority_responses: false,
        },
        channels.backfill,
    );
    let (broadcast, buffer) = buffered::Engine::new(
        context.child("broadcast"),
        buffered::Config {
            public_key: key.public_key(),
            mailbox_size: MAILBOX_MESSAGES,
            deque_size: BLOCKS_OF_A_SENDER,
            priority: false,
            codec_config: settings.limits,
            peer_provider: peers.provider.clone(),
            strategy: Sequential,
        },
    );
    let (sender, receiver) = channels.blocks;
    let receiver = CheckedBlocks::new(receiver, peers.blocker.clone(), settings.limits);
    let broadcast = broadcast.start((sender, receiver));

    let archive = |name: &str| ArchiveNames::new(&partition, name);
    let certificates = prunable::Archive::init(
        context.child("certificates"),
        archive("certificates").config(&page_cache, Scheme::certificate_codec_config_unbounded()),
    );
    let certificates = certificates
        .await
        .expect("the archive of certificates opens");
    let spill = prunable::Archive::init(
        context.child("blocks"),
        archive("blocks").config(&page_cache, settings.limits),
    );
    let spill = spill.await.expect("the archive of blocks opens");
    let blocks = LedgerBlocks::new(ledger.final_blocks(), spill, &settings);

    let floor = floor.map(|(header, certificate)| {
        let decided_by = schedule.committee(certificate.epoch);
        let finalization = decided_by.and_then(|one| one.finalization(&header, &certificate));
        finalization.expect("the ledger goes on from a committee's certificate")
    });
    let (actor, marshal, _) = Actor::init(
        context.child("marshal"),
        certificates,
        blocks,
        marshal::Config {
            provider: schemes,
            epocher: schedule.clone(),
            start: match &floor {
                Some(finalization) => Start::Floor(finalization.clone()),
                None => Start::Genesis(genesis.clone()),
            },
            partition_prefix: format!("{partition}-marshal"),
            mailbox_size: MAILBOX_MESSAGES,
            view_retention: ViewDelta::new(VIEWS_KEPT),
            prunable_items_per_section: NZU64!(16),
            page_cache: page_cache.clone(),
            replay_buffer: NZUsize!(1 << 20),
            key_write_buffer: NZUsize!(1 << 16),
            value_write_buffer: NZUsize!(1 << 20),
            block_codec_config: settings.limits,
            max_repair: FETCHED_AT_ONCE,
            max_pending_acks: settings.undelivered_max,
            strategy: Sequential,
        },
    )
    .await;
    let (deliveries, waiting) = deliveries(ledger.clone());
    let delivery = context.child("delivery").spawn({
        let (marshal, schedule, ledger) = (marshal.clone(), schedule.clone(), ledger.clone());
        move |_| deliver(waiting, marshal, schedule, ledger)
    });
    let actor = actor.start(deliveries, buffer, resolver);

    let mut senders = Vec::new();
    let mut receiving = Vec::new();
    for (message, (sender, receiver)) in [
        (Message::Submissions, channels.submissions),
        (Message::Status, channels.status),
        (Message::Transfer, channels.transfer),
    ] {
        senders.push((message, sender));
        receiving.push(context.child("messages").spawn({
            let (committee, ledger) = (committee.clone(), ledger.clone());
            move |_| receive(message, receiver, committee, ledger)
        }));
    }
    let send = message_sender(senders, &committee);

    let adapter = Adapter {
        ledger: ledger.clone(),
        committee: committee.clone(),
        marshal: marshal.clone(),
    };
    let inline = Inline::new(
        context.child("inline"),
        adapter,
        marshal.clone(),
        schedule.clone(),
    );
    let (votes, votes_ended) = of_epoch(&context, "votes", channels.votes, epoch).await;
    let (certificates, certificates_ended) =
        of_epoch(&context, "certificates", channels.certificates, epoch).await;
    let (resolver, resolver_ended) = of_epoch(&context, "missed", channels.resolver, epoch).await;
    receiving.extend([votes_ended, certificates_ended, resolver_ended]);
    let timeouts = settings.timeouts;
    let simplex = simplex::Engine::new(
        context.child("simplex"),
        simplex::config::Config {
            scheme,
            elector: RoundRobin::<Sha256>::default(),
            blocker: peers.blocker,
            automaton: inline.clone(),
            relay: inline.clone(),
            reporter: Reporters::from((
                inline,
                Observer {
                    ledger,
                    committee: committee.clone(),
                },
            )),
            track_historical_votes: true,
            strategy: Sequential,
            partition: format!("{partition}-votes-{}", committee.epoch()),
            mailbox_size: MAILBOX_MESSAGES,
            epoch: Epoch::new(committee.epoch()),
            floor: match floor {
                Some(floor) if floor.proposal.round.epoch().get() == epoch => {
                    Floor::Finalized(floor)
                }
                _ => Floor::Genesis(match schedule.anchor(epoch) {
                    Some(anchor) => blake3::Digest(anchor.0),
                    None => genesis.digest(),
                }),
            },
            replay_buffer: NZUsize!(1 << 20),
            write_buffer: NZUsize!(1 << 20),
            page_cache,
            leader_timeout: timeouts.leader,
            certification_timeout: timeouts.certification,
            timeout_retry: timeouts.retry,
            view_retention: ViewDelta::new(VIEWS_KEPT),
            skip: SkipPolicy::Enabled {
                timeout: timeouts.skip,
                budget: SkipBudget::Participants,
            },
            fetch_timeout: wait(FETCH_TIMEOUT),
            fetch_retry_delay: FETCH_RETRY,
            forward: ForwardPolicy::Disabled,
        },
    );
    let simplex = simplex.start(votes, certificates, resolver);
    let running = context.child("engine").spawn(move |_| async move {
        let parts = [broadcast, delivery, actor, simplex]
            .into_iter()
            .chain(receiving);
        let (ended, which, _) = futures_util::future::select_all(parts).await;
        // When the engine is stopped, all of them do.
        tracing::debug!(part = which, ?ended, "a part of the consensus engine ended");
    });
    let engine = Engine {
        marshal,
        keys: committee.keys().collect(),
        send,
        kept_blocks: settings.kept_blocks,
        committee,
        figures: None,
    };
    (engine, running)
}

/// The part of a channel that belongs to an epoch: what validators that are still in another one send is dropped, and not held against them.
async fn of_epoch<E, S, R>(
    context: &E,
    name: &'static str,
    (sender, receiver): (S, R),
    epoch: u64,
) -> ((SubSender<S>, SubReceiver<PublicKey>), Handle<()>)
where
    E: Spawner + Metrics,
    S: Sender<PublicKey = PublicKey>,
    R: Receiver<PublicKey = PublicKey>,
{
    let (muxer, mut handle) = Muxer::new(context.child(name), sender, receiver);
    let running = muxer.start();
    let channel = handle
        .register(epoch)
        .await
        .expect("an epoch begins once in a running engine");
    let ended = context.child("channel").spawn(move |_| async move {
        // The handle keeps the channel open.
        let _handle = handle;
        let _ = running.await;
    });
    (channel, ended)
}

fn message_sender<S: Sender<PublicKey = PublicKey>>(
    senders: Vec<(Message, S)>,
    committee: &Committee,
) -> SendMessage {
    let keys: Vec<_> = committee.keys().collect();
    Box::new(move |validator, message, bytes| {
        let sender = senders.iter().find(|(kind, _)| *kind == message);
        if let (Some(key), Some((_, sender))) = (keys.get(usize::from(validator)), sender) {
            // Who is not connected gets nothing: whoever sends asks again.
            let to = Recipients::One(key.clone());
            let _ = sender.clone().send(to, IoBuf::from(bytes), false);
        }
    })
}

/// Hands what other validators send to the ledger, until the network ends.
async fn receive<L: Ledger, R: Receiver<PublicKey = PublicKey>>(
    message: Message,
    mut receiver: R,
    committee: Committee,
    ledger: L,
) {
    while let Ok((from, bytes)) = receiver.recv().await {
        if let Some(validator) = committee.validator_of_key(&from) {
            ledger.received(validator, message, Bytes::copy_from_slice(bytes.as_ref()));
        }
    }
}

/// Block 0 as the engine sees it: nobody proposed it, and it follows nothing.
fn genesis_block(header: BlockHeader) -> Digested<CommitteeBlock> {
    let block = CommitteeBlock::new(header, Digest::ZERO, Bytes::new());
    let payload = block.digest();
    Digested::precomputed(block, payload)
}

/// Names of an archive's folders.
struct ArchiveNames(String);

impl ArchiveNames {
    fn new(partition: &str, name: &str) -> Self {
        Self(format!("{partition}-{name}"))
    }

    fn config<C>(&self, page_cache: &CacheRef, codec_config: C) -> prunable::Config<EightCap, C> {
        let name = &self.0;
        prunable::Config {
            translator: EightCap,
            metadata_partition: format!("{name}-metadata"),
            key_partition: format!("{name}-keys"),
            key_page_cache: page_cache.clone(),
            value_partition: format!("{name}-values"),
            compression: None,
            codec_config,
            items_per_section: NZU64!(16),
            key_write_buffer: NZUsize!(1 << 16),
            value_write_buffer: NZUsize!(1 << 20),
            replay_buffer: NZUsize!(1 << 20),
        }
    }
}
