/** What an issuer says of a real-world asset, in the one form that is signed, hashed and verified (docs/protocol.md, "Real-world assets"). */
import { ByteReader, ByteWriter, FormatError, concatBytes, utf8 } from "./bytes.ts";
import { hash } from "./hash.ts";

/** The most bytes of what is said of an asset. */
export const ASSET_CONTENT_BYTES_MAX = 32_768;
const ATTRIBUTES_MAX = 64;
const DOCUMENTS_MAX = 128;
const TITLE_BYTES_MAX = 200;
const CATEGORY_BYTES_MAX = 100;
const PLACE_BYTES_MAX = 300;
const ATTRIBUTE_NAME_BYTES_MAX = 40;
const ATTRIBUTE_TEXT_BYTES_MAX = 2_000;
const MEDIA_TYPE_BYTES_MAX = 100;
const HASH_BYTES = 32;
const LATITUDE_MAX = 90_000_000;
const LONGITUDE_MAX = 180_000_000;
const COUNTRY = /^[A-Z]{2}$/;
const ATTRIBUTE_NAME = /^[a-z0-9_]+$/;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&\-^_.+]*\/[a-z0-9][a-z0-9!#$&\-^_.+]*$/;
/** What Rust's `char::is_control` names, the general category Cc, and halves of characters, which UTF-8 has not. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;
/** What Rust's `trim` takes away; JavaScript's takes a byte order mark as well. */
const SPACE_AT_AN_END = /^\p{White_Space}|\p{White_Space}$/u;

/** The value of an attribute. `days` are since 1970-01-01; a decimal is `value` ÷ 10^`digits`. */
export type AttributeValue =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "integer"; readonly value: bigint }
  | { readonly type: "decimal"; readonly value: bigint; readonly digits: number }
  | { readonly type: "date"; readonly days: number }
  | { readonly type: "flag"; readonly flag: boolean };

export interface AssetAttribute {
  readonly name: string;
  readonly value: AttributeValue;
}

export type DocumentRole = "document" | "photo" | "video";

/** A document, by the BLAKE3 hash of its bytes. */
export interface AssetDocument {
  readonly role: DocumentRole;
  readonly hash: Uint8Array;
  readonly lengthBytes: bigint;
  readonly mediaType: string;
  readonly title: string;
}

export interface AssetContent {
  /** Number of its kind. */
  readonly kind: number;
  readonly name: string;
  readonly category: string;
  /** Two capital letters. */
  readonly jurisdiction: string;
  readonly place: { readonly text: string; readonly coordinates?: { readonly latitudeMicrodegrees: number; readonly longitudeMicrodegrees: number } };
  /** Ascending by name. */
  readonly attributes: readonly AssetAttribute[];
  /** Ascending by role and hash. */
  readonly documents: readonly AssetDocument[];
}

const ROLES: readonly DocumentRole[] = ["document", "photo", "video"];

function checkText(text: string, bytesMax: number, what: string): Uint8Array<ArrayBuffer> {
  const bytes = utf8(text);
  if (bytes.length > bytesMax) throw new FormatError(`${what} has ${bytes.length} bytes, and at most ${bytesMax} are taken`);
  if (SPACE_AT_AN_END.test(text)) throw new FormatError(`${what} has white space at an end`);
  if (CONTROL.test(text)) throw new FormatError(`${what} has a control character`);
  return bytes;
}

function writeText(writer: ByteWriter, text: string, bytesMax: number, what: string): void {
  const bytes = checkText(text, bytesMax, what);
  writer.u16(bytes.length).bytes(bytes);
}

function readText(reader: ByteReader, bytesMax: number, what: string): string {
  const length = reader.u16();
  if (length > bytesMax) throw new FormatError(`${what} has ${length} bytes, and at most ${bytesMax} are taken`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(reader.bytes(length));
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(`${what} is not UTF-8`);
  }
  checkText(text, bytesMax, what);
  return text;
}

function i32(value: number, what: string): Uint8Array {
  if (!Number.isInteger(value) || value < -0x8000_0000 || value > 0x7fff_ffff) throw new FormatError(`${what} is no whole number of 32 bits`);
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}

function i64(value: bigint, what: string): Uint8Array {
  if (value < -(2n ** 63n) || value >= 2n ** 63n) throw new FormatError(`${what} is no whole number of 64 bits`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value, true);
  return bytes;
}

