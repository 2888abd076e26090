/** The words of decisions are those that the portal verifies, byte by byte; and nothing else is signed as a link. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError, fromHex, generateKey, hash, isLinkStatement, paymentStatement, type PaymentVerdict, signStatement, statementHash, toHex, utf8, verifySignature } from "../src/index.ts";

interface Vector {
  readonly publicUrl: string;
  readonly organisationId: string;
  readonly paymentId: string;
  readonly userId: string;
  readonly decision: PaymentVerdict;
  readonly content: string;
  readonly statement: string;
  readonly hash: string;
}

const vectors = JSON.parse(readFileSync(new URL("../../../crates/portal/tests/vectors/payment-statement.json", import.meta.url), "utf8")) as Vector[];

describe("payment statements", () => {
  it("are there", () => expect(vectors.length).toBe(4));

  it.each(vectors)("$decision: the words and the hash of the portal", (vector) => {
    const words = paymentStatement(vector, vector.decision, fromHex(vector.content));
    expect(words).toBe(vector.statement);
    expect(toHex(statementHash(words))).toBe(vector.hash);
  });

  it("refuses bytes that are no whole payment", () => {
    const [about] = vectors as [Vector];
    const { content } = about;
    for (const bytes of [content.slice(2), `${content}00`, content.slice(0, -2), ""]) {
      expect(() => paymentStatement(about, "approve", fromHex(bytes))).toThrow(FormatError);
    }
  });
});

function linkWords(head: string, address: string): string {
  return `${head}\nPortal: p\nPerson: u\nAddress: ${address}\nRandom value: r\nValid until: t\n`;
}

describe("signing words", () => {
  it("signs the hash with its own label and no other", () => {
    const key = generateKey();
    const signature = signStatement("words", key);
    expect(verifySignature(signature, hash("portalStatement", utf8("words")), key.publicKey)).toBe(true);
    expect(verifySignature(signature, hash("submission", utf8("words")), key.publicKey)).toBe(false);
    expect(verifySignature(signature, utf8("words"), key.publicKey)).toBe(false);
  });

  it("knows a link by its first line and its address", () => {
    const head = "Aurigraph portal: link a ledger account";
    expect(isLinkStatement(linkWords(head, "ab"), "ab")).toBe(true);
    expect(isLinkStatement(linkWords(head, "ab"), "cd")).toBe(false);
    expect(isLinkStatement(linkWords("Aurigraph portal: decide about a payment", "ab"), "ab")).toBe(false);
    expect(isLinkStatement("", "ab")).toBe(false);
  });
});
