/** Values of `next` that lead away from the portal, or try to. `HOST` is the node's own host. */
const EVIL = "evil.example";

export const ELSEWHERE: readonly string[] = [
  `https://${EVIL}`, `https://${EVIL}/profile`, `http://${EVIL}`, `//${EVIL}`, `///${EVIL}`, `////${EVIL}`, `/\\${EVIL}`, `\\\\${EVIL}`, `\\/${EVIL}`, `/\\/${EVIL}`, `//\\${EVIL}`, `/\t/${EVIL}`, `/\n/${EVIL}`, `/\r/${EVIL}`, `\t//${EVIL}`, ` //${EVIL}`, `\u0000//${EVIL}`, `\u0001https://${EVIL}`, `\u00a0//${EVIL}`, `\ufeff//${EVIL}`,
  `/.//${EVIL}`, `/..//${EVIL}`, `/x/..//${EVIL}`, `/./\\${EVIL}`, `/%2e//${EVIL}`, `/%2f${EVIL}`, `/%5c${EVIL}`, `%2f%2f${EVIL}`, `/%09/${EVIL}`, `/%0a/${EVIL}`, `/%00/${EVIL}`, `https:${EVIL}`, `https:/${EVIL}`, `https:///${EVIL}`, `https:\\${EVIL}`, `HTTPS://${EVIL}`, `hTTps:\t//${EVIL}`, `ht\ntps://${EVIL}`,
  `//${EVIL}@HOST`, `//HOST@${EVIL}`, `https://HOST@${EVIL}/`, `https://HOST:x@${EVIL}/`, `https://HOST.${EVIL}/`, `https://${EVIL}#@HOST`, `https://${EVIL}?HOST`, `https://${EVIL}\\@HOST`, `/@${EVIL}`, `@${EVIL}`, `.${EVIL}`, `//${EVIL}%00.HOST`, `//${EVIL}%23.HOST`, `//xn--vil-6na.example`, "//еvil.example", "//evil。example", "//evil．example", "//0x7f000001", "//2130706433:1", "//[::1]:1/",
  "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\u0001javascript:alert(1)", "javascript://%0aalert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "blob:https://evil.example/x", "file:///etc/passwd", "about:blank", "view-source:https://evil.example", "mailto:x@evil.example", "ftp://evil.example", "ws://evil.example", "intent://evil.example#Intent;scheme=https;end",
  "/sign-in?next=//evil.example", "/sign-in?next=%2F%2Fevil.example", "/reset-password#//evil.example", "?next=//evil.example", "#//evil.example", "/?next=https://evil.example", "/profile/../..//evil.example", "/;//evil.example", "/blocks?x=//evil.example", "/\u2028/evil.example", "/\u2029/evil.example", "/\u3000/evil.example", "／／evil.example", "/\u200b/evil.example",
];

/** Names under which an application may look for the place to go on to. */
export const PARAMETERS: readonly string[] = ["next", "return", "returnTo", "return_to", "redirect", "redirect_uri", "url", "to", "continue", "target"];
