/** The node that is attacked: its address, its routes by its own OpenAPI document, and users that sign up there. */
import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { exchange, type ExchangeOptions, type RawResponse, request } from "./raw.ts";

const MAIL_TIMEOUT_MS = 10_000;
/** Nobody's; four unrelated words and more are taken. */
const PASSWORD = "harbour violet kettle marathon 58";

/** A part of a JSON schema that the attacks understand. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
  readonly format?: string;
  readonly example?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface OperationObject {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>>; readonly required?: boolean };
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** A route with a method. */
export interface Operation extends OperationObject {
  readonly method: string;
  readonly path: string;
}

export interface User {
  readonly email: string;
  readonly password: string;
  /** Name and value of the session's cookie. */
  readonly cookie: string;
  /** All cookies that the browser has. */
  readonly cookies: string;
}

const METHODS = new Set(["get", "post", "put", "patch", "delete"]);

export class Target {
  readonly url: URL;
  /** Of the node, if it runs on this machine. */
  readonly processId: number | undefined;
  readonly document: Document;
  #networks = randomInt(1, 100);

  private constructor(url: URL, processId: number | undefined, document: Document) {
    this.url = url;
    this.processId = processId;
    this.document = document;
  }

  /** Reads the document of the node at this address. */
  static async at(url: string, processId?: number): Promise<Target> {
    const place = new URL(url);
    const { responses } = await exchange(place, request(place, "GET", "/api/v11/openapi.json"));
    const [answer] = responses;
    if (answer?.status !== 200) throw new Error(`${url} gives no OpenAPI document: start a node there, or name another address`);
    return new Target(place, processId, JSON.parse(answer.body) as Document);
  }

  /** Every route with a method, in the document's order. */
  operations(): readonly Operation[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => METHODS.has(method))
        .map(([method, operation]) => Object.assign({ method: method.toUpperCase(), path }, operation)),
    );
  }

  /** Those whose right is a cookie, and which change something. What the ledger takes, and what a provider or a node sends, is signed, so no cookie counts there. */
  changing(): readonly Operation[] {
    const isSigned = /^\/api\/v11\/(?:blockchain\/|network\/|devnet\/|node-enrolments$)|\/back-channel-logout$/;
    return this.operations().filter(({ method, path }) => method !== "GET" && !isSigned.test(path));
  }

  /** Whether the node has such a route. */
  has(path: string): boolean {
    return this.document.paths[path] !== undefined;
  }

  /** Follows `$ref`, and takes the first of several. */
  schema(schema: Schema | undefined): Schema {
    if (schema === undefined) return {};
    if (schema.$ref !== undefined) return this.schema(this.document.components?.schemas?.[schema.$ref.split("/").at(-1) ?? ""]);
    const [first] = schema.oneOf ?? schema.anyOf ?? schema.allOf ?? [];
    const isNothing = first?.type === "null";
    if (first !== undefined) return this.schema(isNothing ? (schema.oneOf ?? schema.anyOf)?.[1] : first);
    return schema;
  }

  /** One network after the other, so that the limit on what one network may ask for does not hide what lies behind it. */
  network(): { readonly localAddress: string } | Record<string, never> {
    if (!/^(?:localhost|127\.)/.test(this.url.hostname)) return {};
    this.#networks += 1;
    return { localAddress: `127.${1 + (Math.floor(this.#networks / 62_500) % 250)}.${Math.floor(this.#networks / 250) % 250}.${1 + (this.#networks % 250)}` };
  }

  /** Sends one request with these headers; the answer. */
  async send(method: string, path: string, headers: readonly (readonly [string, string])[] = [], body?: string | Buffer, options: ExchangeOptions = {}): Promise<RawResponse> {
    const { responses } = await exchange(this.url, request(this.url, method, path, headers, body), options);
    const [answer] = responses;
    if (answer === undefined) throw new Error(`${method} ${path} was not answered`);
    return answer;
  }

  /** Sends JSON as the portal's own pages do. */
  async ask(method: string, path: string, body?: unknown, cookies?: string, options: ExchangeOptions = {}, userAgent = "attacks"): Promise<RawResponse> {
    const headers: (readonly [string, string])[] = [
      ["X-Requested-With", "aurigraph"],
      ["User-Agent", userAgent],
    ];
    if (cookies !== undefined) headers.push(["Cookie", cookies]);
    if (body !== undefined) headers.push(["Content-Type", "application/json"]);
    return this.send(method, path, headers, body === undefined ? undefined : JSON.stringify(body), options);
  }

  /** Signs somebody up through the development inbox. Only where the node has one. */
  async newUser(name = "Mallory", email = newEmail()): Promise<User> {
    const network = this.network();
    await this.ask("POST", "/api/v11/auth/sign-up", { email }, undefined, network);
    const token = await this.tokenTo(email);
    const answer = await this.ask("POST", "/api/v11/auth/complete-sign-up", { token, name, password: PASSWORD }, undefined, network);
    if (answer.status !== 200) throw new Error(`${email} could not sign up: ${answer.status} ${answer.body}`);
    return { email, password: PASSWORD, ...cookiesOf(answer) };
  }

  /** Signs a user in, from a browser that calls itself so. */
  async signIn(user: User, userAgent = "attacks", cookies?: string): Promise<RawResponse> {
    return this.ask("POST", "/api/v11/auth/sign-in", { email: user.email, password: user.password }, cookies, this.network(), userAgent);
  }

  /** The token in the newest mail to an address, as soon as there is one that was not taken yet. */
  async tokenTo(email: string, taken: readonly string[] = []): Promise<string> {
    const deadline = Date.now() + MAIL_TIMEOUT_MS;
    while (Date.now() < deadline) {
      const answer = await this.send("GET", "/api/v11/devnet/mails?limit=200");
      const { mails = [] } = JSON.parse(answer.body) as { readonly mails?: readonly { readonly to: string; readonly text: string }[] };
      const tokens = mails.filter(({ to }) => to === email).map(({ text }) => /#(\S+)/.exec(text)?.[1] ?? "");
      const token = tokens.find((one) => one !== "" && !taken.includes(one));
      if (token !== undefined) return token;
      await sleep(100);
    }
    throw new Error(`no mail to ${email} came: these attacks need a development network with its inbox`);
  }

  /** Whose session a cookie opens; nobody's without one. */
  async sessionOf(cookies: string): Promise<string | undefined> {
    const answer = await this.ask("GET", "/api/v11/auth/session", undefined, cookies);
    const { session } = JSON.parse(answer.body) as { readonly session: { readonly user: { readonly email: string } } | null };
    return session?.user.email;
  }

  /** Bytes of memory that the node has, if it runs on this machine. */
  async memory(): Promise<number | undefined> {
    if (this.processId === undefined) return undefined;
    const status = await readFile(`/proc/${this.processId}/status`, "utf8");
    const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1_024;
  }

  /** Whether the node says that it is well. */
  async isHealthy(): Promise<boolean> {
    const answer = await this.send("GET", "/q/health");
    return answer.status === 200;
  }
}

/** An address that nobody had before. */
export function newEmail(): string {
  return `mallory.${Date.now().toString(36)}${randomInt(1_000_000).toString(36)}@example.org`;
}

/** What a browser keeps of the cookies that an answer sets. */
export function cookiesOf(answer: RawResponse): { readonly cookie: string; readonly cookies: string } {
  const pairs = answer.setCookies.map((line) => line.split(";")[0] ?? "").filter((pair) => !pair.endsWith("="));
  return { cookie: pairs.find((pair) => pair.startsWith("__Host-aurigraph-session=")) ?? "", cookies: pairs.join("; ") };
}