function readI32(reader: ByteReader): number {
  return new DataView(reader.bytes(4).buffer).getInt32(0, true);
}

function readI64(reader: ByteReader): bigint {
  return new DataView(reader.bytes(8).buffer).getBigInt64(0, true);
}

function checkCoordinates(latitude: number, longitude: number): void {
  if (Math.abs(latitude) > LATITUDE_MAX || Math.abs(longitude) > LONGITUDE_MAX) throw new FormatError("the coordinates are no point on the earth");
}

function writeValue(writer: ByteWriter, value: AttributeValue): void {
  switch (value.type) {
    case "text":
      writer.u8(1);
      writeText(writer, value.text, ATTRIBUTE_TEXT_BYTES_MAX, "attribute");
      break;
    case "integer":
      writer.u8(2).bytes(i64(value.value, "attribute"));
      break;
    case "decimal":
      checkDigits(value.digits);
      writer.u8(3).bytes(i64(value.value, "attribute")).u8(value.digits);
      break;
    case "date":
      writer.u8(4).bytes(i32(value.days, "attribute"));
      break;
    case "flag":
      writer.u8(5).u8(value.flag ? 1 : 0);
      break;
  }
}

function checkDigits(digits: number): void {
  if (digits < 1 || digits > 18) throw new FormatError(`1 to 18 digits stand after the point, not ${digits}`);
}

function readValue(reader: ByteReader): AttributeValue {
  const type = reader.u8();
  switch (type) {
    case 1:
      return { type: "text", text: readText(reader, ATTRIBUTE_TEXT_BYTES_MAX, "attribute") };
    case 2:
      return { type: "integer", value: readI64(reader) };
    case 3: {
      const value = readI64(reader);
      const digits = reader.u8();
      checkDigits(digits);
      return { type: "decimal", value, digits };
    }
    case 4:
      return { type: "date", days: readI32(reader) };
    case 5: {
      const flag = reader.u8();
      if (flag > 1) throw new FormatError(`a flag is 0 or 1, not ${flag}`);
      return { type: "flag", flag: flag === 1 };
    }
    default:
      throw new FormatError(`there is no attribute type ${type}`);
  }
}

function checkCount(count: number, max: number, what: string): void {
  if (count > max) throw new FormatError(`${count} ${what} are too many: at most ${max}`);
}

/** Names are ASCII, so comparing code units is comparing bytes. */
function checkName(name: string, last: string | undefined): void {
  if (!ATTRIBUTE_NAME.test(name) || (last !== undefined && last >= name)) throw new FormatError(`the attribute ${name} is not a-z, 0-9 and _, ascending`);
}

function orderOf(document: AssetDocument): Uint8Array {
  return concatBytes(Uint8Array.of(ROLES.indexOf(document.role)), document.hash);
}

function isBefore(one: Uint8Array, other: Uint8Array): boolean {
  const place = one.findIndex((byte, i) => byte !== other[i]);
  return place >= 0 && (one[place] ?? 0) < (other[place] ?? 0);
}

function checkDocument(document: AssetDocument, last: AssetDocument | undefined): void {
  if (!MEDIA_TYPE.test(document.mediaType)) throw new FormatError(`the media type ${document.mediaType} is not type/subtype in lower case`);
  if (last !== undefined && !isBefore(orderOf(last), orderOf(document))) throw new FormatError("documents do not ascend by role and hash");
}

