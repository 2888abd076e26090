/**
 * Requests whose end two servers may see in different places (RFC 9112, 6.3 and 11.2). In each, `SECOND` is a request that must not be answered: it stands where
 * a server that takes the other length would see the beginning of the next request.
 */

const POST = "POST /api/v11/auth/sign-in HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\nX-Requested-With: aurigraph\r\n";
const GET = "GET /api/v11/info HTTP/1.1\r\nHost: HOST\r\n";
/** Of these spellings only one reading is possible: the length is 5. */
const ONE_READING = new Set(["Content-Length: 5 ", "Content-Length: 05", "Content-Length:\t5", "Content-Length: 5,5"]);
/** A request that is answered with 404 and a path that nothing else has. */
export const SECOND = "GET /api/v11/smuggled HTTP/1.1\r\nHost: HOST\r\n\r\n";
const CHUNKED_END = "0\r\n\r\n";

export interface Smuggling {
  readonly name: string;
  readonly bytes: string;
  /** Two lengths of which no server may choose: RFC 9112 wants 400 and the end of the connection. */
  readonly mustEnd?: boolean;
  /** Whether the second request is one by every rule: then it must be answered, or may be where the rules leave it open. */
  readonly second?: "must" | "may" | undefined;
}

const CODINGS: readonly string[] = [
  "Transfer-Encoding: chunked", "Transfer-Encoding : chunked", "Transfer-Encoding:\tchunked", "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: identity, chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
  "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: CHUNKED", "Transfer-Encoding: chunked;q=1", "Transfer-Encoding:\u000bchunked", "Transfer-Encoding:\u0000chunked", "X: x\nTransfer-Encoding: chunked", "X: x\rTransfer-Encoding: chunked", "Transfer-Encoding:\r\n chunked", " Transfer-Encoding: chunked", "Transfer-Encoding: chunk", "Transfer-encoding: cow\r\nTransfer-Encoding: chunked", "TrAnSfEr-EnCoDiNg: chunked",
];
const LENGTHS: readonly string[] = [
  "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 6\r\nContent-Length: 5", "Content-Length: 5, 6", "Content-Length: 5,5", "Content-Length: +5", "Content-Length: -5", "Content-Length: 0x5", "Content-Length: 5 ", "Content-Length: 05", "Content-Length: 5 5", "Content-Length: 5;", "Content-Length:", "Content-Length: 99999999999999999999", "Content-Length: 18446744073709551616", "Content-Length : 5", "Content-Length:\t5", "Content-Length: 5\r\n Content-Length: 6", "Content-Length: 5\u0000", "Content-Length: five", "content-length: 5\r\nContent-Length: 6",
];
const CHUNKS: readonly string[] = [
  `5;name=value\r\nhello\r\n${CHUNKED_END}`, `5;${"a".repeat(20_000)}\r\nhello\r\n${CHUNKED_END}`, `5\nhello\n0\n\n`, `5\r\nhello0\r\n\r\n`, `0x5\r\nhello\r\n${CHUNKED_END}`, `+5\r\nhello\r\n${CHUNKED_END}`, `-5\r\nhello\r\n${CHUNKED_END}`, `5 \r\nhello\r\n${CHUNKED_END}`, ` 5\r\nhello\r\n${CHUNKED_END}`, `FFFFFFFFFFFFFFFF\r\nhello\r\n${CHUNKED_END}`, `10000000000000005\r\nhello\r\n${CHUNKED_END}`,
  `5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n`, `5\r\nhello\r\n0\r\n${"X: y\r\n".repeat(2_000)}\r\n`, `5\r\nhello\r\n00000000000000000\r\n\r\n`, `5\r\nhello\r\n0\r\n\rX`, `5;\nhello\r\n${CHUNKED_END}`, `5\rhello\r\n${CHUNKED_END}`, `\r\n5\r\nhello\r\n${CHUNKED_END}`,
];
const HEADS: readonly string[] = [
  `${GET}X: a\nX: b\r\n\r\n`, `${GET}X: a\r\n folded\r\n\r\n`, `${GET}X: a\r\n\tfolded\r\n\r\n`, `${GET} X: a\r\n\r\n`, `${GET}X : a\r\n\r\n`, `${GET}X\r\n\r\n`, `${GET}: a\r\n\r\n`, `${GET}X: a\u0000b\r\n\r\n`, `${GET}Host: other\r\n\r\n`, "GET /api/v11/info HTTP/1.1\r\n\r\n", "GET /api/v11/info HTTP/1.1\r\nHost: a b\r\n\r\n", "GET /api/v11/info HTTP/1.0\r\n\r\n", "GET /api/v11/info HTTP/2.0\r\nHost: HOST\r\n\r\n", "GET /api/v11/info HTTP/1.2\r\nHost: HOST\r\n\r\n",
  "GET /api/v11/info\r\n", "GET  /api/v11/info HTTP/1.1\r\nHost: HOST\r\n\r\n", "GET /api/v11/info  HTTP/1.1\r\nHost: HOST\r\n\r\n", "GET\t/api/v11/info\tHTTP/1.1\r\nHost: HOST\r\n\r\n", "\r\n\r\nGET /api/v11/info HTTP/1.1\r\nHost: HOST\r\n\r\n", "GET /api/v11/info HTTP/1.1\nHost: HOST\n\n", "GET /api/v11/info HTTP/1.1\rHost: HOST\r\r", `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`, `${GET}${"X: y\r\n".repeat(5_000)}\r\n`, `${GET}X: ${"y".repeat(200_000)}\r\n\r\n`, `GET /${"a".repeat(200_000)} HTTP/1.1\r\nHost: HOST\r\n\r\n`, `${"A".repeat(100_000)} / HTTP/1.1\r\nHost: HOST\r\n\r\n`, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000", "\u0000".repeat(1_000), "HTTP/1.1 200 OK\r\n\r\n",
  `${GET}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`, `${GET}Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello`, `${GET}Connection: keep-alive, Host, X-Requested-With\r\n\r\n`,
];

