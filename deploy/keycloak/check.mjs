// `scripts/keycloak.sh check`: is this Keycloak what the portal, the mobile application and the API need it to be?
// It signs in as a person would, over HTTP, and tries what an attacker would. One line a check; it stops at the
// first that does not hold, because the ones after it build on it.
//
// It leaves nothing behind but what sign-ins leave, and one demo user who waits a minute after wrong passwords.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { Browser, Realm, expect, expectSame, messageOf, randomText } from './relying-party.mjs';

const settings = Object.fromEntries(
  readFileSync(process.argv[2], 'utf8').split('\n').filter((line) => /^\w+=/.test(line)).map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at).replace('AURIGRAPH_KEYCLOAK_', ''), line.slice(at + 1)];
  }),
);
const fileOf = (setting) => readFileSync(settings[setting], 'utf8').trim();
const passwords = Object.fromEntries(fileOf('PASSWORDS_FILE').split('\n').map((line) => line.split(' ')));

const redirect = 'http://localhost:9003/api/v11/auth/oidc/callback';
const afterLogout = 'http://localhost:9003/';
const portalSecret = fileOf('PORTAL_SECRET_FILE');

/** A sign-in has values of its own for state, nonce and verifier. */
const portal = () => ({ id: settings.PORTAL_CLIENT, secret: portalSecret, redirect, state: randomText(), nonce: randomText(), verifier: randomText() });
const mobile = () => ({ ...portal(), id: settings.MOBILE_CLIENT, secret: undefined, redirect: 'http://127.0.0.1:40123/callback' });
const provisioner = { id: settings.PROVISIONER_CLIENT, secret: fileOf('PROVISIONER_SECRET_FILE') };

let realm;

/** Signs in at the portal and returns the verified claims of the id token. */
async function claimsOf(name) {
  const client = portal();
  const tokens = await realm.tokens(client, new Browser(), name, passwords[name]);
  const { claims } = realm.verified(tokens.id_token);
  expectSame(claims.aud, client.id, 'aud');
  expectSame(claims.nonce, client.nonce, 'nonce');
  expect(claims.sub !== undefined && claims.sid !== undefined && claims.auth_time !== undefined, 'sub, sid or auth_time is missing');
  return claims;
}

const person = ({ preferred_username, email, email_verified, given_name, family_name, roles, groups }) =>
  ({ preferred_username, email, email_verified, given_name, family_name, roles: roles?.toSorted(), groups: groups?.toSorted() });

/** The redirect with which an authorization request was refused. */
async function refusal(changes) {
  const { left, status } = await new Browser().open(realm.authorization(portal(), changes));
  expect(left !== undefined, `it answered ${status} instead of sending the browser back`);
  // The implicit flow answers behind the '#'.
  const answer = left.hash === '' ? left.searchParams : new URLSearchParams(left.hash.slice(1));
  expect(!answer.has('code') && !answer.has('access_token') && !answer.has('id_token'), 'it gave a code or a token');
  return answer.get('error');
}

const attempt = (name, password) => new Browser().signIn(realm.authorization(portal()), name, password);

/** Tries to sign in; the page must say what it says to everybody who has a wrong password. */
async function refusedAsWrong(name, password) {
  const page = await attempt(name, password);
  expect(page.left === undefined, `${name} was signed in`);
  expectSame(messageOf(page), 'Invalid username or password.', `what the page says to ${name}`);
}

/** Waits until somebody can sign in: an earlier check may have locked them, which lasts a minute. */
async function unlocked(name) {
  for (let tries = 0; (await attempt(name, passwords[name])).left === undefined; tries += 1) {
    expect(tries < 30, `${name} cannot sign in with the right password`);
    if (tries === 0) console.log(`          ${name} is locked since an earlier check; waiting, 90 s at most`);
    await new Promise((resolve) => { setTimeout(resolve, 3_000); });
  }
}

