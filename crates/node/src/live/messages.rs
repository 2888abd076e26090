//! What the live stream says and hears. These types are what is sent, and what the OpenAPI document describes: the two cannot differ.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::status::Mode;

/// What a client can subscribe to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LiveChannel)]
pub enum Channel {
    /// Rates, every second.
    TpsUpdates,
    /// Blocks.
    BlockUpdates,
    /// The network's health.
    NetworkStatus,
    /// Validators.
    ValidatorMetrics,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 4] = [
        Self::TpsUpdates,
        Self::BlockUpdates,
        Self::NetworkStatus,
        Self::ValidatorMetrics,
    ];

    /// The name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TpsUpdates => "tps_updates",
            Self::BlockUpdates => "block_updates",
            Self::NetworkStatus => "network_status",
            Self::ValidatorMetrics => "validator_metrics",
        }
    }

    /// The channel of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }
}

/// A message of the server: `{type, payload, timestamp, sequence}`.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveMessage {
    /// What it says.
    #[serde(flatten)]
    pub content: LiveContent,
    /// When it was sent, Unix milliseconds.
    pub timestamp: i64,
    /// Its place in the stream, ascending, also over restarts; absent from answers to the client's own messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sequence: Option<u64>,
}

/// What a message says, by its type.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", content = "payload", rename_all = "snake_case")]
pub enum LiveContent {
    /// The first message of a connection. Its sequence is that of the last message before it.
    ConnectionEstablished(ConnectionEstablished),
    /// Some of the messages after the one asked for with `resume` are no longer held.
    ResumeGap(LiveFault),
    /// Rates, every second. Channel `tps_updates`.
    TpsUpdate(TpsUpdate),
    /// A block, at most 20 times a second. Channel `block_updates`.
    BlockUpdate(BlockUpdate),
    /// The network's health, every 3 seconds and on change. Channel `network_status`.
    NetworkUpdate(NetworkUpdate),
    /// The validators, every 5 seconds and on change. Channel `validator_metrics`.
    ValidatorUpdate(ValidatorUpdate),
    /// The answer to `subscribe` and `unsubscribe`.
    SubscriptionConfirmed(SubscriptionConfirmed),
    /// The answer to `ping`.
    Pong(Pong),
    /// The answer to a message that cannot be followed.
    Error(LiveFault),
}

/// A message of the client.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LiveRequest {
    /// `subscribe`, `unsubscribe` or `ping`.
    pub r#type: String,
    /// The channel's name, with `subscribe` and `unsubscribe`.
    pub channel: Option<String>,
}

/// Who the client is connected to, and where the stream stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionEstablished {
    /// Number of the connection in this process.
    pub connection_id: u64,
    /// The chain.
    pub chain_id: String,
    /// The last final block.
    pub block_height: u64,
    /// Every channel there is. Without a subscription a client gets all of them.
    pub channels: [Channel; 4],
    /// Sequence of the last message.
    pub sequence: u64,
    /// Sequence of the first message that is still held; above `sequence` if there is none.
    pub earliest_sequence: u64,
}

/// Rates and totals.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TpsUpdate {
    /// Transfers of the last second.
    #[serde(rename = "currentTPS")]
    pub current_tps: f64,
    /// Those among them with a signature of their own.
    #[serde(rename = "currentIndividuallySignedTPS")]
    pub current_individually_signed_tps: f64,
    /// Transfers of this process's best second.
    #[serde(rename = "peakTPS")]
    pub peak_tps: u64,
    /// Transfers a second, over the last minute.
    #[serde(rename = "averageTPS")]
    pub average_tps: f64,
    /// Finality of the last second in milliseconds, 50th percentile; null if nothing became final.
    #[schema(required)]
    pub latency: Option<f64>,
    /// The same, 99th percentile.
    #[serde(rename = "latencyP99")]
    #[schema(required)]
    pub latency_p99: Option<f64>,
    /// Transfers since genesis.
    pub total_transactions: u64,
    /// The height these figures belong to.
    pub block_height: u64,
}

/// A block that became final.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockUpdate {
    /// Its height.
    pub block_height: u64,
    /// Its hash.
    pub hash: String,
    /// Its time, RFC 3339.
    pub timestamp: String,
    /// Transfers.
    pub transactions: u32,
    /// Submissions.
    pub submissions: u32,
    /// Bytes of its body.
    pub size_bytes: u32,
    /// Milliseconds since the block before; null for the first one.
    #[schema(required)]
    pub block_time: Option<u64>,
    /// Milliseconds from admission to the answer for its slowest submission; null if it has none.
    #[schema(required)]
    pub finality_ms: Option<f64>,
    /// Name of the validator that proposed it.
    pub producer: String,
    /// Blocks since the update before that were left out.
    pub skipped: u64,
}

/// What a node does with submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NetworkHealth {
    /// It takes them.
    Healthy,
    /// Its disk is (nearly) full: it only reads.
    ReadOnly,
    /// It finishes what it took.
    Stopping,
}

impl From<&Mode> for NetworkHealth {
    fn from(mode: &Mode) -> Self {
        match mode {
            Mode::Serving => Self::Healthy,
            Mode::ReadOnly { .. } => Self::ReadOnly,
            Mode::Stopping => Self::Stopping,
        }
    }
}

