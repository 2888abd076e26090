/** Addresses as people paste them: parted by commas, semicolons, blanks or lines, also as `Ada Example <ada@example.org>`. */

/** As many as the node takes at once. */
export const EMAILS_MAX = 50;

export interface PastedEmail {
  readonly text: string;
  /** Why it cannot be invited; undefined where it can. */
  readonly problem: string | undefined;
}

const EMAIL = /^[^\s@<>]+@[^\s@<>]+$/;
const CHARACTERS_MAX = 254;

function problemOf(text: string): string | undefined {
  if (!EMAIL.test(text)) return "is no e-mail address";
  return text.length > CHARACTERS_MAX ? "is longer than an address can be" : undefined;
}

/** One piece between commas or line breaks: an address in brackets, or addresses with blanks between them. */
function pieces(part: string): readonly string[] {
  const inBrackets = [...part.matchAll(/<([^<>]*)>/g)].map((match) => (match[1] ?? "").trim());
  if (inBrackets.length > 0) return inBrackets;
  const words = part.trim().split(/\s+/).filter(Boolean);
  // A name without an address is one thing that is wrong, not several.
  return words.length > 1 && !words.some((word) => word.includes("@")) ? [words.join(" ")] : words;
}

/** What was pasted, in its order; each address once, however it is written. */
export function pastedEmails(text: string): readonly PastedEmail[] {
  const found = text.split(/[,;\n\r]+/).flatMap(pieces);
  const seen = new Set<string>();
  return found.flatMap((email) => {
    const key = email.toLowerCase();
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ text: email, problem: problemOf(email) }];
  });
}

/** What stands in the way of inviting all of them; undefined where nothing does. */
export function emailsProblem(emails: readonly PastedEmail[]): string | undefined {
  if (emails.length === 0) return "Enter at least one e-mail address.";
  const wrong = emails.filter(({ problem }) => problem !== undefined);
  const [first] = wrong;
  if (first?.problem !== undefined) return wrong.length === 1 ? `\u201c${first.text}\u201d ${first.problem}.` : `${wrong.length} of these are no e-mail addresses; the first is \u201c${first.text}\u201d.`;
  return emails.length > EMAILS_MAX ? `Invite at most ${EMAILS_MAX} at once; these are ${emails.length}.` : undefined;
}
