/** Headers `Cookie` in which a session's value stands where it must not count. `SESSION` is a value that opens a session, `OTHER` another user's. */

const NAME = "__Host-aurigraph-session";

/** None of them may open a session. */
export const TOSSED: readonly string[] = [
  `${NAME}=SESSION; ${NAME}=OTHER`, `${NAME}=OTHER; ${NAME}=SESSION`, `${NAME}=x; ${NAME}=SESSION`, `${NAME}=SESSION; ${NAME}=x`, `${NAME}=; ${NAME}=SESSION`, `${NAME}=SESSION; a=b; ${NAME}=`,
  "aurigraph-session=SESSION", "__Secure-aurigraph-session=SESSION", "__host-aurigraph-session=SESSION", "__HOST-AURIGRAPH-SESSION=SESSION", "Host-aurigraph-session=SESSION", `x${NAME}=SESSION`, `${NAME}x=SESSION`, `${NAME}%20=SESSION`, "__%48ost-aurigraph-session=SESSION", "__Host-aurigraph_session=SESSION", "sid=SESSION", "session=SESSION",
  `"${NAME}"=SESSION`, `${NAME}="SESSION"`, `${NAME}='SESSION'`, `${NAME}:SESSION`, `${NAME} SESSION`, `=${NAME}=SESSION`, `$Version=1; $${NAME}=SESSION`, `${NAME}[]=SESSION`, `${NAME}=SESSIONx`, `${NAME}=xSESSION`, `${NAME}=SESSION,x`, `${NAME}=SESSION%00`, `${NAME}=SESSION%20`, `${NAME}==SESSION`,
  `x=${NAME}=SESSION`, `x="; ${NAME}=SESSION; y="; ${NAME}=OTHER`, `a=b, ${NAME}=SESSION`, `__Host-aurigraph-browser=SESSION`, `__Host-aurigraph-sign-in=SESSION`,
];

/** Values that somebody may guess, or make out of a real one. `MIDDLE` is a real one with one character changed. */
export const VALUES: readonly string[] = [
  "", "0", "1", "null", "undefined", "true", "admin", "*", "%", "_", "'", "' OR '1'='1", "SESSION' --", "A".repeat(43), "0".repeat(64), "..", "SHORT", "MIDDLE", "UPPER", "LOWER", "REVERSED", "SESSION=", "SESSION==", "SESSION.SESSION", "U0VTU0lPTg", "a".repeat(4_000), "\u00ff", "{}", "[]",
];

/** Ways to hand over a session without a cookie. */
export const ELSEWHERE: readonly { readonly query?: string; readonly headers?: readonly (readonly [string, string])[] }[] = [
  { query: `?${NAME}=SESSION` }, { query: "?session=SESSION" }, { query: "?token=SESSION" }, { query: "?access_token=SESSION" }, { query: ";jsessionid=SESSION" },
  { headers: [["Authorization", "Bearer SESSION"]] }, { headers: [["Authorization", "Basic SESSION"]] }, { headers: [["Authorization", "SESSION"]] }, { headers: [["X-Session", "SESSION"]] }, { headers: [["X-Auth-Token", "SESSION"]] }, { headers: [["X-Api-Key", "SESSION"]] }, { headers: [["Set-Cookie", `${NAME}=SESSION`]] }, { headers: [["Cookie2", `${NAME}=SESSION`]] }, { headers: [["X-Cookie", `${NAME}=SESSION`]] },
];
