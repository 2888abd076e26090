import { configureStore } from "@reduxjs/toolkit";
import { afterEach, expect, test, vi } from "vitest";
import { nodesApi } from "../src/index.ts";

afterEach(() => vi.unstubAllGlobals());

/** A store, and the requests that reach its node, in order. */
function clientOf() {
  const requests: (readonly [method: string, path: string, body: string])[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    requests.push([request.method, new URL(request.url).pathname, await request.text()]);
    return Response.json({ nodes: [], nextCursor: null });
  });
  const store = configureStore({ reducer: { [nodesApi.reducerPath]: nodesApi.reducer }, middleware: (defaults) => defaults().concat(nodesApi.middleware) });
  return { store, requests };
}

const { endpoints } = nodesApi;
const ABOUT = { organisationId: "o/1", requestId: "n?1" };

test("ids cannot lead a request elsewhere, each act has its own address, and only what belongs there is in the body", async () => {
  const { store, requests } = clientOf();
  await store.dispatch(endpoints.requestNode.initiate({ organisationId: "o/1", name: "Hamburg", nodeType: "business", note: null }));
  await store.dispatch(endpoints.approveNode.initiate(ABOUT));
  await store.dispatch(endpoints.rejectNode.initiate({ ...ABOUT, reason: "no" }));
  await store.dispatch(endpoints.withdrawNode.initiate(ABOUT));
  await store.dispatch(endpoints.makeNodeToken.initiate(ABOUT));
  await store.dispatch(endpoints.revokeNode.initiate({ ...ABOUT, reason: "sold" }));
  expect(requests).toEqual([
    ["POST", "/api/v11/organisations/o%2F1/nodes", '{"name":"Hamburg","nodeType":"business","note":null}'],
    ["POST", "/api/v11/organisations/o%2F1/nodes/n%3F1/approve", "{}"],
    ["POST", "/api/v11/organisations/o%2F1/nodes/n%3F1/reject", '{"reason":"no"}'],
    ["POST", "/api/v11/organisations/o%2F1/nodes/n%3F1/withdraw", "{}"],
    ["POST", "/api/v11/organisations/o%2F1/nodes/n%3F1/token", "{}"],
    ["POST", "/api/v11/organisations/o%2F1/nodes/n%3F1/revoke", '{"reason":"sold"}'],
  ]);
});

test("every act makes the list old", async () => {
  const { store, requests } = clientOf();
  const list = store.dispatch(endpoints.provisionedNodes.initiate("o1"));
  await list;
  await store.dispatch(endpoints.approveNode.initiate({ organisationId: "o1", requestId: "n1" }));
  await vi.waitFor(() => expect(requests.filter(([method]) => method === "GET")).toHaveLength(2));
  list.unsubscribe();
});
