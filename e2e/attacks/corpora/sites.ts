/** What a browser sends when another site makes it send something here. `OURS` is this node's origin, `HOST` its host. */

type Header = readonly [string, string];

export const REQUESTED: Header = ["X-Requested-With", "aurigraph"];

/** Headers that show another site, or do not show this one. Each is sent with the cookie of somebody who is signed in. */
export const FOREIGN: readonly (readonly Header[])[] = [
  [],
  [["Origin", "OURS"]],
  [["Sec-Fetch-Site", "same-origin"]],
  [["Origin", "https://evil.example"]],
  [["Origin", "null"], REQUESTED],
  [["Origin", ""], REQUESTED],
  [["Origin", "https://evil.example"], REQUESTED],
  [["Origin", "http://evil.example:PORT"], REQUESTED],
  [["Origin", "OURS.evil.example"], REQUESTED],
  [["Origin", "OURS@evil.example"], REQUESTED],
  [["Origin", "OURS/"], REQUESTED],
  [["Origin", "OURS, https://evil.example"], REQUESTED],
  [["Origin", "https://evil.example, OURS"], REQUESTED],
  [["Origin", "http://evil.example/OURS"], REQUESTED],
  [["Origin", "ftp://HOST"], REQUESTED],
  [["Origin", "HOST"], REQUESTED],
  [["Origin", "//HOST"], REQUESTED],
  [["Origin", "file://"], REQUESTED],
  [["Origin", "chrome-extension://abcdefghijklmnop"], REQUESTED],
  [["Origin", "http://localhost.evil.example"], REQUESTED],
  [["Origin", "https://evil.example"], ["Origin", "OURS"], REQUESTED],
  [["Origin", "https://evil.example"], ["Host", "evil.example"], ["Sec-Fetch-Site", "cross-site"], REQUESTED],
  [["Origin", "OURS"], ["Sec-Fetch-Site", "cross-site"], REQUESTED],
  [["Origin", "OURS"], ["Sec-Fetch-Site", "same-site"], REQUESTED],
  [["Origin", "OURS"], ["Sec-Fetch-Site", "none"], REQUESTED],
  [["Sec-Fetch-Site", "cross-site"], REQUESTED],
  [["Sec-Fetch-Site", "same-site"], REQUESTED],
  [["Sec-Fetch-Site", "none"], REQUESTED],
  [["Sec-Fetch-Site", "SAME-ORIGIN"], REQUESTED],
  [["X-Requested-With", "XMLHttpRequest"]],
  [["X-Requested-With", ""]],
  [["X-Requested-With", "aurigraph, x"]],
  [["X-Requested-With", "AURIGRAPH"]],
  [["X-Requested-With", "XMLHttpRequest"], REQUESTED],
  [["X-Forwarded-Host", "HOST"], ["Origin", "https://evil.example"], REQUESTED],
  // The browser's own answer to a request for a password, or a program's key: neither makes a cookie count.
  [["Authorization", "Basic eDp4"], ["Origin", "https://evil.example"]],
  [["Authorization", "Bearer x"], ["Origin", "https://evil.example"]],
  [["Authorization", ""], ["Origin", "https://evil.example"]],
  [["Referer", "OURS/profile"]],
  [["X-HTTP-Method-Override", "GET"]],
];

/** Bodies that a form sends, or a script without asking first. */
export const SIMPLE_MEDIA: readonly string[] = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain; charset=utf-8; x=application/json"];
