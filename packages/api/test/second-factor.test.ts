import { configureStore } from "@reduxjs/toolkit";
import { afterEach, expect, test, vi } from "vitest";
import { identityApi, ledgerApi, secondFactorApi } from "../src/index.ts";

afterEach(() => vi.unstubAllGlobals());

const SESSION = { user: { userId: "u1", email: "ada@example.org", name: "Ada" }, signedInAt: "t", expiresAt: "t", idleExpiresAt: "t", stepUpUntil: null };
const WAITING = { secondFactors: ["totp", "recovery_code"], expiresAt: "t" };
const CREDENTIALS = { email: "ada@example.org", password: "x" };

test("a right password is an answer of its own where a code is asked for as well; only the code signs in", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (pathname.endsWith("/sign-in")) return Promise.resolve(Response.json(WAITING, { status: 202 }));
    return Promise.resolve(Response.json(pathname.endsWith("/second-factor") ? SESSION : { session: null }));
  });
  const store = configureStore({ reducer: { [ledgerApi.reducerPath]: ledgerApi.reducer }, middleware: (defaults) => defaults().concat(ledgerApi.middleware) });
  const looks = () => asked.filter((pathname) => pathname.endsWith("/session")).length;
  await store.dispatch(identityApi.endpoints.session.initiate());
  const { data } = await store.dispatch(identityApi.endpoints.signIn.initiate(CREDENTIALS));
  expect(data).toEqual({ kind: "codeNeeded", ...WAITING });
  expect(looks()).toBe(1);
  await store.dispatch(secondFactorApi.endpoints.completeSignIn.initiate("287082"));
  await vi.waitFor(() => expect(looks()).toBe(2));
});

test("without a second factor the password signs in", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(SESSION)));
  const store = configureStore({ reducer: { [ledgerApi.reducerPath]: ledgerApi.reducer }, middleware: (defaults) => defaults().concat(ledgerApi.middleware) });
  const { data } = await store.dispatch(identityApi.endpoints.signIn.initiate(CREDENTIALS));
  expect(data).toEqual({ kind: "signedIn", session: SESSION });
});
