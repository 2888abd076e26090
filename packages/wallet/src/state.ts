/** The leaves of the ledger's state and the header that binds their roots (docs/protocol.md, "State root"). */
import { ByteReader, ByteWriter, FormatError } from "./bytes.ts";
import { HASH_BYTES, hash } from "./hash.ts";
import { SCHEMES, type SchemeName, schemeByNumber } from "./keys.ts";
import { NO_ACCOUNT } from "./submission.ts";

/** Accounts whose balances share one dense leaf. */
export const DENSE_LEAF_ACCOUNTS = 8;
/** Length of an account leaf and of a balance leaf. */
export const LEAF_BYTES = 64;
/** The most assets whose balances are held densely; also a bound on a verifier's work. */
export const DENSE_ASSETS_MAX = 16;

const VERSION = 1;
/** Since somebody voted, the root of governance stands at the end. */
const VERSION_WITH_GOVERNANCE = 2;
/** Since something was registered, the root of the registry follows. */
const VERSION_WITH_REGISTRY = 3;
const FLAG_FROZEN = 1;
const FLAG_REGISTRAR = 2;
const FLAG_AUTHORITY = 4;
const FLAG_ACCREDITOR = 8;
const FLAGS = FLAG_FROZEN | FLAG_REGISTRAR | FLAG_AUTHORITY | FLAG_ACCREDITOR;

/** An account as the state root binds it. */
export interface AccountLeaf {
  readonly address: Uint8Array;
  readonly index: number;
  readonly custodian: number | undefined;
  readonly parent: number | undefined;
  readonly frozen: boolean;
  readonly registrar: boolean;
  readonly authority: boolean;
  readonly accreditor: boolean;
  readonly subaccountsOpened: number;
  readonly scheme: SchemeName;
}

/** The 64 bytes of an account leaf. Throws `FormatError`. */
export function encodeAccountLeaf(leaf: AccountLeaf): Uint8Array<ArrayBuffer> {
  const flags = (leaf.frozen ? FLAG_FROZEN : 0) | (leaf.registrar ? FLAG_REGISTRAR : 0) | (leaf.authority ? FLAG_AUTHORITY : 0) | (leaf.accreditor ? FLAG_ACCREDITOR : 0);
  return new ByteWriter()
    .bytes(leaf.address, HASH_BYTES, "address")
    .u32(leaf.index, "index")
    .u32(leaf.custodian ?? NO_ACCOUNT, "custodian")
    .u32(leaf.parent ?? NO_ACCOUNT, "parent")
    .u32(flags)
    .u32(leaf.subaccountsOpened, "subaccounts opened")
    .u8(SCHEMES[leaf.scheme].number)
    .zeros(11)
    .finish();
}

/** The account in 64 bytes. Throws `FormatError`. */
export function decodeAccountLeaf(bytes: Uint8Array): AccountLeaf {
  const reader = new ByteReader(bytes, "account leaf");
  const address = reader.bytes(HASH_BYTES);
  const index = reader.u32();
  const custodian = reader.u32();
  const parent = reader.u32();
  const flags = reader.u32();
  const subaccountsOpened = reader.u32();
  const scheme = schemeByNumber(reader.u8());
  reader.zeros(11);
  reader.end();
  if (flags > FLAGS) throw new FormatError(`account leaf: flags ${flags} are not known`);
  return {
    address,
    index,
    custodian: custodian === NO_ACCOUNT ? undefined : custodian,
    parent: parent === NO_ACCOUNT ? undefined : parent,
    frozen: (flags & FLAG_FROZEN) !== 0,
    registrar: (flags & FLAG_REGISTRAR) !== 0,
    authority: (flags & FLAG_AUTHORITY) !== 0,
    accreditor: (flags & FLAG_ACCREDITOR) !== 0,
    subaccountsOpened,
    scheme,
  };
}

/** The balances of accounts 8i to 8i+7 in leaf i of a dense asset. Throws `FormatError`. */
export function decodeDenseLeaf(bytes: Uint8Array): bigint[] {
  const reader = new ByteReader(bytes, "balance leaf");
  const balances: bigint[] = [];
  for (let i = 0; i < DENSE_LEAF_ACCOUNTS; i += 1) balances.push(reader.u64());
  reader.end();
  return balances;
}

/** The 64 bytes of a dense balance leaf. Throws `FormatError`. */
export function encodeDenseLeaf(balances: readonly bigint[]): Uint8Array<ArrayBuffer> {
  if (balances.length !== DENSE_LEAF_ACCOUNTS) throw new FormatError(`a balance leaf holds ${DENSE_LEAF_ACCOUNTS} balances`);
  const writer = new ByteWriter();
  for (const balance of balances) writer.u64(balance, "balance");
  return writer.finish();
}

