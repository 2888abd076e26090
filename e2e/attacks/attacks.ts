/** Every attack, in the order in which they run. */
import type { Attack } from "./attack.ts";
import { crossSite } from "./cross-site.ts";
import { headers } from "./headers.ts";
import { malformed } from "./malformed.ts";
import { markup } from "./markup.ts";
import { paths } from "./paths.ts";
import { redirects } from "./redirects.ts";
import { sessions } from "./sessions.ts";
import { slow } from "./slow.ts";
import { smuggling } from "./smuggling.ts";

export const ATTACKS: readonly Attack[] = [malformed, paths, smuggling, slow, crossSite, sessions, headers, redirects, markup];