/// The network's health.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NetworkUpdate {
    /// Nodes that are not stopping.
    pub active_nodes: u32,
    /// Nodes.
    pub total_nodes: u32,
    /// What this node does with submissions.
    pub network_health: NetworkHealth,
    /// The last final block.
    pub block_height: u64,
    /// The last block in the history index.
    pub indexed_height: u64,
    /// Clients of the live stream.
    pub web_socket_clients: usize,
}

/// Whether a validator takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum LiveValidatorStatus {
    /// It makes blocks.
    Active,
    /// It does not, for the time being.
    Inactive,
}

/// One validator.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LiveValidator {
    /// Its index, as text.
    pub validator_id: String,
    /// Its name in the genesis file.
    pub name: String,
    /// Whether it takes part.
    pub status: LiveValidatorStatus,
    /// Blocks that it made.
    pub blocks_produced: u64,
    /// The last of them.
    pub last_block_height: u64,
}

/// The validators.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ValidatorUpdate {
    /// How many there are.
    pub total_validators: usize,
    /// How many take part.
    pub active_validators: usize,
    /// How many do not.
    pub inactive_validators: usize,
    /// Each of them.
    pub validators: Vec<LiveValidator>,
}

/// What a client gets of a channel from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionStatus {
    /// Its messages.
    Subscribed,
    /// Nothing.
    Unsubscribed,
}

/// A change of what the client gets.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionConfirmed {
    /// The channel.
    pub channel: Channel,
    /// What the client gets of it now.
    pub status: SubscriptionStatus,
}

/// Nothing but that the connection works.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pong {}

/// What was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LiveFaultCode {
    /// What was missed cannot be replayed: load anew what is shown.
    ResumeGap,
    /// Not a JSON object of `type` and `channel`.
    MalformedMessage,
    /// There is no such type.
    UnknownMessage,
    /// There is no such channel.
    UnknownChannel,
    /// Binary.
    UnsupportedMessage,
}

/// A fault, for programs and for people.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveFault {
    /// Stable.
    pub code: LiveFaultCode,
    /// In words.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;

    /// The schema of one type of message, and that of its payload.
    fn live_schema(document: &Value, kind: &str) -> (Value, Value) {
        let schemas = &document["components"]["schemas"];
        let types = schemas["LiveContent"]["oneOf"].as_array().expect("types");
        let of_kind = |schema: &&Value| schema["properties"]["type"]["enum"] == json!([kind]);
        let schema = types.iter().find(of_kind).expect("it is described");
        let payload = &schema["properties"]["payload"];
        let reference = payload["$ref"].as_str().expect("a payload");
        let name = reference.rsplit('/').next().expect("a name");
        (schema.clone(), schemas[name].clone())
    }

    #[test]
    fn the_document_describes_the_messages_of_the_live_stream() {
        let document = serde_json::to_value(crate::http::openapi()).expect("JSON");
        let schemas = &document["components"]["schemas"];
        assert!(schemas["LiveRequest"]["properties"]["channel"].is_object());
        let envelope = schemas["LiveMessage"].to_string();
        for part in ["LiveContent", "timestamp", "sequence"] {
            assert!(envelope.contains(part), "{envelope}");
        }
        let health = NetworkUpdate {
            active_nodes: 1,
            total_nodes: 1,
            network_health: NetworkHealth::ReadOnly,
            block_height: 7,
            indexed_height: 6,
            web_socket_clients: 0,
        };
        let fault = || LiveFault {
            code: LiveFaultCode::UnknownChannel,
            detail: "there is no such channel".into(),
        };
        let confirmed = SubscriptionConfirmed {
            channel: Channel::BlockUpdates,
            status: SubscriptionStatus::Subscribed,
        };
        let sent = [
            LiveContent::NetworkUpdate(health),
            LiveContent::Error(fault()),
            LiveContent::ResumeGap(fault()),
            LiveContent::SubscriptionConfirmed(confirmed),
            LiveContent::Pong(Pong {}),
        ];
        for content in sent {
            let message = serde_json::to_value(&content).expect("JSON");
            let kind = message["type"].as_str().expect("a type");
            let (_, payload) = live_schema(&document, kind);
            let described = payload["properties"].as_object().map(Map::len);
            let fields = message["payload"].as_object().expect("an object");
            assert_eq!(described.unwrap_or(0), fields.len(), "{kind}: {payload}");
            assert!(
                fields
                    .keys()
                    .all(|name| payload["properties"][name].is_object())
            );
        }
        let (schema, block) = live_schema(&document, "block_update");
        assert_eq!(schema["required"], json!(["payload", "type"]));
        let required = block["required"].as_array().expect("a list");
        assert!(required.contains(&json!("finalityMs")), "null, but there");
        for kind in ["connection_established", "tps_update", "validator_update"] {
            live_schema(&document, kind);
        }
        let operation = &document["paths"]["/api/v11/live/stream"]["get"];
        let description = operation["description"].as_str().expect("text");
        for part in [
            "LiveMessage",
            "LiveRequest",
            "resume_gap",
            "1001",
            "1009",
            "4008",
        ] {
            assert!(description.contains(part), "{part}");
        }
    }
}
