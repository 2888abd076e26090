/**
 * Requests that nobody should send, made at random from the node's own OpenAPI document: each begins as a request that fits, and gets one thing wrong, or two.
 *
 * ```text
 * seed + number ─▶ route ─▶ a request that fits ─▶ changed ─▶ bytes over a socket ─▶ an answer, no 5xx, a problem with a code
 * ```
 * Every request has a seed of its own, so that one can be sent again alone: `npm run attacks -w e2e -- malformed --seed 7 --only 4711`.
 */
import { type Attack, inParallel, type Options, Tally } from "./attack.ts";
import { HEADERS, JSON_VALUES, METHODS, NO_JSON, PATH_PARTS, QUERIES } from "./corpora/values.ts";
import { type Exchange, exchange, type RawResponse, request, shown } from "./raw.ts";
import { Random } from "./Random.ts";
import type { Operation, Schema, Target } from "./Target.ts";

const AT_ONCE = 24;
/** Users in turn: some of what is sent ends their sessions. */
const USERS = 3;
/** Memory is compared from here on: before it, caches and pools fill. */
const WARM_UP_SHARE = 0.2;
/** What the node's memory may differ by; its caches are bounded, and the demonstration goes on meanwhile. */
const MEMORY_GROWTH_BYTES_MAX = 48 * 1_024 * 1_024;
/** 503 means that the node cannot now, with the reason; every other 5xx is a fault of the node. */
const UNAVAILABLE = new Set(["not_ready", "read_only", "outcome_unknown", "faucet_refused", "unavailable"]);
/** Bodies that are larger than any route of users takes. */
const OVERSIZED_BYTES = [17 * 1_024, 70 * 1_024, 300 * 1_024] as const;

const PLACE_DEPTH_MAX = 8;

type Header = readonly [string, string];

/** A request before it becomes bytes. */
interface Draft {
  method: string;
  path: string;
  query: string;
  headers: Header[];
  body: string | Buffer | undefined;
  /** What was done to it. */
  changes: string[];
  /** Whether an answer 2xx would be wrong. */
  mustBeRefused: boolean;
  /** Whether HTTP itself is broken: then the node may close without a word, or answer without a problem document. */
  isNoHttp: boolean;
  isCutOff: boolean;
}

export const malformed: Attack = {
  name: "malformed",
  aim: "whatever is sent, no answer is a fault of the node, each refusal is a problem document, memory does not grow, and the node stays well",
  run,
};

