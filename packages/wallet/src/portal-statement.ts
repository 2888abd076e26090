/**
 * What people sign for a portal: statements in words. Their hash has a label of its own, so that such a signature moves nothing on a ledger
 * (docs/protocol.md, "Hashing").
 */
import { toHex, utf8 } from "./bytes.ts";
import { hash } from "./hash.ts";
import { type SigningKey, sign } from "./keys.ts";
import { decodeContent, decodeRecords, submissionId } from "./submission.ts";

/** `H[portal-statement](words)`: what is signed. */
export function statementHash(words: string): Uint8Array<ArrayBuffer> {
  return hash("portalStatement", utf8(words));
}

/** The signature over a statement. Whoever calls it has shown the words. */
export function signStatement(words: string, key: SigningKey): Uint8Array<ArrayBuffer> {
  return sign(statementHash(words), key);
}

/** Whether words ask to link this address and nothing else: what begins otherwise, or names another address, is not signed. */
export function isLinkStatement(words: string, address: string): boolean {
  const [head, , , third] = words.split("\n");
  return head === "Aurigraph portal: link a ledger account" && third === `Address: ${address}`;
}

/** What somebody decides about a payment. */
export type PaymentVerdict = "approve" | "reject";

/** Where, about what and by whom a decision is. */
export interface PaymentStatementAbout {
  readonly publicUrl: string;
  readonly organisationId: string;
  readonly paymentId: string;
  readonly userId: string;
}

/**
 * The words of a decision, made from the bytes themselves: whoever signs them has decoded the payment and does not take anybody's word for it.
 * `crates/portal/src/organisations/payments/statement.rs` writes the same. Throws `FormatError`.
 */
export function paymentStatement(about: PaymentStatementAbout, verdict: PaymentVerdict, content: Uint8Array): string {
  const { header, body } = decodeContent(content);
  const transfers = decodeRecords(body);
  const lines = [
    "Aurigraph portal: decide about a payment",
    `Portal: ${about.publicUrl}`,
    `Organisation: ${about.organisationId}`,
    `Payment: ${about.paymentId}`,
    `Decision: ${verdict}`,
    `By: ${about.userId}`,
    `Submission: ${toHex(submissionId(header, body))}`,
    `Network: ${toHex(header.chainId)}`,
    `From: account ${header.signer}`,
    `Sequence: ${header.sequence}`,
    `Valid until: ${header.validUntilHeight === 0n ? "any block" : `block ${header.validUntilHeight}`}`,
    `Transfers: ${transfers.length}`,
    ...transfers.map(
      ({ to, asset, amount, reference }) =>
        `To account ${to}: ${amount} minor units of asset ${asset}${reference.length === 0 ? "" : `, reference ${toHex(reference)}`}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}
