/**
 * HTTP as bytes over a socket, so that nothing between an attack and the node makes a request plain, completes it or refuses to send it.
 */
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

const ANSWER_TIMEOUT_MS = 30_000;
/** A connection that stays open is read until nothing has come for so long. */
const QUIET_MS = 400;

/** One answer, as it came. */
export interface RawResponse {
  readonly status: number;
  /** Names in lower case; a name that comes twice has both values with a comma between. */
  readonly headers: Readonly<Record<string, string>>;
  readonly setCookies: readonly string[];
  readonly body: string;
}

/** What came back over one connection. */
export interface Exchange {
  readonly responses: readonly RawResponse[];
  /** Whether the node closed the connection. */
  readonly isClosed: boolean;
  /** Whether nothing came within the time that an answer may take. */
  readonly isSilent: boolean;
}

export interface ExchangeOptions {
  /** This machine's address on the connection: each one of 127.0.0.0/8 is a network of its own for the node's limits. */
  readonly localAddress?: string;
  /** Closes this side after the bytes were sent, as a client does that was cut off. */
  readonly isCutOff?: boolean;
  /** Ends as soon as that many answers are complete. */
  readonly answers?: number;
  readonly timeoutMs?: number;
}

/** Sends bytes to a node and reads what comes until it closes, or has been quiet for a while after an answer. */
export async function exchange(url: URL, bytes: string | Buffer, options: ExchangeOptions = {}): Promise<Exchange> {
  const { localAddress, isCutOff = false, answers = Number.POSITIVE_INFINITY, timeoutMs = ANSWER_TIMEOUT_MS } = options;
  const socket = open(url, localAddress);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let quiet: NodeJS.Timeout | undefined;
    const silent = setTimeout(() => end(false, true), timeoutMs);
    const end = (isClosed: boolean, isSilent = false) => {
      clearTimeout(quiet);
      clearTimeout(silent);
      socket.destroy();
      resolve({ responses: parseResponses(Buffer.concat(chunks), true), isClosed, isSilent });
    };
    socket.on("data", (chunk) => {
      chunks.push(Buffer.from(chunk));
      clearTimeout(quiet);
      if (Number.isFinite(answers) && parseResponses(Buffer.concat(chunks)).length >= answers) end(false);
      else quiet = setTimeout(() => end(false), QUIET_MS);
    });
    socket.on("end", () => end(true));
    socket.on("close", () => end(true));
    // A reset is an end like another here; what came before it counts.
    socket.on("error", () => end(true));
    if (isCutOff) socket.end(bytes);
    else socket.write(bytes);
  });
}

function open(url: URL, localAddress?: string): Socket {
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  const place = { host: url.hostname.replaceAll(/[[\]]/g, ""), port, ...(localAddress === undefined ? {} : { localAddress }) };
  // A target may have a certificate of its own making; who it is plays no part in an attack.
  return url.protocol === "https:" ? connectTls({ ...place, rejectUnauthorized: false, servername: "localhost" }) : connectPlain({ ...place, allowHalfOpen: true });
}

/** All complete answers in what came; of an ended connection also one that is shorter than it said, as that to HEAD is. */
export function parseResponses(bytes: Buffer, isEnded = false): readonly RawResponse[] {
  const found: RawResponse[] = [];
  let rest = bytes;
  for (let next = parseOne(rest, isEnded); next !== undefined; next = parseOne(rest, isEnded)) {
    if (next.response.status >= 200 || next.response.status === 101) found.push(next.response);
    rest = rest.subarray(next.length);
  }
  return found;
}

function parseOne(bytes: Buffer, isEnded: boolean): { readonly response: RawResponse; readonly length: number } | undefined {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const [statusLine = "", ...lines] = bytes.subarray(0, headEnd).toString("latin1").split("\r\n");
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1];
  if (status === undefined) return undefined;
  const headers: Record<string, string> = {};
  const setCookies: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    if (name === "set-cookie") setCookies.push(value);
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const start = headEnd + 4;
  const body = bodyOf(bytes.subarray(start), headers, isEnded);
  if (body === undefined) return undefined;
  return { response: { status: Number(status), headers, setCookies, body: body.text }, length: start + body.length };
}

function bodyOf(bytes: Buffer, headers: Readonly<Record<string, string>>, isEnded: boolean): { readonly text: string; readonly length: number } | undefined {
  if (headers["transfer-encoding"]?.includes("chunked") === true) return chunkedBody(bytes);
  const length = Number(headers["content-length"] ?? 0);
  if (bytes.length < length && !isEnded) return undefined;
  return { text: bytes.subarray(0, length).toString("utf8"), length: Math.min(length, bytes.length) };
}

function chunkedBody(bytes: Buffer): { readonly text: string; readonly length: number } | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString("latin1"), 16);
    if (!Number.isInteger(size)) return undefined;
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return undefined;
    parts.push(bytes.subarray(start, start + size));
    at = start + size + 2;
    if (size === 0) return { text: Buffer.concat(parts).toString("utf8"), length: at };
  }
}

/** A request as text: its first line, `Host`, the given headers, and a body with its length. */
export function request(url: URL, method: string, path: string, headers: readonly (readonly [string, string])[] = [], body?: string | Buffer): Buffer {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body);
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const own: (readonly [string, string])[] = [];
  if (!names.has("host")) own.push(["Host", url.host]);
  if (!names.has("connection")) own.push(["Connection", "close"]);
  if (body !== undefined && !names.has("content-length") && !names.has("transfer-encoding")) own.push(["Content-Length", String(bytes.length)]);
  const lines = [`${method} ${path} HTTP/1.1`, ...[...own, ...headers].map(([name, value]) => `${name}: ${value}`)];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), bytes]);
}

/** Bytes as text that shows what cannot be printed, cut where it gets long. */
export function shown(bytes: string | Buffer, charactersMax = 600): string {
  const text = Buffer.from(bytes).toString("latin1");
  const visible = text.slice(0, charactersMax).replaceAll(/[^\x20-\x7e]/g, (character) => {
    if (character === "\r") return "\\r";
    if (character === "\n") return "\\n";
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return text.length > charactersMax ? `${visible}… (${text.length} bytes)` : visible;
}