async function run(target: Target, options: Options) {
  const tally = new Tally();
  const users = await Promise.all(Array.from({ length: USERS }, async () => target.newUser()));
  const cookies = users.map((user) => user.cookies);
  const numbers = options.only === undefined ? Array.from({ length: options.requests }, (_, index) => index) : [options.only];
  const statuses = new Map<number, number>();
  let before: number | undefined;
  const warm = Math.floor(numbers.length * WARM_UP_SHARE);
  await inParallel(numbers, AT_ONCE, async (number, index) => {
    if (index === warm) before = await target.memory();
    const draft = draw(target, cookies, new Random(options.seed, number));
    const bytes = bytesOf(target, draft);
    const answer = await exchange(target.url, bytes, { ...target.network(), isCutOff: draft.isCutOff, answers: 1 });
    tally.tried += 1;
    const [first] = answer.responses;
    statuses.set(first?.status ?? 0, (statuses.get(first?.status ?? 0) ?? 0) + 1);
    const fault = faultOf(draft, answer, first);
    if (fault !== undefined) tally.find(`${fault} after: ${draft.changes.join(", ")}`, `--seed ${options.seed} --only ${number}: ${shown(bytes)}`);
  });
  const after = await target.memory();
  if (!(await target.isHealthy())) tally.find("the node is not well afterwards", "GET /q/health");
  if (before !== undefined && after !== undefined) {
    const grown = after - before;
    tally.note(`memory ${mebibytes(before)} MiB after a fifth of them, ${mebibytes(after)} MiB at the end`);
    if (grown > MEMORY_GROWTH_BYTES_MAX) tally.find(`memory grew by ${mebibytes(grown)} MiB`, `--seed ${options.seed} --requests ${options.requests}`);
  }
  const counts = [...statuses].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status === 0 ? "closed" : status}: ${count}`);
  tally.note(`answers ${counts.join(", ")}`);
  return tally.outcome();
}

function mebibytes(bytes: number): string {
  return (bytes / 1_024 / 1_024).toFixed(1);
}

/** What is wrong with an answer, if anything is. */
function faultOf(draft: Draft, { isSilent }: Exchange, answer: RawResponse | undefined): string | undefined {
  if (answer === undefined) {
    if (isSilent) return "no answer and no end within 30 s";
    return draft.isNoHttp || draft.isCutOff ? undefined : "closed without an answer";
  }
  const { status, body, headers } = answer;
  if (status < 400) return draft.mustBeRefused && status < 300 ? `taken with ${status}` : undefined;
  const code = codeOf(body);
  if (status >= 500 && !(status === 503 && UNAVAILABLE.has(code ?? ""))) return `answered with ${status} ${code ?? ""}`;
  if (draft.isNoHttp && body === "") return undefined;
  if (draft.method === "HEAD") return undefined;
  if (draft.path.includes("/scim/v2/") && headers["content-type"] === "application/scim+json" && isScimRefusal(body, status)) return undefined;
  if (headers["content-type"] !== "application/problem+json" || code === undefined) return `answered with ${status} and no problem document: ${shown(body, 200)}`;
  return undefined;
}

/** Provisioning refuses in the form of RFC 7644, 3.12. */
function isScimRefusal(body: string, status: number): boolean {
  try {
    const { schemas, detail, status: told } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    return Array.isArray(schemas) && typeof detail === "string" && told === String(status);
  } catch {
    return false;
  }
}

function codeOf(body: string): string | undefined {
  try {
    const { code, detail, action } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    return typeof code === "string" && typeof detail === "string" && typeof action === "string" ? code : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(target: Target, { method, path, query, headers, body }: Draft): Buffer {
  return request(target.url, method, path + query, headers, body);
}

/** One request of the sequence. */
function draw(target: Target, cookies: readonly string[], random: Random): Draft {
  const operation = random.of(target.operations());
  const draft = fitting(target, operation, random);
  // Signing out would end the session that all others need.
  const cookie = operation.operationId === "sign_out" ? "" : random.of(cookies);
  draft.headers.push(["X-Requested-With", "aurigraph"]);
  if (cookie !== "") draft.headers.push(["Cookie", cookie]);
  const changes = changesFor(operation);
  const count = random.chance(0.25) ? 2 : 1;
  for (let done = 0; done < count; done += 1) random.of(changes)(draft, random);
  // A second change may undo what is wrong with the first.
  return { ...draft, mustBeRefused: draft.mustBeRefused && count === 1 };
}

/** A request to a route as the document describes it. */
function fitting(target: Target, operation: Operation, random: Random): Draft {
  const parameters = operation.parameters ?? [];
  const path = operation.path.replaceAll(/\{[^}]+\}/g, () => random.of(["0", "1", "latest", "0".repeat(64), `ses_${"0".repeat(32)}`]));
  const asked = parameters.filter((parameter) => parameter.in === "query" && (parameter.required === true || random.chance(0.3)));
  const pairs = asked.map(({ name, schema }) => `${encodeURIComponent(name)}=${encodeURIComponent(String(sample(target, schema)))}`);
  const media = Object.keys(operation.requestBody?.content ?? {});
  const isJson = media.includes("application/json");
  const body = media.length === 0 ? undefined : isJson ? JSON.stringify(sample(target, operation.requestBody?.content["application/json"]?.schema)) : "\0".repeat(random.below(300));
  const headers: Header[] = body === undefined ? [] : [["Content-Type", isJson ? "application/json" : (media[0] ?? "")]];
  return { method: operation.method, path, query: pairs.length === 0 ? "" : `?${pairs.join("&")}`, headers, body, changes: [], mustBeRefused: false, isNoHttp: false, isCutOff: false };
}

/** A value that fits a schema, as far as the schema says. */
function sample(target: Target, given: Schema | undefined, depth = 0): unknown {
  const schema = target.schema(given);
  if (schema.example !== undefined) return schema.example;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object" || schema.properties !== undefined) {
    if (depth > 6) return {};
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, sample(target, property, depth + 1)]));
  }
  if (type === "array") return depth > 6 ? [] : [sample(target, schema.items, depth + 1)];
  if (type === "integer" || type === "number") return schema.minimum ?? 1;
  if (type === "boolean") return true;
  return "text";
}

type Change = (draft: Draft, random: Random) => void;

function changesFor(operation: Operation): readonly Change[] {
  const names = (operation.parameters ?? []).filter((parameter) => parameter.in === "query").map(({ name }) => name);
  const ofAll: Change[] = [
    (draft, random) => {
      const query = random.of(QUERIES).replaceAll("NAME", names.length === 0 ? "limit" : random.of(names));
      draft.query = `?${query}`;
      draft.changes.push(`query ${shown(query, 60)}`);
      // Bytes above 0x7e and blanks are not allowed in a request's first line.
      if (/[^\x21-\x7e]/.test(query)) draft.isNoHttp = true;
    },
    (draft, random) => {
      const headers = random.of(HEADERS);
      draft.headers.push(...headers);
      draft.changes.push(`headers ${shown(headers.map(([name, value]) => `${name}: ${value}`).join(" | "), 80)}`);
      if (headers.some(([name]) => /^(?:host|expect|upgrade|content-type)$/i.test(name))) draft.isNoHttp = true;
    },
    (draft, random) => {
      draft.method = random.of(METHODS);
      draft.changes.push(`method ${draft.method.slice(0, 20)}`);
      if (draft.method === "CONNECT" || draft.method.length > 100) draft.isNoHttp = true;
    },
    (draft, random) => breakHttp(draft, random),
  ];
  if (operation.path.includes("{")) {
    ofAll.push((draft, random) => {
      draft.path = operation.path.replaceAll(/\{[^}]+\}/g, () => random.of(PATH_PARTS));
      draft.changes.push(`path ${shown(draft.path, 100)}`);
      if (/[^\x21-\x7e]/.test(draft.path)) draft.isNoHttp = true;
    });
  }
  if (operation.requestBody === undefined) return ofAll;
  const isJson = operation.requestBody.content["application/json"] !== undefined;
  // What a route gets in its body is where most of its code is.
  return isJson ? [...ofAll, changeField, changeField, changeField, changeBody, changeBody] : [...ofAll, changeBytes, changeBytes];
}

/** One field: another value, gone, twice, or one more that nobody knows. */
function changeField(draft: Draft, random: Random): void {
  const given = parsed(draft.body);
  const places = placesOf(given);
  if (places.length === 0) return changeBody(draft, random);
  const place = random.of(places);
  const mark = "\u0001here\u0001";
  const marked = JSON.stringify(withValue(given, place, mark));
  const quoted = JSON.stringify(mark);
  const kind = random.of(["value", "value", "value", "gone", "unknown", "twice", "bytes"] as const);
  const name = String(place.at(-1));
  draft.changes.push(`field ${place.join(".")}: ${kind}`);
  if (kind === "value") {
    const value = random.of(JSON_VALUES);
    draft.body = marked.replace(quoted, () => value);
    draft.changes.push(shown(value, 60));
    return;
  }
  if (kind === "gone") {
    draft.body = JSON.stringify(withValue(given, place, undefined));
    return;
  }
  // A field that nobody knows, or one that comes twice, is never taken.
  draft.mustBeRefused = true;
  if (kind === "bytes") {
    const [start = "", end = ""] = marked.split(quoted);
    draft.body = Buffer.concat([Buffer.from(`${start}"`), Buffer.from(random.of(["ff", "c080", "eda080", "f8808080", "fe"]), "hex"), Buffer.from(`"${end}`)]);
    return;
  }
  const first = `${JSON.stringify(kind === "twice" ? name : "nobodyKnowsThis")}:1,`;
  draft.body = JSON.stringify(given).replace(kind === "twice" && typeof place.at(-1) === "string" ? `${JSON.stringify(name)}:` : "{", (found) => (kind === "twice" && found !== "{" ? first + found : found + first));
}

/** The body as a whole: not JSON, cut, with more after it, too large, of another kind. */
function changeBody(draft: Draft, random: Random): void {
  const kind = random.of(["no JSON", "cut", "more after it", "too large", "media type", "none", "UTF-16", "compressed"] as const);
  draft.changes.push(`body: ${kind}`);
  draft.mustBeRefused = true;
  const text = Buffer.from(draft.body ?? "").toString();
  if (kind === "no JSON") draft.body = random.of(NO_JSON);
  if (kind === "cut") draft.body = text.slice(0, random.below(Math.max(text.length, 1)));
  if (kind === "more after it") draft.body = `${text}${random.of(["}", "{}", "\0", ",", "x", text])}`;
  if (kind === "too large") draft.body = `${" ".repeat(random.of(OVERSIZED_BYTES))}${text}x`;
  if (kind === "media type") draft.headers = draft.headers.map(([name, value]) => (name === "Content-Type" ? ([name, random.of(["text/plain", "application/x-www-form-urlencoded", "text/json", "application/jsonx", "*/*"])] as const) : ([name, value] as const)));
  if (kind === "none") draft.body = undefined;
  if (kind === "UTF-16") draft.body = Buffer.from(`\ufeff${text}`, "utf16le");
  if (kind === "compressed") draft.headers.push(["Content-Encoding", random.of(["gzip", "deflate", "zstd"])]);
}

/** A body of bytes: any bytes. */
function changeBytes(draft: Draft, random: Random): void {
  draft.body = random.bytes(random.of([0, 1, 7, 64, 200, 1_000, 20_000]));
  draft.changes.push(`${draft.body.length} bytes`);
}

/** HTTP itself: lengths that lie, bytes where none belong. */
function breakHttp(draft: Draft, random: Random): void {
  const kind = random.of(["cut off", "length", "lengths", "chunks", "control", "blank", "version", "colon"] as const);
  draft.changes.push(`HTTP: ${kind}`);
  draft.isNoHttp = true;
  if (kind === "cut off") {
    draft.isCutOff = true;
    draft.headers.push(["Content-Length", "5000"]);
  }
  if (kind === "length") draft.headers.push(["Content-Length", random.of(["-1", "+5", "0x5", "5 5", "99999999999999999999", "", "5,6", "٣"])]);
  if (kind === "lengths") draft.headers.push(["Content-Length", "3"], ["Content-Length", "4"]);
  if (kind === "chunks") {
    draft.headers.push(["Transfer-Encoding", random.of(["chunked", "chunked, chunked", "identity", "xchunked", "gzip, chunked"])]);
    draft.body = random.of(["zz\r\n", "5\r\nhello\r\n0\r\n\r\n", "ffffffffffffffff\r\n", "-1\r\n", "0\r\nTrailer: x\r\n\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n"]);
    draft.isCutOff = true;
  }
  if (kind === "control") draft.headers.push([random.of(["X-A\0", "X A", "X\tA", "", "X-\u0080", "X-A\u000b"]), "1"]);
  if (kind === "blank") draft.headers.push(["X-A", random.of(["a\0b", "a\rb", "a\nb", "\u007f", "a\r\n b"])]);
  if (kind === "version") draft.query = `${draft.query} HTTP/9.9`;
  if (kind === "colon") draft.headers.push(["X-A :", "1"]);
  // Such a length is longer than what follows: only the end of this side tells the node that no more comes.
  if (kind === "length" || kind === "lengths") draft.isCutOff = true;
}

function parsed(body: string | Buffer | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(body ?? "").toString());
  } catch {
    return undefined;
  }
}

type Place = readonly (string | number)[];

/** Every place in a value, down to where nobody's documents go. */
function placesOf(value: unknown, at: Place = []): Place[] {
  if (typeof value !== "object" || value === null || at.length >= PLACE_DEPTH_MAX) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const place: Place = [...at, Array.isArray(value) ? Number(name) : name];
    return [place].concat(placesOf(inner, place));
  });
}

/** A copy with another value in one place; without that place if it is undefined. */
function withValue(value: unknown, [first, ...rest]: Place, given: unknown): unknown {
  if (first === undefined) return given;
  if (Array.isArray(value)) return value.map((inner: unknown, index) => (index === first ? withValue(inner, rest, given) : inner));
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [first]: withValue(object[first], rest, given) };
}
