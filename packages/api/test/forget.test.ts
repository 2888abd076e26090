import { configureStore } from "@reduxjs/toolkit";
import { afterEach, expect, test, vi } from "vitest";
import { forgetAllBut, hasGone, identityApi, ledgerApi, organisationsApi, type SignInState } from "../src/index.ts";

afterEach(() => vi.unstubAllGlobals());

function signedIn(userId: string): SignInState {
  const user = { userId, email: `${userId}@example.org`, name: "Ada", isAdministrator: false };
  return { kind: "signedIn", session: { user, signedInAt: "t", expiresAt: "t", idleExpiresAt: "t", stepUpUntil: null } };
}

test("somebody has gone with a sign-out, the end of a session, or another's sign-in", () => {
  const [ada, again, bob, nobody] = [signedIn("usr_1"), signedIn("usr_1"), signedIn("usr_2"), { kind: "signedOut" } as const];
  expect(hasGone(ada, nobody)).toBe(true);
  expect(hasGone(ada, { kind: "unavailable" })).toBe(true);
  expect(hasGone(ada, bob)).toBe(true);
  expect(hasGone(ada, again)).toBe(false);
  // Whoever comes keeps what everybody sees, and a question without an answer says nothing.
  expect(hasGone(nobody, ada)).toBe(false);
  expect(hasGone(undefined, nobody)).toBe(false);
  expect(hasGone(ada, undefined)).toBe(false);
});

test("nothing that was asked for is left, but who is signed in now", async () => {
  vi.stubGlobal("fetch", (request: Request) => Promise.resolve(Response.json(request.url.endsWith("session") ? { session: null } : { email: "ada@example.org", organisations: [{ name: "Meridian" }] })));
  const store = configureStore({ reducer: { [ledgerApi.reducerPath]: ledgerApi.reducer }, middleware: (defaults) => defaults().concat(ledgerApi.middleware) });
  await store.dispatch(identityApi.endpoints.profile.initiate());
  await store.dispatch(organisationsApi.endpoints.organisations.initiate());
  await store.dispatch(identityApi.endpoints.exportProfile.initiate());
  expect(JSON.stringify(store.getState())).toContain("Meridian");
  store.dispatch(forgetAllBut({ kind: "signedOut" }));
  const left = JSON.stringify(store.getState());
  expect(left).not.toContain("example.org");
  expect(left).not.toContain("Meridian");
  expect(identityApi.endpoints.session.select()(store.getState()).data).toEqual({ kind: "signedOut" });
  expect(identityApi.endpoints.profile.select()(store.getState()).isUninitialized).toBe(true);
});

test("what comes late to a question of before is not kept", async () => {
  const late = Promise.withResolvers<Response>();
  vi.stubGlobal("fetch", () => late.promise);
  const store = configureStore({ reducer: { [ledgerApi.reducerPath]: ledgerApi.reducer }, middleware: (defaults) => defaults().concat(ledgerApi.middleware) });
  const asked = store.dispatch(identityApi.endpoints.profile.initiate());
  store.dispatch(forgetAllBut({ kind: "signedOut" }));
  late.resolve(Response.json({ email: "ada@example.org" }));
  await asked;
  expect(JSON.stringify(store.getState())).not.toContain("example.org");
});
