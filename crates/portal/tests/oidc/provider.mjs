// A real OpenID provider for the tests of tests/oidc.rs: it takes any password. Its state lies in memory, so ending it makes it forget everybody.
import Provider from "oidc-provider";

const { PORT, REDIRECT_URI, POST_LOGOUT_URI, BACK_CHANNEL_URI, CLIENT_SECRET } = process.env;
const issuer = `http://localhost:${PORT}`;

const people = new Map(
  ["ada", "grace"].map((login) => [
    login,
    { name: `${login[0].toUpperCase()}${login.slice(1)} of the provider`, preferred_username: login, email: `${login}@provider.example.org`, email_verified: true, groups: ["/treasury"] },
  ]),
);

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "portal",
      client_secret: CLIENT_SECRET,
      redirect_uris: [REDIRECT_URI],
      post_logout_redirect_uris: [POST_LOGOUT_URI],
      backchannel_logout_uri: BACK_CHANNEL_URI,
      backchannel_logout_session_required: true,
      grant_types: ["authorization_code", "refresh_token"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username", "groups"] },
  features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_context, sub) => (people.has(sub) ? { accountId: sub, claims: () => ({ sub, ...people.get(sub) }) } : undefined),
  pkce: { required: () => true },
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  cookies: { keys: ["of a test"] },
  // Logout tokens go to this machine, which it refuses otherwise.
  fetch: (url, options) => {
    const { dispatcher: _dispatcher, agent: _agent, ...rest } = options ?? {};
    return globalThis.fetch(url, rest);
  },
});

provider.on("server_error", (_context, error) => console.error(error));
provider.listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
// Ends with the test, however that ends.
process.stdin.on("end", () => process.exit()).resume();
