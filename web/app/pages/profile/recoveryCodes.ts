/** Recovery codes and the key of an application, as people keep and read them. */
import { countOf } from "@aurigraph/core";

const GROUP = /.{1,4}/g;
/** With so few left it is time for new ones. */
const FEW = 2;

/** A key in groups of four, as it is typed in by hand. */
export function grouped(secret: string): string {
  return secret.match(GROUP)?.join(" ") ?? "";
}

/** What to say about the recovery codes that are left; nothing while there are enough. */
export function fewCodesWords(left: number): string | undefined {
  if (left > FEW) return undefined;
  if (left <= 0) return "No recovery code is left";
  return left === 1 ? "Only one recovery code is left" : `Only ${countOf(left, "recovery code")} are left`;
}

interface Kept {
  readonly codes: readonly string[];
  readonly portal: string;
  readonly email: string;
  readonly madeAt: string;
}

/** The codes as a file that explains itself. */
export function recoveryFile({ codes, portal, email, madeAt }: Kept): string {
  return [
    "Recovery codes for Aurigraph",
    "",
    `Portal:  ${portal}`,
    `Sign-in: ${email}`,
    `Made:    ${madeAt}`,
    "",
    ...codes.map((code, index) => `${String(index + 1).padStart(2)}.  ${code}`),
    "",
    "Each counts once, in place of a code of the authenticator application or of a passkey.",
    "New ones, made in the profile, replace all of these.",
    "",
  ].join("\n");
}
