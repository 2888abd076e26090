/** Values that a field, a parameter or a part of a path does not expect. As JSON text, because no JavaScript value is `1e999` or holds a key twice. */

const DEEP = 3_000;

/** JSON texts in place of a field's value. */
export const JSON_VALUES: readonly string[] = [
  "null", "true", "false", "0", "-0", "-1", "1.5", "1e3", "1e999", "-1e999", "1e-999", "2147483648", "4294967296", "9007199254740993", "18446744073709551615",
  "18446744073709551616", "-9223372036854775809", "340282366920938463463374607431768211456", "9".repeat(400), `0.${"1".repeat(400)}`,
  '""', '" "', '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udfff\\ud800"', '"\\uffff"', '"\\u202e"', '"\\r\\nSet-Cookie: x=y"', '"%s%n%x"', '"${7*7}{{7*7}}"',
  "\"'; DROP TABLE users; --\"", "\"' OR '1'='1\"", '"../../../../etc/passwd"', '"file:///etc/passwd"', '"http://169.254.169.254/latest/meta-data/"', '"-1"', '"1e9"', '"0x10"', '"٣"', '"１"', '"NaN"',
  `"${"a".repeat(300)}"`, `"${"a".repeat(9_000)}"`, `"${"é".repeat(4_000)}"`, `"${"\\u0041".repeat(1_500)}"`, `"${"0".repeat(64)}"`, `"${"f".repeat(64)}"`, `"${"g".repeat(64)}"`, `"${"00".repeat(3_309)}"`,
  "[]", "{}", "[[]]", "[null]", '{"a":1}', '{"__proto__":{"x":1}}', '{"$ref":"#"}', '{"constructor":{"prototype":1}}', `[${"1,".repeat(2_000)}1]`,
  "[".repeat(100) + "]".repeat(100), "[".repeat(DEEP) + "]".repeat(DEEP), `${'{"a":'.repeat(120)}1${"}".repeat(120)}`, `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`,
];

/** What is no JSON, or not one value of it. */
export const NO_JSON: readonly string[] = [
  "", " ", "\0", "{", "}", "[", "]", "{]", '{"', '{"a"', '{"a":', '{"a":1', '{"a":1,}', '{a:1}', "{'a':1}", '{"a":1}{"a":1}', '{"a":01}', '{"a":1.}', '{"a":.5}', '{"a":+1}', '{"a":0x1}', '{"a":NaN}',
  '{"a":Infinity}', '{"a":undefined}', '{"a":"\t"}', '{"a":"\n"}', '{"a":"\\x41"}', '{"a":"\\u12"}', '{"a":tru}', "// comment\n{}", "/* */{}", "null", "true", "0", '"text"', "[]", "[{}]", "<xml/>", "a=1&b=2", "\ufeff{}", "----\r\n", "1".repeat(5_000),
];

/** Parts of a path, already as they go over the wire. */
export const PATH_PARTS: readonly string[] = [
  "0", "-1", "1.5", "1e9", "18446744073709551616", "%00", "a%00b", "%0d%0a", "%0d%0aSet-Cookie:%20x=y", "%20", "%20%20", "%ff", "%fe%ff", "%c0%ae%c0%ae", "%c0%af", "%ed%a0%80", "%e2%80%ae", "%", "%2", "%zz", "%u0041", "%25%30%30",
  "..", "%2e%2e", "%252e%252e", "..%2f..%2fetc%2fpasswd", "..%5c..%5c", ".", "~", ";", ";a=b", "a;b", ":", ":key", "*", "null", "undefined", "NaN", "true", "latest", "{id}", "%7bid%7d", "$%7b7*7%7d", "'", "%22", "%3cscript%3e", "';--", "'%20OR%20'1'='1",
  "0".repeat(64), "f".repeat(64), "F".repeat(64), "g".repeat(64), "0".repeat(63), "0".repeat(65), `${"0".repeat(64)}-0`, `${"0".repeat(64)}-99999999999`, `${"0".repeat(64)}--1`, "a".repeat(300), "a".repeat(8_000), "%41".repeat(2_000), "é", "%F0%9F%92%A9",
  "usr_", "ses_", "ses_0", `ses_${"0".repeat(32)}`, `ses_${"g".repeat(32)}`, `org_${"0".repeat(32)}`, "__proto__", "constructor",
];

