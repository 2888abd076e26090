/** Why somebody who was at a provider is not signed in, in plain words. The address says a code; what is not known here is said in general. */
import type { Problem } from "@aurigraph/api";
import type { RefusalWords } from "../../components/FormRefusal.tsx";
import { tooBusyWords } from "./words.tsx";

const AGAIN = "Try again. If it happens again, tell whoever runs this portal.";

const WORDS: Readonly<Record<string, RefusalWords>> = {
  provider_sign_in_not_begun: {
    title: "This sign-in was not begun here",
    text: <p>It began in another browser or window, more than ten minutes ago, or it is done already. Begin again; if it happens at once, allow cookies for this address.</p>,
    tone: "warning",
  },
  provider_answer_refused: { title: "The provider’s answer was not taken", text: <p>It is not what this portal asked for, so nobody was signed in. {AGAIN}</p> },
  provider_sign_in_cancelled: { title: "Cancelled at the provider", text: <p>Nobody was signed in, and nothing was changed.</p>, tone: "warning" },
  provider_unreachable: { title: "The provider does not answer", text: <p>Try again in a while, or sign in another way.</p> },
  email_has_a_user: {
    title: "This e-mail address has a sign-in already",
    text: <p>Sign in with its password first. Then add the provider in your profile: an address alone makes nobody you.</p>,
    tone: "warning",
  },
  provider_tells_no_email: { title: "The provider tells no e-mail address", text: <p>This portal needs one. Allow the provider to tell it, or sign up with an address.</p> },
  identity_linked_elsewhere: { title: "It belongs to another user", text: <p>Whoever you are at the provider signs somebody else in here. Remove it there first.</p> },
  session_changed: { title: "You are not who began", text: <p>The session in which this began has ended, or somebody else signed in. Begin again.</p>, tone: "warning" },
};

/** Nothing would be left. */
export const lastWayWords: RefusalWords = { title: "It is your only way to sign in", tone: "warning", text: <p>Nothing was changed. Set a password or add another way first.</p> };

/** What the code in an address means; nothing where there is none. */
export function providerProblemWords(code: string | null): RefusalWords | undefined {
  if (code === null) return undefined;
  return Object.hasOwn(WORDS, code) ? WORDS[code] : { title: "Nobody was signed in", text: <p>{AGAIN}</p> };
}

/** The same for a refusal before anybody went there. */
export function providerWords(problem: Problem): RefusalWords | undefined {
  return problem.code === "provider_unreachable" ? WORDS[problem.code] : tooBusyWords(problem);
}
