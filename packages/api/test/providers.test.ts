import { configureStore } from "@reduxjs/toolkit";
import { afterEach, expect, test, vi } from "vitest";
import { identityApi, ledgerApi, providerApi } from "../src/index.ts";

afterEach(() => vi.unstubAllGlobals());

function newStore() {
  return configureStore({ reducer: { [ledgerApi.reducerPath]: ledgerApi.reducer }, middleware: (defaults) => defaults().concat(ledgerApi.middleware) });
}

test("a node without a portal of its own has no providers", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ code: "not_found" }, { status: 404 })));
  const { data } = await newStore().dispatch(providerApi.endpoints.identityProviders.initiate());
  expect(data).toEqual([]);
});

test("signing out tells the provider's page, if there is one", async () => {
  const endSessionUrl = "https://id.example.org/end";
  const answers = [Response.json({ endSessionUrl }), new Response(null, { status: 204 })];
  vi.stubGlobal("fetch", () => Promise.resolve(answers.shift()));
  const store = newStore();
  expect((await store.dispatch(identityApi.endpoints.signOut.initiate())).data).toEqual({ endSessionUrl });
  expect((await store.dispatch(identityApi.endpoints.signOut.initiate())).data).toEqual({});
});

test("an id stands in an address as one part of it", async () => {
  let asked = "";
  vi.stubGlobal("fetch", (request: Request) => {
    asked = new URL(request.url).pathname;
    return Promise.resolve(Response.json({ url: "https://id.example.org/auth" }));
  });
  await newStore().dispatch(providerApi.endpoints.beginProviderSignIn.initiate({ providerId: "../../x", returnTo: "/" }));
  expect(asked).toBe("/api/v11/auth/oidc/..%2F..%2Fx/begin");
});
