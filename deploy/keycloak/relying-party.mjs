// What check.mjs needs to be a relying party: a browser without a screen, PKCE, and tokens that are believed
// only once their signature holds.
//
// Always: cookies go to the one origin that they came from, redirects are followed by whoever calls and never by
// fetch, and `verified` returns claims only of a token that a key of the realm signed with RS256.

import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';

/** A check that did not hold. Its message says what was expected and what came. */
export class Unexpected extends Error {}

/** Throws unless `condition` holds. */
export function expect(condition, message) {
  if (!condition) throw new Unexpected(message);
}

/** Throws unless the two are the same as JSON. */
export function expectSame(actual, expected, what) {
  const [is, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  expect(is === wanted, `${what} is ${is}, expected ${wanted}`);
}

export const randomText = () => randomBytes(32).toString('base64url');
export const challengeOf = (verifier) => createHash('sha256').update(verifier).digest('base64url');

/** One browser: its cookies, and the pages of the sign-in. */
export class Browser {
  #cookies = new Map();

  async #request(url, options = {}) {
    const headers = { ...options.headers, cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    const response = await fetch(url, { ...options, headers, redirect: 'manual', signal: AbortSignal.timeout(30_000) });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0\b/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  /** Opens an address. Follows redirects within its origin; the first that leaves it is the answer. */
  async open(url, options) {
    let response = await this.#request(url, options);
    for (let hops = 0; response.status >= 300 && response.status < 400; hops += 1) {
      const target = new URL(response.headers.get('location') ?? '', url);
      if (target.origin !== new URL(url).origin) return { left: target, status: response.status, text: '' };
      expect(hops < 10, `more than ten redirects, the last to ${target.pathname}`);
      response = await this.#request(target);
    }
    return { left: undefined, status: response.status, text: await response.text() };
  }

  /** Fills in the sign-in: one page with both fields, or the name first where organisations are on. */
  async signIn(url, name, password) {
    let page = await this.open(url);
    for (let pages = 0; page.left === undefined && pages < 2; pages += 1) {
      const form = /<form[^>]*\bid="kc-form-login"[^>]*>/.exec(page.text)?.[0] ?? '';
      const action = /\baction="([^"]+)"/.exec(form)?.[1]?.replaceAll('&amp;', '&');
      if (action === undefined) return page;
      const asksForPassword = /name="password"/.test(page.text);
      const body = new URLSearchParams(asksForPassword ? { username: name, password } : { username: name });
      page = await this.open(action, { method: 'POST', body });
      if (asksForPassword) return page;
    }
    return page;
  }
}

/** What the page of a refused sign-in says, without its markup. */
export function messageOf(page) {
  const text = /kc-feedback-text[^>]*>([^<]*)</.exec(page.text)?.[1] ?? /<p class="instruction">([^<]*)</.exec(page.text)?.[1];
  return text?.trim() ?? `a page without a message, status ${page.status}`;
}

/** The realm as its discovery document describes it. */
export class Realm {
  static async at(issuer) {
    const realm = new Realm();
    const response = await fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(30_000) });
    expect(response.ok, `discovery answered ${response.status}`);
    realm.document = await response.json();
    realm.keys = (await (await fetch(realm.document.jwks_uri)).json()).keys;
    return realm;
  }

  /** The address that begins a sign-in. A field that is undefined in `changes` is left out. */
  authorization(client, changes = {}) {
    const fields = {
      response_type: 'code', client_id: client.id, redirect_uri: client.redirect, scope: 'openid email profile',
      state: client.state, nonce: client.nonce, code_challenge: challengeOf(client.verifier), code_challenge_method: 'S256',
      ...changes,
    };
    const wanted = Object.entries(fields).filter(([, value]) => value !== undefined);
    return `${this.document.authorization_endpoint}?${new URLSearchParams(wanted)}`;
  }

  /** Asks the token endpoint; the secret, if there is one, goes into the header. */
  async token(client, fields) {
    const headers = client.secret === undefined ? {} : { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}` };
    const body = new URLSearchParams(client.secret === undefined ? { ...fields, client_id: client.id } : fields);
    const response = await fetch(this.document.token_endpoint, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) });
    return { status: response.status, ...(await response.json()) };
  }

  redeem(client, code, verifier = client.verifier) {
    return this.token(client, { grant_type: 'authorization_code', code, redirect_uri: client.redirect, code_verifier: verifier });
  }

  refresh(client, refreshToken) {
    return this.token(client, { grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  /** Signs somebody in and returns the code, after a look at what came with it. */
  async code(client, browser, name, password) {
    const { left, ...page } = await browser.signIn(this.authorization(client), name, password);
    expect(left !== undefined, `${name} was not signed in: ${messageOf(page)}`);
    expect(left.href.startsWith(`${client.redirect}?`), `sent to ${left.origin}${left.pathname}`);
    expectSame(left.searchParams.get('state'), client.state, 'state');
    expectSame(left.searchParams.get('iss'), this.document.issuer, 'iss beside the code');
    expect(left.searchParams.has('code'), `no code, but ${left.searchParams.get('error')}`);
    return left.searchParams.get('code');
  }

  /** Signs somebody in and returns the tokens. */
  async tokens(client, browser, name, password) {
    const tokens = await this.redeem(client, await this.code(client, browser, name, password));
    expectSame(tokens.status, 200, `the token endpoint's status (${tokens.error_description})`);
    return tokens;
  }

  /** Header and claims of a token whose signature, issuer and times hold. */
  verified(token) {
    const [header, claims, signature] = token.split('.');
    const head = JSON.parse(Buffer.from(header, 'base64url'));
    expectSame(head.alg, 'RS256', 'alg');
    const jwk = this.keys.find((key) => key.kid === head.kid && key.use === 'sig');
    expect(jwk !== undefined, `no key ${head.kid} in the realm's key set`);
    const holds = verify('RSA-SHA256', Buffer.from(`${header}.${claims}`), createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url'));
    expect(holds, 'the signature does not hold');
    const body = JSON.parse(Buffer.from(claims, 'base64url'));
    expectSame(body.iss, this.document.issuer, 'iss');
    const now_s = Date.now() / 1000;
    expect(body.iat <= now_s + 5 && now_s < body.exp, `issued at ${body.iat}, ends at ${body.exp}, now ${now_s}`);
    return { header: head, claims: body };
  }
}
