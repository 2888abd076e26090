import { toProblem } from "@aurigraph/api";
import { afterEach, expect, test, vi } from "vitest";
import { asRefusal, base64Of, bytesOf, showPasskey } from "./browser.ts";

afterEach(() => vi.unstubAllGlobals());

test("bytes come back as they were, in the base64 of addresses", () => {
  const all = Uint8Array.from({ length: 256 }, (_, index) => index).buffer;
  const text = base64Of(all);
  expect(text).not.toMatch(/[+/=]/);
  expect(new Uint8Array(bytesOf(text))).toEqual(new Uint8Array(all));
  expect(base64Of(bytesOf("_-8"))).toBe("_-8");
});

function bytes(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer;
}

test("a passkey's answer has the fields that the node takes and no others", async () => {
  const response = { clientDataJSON: bytes("c"), authenticatorData: bytes("a"), signature: bytes("s"), userHandle: null };
  const get = vi.fn<(options: CredentialRequestOptions) => Promise<unknown>>().mockResolvedValue({ id: "aWQ", rawId: bytes("id"), type: "public-key", authenticatorAttachment: "platform", response });
  vi.stubGlobal("navigator", { credentials: { get } });
  const shown = await showPasskey({ challenge: "AAAA", timeout: 300_000, rpId: "localhost", allowCredentials: [{ type: "public-key", id: "aWQ" }], userVerification: "required" });
  expect(shown).toEqual({ id: "aWQ", rawId: "aWQ", type: "public-key", response: { clientDataJSON: "Yw", authenticatorData: "YQ", signature: "cw", userHandle: null } });
  const publicKey = get.mock.calls[0]?.[0].publicKey;
  expect(publicKey).toMatchObject({ rpId: "localhost", userVerification: "required" });
  expect(new Uint8Array(publicKey?.challenge as ArrayBuffer)).toEqual(new Uint8Array(3));
});

test.each([
  ["NotAllowedError", "passkey_not_shown"],
  ["InvalidStateError", "passkey_known"],
  ["SecurityError", "passkey_elsewhere"],
])("%s is said in words", (name, code) => {
  const error = Object.assign(new Error("The operation is insecure."), { name });
  expect(toProblem(asRefusal(error)).code).toBe(code);
});

test("what is no refusal of the browser stays what it is", () => {
  const error = { status: 401, data: {} };
  expect(asRefusal(error)).toBe(error);
});
