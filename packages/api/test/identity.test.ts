import { configureStore } from "@reduxjs/toolkit";
import { afterEach, expect, test, vi } from "vitest";
import { identityApi, ledgerApi, toProblem } from "../src/index.ts";

afterEach(() => vi.unstubAllGlobals());

const SESSION = { user: { userId: "u1", email: "ada@example.org", name: "Ada" }, signedInAt: "t", expiresAt: "t", idleExpiresAt: "t", stepUpUntil: null };

function problem(status: number, code: string, headers: Record<string, string> = {}) {
  return new Response(JSON.stringify({ type: "about:blank", title: code, status, code, detail: "d", action: "a" }), { status, headers: { "Content-Type": "application/problem+json", ...headers } });
}

/** A store, and the requests that reach its node. */
function clientOf(answer: (request: Request) => Response) {
  const requests: Request[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    requests.push(request);
    return Promise.resolve(answer(request));
  });
  const store = configureStore({ reducer: { [ledgerApi.reducerPath]: ledgerApi.reducer }, middleware: (defaults) => defaults().concat(ledgerApi.middleware) });
  return { store, requests };
}

test.each([
  [() => Response.json({ session: SESSION }), { kind: "signedIn", session: SESSION }],
  [() => Response.json({ session: null }), { kind: "signedOut" }],
  [() => problem(404, "not_found"), { kind: "unavailable" }],
])("whether somebody is signed in is an answer and no error", async (answer, state) => {
  const { store } = clientOf(answer);
  const { data, error } = await store.dispatch(identityApi.endpoints.session.initiate());
  expect([data, error]).toEqual([state, undefined]);
});

test("a node that fails does not say that nobody is signed in", async () => {
  const { store } = clientOf(() => problem(503, "not_ready"));
  const { data, error } = await store.dispatch(identityApi.endpoints.session.initiate());
  expect(data).toBeUndefined();
  expect(toProblem(error).code).toBe("not_ready");
});

test("requests that change something say whose page they are from, those that read do not", async () => {
  const { store, requests } = clientOf(() => Response.json({}));
  const { signOut, rename, endSession, changePassword, profile } = identityApi.endpoints;
  await store.dispatch(signOut.initiate());
  await store.dispatch(rename.initiate("Ada"));
  await store.dispatch(endSession.initiate("a/b"));
  await store.dispatch(changePassword.initiate({ newPassword: "b" }));
  await store.dispatch(ledgerApi.endpoints.submit.initiate({}));
  await store.dispatch(profile.initiate());
  const seen = requests.map(({ method, url, headers }) => [method, new URL(url).pathname, headers.get("X-Requested-With")]);
  expect(seen).toEqual([
    ["POST", "/api/v11/auth/sign-out", "aurigraph"],
    ["PATCH", "/api/v11/profile", "aurigraph"],
    ["DELETE", "/api/v11/profile/sessions/a%2Fb", "aurigraph"],
    ["POST", "/api/v11/profile/password", "aurigraph"],
    ["POST", "/api/v11/blockchain/transactions", "aurigraph"],
    ["GET", "/api/v11/profile", null],
  ]);
});

test("for how long to wait is part of the problem", async () => {
  const { store } = clientOf(() => problem(429, "too_busy", { "Retry-After": "17" }));
  const { error } = await store.dispatch(identityApi.endpoints.signIn.initiate({ email: "ada@example.org", password: "x" }));
  expect(toProblem(error)).toMatchObject({ code: "too_busy", retryAfterSeconds: 17 });
});

test("a session that was ended elsewhere is noticed by the next request", async () => {
  let isEnded = false;
  const { store } = clientOf((request) => {
    if (request.url.endsWith("session")) return Response.json({ session: isEnded ? null : SESSION });
    return isEnded ? problem(401, "not_signed_in") : Response.json({});
  });
  const { session, profile } = identityApi.endpoints;
  await store.dispatch(session.initiate());
  expect(session.select()(store.getState()).data?.kind).toBe("signedIn");
  isEnded = true;
  await store.dispatch(profile.initiate());
  await vi.waitFor(() => expect(session.select()(store.getState()).data?.kind).toBe("signedOut"));
});

test("a refused sign-in changes nothing, one that succeeds asks who this is", async () => {
  let answer = problem(401, "sign_in_refused");
  const { store, requests } = clientOf((request) => (request.method === "POST" ? answer : Response.json({ session: SESSION })));
  const { session, signIn } = identityApi.endpoints;
  const asked = () => requests.filter(({ url }) => url.endsWith("session")).length;
  await store.dispatch(session.initiate());
  await store.dispatch(signIn.initiate({ email: "ada@example.org", password: "x" }));
  expect(asked()).toBe(1);
  answer = Response.json(SESSION);
  await store.dispatch(signIn.initiate({ email: "ada@example.org", password: "y" }));
  await vi.waitFor(() => expect(asked()).toBe(2));
});
