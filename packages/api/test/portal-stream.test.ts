import { expect, test } from "vitest";
import { oldAfter } from "../src/index.ts";

function changed(action: string) {
  return oldAfter({ type: "organisation_changed", organisationId: "org_1", action, sequence: 1 });
}

test("what happens makes those answers old that tell of it", () => {
  expect(changed("plan.changed")).toEqual(["usage", "organisationAudit"]);
  expect(changed("member.joined")).toEqual(["members", "teams", "organisations", "organisationAudit"]);
  expect(changed("api_key.revoked")).toEqual(["apiKeys", "organisationAudit"]);
  expect(changed("payment.approved")).toEqual(["payments", "organisationAudit"]);
  expect(changed("payment_policy.changed")).toEqual(["paymentPolicy", "organisationAudit"]);
  expect(changed("node.enrolled")).toEqual(["provisionedNodes", "organisationAudit"]);
  expect(changed("ledger_account.linked")).toEqual(["ledgerAccounts", "organisationAudit"]);
  expect(changed("something.new")).toContain("invitations");
  expect(oldAfter({ type: "user_changed", action: "user.renamed" })).toContain("profile");
  expect(oldAfter({ type: "ended" })).toContain("session");
  expect(oldAfter({ type: "missed" })).toEqual(expect.arrayContaining(["session", "members"]));
  expect(oldAfter({ type: "welcome", userId: null, organisationIds: [] })).toEqual([]);
});
