import { expect, test } from "vitest";
import { latencyText, leaderWords, linesOf, nodeWords, outerLinesOf, reachOf } from "./markWords.ts";
import { AWAY, business, node, SNAPSHOT, UNHEARD } from "./nodesForTests.ts";
import { layOut, layOutside } from "./topology.ts";

const NOT_FOLLOWED = node(3, { ...UNHEARD, status: "not_followed" });
const RING = layOut(3, 430);
const PLACE = layOutside(1, RING).places[0];

function outerTexts(...[changes, characters = 20]: [Parameters<typeof business>[1]?, number?]): readonly string[] {
  if (!PLACE) throw new Error("there is no place");
  return outerLinesOf(business(4, changes), PLACE, characters).map(({ text }) => text);
}

test("a line goes to whom this node asks, and none to whom it does not", () => {
  expect([node(1), node(1, { latencyMs: null }), node(1, AWAY), NOT_FOLLOWED].map(reachOf)).toEqual(["measured", "unknown", "away", "none"]);
  expect([node(1), node(1, AWAY), NOT_FOLLOWED].map(latencyText)).toEqual(["2.00", "away", "\u2013"]);
});

test("a mark is called by what is drawn, then by the rest of what is known", () => {
  expect(nodeWords(node(2), leaderWords("votes"), ["2", "validator-2", "leads"])).toBe("2 validator-2 leads: healthy, leads the current view, round trip 2.00 ms");
  expect(nodeWords(node(3, AWAY), null, ["3", "validator-3", "unreachable"])).toBe("3 validator-3 unreachable: unreachable, last heard of 42 s ago");
  expect(nodeWords(NOT_FOLLOWED, null, ["3", "validator-3", "not followed"])).toBe("3 validator-3 not followed: not followed");
  expect(nodeWords(business(4), null, ["reader-4"])).toBe("reader-4: business node, healthy, last heard of < 1 s ago");
  expect(nodeWords(business(4, { isSelf: true, heardSecondsAgo: null }), null, ["this node"])).toBe("this node: reader-4, business node, healthy");
});

test("beside a validator stands what is unusual of it", () => {
  const place = RING.peers[0];
  if (!place) throw new Error("there is no place");
  const texts = (...[leads, changes]: [boolean, Parameters<typeof node>[1]?]) => linesOf(node(1, changes), place, leads, false).map(({ text }) => text);
  expect(texts(false)).toEqual(["validator-1"]);
  expect(texts(true)).toEqual(["validator-1", "leads"]);
  expect(texts(false, { votes: false })).toEqual(["validator-1", "no vote yet"]);
  expect(texts(false, { status: "catching_up", votes: false, catchUp: SNAPSHOT })).toEqual(["validator-1", "catching up, 30 %"]);
});

test("a node that is no validator is not blamed for having no vote; a type that is not explained is said", () => {
  expect(outerTexts()).toEqual(["reader-4"]);
  expect(outerTexts({ status: "catching_up", catchUp: { ...SNAPSHOT, kind: "blocks", receivedBytes: null, totalBytes: null } })).toEqual(["reader-4", "catching up"]);
  expect(outerTexts({ nodeType: "LIGHT", status: "stalled" })).toEqual(["reader-4", "light, stalled"]);
});

test("a name that is too long for its place ends in an ellipsis, and the mark is still called by all of it", () => {
  const name = "a-name-as-long-as-a-node-may-give-itself";
  const [drawn] = outerTexts({ name }, 12);
  expect(drawn).toBe("a-name-as-l\u2026");
  expect(nodeWords(business(4, { name }), null, [drawn ?? ""])).toContain(name);
});
