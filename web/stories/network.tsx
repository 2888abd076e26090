/** The pictures of the network. */
import type { LedgerNode, RoundList, SeenRound } from "@aurigraph/api";
import { HeatMap, HeatMapLegend } from "../app/pages/network/HeatMap.tsx";
import { Concerns } from "../app/pages/network/NetworkFigures.tsx";
import { Topology, TopologyLegend } from "../app/pages/network/Topology.tsx";
import { exampleHash, EXAMPLE_TIME, type Story } from "./story.ts";

const SNAPSHOT = { kind: "snapshot", targetHeight: 11_000, fromValidatorId: "1", receivedBytes: 123_000_000, totalBytes: 400_000_000 };
const STATES: Readonly<Record<number, Partial<LedgerNode>>> = {
  2: { status: "read_only" },
  3: { status: "catching_up", votes: false, catchUp: SNAPSHOT },
  4: { status: "stalled", catchUp: { ...SNAPSHOT, kind: "stalled" } },
  5: { status: "unreachable", votes: false, heardSecondsAgo: 80 },
};

function exampleNode(index: number): LedgerNode {
  return {
    nodeId: exampleHash("3d"),
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
  };
}

function exampleNodes(count: number, states: typeof STATES = {}): readonly LedgerNode[] {
  return Array.from({ length: count }, (_, index) => Object.assign(exampleNode(index), states[index]));
}

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

export const network: readonly Story[] = [
  { name: "Topology", render: () => <Topology nodes={exampleNodes(4)} leaderId="2" /> },
  {
    name: "Topology, every state",
    render: () => (
      <>
        <Topology nodes={exampleNodes(7, STATES)} leaderId="1" />
        <TopologyLegend />
      </>
    ),
  },
  { name: "Topology, many nodes", render: () => <Topology nodes={exampleNodes(20, STATES)} leaderId="8" /> },
  { name: "Concerns", render: () => <Concerns nodes={{ nodes: exampleNodes(7, STATES), reachableNodes: 6, nextCursor: null }} /> },
  {
    name: "Heat map of votes",
    render: () => (
      <>
        <HeatMap list={ROUNDS} />
        <HeatMapLegend />
      </>
    ),
  },
  { name: "Heat map, one validator and few rounds", render: () => <HeatMap list={{ ...ROUNDS, rounds: ROUNDS.rounds.slice(0, 5) }} only={1} /> },
];
