import { configureStore } from "@reduxjs/toolkit";
import { afterEach, expect, test, vi } from "vitest";
import { identityApi, organisationsApi, toProblem } from "../src/index.ts";

afterEach(() => vi.unstubAllGlobals());

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** A store, and the requests that reach its node, in order. */
function clientOf(answer: (seen: Seen) => Response) {
  const requests: Seen[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const seen = { method: request.method, path: pathname + search, body: await request.text() };
    requests.push(seen);
    return answer(seen);
  });
  const store = configureStore({ reducer: { [organisationsApi.reducerPath]: organisationsApi.reducer }, middleware: (defaults) => defaults().concat(organisationsApi.middleware) });
  return { store, requests };
}

const { endpoints } = organisationsApi;
const NAMES = { organisationId: "o/1", userId: "u?1", invitationId: "i#1", teamId: "t 1", keyId: "k%1" };
const JSON_ANSWER = () => Response.json({ members: [], teams: [], invitations: [], organisations: [], total: 0, nextCursor: null });

test("ids cannot lead a request elsewhere, and each act has its own address", async () => {
  const { store, requests } = clientOf(JSON_ANSWER);
  await store.dispatch(endpoints.changeMember.initiate({ ...NAMES, roles: ["viewer"] }));
  await store.dispatch(endpoints.removeMember.initiate(NAMES));
  await store.dispatch(endpoints.withdrawInvitation.initiate(NAMES));
  await store.dispatch(endpoints.acceptInvitation.initiate(NAMES.invitationId));
  await store.dispatch(endpoints.deleteTeam.initiate(NAMES));
  await store.dispatch(endpoints.revokeApiKey.initiate(NAMES));
  await store.dispatch(endpoints.leaveOrganisation.initiate(NAMES.organisationId));
  await store.dispatch(endpoints.deleteOrganisation.initiate({ organisationId: NAMES.organisationId, name: "Nordwind" }));
  await store.dispatch(endpoints.organisation.initiate(NAMES.organisationId));
  expect(requests.map(({ method, path, body }) => [method, path, body])).toEqual([
    ["PATCH", "/api/v11/organisations/o%2F1/members/u%3F1", '{"roles":["viewer"]}'],
    ["DELETE", "/api/v11/organisations/o%2F1/members/u%3F1", ""],
    ["DELETE", "/api/v11/organisations/o%2F1/invitations/i%231", ""],
    ["POST", "/api/v11/profile/invitations/i%231/accept", ""],
    ["DELETE", "/api/v11/organisations/o%2F1/teams/t%201", ""],
    ["DELETE", "/api/v11/organisations/o%2F1/api-keys/k%251", ""],
    ["POST", "/api/v11/organisations/o%2F1/leave", ""],
    ["POST", "/api/v11/organisations/o%2F1/delete", '{"name":"Nordwind"}'],
    ["GET", "/api/v11/organisations/o%2F1", ""],
  ]);
});

test("the organisation is in the address and not in the body", async () => {
  const { store, requests } = clientOf(JSON_ANSWER);
  await store.dispatch(endpoints.invite.initiate({ organisationId: "o1", emails: ["ada@example.org"], roles: ["viewer"] }));
  await store.dispatch(endpoints.bulkChangeMembers.initiate({ organisationId: "o1", userIds: ["u1"], addRoles: [], removeRoles: ["admin"], remove: false }));
  await store.dispatch(endpoints.changeTeam.initiate({ organisationId: "o1", teamId: "t1", addMembers: ["u1"] }));
  await store.dispatch(endpoints.members.initiate({ organisationId: "o1", search: "", role: "admin", sort: "name", limit: 50 }));
  expect(requests.map(({ path, body }) => [path, body])).toEqual([
    ["/api/v11/organisations/o1/invitations", '{"emails":["ada@example.org"],"roles":["viewer"]}'],
    ["/api/v11/organisations/o1/members/bulk-change", '{"userIds":["u1"],"addRoles":[],"removeRoles":["admin"],"remove":false}'],
    ["/api/v11/organisations/o1/teams/t1", '{"addMembers":["u1"]}'],
    ["/api/v11/organisations/o1/members?role=admin&sort=name&limit=50", ""],
  ]);
});

test("what a page shows is asked for again when it is changed, also where the change was refused", async () => {
  let isRefused = false;
  const { store, requests } = clientOf(({ method }) => (method === "PATCH" && isRefused ? Response.json({ title: "Last owner", status: 409, code: "last_owner", detail: "d", action: "a" }, { status: 409 }) : JSON_ANSWER()));
  await store.dispatch(endpoints.members.initiate({ organisationId: "o1" }));
  await store.dispatch(endpoints.organisationAudit.initiate({ organisationId: "o1" }));
  const asked = () => requests.filter(({ method }) => method === "GET").map(({ path }) => path);
  await store.dispatch(endpoints.changeMember.initiate({ organisationId: "o1", userId: "u1", roles: ["viewer"] }));
  await vi.waitFor(() => expect(asked().toSorted()).toEqual(["audit", "audit", "members", "members"].map((each) => `/api/v11/organisations/o1/${each}`)));
  isRefused = true;
  const { error } = await store.dispatch(endpoints.changeMember.initiate({ organisationId: "o1", userId: "u1", roles: ["viewer"] }));
  expect(toProblem(error).code).toBe("last_owner");
  await vi.waitFor(() => expect(asked()).toHaveLength(6));
});

test("whoever signs in sees nothing of whoever was here before", async () => {
  const { store } = clientOf(({ path }) => (path.endsWith("sign-in") ? Response.json({ user: { userId: "u2", email: "e", name: "n" } }) : JSON_ANSWER()));
  const shown = store.dispatch(endpoints.organisations.initiate());
  await shown;
  shown.unsubscribe();
  expect(endpoints.organisations.select()(store.getState()).data).toBeDefined();
  await store.dispatch(identityApi.endpoints.signIn.initiate({ email: "e", password: "p" }));
  await vi.waitFor(() => expect(endpoints.organisations.select()(store.getState()).data).toBeUndefined());
});

test("the log as a file stays out of the store, and a refusal of it is readable", async () => {
  const lines = '{"sequence":1}\n{"sequence":2}\n';
  let isRefused = false;
  const { store, requests } = clientOf(() =>
    isRefused ? Response.json({ title: "Not allowed", status: 403, code: "not_allowed", detail: "d", action: "a" }, { status: 403 }) : new Response(lines, { headers: { "Content-Type": "application/x-ndjson" } }),
  );
  const { data } = await store.dispatch(endpoints.exportOrganisationAudit.initiate({ organisationId: "o1", format: "ndjson", action: "member.", actor: undefined }));
  expect(requests[0]).toMatchObject({ method: "POST", path: "/api/v11/organisations/o1/audit/export", body: '{"format":"ndjson","action":"member."}' });
  expect(data).toMatch(/^blob:/);
  expect(JSON.stringify(store.getState())).not.toContain("sequence");
  URL.revokeObjectURL(data ?? "");
  isRefused = true;
  const { error } = await store.dispatch(endpoints.exportOrganisationAudit.initiate({ organisationId: "o1", format: "csv" }));
  expect(toProblem(error).code).toBe("not_allowed");
});