/** All of them; every one in a request that a body belongs to, then those of which the head alone is wrong. */
export const SMUGGLINGS: readonly Smuggling[] = [
  // The front sees a length, the node chunks: what follows the last chunk belongs to the body of the first, or to nobody.
  ...CODINGS.map((coding) => ({ name: `CL.TE ${coding}`, bytes: `${POST}Content-Length: ${CHUNKED_END.length + SECOND.length}\r\n${coding}\r\n\r\n${CHUNKED_END}SECOND`, mustEnd: true })),
  // The front sees chunks, the node a length.
  ...CODINGS.map((coding) => ({ name: `TE.CL ${coding}`, bytes: `${POST}${coding}\r\nContent-Length: 4\r\n\r\n${SECOND.length.toString(16)}\r\nSECOND\r\n${CHUNKED_END}`, mustEnd: true })),
  ...CODINGS.map((coding) => ({ name: `TE.TE ${coding}`, bytes: `${POST}${coding}\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${CHUNKED_END}SECOND`, mustEnd: true })),
  ...LENGTHS.map((length) => ({ name: `CL.CL ${length}`, bytes: `${POST}${length}\r\n\r\nhelloSECOND`, second: ONE_READING.has(length) ? ("may" as const) : undefined })),
  ...LENGTHS.map((length) => ({ name: `GET with ${length}`, bytes: `${GET}${length}\r\n\r\nhelloSECOND`, second: ONE_READING.has(length) ? ("may" as const) : undefined })),
  ...CHUNKS.map((chunk) => ({ name: `chunk ${chunk.slice(0, 40)}`, bytes: `${POST}Transfer-Encoding: chunked\r\n\r\n${chunk}` })),
  ...CHUNKS.map((chunk) => ({ name: `GET with chunk ${chunk.slice(0, 40)}`, bytes: `${GET}Transfer-Encoding: chunked\r\n\r\n${chunk}` })),
  ...HEADS.map((bytes) => ({ name: `head ${bytes.slice(0, 80)}`, bytes })),
  // To this node it is a header like any other. A server before it that takes the underscore for a hyphen would be wrong.
  { name: "TE.CL Transfer_Encoding: chunked", bytes: `${POST}Transfer_Encoding: chunked\r\nContent-Length: 4\r\n\r\n${SECOND.length.toString(16)}\r\nSECOND\r\n${CHUNKED_END}`, second: "may" },
  { name: "CL.0", bytes: `${POST}Content-Length: ${SECOND.length}\r\n\r\nSECOND` },
  { name: "HTTP/1.0 with chunks", bytes: `${POST.replace("HTTP/1.1", "HTTP/1.0")}Transfer-Encoding: chunked\r\n\r\n${CHUNKED_END}SECOND`, mustEnd: true },
  { name: "two requests in a row", bytes: `${GET}\r\nSECOND`, second: "must" },
  { name: "two requests in a row, the first with a body", bytes: `${POST}Content-Length: 2\r\n\r\n{}SECOND`, second: "must" },
];