/** The bytes of what is said of an asset. Throws `FormatError`. */
export function encodeAssetContent(content: AssetContent): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter().u16(content.kind, "kind");
  if (content.name === "") throw new FormatError("an asset has a name");
  if (!COUNTRY.test(content.jurisdiction)) throw new FormatError(`a country is two letters A to Z, not ${content.jurisdiction}`);
  writeText(writer, content.name, TITLE_BYTES_MAX, "name");
  writeText(writer, content.category, CATEGORY_BYTES_MAX, "category");
  writer.bytes(utf8(content.jurisdiction));
  writeText(writer, content.place.text, PLACE_BYTES_MAX, "place");
  const point = content.place.coordinates;
  if (point === undefined) writer.u8(0);
  else {
    checkCoordinates(point.latitudeMicrodegrees, point.longitudeMicrodegrees);
    writer.u8(1).bytes(i32(point.latitudeMicrodegrees, "latitude")).bytes(i32(point.longitudeMicrodegrees, "longitude"));
  }
  checkCount(content.attributes.length, ATTRIBUTES_MAX, "attributes");
  writer.u16(content.attributes.length);
  content.attributes.forEach((attribute, place) => {
    checkName(attribute.name, content.attributes[place - 1]?.name);
    writeText(writer, attribute.name, ATTRIBUTE_NAME_BYTES_MAX, "attribute name");
    writeValue(writer, attribute.value);
  });
  checkCount(content.documents.length, DOCUMENTS_MAX, "documents");
  writer.u16(content.documents.length);
  content.documents.forEach((document, place) => {
    checkDocument(document, content.documents[place - 1]);
    writer.u8(ROLES.indexOf(document.role) + 1).bytes(document.hash, HASH_BYTES, "document hash").u64(document.lengthBytes, "document length");
    writeText(writer, document.mediaType, MEDIA_TYPE_BYTES_MAX, "media type");
    writeText(writer, document.title, TITLE_BYTES_MAX, "document title");
  });
  const bytes = writer.finish();
  if (bytes.length > ASSET_CONTENT_BYTES_MAX) throw new FormatError(`what is said of the asset has ${bytes.length} bytes, and at most ${ASSET_CONTENT_BYTES_MAX} are taken`);
  return bytes;
}

/** What is said of an asset, from its bytes. Throws `FormatError`. */
export function decodeAssetContent(bytes: Uint8Array): AssetContent {
  if (bytes.length > ASSET_CONTENT_BYTES_MAX) throw new FormatError("what is said of the asset is too long");
  const reader = new ByteReader(bytes, "asset content");
  const kind = reader.u16();
  const name = readText(reader, TITLE_BYTES_MAX, "name");
  if (name === "") throw new FormatError("an asset has a name");
  const category = readText(reader, CATEGORY_BYTES_MAX, "category");
  const jurisdiction = String.fromCharCode(...reader.bytes(2));
  if (!COUNTRY.test(jurisdiction)) throw new FormatError("a country is two letters A to Z");
  const text = readText(reader, PLACE_BYTES_MAX, "place");
  const place = { text, ...readCoordinates(reader) };
  const attributes: AssetAttribute[] = [];
  const attributeCount = reader.u16();
  checkCount(attributeCount, ATTRIBUTES_MAX, "attributes");
  for (let i = 0; i < attributeCount; i += 1) {
    const attributeName = readText(reader, ATTRIBUTE_NAME_BYTES_MAX, "attribute name");
    checkName(attributeName, attributes.at(-1)?.name);
    attributes.push({ name: attributeName, value: readValue(reader) });
  }
  const documents: AssetDocument[] = [];
  const documentCount = reader.u16();
  checkCount(documentCount, DOCUMENTS_MAX, "documents");
  for (let i = 0; i < documentCount; i += 1) {
    const document = readDocument(reader);
    checkDocument(document, documents.at(-1));
    documents.push(document);
  }
  reader.end();
  return { kind, name, category, jurisdiction, place, attributes, documents };
}

function readCoordinates(reader: ByteReader): Pick<AssetContent["place"], "coordinates"> {
  const there = reader.u8();
  if (there === 0) return {};
  if (there !== 1) throw new FormatError(`coordinates begin with 0 or 1, not ${there}`);
  const latitudeMicrodegrees = readI32(reader);
  const longitudeMicrodegrees = readI32(reader);
  checkCoordinates(latitudeMicrodegrees, longitudeMicrodegrees);
  return { coordinates: { latitudeMicrodegrees, longitudeMicrodegrees } };
}

function readDocument(reader: ByteReader): AssetDocument {
  const number = reader.u8();
  const role = ROLES[number - 1];
  if (role === undefined) throw new FormatError(`there is no document role ${number}`);
  const documentHash = reader.bytes(HASH_BYTES);
  const lengthBytes = reader.u64();
  const mediaType = readText(reader, MEDIA_TYPE_BYTES_MAX, "media type");
  return { role, hash: documentHash, lengthBytes, mediaType, title: readText(reader, TITLE_BYTES_MAX, "document title") };
}

/** The hash of what is said: what verifiers sign and the state keeps. */
export function assetContentHash(content: AssetContent): Uint8Array<ArrayBuffer> {
  return hash("assetContent", encodeAssetContent(content));
}