/** One balance of an asset that few accounts hold. */
export interface SparseLeaf {
  readonly asset: number;
  readonly account: number;
  readonly balance: bigint;
}

/** The 64 bytes of a sparse balance leaf. Throws `FormatError`. */
export function encodeSparseLeaf(leaf: SparseLeaf): Uint8Array<ArrayBuffer> {
  return new ByteWriter().u32(leaf.asset, "asset").u32(leaf.account, "account").u64(leaf.balance, "balance").zeros(48).finish();
}

/** The sparse balance in 64 bytes. Throws `FormatError`. */
export function decodeSparseLeaf(bytes: Uint8Array): SparseLeaf {
  const reader = new ByteReader(bytes, "sparse balance leaf");
  const leaf: SparseLeaf = { asset: reader.u32(), account: reader.u32(), balance: reader.u64() };
  reader.zeros(48);
  reader.end();
  return leaf;
}

/** The counts and roots that make up the state root. */
export interface StateHeader {
  readonly accountCount: number;
  readonly sparseBalanceCount: number;
  readonly windowCount: number;
  readonly assetCount: number;
  readonly accountsRoot: Uint8Array;
  readonly sparseRoot: Uint8Array;
  readonly windowsRoot: Uint8Array;
  /** Root of the balance leaves of each dense asset, by index. */
  readonly denseRoots: readonly Uint8Array[];
  /** Root of what validators decided; absent while nobody voted on anything. */
  readonly governanceRoot?: Uint8Array;
  /** Root of what was registered; absent while nothing was. Never without the one before. */
  readonly registryRoot?: Uint8Array;
}

function versionOf({ governanceRoot, registryRoot }: StateHeader): number {
  if (registryRoot === undefined) return governanceRoot === undefined ? VERSION : VERSION_WITH_GOVERNANCE;
  if (governanceRoot === undefined) throw new FormatError("state header: the root of the registry stands after that of governance");
  return VERSION_WITH_REGISTRY;
}

/** The bytes of a state header. Throws `FormatError`. */
export function encodeStateHeader(header: StateHeader): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter()
    .u16(versionOf(header))
    .u16(0)
    .u32(header.accountCount, "account count")
    .u32(header.sparseBalanceCount, "sparse balance count")
    .u32(header.windowCount, "window count")
    .u32(header.denseRoots.length, "dense asset count")
    .u32(header.assetCount, "asset count")
    .bytes(header.accountsRoot, HASH_BYTES, "accounts root")
    .bytes(header.sparseRoot, HASH_BYTES, "sparse root")
    .bytes(header.windowsRoot, HASH_BYTES, "windows root");
  for (const root of header.denseRoots) writer.bytes(root, HASH_BYTES, "dense root");
  if (header.governanceRoot !== undefined) writer.bytes(header.governanceRoot, HASH_BYTES, "governance root");
  if (header.registryRoot !== undefined) writer.bytes(header.registryRoot, HASH_BYTES, "registry root");
  return writer.finish();
}

/** The state header in `bytes`. Throws `FormatError`. */
export function decodeStateHeader(bytes: Uint8Array): StateHeader {
  const reader = new ByteReader(bytes, "state header");
  const version = reader.u16();
  if (version < VERSION || version > VERSION_WITH_REGISTRY) throw new FormatError(`state header: version ${version} is not known`);
  reader.zeros(2);
  const accountCount = reader.u32();
  const sparseBalanceCount = reader.u32();
  const windowCount = reader.u32();
  const denseAssetCount = reader.u32();
  const assetCount = reader.u32();
  if (denseAssetCount > DENSE_ASSETS_MAX) throw new FormatError(`state header: ${denseAssetCount} dense assets are too many`);
  const accountsRoot = reader.bytes(HASH_BYTES);
  const sparseRoot = reader.bytes(HASH_BYTES);
  const windowsRoot = reader.bytes(HASH_BYTES);
  const denseRoots: Uint8Array[] = [];
  for (let i = 0; i < denseAssetCount; i += 1) denseRoots.push(reader.bytes(HASH_BYTES));
  const governance = version >= VERSION_WITH_GOVERNANCE ? { governanceRoot: reader.bytes(HASH_BYTES) } : {};
  const registry = version >= VERSION_WITH_REGISTRY ? { registryRoot: reader.bytes(HASH_BYTES) } : {};
  reader.end();
  return { accountCount, sparseBalanceCount, windowCount, assetCount, accountsRoot, sparseRoot, windowsRoot, denseRoots, ...governance, ...registry };
}

/** The state root, from the bytes of the state header. */
export function stateRoot(stateHeaderBytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return hash("state", stateHeaderBytes);
}
