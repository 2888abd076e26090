/** The pictures of the network. */
import type { LedgerNode, RoundList, SeenRound } from "@aurigraph/api";
import { HeatMap, HeatMapLegend } from "../app/pages/network/HeatMap.tsx";
import { Concerns } from "../app/pages/network/NetworkFigures.tsx";
import { NodeList } from "../app/pages/network/NodeList.tsx";
import { RoleCaption, Topology, TopologyLegend } from "../app/pages/network/Topology.tsx";
import { exampleHash, EXAMPLE_TIME, type Story } from "./story.ts";

const SNAPSHOT = { kind: "snapshot", targetHeight: 11_000, fromValidatorId: "1", receivedBytes: 123_000_000, totalBytes: 400_000_000 };
const BLOCKS = { kind: "blocks", targetHeight: 3000, fromValidatorId: null, receivedBytes: null, totalBytes: null };
const STATES: Readonly<Record<number, Partial<LedgerNode>>> = {
  2: { status: "read_only" },
  3: { status: "catching_up", votes: false, catchUp: SNAPSHOT },
  4: { status: "stalled", catchUp: { ...BLOCKS, kind: "stalled" } },
  5: { status: "unreachable", votes: false, heardSecondsAgo: 80 },
};

function exampleNode(index: number): LedgerNode {
  return {
    nodeId: exampleHash(index.toString(16).padStart(2, "0")),
    validatorId: String(index),
    name: `example-${index}`,
    nodeType: "VALIDATOR",
    status: "healthy",
    isSelf: index === 0,
    votes: true,
    version: "0.1.0",
    processId: 100,
    serving: true,
    httpAddress: "192.0.2.1:9003",
    grpcAddress: "192.0.2.1:9004",
    blockHeight: 3000,
    earliestBlockHeight: 0,
    snapshotHeight: 0,
    uptimeSeconds: 60,
    latencyMs: index === 0 ? null : index * index * 0.6,
    heardSecondsAgo: index === 0 ? null : 0.4,
    catchUp: null,
    registration: null,
  };
}

function exampleNodes(count: number, states: typeof STATES = {}): readonly LedgerNode[] {
  return Array.from({ length: count }, (_, index) => Object.assign(exampleNode(index), states[index]));
}

/** Of a node that is no validator the others know what it said a moment ago; a message to it and back is not measured. */
function exampleFollower(index: number, changes: Partial<LedgerNode> = {}): LedgerNode {
  return { ...exampleNode(index), nodeId: exampleHash((0xb0 + index).toString(16)), validatorId: null, name: `reader-${index}`, nodeType: "BUSINESS", isSelf: false, votes: false, latencyMs: null, heardSecondsAgo: 0.4, ...changes };
}

const FOUR_AND_TWO = [...exampleNodes(4), exampleFollower(1, { registration: "registered" }), exampleFollower(2, { registration: "revoked", status: "catching_up", blockHeight: 1200, catchUp: BLOCKS })];

/** What nobody heard of a validator. */
const UNKNOWN: Partial<LedgerNode> = { version: null, processId: null, serving: false, httpAddress: null, grpcAddress: null, blockHeight: null, earliestBlockHeight: null, snapshotHeight: null, uptimeSeconds: null, latencyMs: null, heardSecondsAgo: null, catchUp: null };

/** The same ledger through the eyes of a node that follows two of the validators and does not reach one of them. */
const SEEN_BY_FOLLOWER = [
  ...exampleNodes(4, { 0: { isSelf: false, latencyMs: 3.1, heardSecondsAgo: 0.4 }, 1: { status: "unreachable", votes: false, latencyMs: null, heardSecondsAgo: 80 }, 3: { ...UNKNOWN, status: "not_followed", votes: false } }),
  exampleFollower(1, { isSelf: true, heardSecondsAgo: null }),
  exampleFollower(2, { nodeType: "LIGHT" }),
];

const FOLLOWER_STATES: Readonly<Record<number, Partial<LedgerNode>>> = {
  1: { status: "unreachable", heardSecondsAgo: 31 },
  2: { status: "stalled", catchUp: { ...BLOCKS, kind: "stalled" } },
  3: { name: "a-name-as-long-as-a-node-may-give-itself-which-is-64-characters-" },
  4: { status: "catching_up", catchUp: SNAPSHOT },
};