/** Texts of a query after the question mark. `NAME` is one of the route's parameters, or a name that it does not have. */
export const QUERIES: readonly string[] = [
  "NAME", "NAME=", "NAME=0", "NAME=-1", "NAME=1.5", "NAME=201", "NAME=65536", "NAME=4294967296", "NAME=18446744073709551616", "NAME=1e3", "NAME=+1", "NAME=%2B1", "NAME=%00", "NAME=%ff", "NAME=%", "NAME=%zz", "NAME=%0d%0a", "NAME=%20", "NAME=true", "NAME=TRUE",
  "NAME=null", "NAME=1&NAME=2", "NAME=1&NAME=1", "NAME[]=1", "NAME[a]=1", "NAME.a=1", "NAME=1;NAME=2", "NAME=a,b", "NAME=1&unknown=1", "unknown=1", "unknown", "=", "&", "&&", "=1", "%00=1", "NAME=''", "NAME=%27%20OR%201=1--", "NAME=%3Cscript%3E", "NAME=../..",
  "NAME=2026-02-30T00:00:00Z", "NAME=9999-12-31T23:59:59Z", "NAME=-0001-01-01T00:00:00Z", "NAME=2026-01-01", "NAME=desc", "NAME=DESC", `NAME=${"a".repeat(300)}`, `NAME=${"a".repeat(20_000)}`, `NAME=${"0".repeat(200)}`, `NAME=${"f".repeat(200)}`,
  `${"a=1&".repeat(3_000)}a=1`, "?", "??NAME=1", "NAME=http://169.254.169.254/", "NAME=é", "NAME=%F0%9F%92%A9", "__proto__[x]=1",
];

/** Headers that are allowed by HTTP and mean something that the node must not believe. */
export const HEADERS: readonly (readonly (readonly [string, string])[])[] = [
  [["Content-Type", "text/plain"]], [["Content-Type", "application/x-www-form-urlencoded"]], [["Content-Type", "multipart/form-data; boundary=x"]], [["Content-Type", "application/json; charset=utf-16"]], [["Content-Type", "application/xml"]],
  [["Content-Type", "application/json, text/plain"]], [["Content-Type", ""]], [["Content-Type", "\u00ff"]], [["Content-Type", "application/json"], ["Content-Type", "text/plain"]], [["Content-Type", "application/octet-stream"]],
  [["Content-Encoding", "gzip"]], [["Content-Encoding", "br"]], [["Content-Encoding", "identity, gzip"]], [["X-HTTP-Method-Override", "DELETE"]], [["X-Original-URL", "/api/v11/profile"]], [["X-Rewrite-URL", "/api/v11/profile"]],
  [["X-Forwarded-For", "127.0.0.1"]], [["X-Forwarded-Host", "evil.example"]], [["Forwarded", "for=127.0.0.1;host=evil.example"]], [["Range", "bytes=0-0,1-1,2-2"]], [["Range", "bytes=18446744073709551615-"]], [["If-None-Match", "*"]], [["If-Modified-Since", "never"]],
  [["Accept", "image/png"]], [["Accept", "*/*;q=9999999999999999"]], [["Accept-Encoding", "gzip;q=nan, *;q=-1"]], [["Accept-Language", "x".repeat(2_000)]], [["Authorization", "Bearer ".concat("a".repeat(4_000))]], [["Authorization", "Basic AAAA"]], [["Authorization", ""]],
  [["Cookie", "a".repeat(8_000)]], [["Cookie", `${"a=b; ".repeat(800)}c=d`]], [["Cookie", "\u00ff=\u00ff"]], [["X-Request-Id", "a".repeat(200)]], [["X-Request-Id", "\u00ff"]], [["Host", "evil.example"]], [["Host", ""]], [["Host", "a".repeat(2_000)]],
  [["Expect", "100-continue"]], [["Expect", "200-ok"]], [["Upgrade", "h2c"], ["Connection", "Upgrade, HTTP2-Settings"], ["HTTP2-Settings", "AAMAAABkAAQAAP__"]], [["Upgrade", "websocket"], ["Connection", "Upgrade"]], [["TE", "trailers, deflate;q=0.5"]], [["Origin", "null"]], [["Origin", "\u00ff"]],
  [["User-Agent", "\u0080".repeat(500)]], [["User-Agent", "a".repeat(9_000)]], Array.from({ length: 90 }, (_, index) => [`X-Filler-${index}`, "x".repeat(300)] as const),
];

/** Methods that no route has, or few. */
export const METHODS: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "PURGE", "get", "FOO", "A".repeat(300)];
