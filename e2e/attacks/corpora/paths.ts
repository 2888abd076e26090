/** Spellings of paths that are not the plain one, as they go over the wire. `BASE` is a path that exists, `FOLDER` its folder, `FILE` the rest. */

/** A file that is on every such machine: its beginning in an answer means that somebody walked out of the application. */
export const FILES_OUTSIDE: readonly string[] = ["etc/passwd", "proc/self/environ", "proc/self/cmdline", "etc/hostname"];
/** What such a file would show. */
export const SIGNS_OF_OUTSIDE = /root:.*:0:0:|PATH=|-----BEGIN|SQLite format 3|\[package\]/;

/** Ways to say "one folder up". */
export const UPS: readonly string[] = [
  "../", "..%2f", "..%2F", "%2e%2e/", "%2e%2e%2f", "%2E%2E%2F", ".%2e/", "%2e./", "..\\", "..%5c", "%2e%2e%5c", "%252e%252e%252f", "..%252f", "%%32%65%%32%65/", "..%c0%af", "%c0%ae%c0%ae/", "..%e0%80%af", "..%ef%bc%8f", "%uff0e%uff0e/", "..;/", "..%00/", "....//", "....\\/", "..%0d/", "..%09/", "..%23/", "..%3f/",
];

/** Other spellings of a path that exists. */
export const SPELLINGS: readonly string[] = [
  "/BASE", "//BASE", "///BASE", "/./BASE", "/.//BASE", "/x/../BASE", "/x/%2e%2e/BASE", "/x/..%2fBASE", "/%2e/BASE", "/%2fBASE", "/%5cBASE", "/\\BASE", "/BASE/", "/BASE//", "/BASE/.", "/BASE/..", "/BASE/%2e", "/BASE/%2e%2e", "/BASE%2f", "/BASE%5c", "/BASE%00", "/BASE%00.html", "/BASE%20", "/BASE%09", "/BASE%0a",
  "/BASE;", "/BASE;a=b", "/BASE;/x", "/BASE%3b", "/BASE.", "/BASE%2e", "/BASE~", "/BASE%23", "/BASE%3f", "/BASE%252f", "/BASE*", "/BASE.json", "/BASE.css", "/BASE/x.css", "/BASE%2fx.css", "/FOLDER//FILE", "/FOLDER/./FILE", "/FOLDER/x/../FILE", "/FOLDER%2fFILE", "/FOLDER%5cFILE", "/FOLDER\\FILE", "/FOLDER;x/FILE", "/FOLDER%00/FILE", "/FOLDER/%46ILE", "/FOLDER/%c1%86ILE", "/FOLDER/%u0046ILE", "/FOLDER%c0%afFILE", "/FOLDER%e2%88%95FILE", "/UPPER",
];

/** First lines of a request whose target is no path. `HOST` is the node's. */
export const TARGETS: readonly string[] = ["*", "HOST", "http://HOST/BASE", "http://evil.example/BASE", "HTTP://HOST/BASE", "https://HOST//BASE", "file:///etc/passwd", "http://HOST/../BASE", "http://user:word@HOST/BASE", "/http://evil.example/", "?BASE", "#/BASE", "BASE", "./BASE", "../BASE"];
