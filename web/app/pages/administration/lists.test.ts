import { describe, expect, it } from "vitest";
import { afterPress, doneWords, ORGANISATION_SORTS, orderChanges, orderOf, orderValue, organisationsQuery, USER_SORTS, usersQuery } from "./lists.ts";

function address(search: string) {
  const parameters = new URLSearchParams(search);
  return { get: (name: string) => parameters.get(name) ?? undefined, cursor: parameters.get("cursor") ?? undefined, limit: 50 };
}

describe("the address of a list", () => {
  it("asks for the newest where it says nothing, or what there is not", () => {
    for (const search of ["", "sort=name", "sort=password&order=asc"]) expect(usersQuery(address(search))).toMatchObject({ sort: "createdAt", order: "desc" });
    expect(organisationsQuery(address("sort=lastSignedInAt"))).toMatchObject({ sort: "createdAt", order: "desc" });
  });

  it("leaves out filters that are none", () => {
    expect(usersQuery(address("state=gone&factor=perhaps"))).toMatchObject({ state: undefined, secondFactor: undefined });
    expect(usersQuery(address("state=disabled&factor=no&search=ada&cursor=x"))).toMatchObject({ state: "disabled", secondFactor: false, search: "ada", cursor: "x" });
  });

  it("says every order that can be chosen, and reads it again", () => {
    for (const [sorts, query] of [[USER_SORTS, usersQuery] as const, [ORGANISATION_SORTS, organisationsQuery] as const]) {
      for (const [value] of sorts) {
        const said = new URLSearchParams();
        for (const [name, text] of Object.entries(orderChanges(value))) if (text !== null) said.set(name, text);
        expect(orderValue(orderOf(address(said.toString()).get, sorts))).toBe(value);
        expect(query(address(said.toString()))).toMatchObject({ sort: value.replace("-", ""), order: value.startsWith("-") ? "desc" : "asc" });
      }
    }
  });

  it("turns round when a head is pressed again", () => {
    expect(afterPress({ key: "createdAt", descending: true }, "createdAt")).toBe("createdAt");
    expect(afterPress({ key: "createdAt", descending: false }, "createdAt")).toBe("-createdAt");
    expect(afterPress({ key: "createdAt", descending: true }, "members")).toBe("-members");
  });
});

describe("what was done", () => {
  it("is said with those that were so already", () => {
    expect(doneWords("disable", 3, 3)).toBe("3 users disabled.");
    expect(doneWords("disable", 3, 1)).toBe("1 user disabled. 2 were disabled already.");
    expect(doneWords("enable", 2, 1)).toBe("1 user enabled. 1 was not disabled by an administrator.");
    expect(doneWords("end_sessions", 1, 0)).toBe("Sessions of 0 users ended. 1 was without a session.");
  });
});
