import { describe, expect, it } from "vitest";
import { FormatError, toHex } from "../src/bytes.ts";
import { openKeyFile, writeKeyFile } from "../src/key-file.ts";
import { prepareKey, unlockKey } from "../src/key-store.ts";
import { openSeed, readSealedSeed, sealSeed, WrongPassphraseError } from "../src/sealing.ts";
import { forgetAnchor, pinAnchor, readAnchor } from "../src/trust.ts";
import { testKey } from "./fixtures.ts";

// The least that a reader accepts: the derivation is slow on purpose.
const ITERATIONS = 100_000;

describe("sealed seeds", () => {
  it("open with their passphrase only, and for their key only", async () => {
    const key = testKey(5);
    const sealed = readSealedSeed(JSON.parse(JSON.stringify(await sealSeed(key, "correct horse", ITERATIONS))));
    expect((await openSeed(sealed, key.publicKey, "correct horse")).seed).toEqual(key.seed);
    await expect(openSeed(sealed, key.publicKey, "correct horsE")).rejects.toThrow(WrongPassphraseError);
    await expect(openSeed(sealed, testKey(6).publicKey, "correct horse")).rejects.toThrow(WrongPassphraseError);
    expect(sealed.ciphertext).not.toContain(toHex(key.seed));
  });

  it("are refused when malformed", async () => {
    const sealed = await sealSeed(testKey(5), "correct horse", ITERATIONS);
    for (const altered of [
      { ...sealed, iterations: 1 },
      { ...sealed, iterations: 1e12 },
      { ...sealed, cipher: "none" },
      { ...sealed, nonce: "00" },
      undefined,
    ]) {
      expect(() => readSealedSeed(altered)).toThrow(FormatError);
    }
  });
});

describe("key files", () => {
  it("bring a key back", async () => {
    const text = await writeKeyFile("Treasury", testKey(5), "correct horse");
    expect(text).not.toContain(toHex(testKey(5).seed));
    expect(await openKeyFile(text, "correct horse")).toEqual({ name: "Treasury", key: testKey(5) });
    await expect(openKeyFile(text, "wrong")).rejects.toThrow(WrongPassphraseError);
    await expect(openKeyFile(text.replace(toHex(testKey(5).publicKey), toHex(testKey(6).publicKey)), "correct horse")).rejects.toThrow(FormatError);
    await expect(openKeyFile("{}", "x")).rejects.toThrow(FormatError);
  });
});

describe("stored keys", () => {
  it("hold no seed in the clear when there is a passphrase", async () => {
    const now = new Date("2026-01-02T03:04:05Z");
    const sealed = await prepareKey("One", testKey(5), "correct horse", now);
    expect(JSON.stringify(sealed)).not.toContain(toHex(testKey(5).seed));
    expect(await unlockKey(sealed, "correct horse")).toEqual(testKey(5));
    const open = await prepareKey("Two", testKey(6), undefined, now);
    expect(open).toMatchObject({ createdAt: "2026-01-02T03:04:05.000Z", secret: { protection: "none" } });
    expect(await unlockKey(open, "")).toEqual(testKey(6));
  });
});

describe("trust anchor", () => {
  it("is remembered, replaced and forgotten, and ignored when damaged", () => {
    const values = new Map<string, string>();
    const storage = {
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => void values.set(key, value),
      removeItem: (key: string) => void values.delete(key),
    };
    expect(readAnchor(storage)).toBeUndefined();
    const anchor = pinAnchor(storage, "ab".repeat(32), "cd".repeat(32), new Date(0));
    expect(readAnchor(storage)).toEqual(anchor);
    for (const key of values.keys()) values.set(key, '{"chainId":"x"}');
    expect(readAnchor(storage)).toBeUndefined();
    forgetAnchor(storage);
    expect(values.size).toBe(0);
  });
});
