/** A code as a person types it: six digits of an authenticator application, or the ten characters of a recovery code. Blanks and dashes do not count. */

const TOTP = /^\d{6}$/;
const RECOVERY = /^[\da-z]{10}$/i;

function bare(code: string): string {
  return code.replaceAll(/[\s-]/g, "");
}

/** Why something can be no code; or undefined. An attempt that cannot succeed would count all the same. */
export function codeProblem(code: string): string | undefined {
  if (bare(code) === "") return "Enter a code.";
  return TOTP.test(bare(code)) || RECOVERY.test(bare(code)) ? undefined : "Enter the six digits, or a recovery code such as 7kq2m-0abcd.";
}

/** The same where a recovery code does not help. */
export function digitsProblem(code: string): string | undefined {
  return TOTP.test(bare(code)) ? undefined : "Enter the six digits that the application shows.";
}
