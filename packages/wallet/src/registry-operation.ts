/** Operations of the registry: what issuers, verifiers and accreditors sign (docs/protocol.md, "Operations"). */
import { type AssetContent, ASSET_CONTENT_BYTES_MAX, decodeAssetContent, encodeAssetContent } from "./asset-content.ts";
import { type ByteReader, type ByteWriter, FormatError, isZero, utf8 } from "./bytes.ts";

const HASH_BYTES = 32;
const TIER_MAX = 3;
const COUNTRIES_MAX = 64;
const COUNTRY = /^[A-Z]{2}$/;

export type AssetState = "active" | "suspended" | "retired";
export type VerificationFinding = "in_review" | "verified" | "rejected";
export type ClaimTopic = "issuer" | "kyc" | "accredited";

/** One operation of the registry. Ends are Unix milliseconds; 0n is none. */
export type RegistryOperation =
  | { readonly kind: "register_asset"; readonly content: AssetContent }
  | { readonly kind: "update_asset"; readonly asset: Uint8Array; readonly version: number; readonly content: AssetContent }
  | { readonly kind: "transfer_asset"; readonly asset: Uint8Array; readonly owner: number }
  | { readonly kind: "set_asset_state"; readonly asset: Uint8Array; readonly state: AssetState }
  | { readonly kind: "verify_asset"; readonly asset: Uint8Array; readonly version: number; readonly contentHash: Uint8Array; readonly finding: VerificationFinding; readonly expiresMs: bigint }
  | { readonly kind: "withdraw_verification"; readonly asset: Uint8Array }
  | { readonly kind: "set_claim"; readonly account: number; readonly topic: ClaimTopic; readonly country?: string; readonly expiresMs: bigint }
  | { readonly kind: "revoke_claim"; readonly account: number; readonly topic: ClaimTopic }
  | { readonly kind: "set_verifier"; readonly account: number; readonly tier: number; readonly countries: readonly string[] };

export const REGISTRY_KIND_NUMBERS = {
  register_asset: 8,
  update_asset: 9,
  transfer_asset: 10,
  set_asset_state: 11,
  verify_asset: 12,
  withdraw_verification: 13,
  set_claim: 14,
  revoke_claim: 15,
  set_verifier: 16,
} as const satisfies Record<RegistryOperation["kind"], number>;

const STATES: readonly AssetState[] = ["active", "suspended", "retired"];
const FINDINGS: readonly VerificationFinding[] = ["in_review", "verified", "rejected"];
const TOPICS: readonly ClaimTopic[] = ["issuer", "kyc", "accredited"];

/** Names are numbered from 1. */
function nameOf<T extends string>(names: readonly T[], number: number, what: string): T {
  const name = names[number - 1];
  if (name === undefined) throw new FormatError(`there is no ${what} ${number}`);
  return name;
}

/** Whether it is an operation of the registry. */
export function isRegistryOperation<T extends { readonly kind: string }>(operation: T): operation is T & RegistryOperation {
  return operation.kind in REGISTRY_KIND_NUMBERS;
}

/** Writes the fields that follow the kind. Throws `FormatError`. */
export function writeRegistryOperation(writer: ByteWriter, operation: RegistryOperation): void {
  if ("asset" in operation) writer.bytes(operation.asset, HASH_BYTES, "asset");
  switch (operation.kind) {
    case "register_asset":
      writeContent(writer, operation.content);
      break;
    case "update_asset":
      writer.u32(operation.version, "version");
      writeContent(writer, operation.content);
      break;
    case "transfer_asset":
      writer.u32(operation.owner, "owner");
      break;
    case "set_asset_state":
      writer.u8(STATES.indexOf(operation.state) + 1);
      break;
    case "verify_asset":
      writer.u32(operation.version, "version").bytes(operation.contentHash, HASH_BYTES, "content hash");
      writer.u8(FINDINGS.indexOf(operation.finding) + 1).u64(operation.expiresMs, "end");
      break;
    case "withdraw_verification":
      break;
    case "set_claim":
      writer.u32(operation.account, "account").u16(TOPICS.indexOf(operation.topic) + 1);
      writer.bytes(operation.country === undefined ? new Uint8Array(2) : countryBytes(operation.country)).u64(operation.expiresMs, "end");
      break;
    case "revoke_claim":
      writer.u32(operation.account, "account").u16(TOPICS.indexOf(operation.topic) + 1);
      break;
    case "set_verifier":
      checkTier(operation.tier);
      checkCountries(operation.countries);
      writer.u32(operation.account, "account").u8(operation.tier).u8(operation.countries.length);
      for (const country of operation.countries) writer.bytes(countryBytes(country));
      break;
  }
}

