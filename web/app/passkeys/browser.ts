/** Passkeys as browsers know them: the node's JSON becomes what `navigator.credentials` takes, and what that gives becomes the node's JSON. */
import type { PasskeyAssertion, PasskeyAttestation, PasskeyCreationOptions, PasskeyRequestOptions, Problem } from "@aurigraph/api";

/** What the browser or the person did not do, as a problem that a form can show. */
function refusal(code: string, title: string, detail: string, action: string): { readonly status: number; readonly data: Problem } {
  return { status: 0, data: { type: "about:blank", title, status: 0, code, detail, action } };
}

/** Whether this browser knows passkeys at this address: it needs https, or this machine. */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential === "function" && typeof navigator.credentials?.create === "function";
}

export function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer;
}

export function base64Of(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Browsers say little of why, on purpose; the name tells a person's no from a wrong place. */
export function asRefusal(error: unknown): unknown {
  const name = error instanceof Error ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "AbortError":
      return refusal("passkey_not_shown", "No passkey was used", "The browser's dialog was closed, took too long, or found no passkey for this address.", "Try again, or use another way.");
    case "InvalidStateError":
      return refusal("passkey_known", "This device has a passkey already", "The device or key that you chose has one of your passkeys.", "Choose another one.");
    case "SecurityError":
      return refusal("passkey_elsewhere", "Passkeys do not work at this address", "They belong to the portal's own address, and the browser is at another one.", "Open the portal at the address that its mails have.");
    case "NotSupportedError":
      return refusal("passkey_unsupported", "This device cannot do it", "It makes no keys of the kinds that this portal takes.", "Use another device, or a security key.");
    default:
      return error;
  }
}

function descriptors(known: readonly { readonly id: string }[]): PublicKeyCredentialDescriptor[] {
  return known.map(({ id }) => ({ type: "public-key", id: bytesOf(id) }));
}

/** Has the browser make a passkey. */
export async function makePasskey(options: PasskeyCreationOptions): Promise<PasskeyAttestation> {
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge),
    user: { ...options.user, id: bytesOf(options.user.id) },
    pubKeyCredParams: [...options.pubKeyCredParams],
    excludeCredentials: descriptors(options.excludeCredentials),
  } as PublicKeyCredentialCreationOptions;
  try {
    const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    const response = made.response as AuthenticatorAttestationResponse;
    return {
      id: made.id,
      rawId: base64Of(made.rawId),
      type: made.type,
      response: { clientDataJSON: base64Of(response.clientDataJSON), attestationObject: base64Of(response.attestationObject), transports: response.getTransports() },
    };
  } catch (error) {
    throw asRefusal(error);
  }
}

/** Has the browser ask for a passkey. */
export async function showPasskey(options: PasskeyRequestOptions): Promise<PasskeyAssertion> {
  const publicKey = { ...options, challenge: bytesOf(options.challenge), allowCredentials: descriptors(options.allowCredentials) } as PublicKeyCredentialRequestOptions;
  try {
    const shown = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
    const response = shown.response as AuthenticatorAssertionResponse;
    return {
      id: shown.id,
      rawId: base64Of(shown.rawId),
      type: shown.type,
      response: {
        clientDataJSON: base64Of(response.clientDataJSON),
        authenticatorData: base64Of(response.authenticatorData),
        signature: base64Of(response.signature),
        userHandle: response.userHandle && base64Of(response.userHandle),
      },
    };
  } catch (error) {
    throw asRefusal(error);
  }
}
