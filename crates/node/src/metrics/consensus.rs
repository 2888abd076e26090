//! Figures of a committee as this node sees it; a single validator has none.

use aurigraph_consensus::Defence;

use super::exposition::{Exposition, Kind};
use crate::committee::participation::ParticipationReport;
use crate::committee::peers::{CatchUp, Peers};
use crate::node::Node;

const REACHABLE: &str = "aurigraph_peer_reachable";
const REFUSED: &str = "aurigraph_peer_connections_refused_total";
const DELAYED: &str = "aurigraph_peer_messages_delayed_total";
const CUT_OFF: &str = "aurigraph_peer_cut_off";
const ROUND_TRIP: &str = "aurigraph_peer_round_trip_seconds";

pub fn expose(text: &mut Exposition, node: &Node) {
    if let (Some(participation), Some(peers)) = (&node.participation, &node.peers) {
        let report = participation.report();
        position(text, node, &report, peers);
        rounds(text, &report);
        others(text, node, peers);
        if let Some(defence) = peers.defence(crate::time::unix_ms()) {
            defended(text, node, &defence);
        }
    }
}

fn defended(text: &mut Exposition, node: &Node, defence: &Defence) {
    text.family(
        REFUSED,
        Kind::Counter,
        "Connections of others to where validators listen that were closed at once, since the engine started.",
    );
    for (reason, count) in [
        ("unknown_address", defence.unknown_addresses),
        ("too_frequent", defence.too_frequent),
        ("too_many_handshakes", defence.too_many_handshakes),
    ] {
        text.sample(REFUSED, &[("reason", reason)], count as f64);
    }
    let names = node.validators();
    let name = |index: u16| names.get(usize::from(index)).map(|one| one.name.clone());
    text.family(
        DELAYED,
        Kind::Counter,
        "Messages that waited because a validator sent more than it may, since the engine started.",
    );
    for (index, count) in &defence.delayed_messages {
        if let Some(name) = name(*index) {
            text.sample(DELAYED, &[("validator", &name)], *count as f64);
        }
    }
    text.family(
        CUT_OFF,
        Kind::Gauge,
        "1 for each validator that is cut off for an hour, because it broke the protocol.",
    );
    for index in &defence.cut_off {
        if let Some(name) = name(*index) {
            text.sample(CUT_OFF, &[("validator", &name)], 1.0);
        }
    }
}

fn position(text: &mut Exposition, node: &Node, report: &ParticipationReport, peers: &Peers) {
    let own = node.chain.tip().height.get();
    let network = report.network_tip.max(peers.credible_height()).max(own);
    text.single(
        "aurigraph_network_height",
        Kind::Gauge,
        "The highest final height that this node knows of.",
        network as f64,
    );
    text.single(
        "aurigraph_blocks_behind",
        Kind::Gauge,
        "Final blocks that this node knows of and does not have.",
        (network - own) as f64,
    );
    let catch_up = peers.catch_up();
    let stalled = match catch_up {
        Some(CatchUp::Stalled { seconds, .. }) => seconds,
        _ => 0,
    };
    text.single(
        "aurigraph_delivery_stalled_seconds",
        Kind::Gauge,
        "How long no block came although there are some; 0 while they come or there are none.",
        stalled as f64,
    );
    if let Some(CatchUp::Snapshot {
        received_bytes,
        total_bytes,
        ..
    }) = catch_up
    {
        text.single(
            "aurigraph_snapshot_fetched_ratio",
            Kind::Gauge,
            "Part of another validator's snapshot that was fetched; only while one is.",
            received_bytes as f64 / total_bytes.max(1) as f64,
        );
    }
    text.single(
        "aurigraph_validator_votes",
        Kind::Gauge,
        "1 if this validator votes, 0 while it only follows.",
        if peers.votes() { 1.0 } else { 0.0 },
    );
}

fn rounds(text: &mut Exposition, report: &ParticipationReport) {
    text.single(
        "aurigraph_view",
        Kind::Gauge,
        "The current round.",
        report.view as f64,
    );
    text.single(
        "aurigraph_views_finalized_total",
        Kind::Counter,
        "Rounds that ended with a final block since the process started.",
        report.views_finalised as f64,
    );
    text.single(
        "aurigraph_views_skipped_total",
        Kind::Counter,
        "Rounds that were skipped since the process started.",
        report.views_skipped as f64,
    );
    text.single(
        "aurigraph_evidence_total",
        Kind::Counter,
        "Proofs that a validator contradicted itself, since the process started.",
        report.evidence.len() as f64,
    );
}

fn others(text: &mut Exposition, node: &Node, peers: &Peers) {
    let report = peers.report();
    let names = node.validators();
    let others: Vec<_> = names
        .iter()
        .zip(&report)
        .enumerate()
        .filter(|(index, _)| peers.others().any(|other| usize::from(other) == *index))
        .map(|(_, other)| other)
        .collect();
    text.family(
        REACHABLE,
        Kind::Gauge,
        "1 for each other validator that was heard of in the last five seconds.",
    );
    for (validator, peer) in &others {
        let reachable = if peer.is_fresh() { 1.0 } else { 0.0 };
        text.sample(REACHABLE, &[("validator", &validator.name)], reachable);
    }
    text.family(
        ROUND_TRIP,
        Kind::Gauge,
        "Time that a message to another validator and back took last; absent until it is measured.",
    );
    for (validator, peer) in &others {
        if let Some(latency) = peer.latency {
            text.sample(
                ROUND_TRIP,
                &[("validator", &validator.name)],
                latency.as_secs_f64(),
            );
        }
    }
}