/** Reads the fields that follow the kind. Throws `FormatError`. */
export function readRegistryOperation(kind: RegistryOperation["kind"], reader: ByteReader): RegistryOperation {
  switch (kind) {
    case "register_asset":
      return { kind, content: readContent(reader) };
    case "update_asset":
      return { kind, asset: reader.bytes(HASH_BYTES), version: reader.u32(), content: readContent(reader) };
    case "transfer_asset":
      return { kind, asset: reader.bytes(HASH_BYTES), owner: reader.u32() };
    case "set_asset_state":
      return { kind, asset: reader.bytes(HASH_BYTES), state: nameOf(STATES, reader.u8(), "asset state") };
    case "verify_asset":
      return {
        kind,
        asset: reader.bytes(HASH_BYTES),
        version: reader.u32(),
        contentHash: reader.bytes(HASH_BYTES),
        finding: nameOf(FINDINGS, reader.u8(), "finding"),
        expiresMs: reader.u64(),
      };
    case "withdraw_verification":
      return { kind, asset: reader.bytes(HASH_BYTES) };
    case "set_claim": {
      const account = reader.u32();
      const topic = nameOf(TOPICS, reader.u16(), "topic");
      const country = reader.bytes(2);
      return { kind, account, topic, ...(isZero(country) ? {} : { country: countryOf(country) }), expiresMs: reader.u64() };
    }
    case "revoke_claim":
      return { kind, account: reader.u32(), topic: nameOf(TOPICS, reader.u16(), "topic") };
    case "set_verifier": {
      const account = reader.u32();
      const tier = reader.u8();
      checkTier(tier);
      const count = reader.u8();
      const countries: string[] = [];
      for (let i = 0; i < Math.min(count, COUNTRIES_MAX + 1); i += 1) countries.push(countryOf(reader.bytes(2)));
      checkCountries(countries);
      return { kind, account, tier, countries };
    }
  }
}

function writeContent(writer: ByteWriter, content: AssetContent): void {
  const bytes = encodeAssetContent(content);
  writer.u32(bytes.length).bytes(bytes);
}

function readContent(reader: ByteReader): AssetContent {
  const length = reader.u32();
  if (length > ASSET_CONTENT_BYTES_MAX) throw new FormatError(`what is said of the asset has ${length} bytes, and at most ${ASSET_CONTENT_BYTES_MAX} are taken`);
  return decodeAssetContent(reader.bytes(length));
}

function countryBytes(country: string): Uint8Array {
  if (!COUNTRY.test(country)) throw new FormatError(`a country is two letters A to Z, not ${country}`);
  return utf8(country);
}

function countryOf(bytes: Uint8Array): string {
  const country = String.fromCharCode(...bytes);
  countryBytes(country);
  return country;
}

function checkTier(tier: number): void {
  if (tier > TIER_MAX) throw new FormatError(`a tier is 0 to ${TIER_MAX}, not ${tier}`);
}

function checkCountries(countries: readonly string[]): void {
  const ascend = countries.every((country, i) => i === 0 || (countries[i - 1] ?? "") < country);
  if (countries.length > COUNTRIES_MAX || !ascend) throw new FormatError(`countries are at most ${COUNTRIES_MAX}, ascending`);
}