/** More than the picture has room for, in every state, with a name as long as a node may give itself. */
const MANY_FOLLOWERS = [...exampleNodes(4), ...Array.from({ length: 17 }, (_, index) => exampleFollower(index, FOLLOWER_STATES[index]))];

const FRESH = { kind: "measured" } as const;

const KINDS = ["FINALIZE", "FINALIZE", "NOTARIZE", "FINALIZE"] as const;

function exampleRound(view: number): SeenRound {
  const isOpen = view === 40;
  const isSkipped = view % 9 === 0;
  return {
    view,
    leaderId: String(view % 4),
    outcome: isOpen ? "OPEN" : isSkipped ? "SKIPPED" : "FINALIZED",
    blockHeight: isOpen || isSkipped ? null : view - 4,
    beganAt: EXAMPLE_TIME,
    durationMs: isOpen ? null : isSkipped ? 95 : 20 + (view % 5) * 6,
    votes: [0, 1, 2, 3].map((index) => (index === view % 4 && isSkipped ? "NONE" : isSkipped ? "NULLIFY" : (KINDS[(view + index) % 4] ?? "NONE"))),
  };
}

const ROUNDS: RoundList = { validators: exampleNodes(4).map(({ name }) => name), rounds: Array.from({ length: 40 }, (_, index) => exampleRound(40 - index)), nextCursor: null };

/** As a node sees them that gets certificates: three votes to finalise in each, and nothing of what was skipped. */
const CERTIFIED: RoundList = {
  ...ROUNDS,
  rounds: ROUNDS.rounds.flatMap((round) => (round.outcome === "OPEN" ? [] : [{ ...round, votes: round.votes.map((_, index) => (round.outcome === "FINALIZED" && index !== round.view % 5 ? "FINALIZE" : "NONE")) }])),
};

export const network: readonly Story[] = [
  { name: "Topology", render: () => <Topology nodes={exampleNodes(4)} leaderId="2" /> },
  {
    name: "Topology, every state",
    render: () => (
      <>
        <Topology nodes={exampleNodes(7, STATES)} leaderId="1" />
        <TopologyLegend nodes={exampleNodes(7, STATES)} />
      </>
    ),
  },
  { name: "Topology, many nodes", render: () => <Topology nodes={exampleNodes(20, STATES)} leaderId="8" /> },
  {
    name: "Network, four validators and two business nodes",
    render: () => (
      <>
        <Topology nodes={FOUR_AND_TWO} leaderId="2" />
        <TopologyLegend nodes={FOUR_AND_TWO} />
        <RoleCaption nodes={FOUR_AND_TWO} />
        <NodeList list={{ nodes: FOUR_AND_TWO, reachableNodes: 6, nextCursor: null }} freshness={FRESH} current={undefined} />
      </>
    ),
  },
  {
    name: "Topology, as a business node sees it",
    render: () => (
      <>
        <Concerns nodes={{ nodes: SEEN_BY_FOLLOWER, reachableNodes: 4, nextCursor: null }} />
        <Topology nodes={SEEN_BY_FOLLOWER} leaderId="2" />
        <TopologyLegend nodes={SEEN_BY_FOLLOWER} />
      </>
    ),
  },
  { name: "Topology, more followers than there is room for", render: () => <Topology nodes={MANY_FOLLOWERS} leaderId="2" /> },
  { name: "Topology, one validator and who follows it", render: () => <Topology nodes={[exampleNode(0), exampleFollower(1)]} leaderId={undefined} /> },
  { name: "Concerns", render: () => <Concerns nodes={{ nodes: exampleNodes(7, STATES), reachableNodes: 6, nextCursor: null }} /> },
  {
    name: "Heat map of votes",
    render: () => (
      <>
        <HeatMap list={ROUNDS} sight="votes" />
        <HeatMapLegend sight="votes" />
      </>
    ),
  },
  {
    name: "Heat map, votes in certificates",
    render: () => (
      <>
        <HeatMap list={CERTIFIED} sight="certificates" />
        <HeatMapLegend sight="certificates" />
      </>
    ),
  },
  { name: "Heat map, one validator and few rounds", render: () => <HeatMap list={{ ...ROUNDS, rounds: ROUNDS.rounds.slice(0, 5) }} sight="votes" only={1} /> },
];