/** Listens where the realm sends logout tokens, while `during` runs; gives it a promise of the first one. */
async function withLogoutListener(during) {
  const address = new URL(settings.BACK_CHANNEL_LOGOUT_URL);
  let arrived;
  const first = new Promise((resolve) => { arrived = resolve; });
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
      response.end();
      arrived({ method: request.method, path: request.url, type: request.headers['content-type'], body });
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', () => reject(new Error(`port ${address.port} is taken, and logout tokens come there: stop what listens on it, or start Keycloak with --back-channel-logout URL`)));
    server.listen(Number(address.port), '127.0.0.1', resolve);
  });
  const late = new Promise((_, reject) => { setTimeout(() => reject(new Error('no logout token within 30 s')), 30_000).unref(); });
  late.catch(() => {});
  try {
    return await during(() => Promise.race([first, late]));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const checks = [
  ['the discovery document names this issuer and what the portal needs', async () => {
    realm = await Realm.at(settings.ISSUER);
    expectSame(realm.document.issuer, settings.ISSUER, 'issuer');
    expect(realm.document.code_challenge_methods_supported.includes('S256'), 'S256 is missing');
    expectSame(realm.document.backchannel_logout_supported, true, 'backchannel_logout_supported');
    expectSame(realm.document.backchannel_logout_session_supported, true, 'backchannel_logout_session_supported');
    expectSame(realm.document.authorization_response_iss_parameter_supported, true, 'authorization_response_iss_parameter_supported');
  }],
  ['a user of the realm signs in; the id token has name, address, roles, groups and organisation', async () => {
    const claims = await claimsOf('alice');
    expectSame(person(claims), { preferred_username: 'alice', email: 'alice@meridian.test', email_verified: true, given_name: 'Alice', family_name: 'Arnold', roles: ['owner', 'treasurer'], groups: ['/meridian/owner', '/meridian/treasurer'] }, 'alice');
    expectSame(claims.organization, ['meridian'], 'organization');
  }],
  ['a user of the other organisation gets that one and no other', async () => {
    const claims = await claimsOf('carol');
    expectSame([claims.organization, claims.groups.toSorted()], [['harbour'], ['/harbour/admin', '/harbour/issuer']], 'organization and groups');
  }],
  ['a user of the directory signs in; her groups there became roles, and she is in an organisation', async () => {
    const claims = await claimsOf('erin');
    expectSame(person(claims), { preferred_username: 'erin', email: 'erin@aurigraph.test', email_verified: true, given_name: 'Erin', family_name: 'Eriksen', roles: ['treasurer', 'viewer'], groups: ['/directory/treasury'] }, 'erin');
    expectSame(claims.organization, ['meridian'], 'organization');
  }],
  ['the same user has the same sub at the next sign-in, in another session', async () => {
    const [first, second] = [await claimsOf('frank'), await claimsOf('frank')];
    expectSame(second.sub, first.sub, 'sub');
    expect(second.sid !== first.sid, 'both sign-ins have one sid');
  }],
  ['a wrong password and an empty one are refused in the same words, in the realm and in the directory', async () => {
    for (const name of ['alice', 'frank']) {
      await refusedAsWrong(name, 'not the password of anybody');
      await refusedAsWrong(name, '');
    }
  }],
  ['a sign-in without PKCE is refused, and so is one with the method plain', async () => {
    expectSame(await refusal({ code_challenge: undefined, code_challenge_method: undefined }), 'invalid_request', 'error without PKCE');
    expectSame(await refusal({ code_challenge_method: 'plain' }), 'invalid_request', 'error with plain');
  }],
  ['tokens straight from the sign-in page (implicit flow) are refused', async () => {
    expectSame(await refusal({ response_type: 'id_token token' }), 'unauthorized_client', 'error');
  }],
  ['an address to return to that is not exactly one of the portal\'s is refused on the spot', async () => {
    for (const other of [`${redirect}/`, `${redirect}?next=x`, 'http://localhost:9003/', 'https://localhost.attacker.test/api/v11/auth/oidc/callback']) {
      const { left, status } = await new Browser().open(realm.authorization(portal(), { redirect_uri: other }));
      expect(left === undefined && status === 400, `${other}: status ${status}`);
    }
  }],
  ['a code is worth nothing with another verifier, another secret, or for the second time', async () => {
    const client = portal();
    const code = () => realm.code(client, new Browser(), 'dan', passwords.dan);
    expectSame((await realm.redeem(client, await code(), randomText())).error, 'invalid_grant', 'error with another verifier');
    expectSame((await realm.redeem({ ...client, secret: 'guessed' }, await code())).error, 'unauthorized_client', 'error with another secret');
    const once = await code();
    expectSame((await realm.redeem(client, once)).status, 200, 'status of the first time');
    expectSame((await realm.redeem(client, once)).error, 'invalid_grant', 'error of the second time');
  }],
  ['a phone\'s access token is at+jwt for the API, for 300 s, with roles and organisation', async () => {
    const tokens = await realm.tokens(mobile(), new Browser(), 'carol', passwords.carol);
    const { header, claims } = realm.verified(tokens.access_token);
    expectSame(header.typ, 'at+jwt', 'typ');
    expectSame(claims.aud, 'api', 'aud');
    expectSame(claims.exp - claims.iat, 300, 'lifetime');
    expectSame(claims.roles.toSorted(), ['admin', 'issuer'], 'roles');
    expectSame(claims.organization, ['harbour'], 'organization');
  }],
  ['a refresh token works once; using it again ends the whole family', async () => {
    const client = mobile();
    const { refresh_token: first } = await realm.tokens(client, new Browser(), 'dan', passwords.dan);
    const { refresh_token: second, status } = await realm.refresh(client, first);
    expectSame(status, 200, 'status of the first refresh');
    expect(second !== first, 'the refresh token was not replaced');
    expectSame((await realm.refresh(client, first)).error, 'invalid_grant', 'error of the old token');
    expectSame((await realm.refresh(client, second)).error, 'invalid_grant', 'error of the new token afterwards');
  }],
  ['the provisioner\'s own token is for the API, with the role operator alone and no refresh token', async () => {
    const tokens = await realm.token(provisioner, { grant_type: 'client_credentials' });
    expectSame(tokens.status, 200, `status (${tokens.error_description})`);
    const { header, claims } = realm.verified(tokens.access_token);
    expectSame([header.typ, claims.aud, claims.roles], ['at+jwt', 'api', ['operator']], 'typ, aud, roles');
    expectSame(tokens.refresh_token, undefined, 'refresh_token');
  }],
  ['no client takes a user\'s password without the sign-in page', async () => {
    for (const client of [portal(), mobile(), { id: 'admin-cli' }, { id: 'account' }]) {
      const { status } = await realm.token(client, { grant_type: 'password', username: 'alice', password: passwords.alice });
      expect(status === 400 || status === 401, `${client.id}: status ${status}`);
    }
  }],
  ['signing out at the portal sends a logout token to it, and ends the session', () => withLogoutListener(async (logoutToken) => {
    const [client, browser] = [portal(), new Browser()];
    const tokens = await realm.tokens(client, browser, 'alice', passwords.alice);
    const session = realm.verified(tokens.id_token).claims;
    const fields = { id_token_hint: tokens.id_token, post_logout_redirect_uri: afterLogout, state: client.state };
    const { left } = await browser.open(`${realm.document.end_session_endpoint}?${new URLSearchParams(fields)}`);
    expectSame(left?.href, `${afterLogout}?state=${client.state}`, 'where the browser went');

    const { method, path, type, body } = await logoutToken();
    expectSame([method, path], ['POST', new URL(settings.BACK_CHANNEL_LOGOUT_URL).pathname], 'method and path');
    expect(type?.startsWith('application/x-www-form-urlencoded'), `content type ${type}`);
    const { header, claims } = realm.verified(new URLSearchParams(body).get('logout_token'));
    expectSame([header.typ, claims.aud], ['logout+jwt', client.id], 'typ, aud');
    expectSame([claims.sub, claims.sid], [session.sub, session.sid], 'sub, sid');
    expectSame(claims.events, { 'http://schemas.openid.net/event/backchannel-logout': {} }, 'events');
    expect(claims.jti !== undefined && claims.nonce === undefined, 'jti is missing, or nonce is there');
    expectSame((await realm.refresh(client, tokens.refresh_token)).error, 'invalid_grant', 'error of the refresh token');
  })],
  ['after signing out, a browser is sent to no address that is not the portal\'s', async () => {
    const fields = { client_id: settings.PORTAL_CLIENT, post_logout_redirect_uri: 'https://attacker.test/' };
    const { left, status } = await new Browser().open(`${realm.document.end_session_endpoint}?${new URLSearchParams(fields)}`);
    expect(left === undefined && status === 400, `status ${status}, sent to ${left?.href}`);
  }],
  ['after ten wrong passwords the right one is refused too, in the same words, and nobody else\'s', async () => {
    await unlocked('bob');
    for (let count = 0; count < 10; count += 1) {
      await refusedAsWrong('bob', `wrong ${randomText()}`);
    }
    await refusedAsWrong('bob', passwords.bob);
    await claimsOf('alice');
  }],
];

let passed = 0;
for (const [name, run] of checks) {
  try {
    await run();
  } catch (error) {
    console.log(`not held  ${name}\n          ${error.message}`);
    console.log(`${passed} passed, 1 failed`);
    process.exit(1);
  }
  passed += 1;
  console.log(`holds     ${name}`);
}
console.log(`${passed} passed, 0 failed`);
