/** The second factor: in the second step of signing in, and in the profile. */
import { useState } from "react";
import type { SecondFactor, TotpSetUp } from "@aurigraph/api";
import { Button } from "../app/components/Button.tsx";
import { SecondStepForm } from "../app/pages/identity/SecondStepForm.tsx";
import { SignInForm } from "../app/pages/identity/SignInForm.tsx";
import { FirstCodeStep } from "../app/pages/profile/AddTotp.tsx";
import { RecoveryCodesStep } from "../app/pages/profile/RecoveryCodesStep.tsx";
import { ActDialog, SecondFactorPanel } from "../app/pages/profile/SecondFactorPanel.tsx";
import { EMAIL, nothing, refusal } from "./identity.tsx";
import styles from "./stories.module.css";
import { EXAMPLE_TIME, type Story } from "./story.ts";

const SIDE = 29;

/** Modules in a pattern: it looks like a QR code and says nothing. */
function examplePicture(): string {
  const modules = Array.from({ length: SIDE * SIDE }, (_, index) => [index % SIDE, Math.floor(index / SIDE)] as const);
  return modules.flatMap(([x, y]) => ((x * x + 3 * x * y + 5 * y) % 7 < 3 ? [`M${x} ${y}h1v1h-1z`] : [])).join("");
}

const SET_UP: TotpSetUp = {
  secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
  url: "otpauth://totp/Aurigraph:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Aurigraph",
  pictureSide: SIDE,
  picturePath: examplePicture(),
};

const CODES = ["7kq2m-0abcd", "w3e9x-1hj5n", "p8t4v-zz0qk", "5cd6f-r2s7y", "m1n0b-9v8c7", "x4y5z-6a7b8", "q9w8e-7r6t5", "h2j3k-4m5n6", "t0t0t-1s1s1", "d6f7g-8h9j0"];
const REFUSED = refusal(401, "second_factor_refused", "Refused", "the code is wrong or was used");
const BUSY = refusal(429, "too_busy", "Too busy", "too many attempts", Date.now() + 900_000);

const codes = () => Promise.resolve({ recoveryCodes: CODES });

function Section({ secondFactor, error }: { readonly secondFactor?: SecondFactor; readonly error?: unknown }) {
  return <SecondFactorPanel secondFactor={secondFactor} error={error} email={EMAIL} onBegin={() => Promise.resolve(SET_UP)} onConfirm={codes} onNewCodes={codes} onRemove={nothing} />;
}

function Opening() {
  const [open, setOpen] = useState<"new codes" | "removal" | "with passkeys">();
  const close = () => setOpen(undefined);
  return (
    <div className={styles.row}>
      <Button onClick={() => setOpen("new codes")}>New recovery codes</Button>
      <Button onClick={() => setOpen("removal")}>Removal</Button>
      <Button onClick={() => setOpen("with passkeys")}>Removal, with passkeys</Button>
      {(open === "new codes" || open === "removal") && <ActDialog kind={open} send={nothing} onClose={close} />}
      {open === "with passkeys" && <ActDialog kind="removal" hasPasskeys send={nothing} onClose={close} start={{ refusal: BUSY }} />}
    </div>
  );
}

const LATER = new Date(Date.now() + 590_000).toISOString();

function secondStep(start: Parameters<typeof SecondStepForm>[0]["start"] = {}, wasNotKept = false, expiresAt = LATER, secondFactors: readonly string[] = ["totp", "recovery_code"]) {
  return <SecondStepForm email={EMAIL} expiresAt={expiresAt} secondFactors={secondFactors} onPasskey={nothing} send={nothing} onStartAgain={nothing} takesFocus={false} wasNotKept={wasNotKept} start={start} />;
}

export const secondFactor: readonly Story[] = [
  { name: "Code of a sign-in", render: () => secondStep() },
  { name: "Code of a sign-in, to be corrected", render: () => secondStep({ values: { code: "2870" }, problems: { code: "Enter the six digits, or a recovery code such as 7kq2m-0abcd." } }) },
  { name: "Code of a sign-in, under way", render: () => secondStep({ values: { code: "287082" }, phase: "sending" }) },
  { name: "Code of a sign-in, refused", render: () => secondStep({ values: { code: "287082" }, refusal: REFUSED }) },
  { name: "Code of a sign-in, too many attempts", render: () => secondStep({ values: { code: "287082" }, refusal: BUSY }) },
  { name: "Code of a sign-in, not kept", render: () => secondStep({ values: { code: "287082" }, phase: "sent" }, true) },
  { name: "Code of a sign-in, time over", render: () => secondStep({}, false, "2026-01-01T00:00:00Z") },
  { name: "Passkey or code of a sign-in", render: () => secondStep({}, false, LATER, ["totp", "passkey", "recovery_code"]) },
  { name: "Passkey or recovery code of a sign-in", render: () => secondStep({}, false, LATER, ["passkey", "recovery_code"]) },
  { name: "Code of a sign-in, too late", render: () => <SignInForm send={nothing} back={{ email: EMAIL, why: "too late" }} /> },
  { name: "Second factor, off", render: () => <Section secondFactor={{ totpSince: null, passkeys: 0, recoveryCodesLeft: 0 }} /> },
  { name: "Second factor, on", render: () => <Section secondFactor={{ totpSince: EXAMPLE_TIME, passkeys: 0, recoveryCodesLeft: 9 }} /> },
  { name: "Second factor, few recovery codes", render: () => <Section secondFactor={{ totpSince: EXAMPLE_TIME, passkeys: 0, recoveryCodesLeft: 2 }} /> },
  { name: "Second factor, no recovery code", render: () => <Section secondFactor={{ totpSince: EXAMPLE_TIME, passkeys: 0, recoveryCodesLeft: 0 }} /> },
  { name: "Second factor, passkeys alone", render: () => <Section secondFactor={{ totpSince: null, passkeys: 2, recoveryCodesLeft: 10 }} /> },
  { name: "Second factor, not loaded", render: () => <Section error={{ status: "FETCH_ERROR" }} /> },
  { name: "Add an application: the first code", render: () => <FirstCodeStep setUp={SET_UP} send={nothing} onCancel={nothing} takesFocus={false} /> },
  { name: "Add an application: the first code, refused", render: () => <FirstCodeStep setUp={SET_UP} send={nothing} onCancel={nothing} takesFocus={false} start={{ values: { code: "000000" }, refusal: REFUSED }} /> },
  { name: "Add an application: the recovery codes", render: () => <RecoveryCodesStep codes={CODES} email={EMAIL} onDone={nothing} takesFocus={false} /> },
  { name: "Changes of the second factor", render: () => <Opening /> },
];
