import { expect, test } from "vitest";
import { accepted, ADD, proposal } from "./proposalsForTests.ts";
import { timelineOf } from "./timeline.ts";

const states = (...step: Parameters<typeof timelineOf>) => timelineOf(...step).map(({ id, state, height }) => [id, state, height]);
const notes = (...step: Parameters<typeof timelineOf>) => timelineOf(...step).map(({ note }) => note);

test("an open one waits for votes until its last height", () => {
  const open = proposal("aa");
  expect(states(open, 200)).toEqual([
    ["proposed", "done", 100],
    ["accepted", "open", null],
    ["inForce", "open", null],
    ["expires", "coming", 1000],
  ]);
  expect(notes(open, 200)).toEqual(["of validator-2", "still needs a voting power of 1", "with the block after it is accepted", "in 800 blocks, then it expires"]);
  expect(notes(open, null)[3]).toBe("then it expires");
});

test("one with a height waits for that, or for its acceptance", () => {
  const [, , inForce] = timelineOf(proposal("aa", { effectiveHeight: 700 }), 200);
  expect(inForce).toMatchObject({ state: "open", height: 700, note: "or with the block after it is accepted, if that is later" });
});

test("an accepted one comes into force at its height", () => {
  const waiting = proposal("aa", accepted(150, 700, "ACCEPTED"));
  expect(states(waiting, 200)).toEqual([
    ["proposed", "done", 100],
    ["accepted", "done", 150],
    ["inForce", "coming", 700],
    ["expires", "void", 1000],
  ]);
  expect(notes(waiting, 200)[2]).toBe("in 500 blocks");
});

test("one that is in force from the next block on has no block of it yet", () => {
  const now = proposal("aa", accepted(200, 201));
  expect(timelineOf(now, 200)[2]).toMatchObject({ state: "coming", height: 201, note: "with the next block" });
  expect(timelineOf(now, 201)[2]).toMatchObject({ state: "done", height: 201 });
});

test("an expired one is never accepted nor in force", () => {
  expect(states(proposal("aa", { status: "EXPIRED" }), 1001)).toEqual([
    ["proposed", "done", 100],
    ["accepted", "void", null],
    ["inForce", "void", null],
    ["expires", "done", 1000],
  ]);
});

test("a change of the validators needs more blocks between its acceptance and its beginning", () => {
  const change = proposal("aa", { action: ADD });
  expect(timelineOf(change, 200)[2]).toMatchObject({ state: "open", note: "66 blocks after it is accepted" });
  expect(timelineOf({ ...change, effectiveHeight: 700 }, 200)[2]).toMatchObject({ state: "open", height: 700, note: "or 66 blocks after it is accepted, if that is later" });
});

test("one that another change of the validators overtook is never accepted", () => {
  const overtaken = timelineOf(proposal("aa", { action: ADD }), 200, true);
  expect(overtaken.map(({ state, note }) => [state, note])).toEqual([
    ["done", "of validator-2"],
    ["void", "another change of validators was accepted first"],
    ["void", "never"],
    ["coming", "in 800 blocks, then it expires"],
  ]);
});
