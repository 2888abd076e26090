/** Sign in, with a passkey, or with a password and a code where one is asked for, and go on to where one wanted to be. */
import { useState } from "react";
import { Navigate, useSearchParams } from "react-router";
import { type Credentials, toProblem, useBeginProviderSignInMutation, useCompleteSignInMutation, useIdentityProvidersQuery, useSessionQuery, useSignInMutation } from "@aurigraph/api";
import { safeNext } from "../../next.ts";
import { knowsPasskeys } from "../../passkeys/browser.ts";
import { usePasskeySignIn } from "../../passkeys/usePasskey.ts";
import { IdentityPage } from "./IdentityPage.tsx";
import { PasskeyPanel } from "./PasskeyPanel.tsx";
import { ProviderButtons } from "./ProviderButtons.tsx";
import { ProviderProblem } from "./ProviderProblem.tsx";
import { SecondStepForm } from "./SecondStepForm.tsx";
import { SignInForm, type SignInReturn } from "./SignInForm.tsx";

/** A right password, or somebody whom a provider knows, that waits for its second factor. */
interface Waiting {
  readonly email?: string;
  readonly secondFactors: readonly string[];
  readonly expiresAt?: string;
}

export function SignInPage() {
  const [search] = useSearchParams();
  const session = useSessionQuery();
  const [signIn, first] = useSignInMutation();
  const [complete, second] = useCompleteSignInMutation();
  const [withPasskey, third] = usePasskeySignIn();
  // Whoever comes back from a provider and has a second factor here gives it first.
  const [waiting, setWaiting] = useState<Waiting | undefined>(search.get("step") === "code" ? { secondFactors: search.getAll("factor") } : undefined);
  const { data: providers = [] } = useIdentityProvidersQuery();
  const [beginProvider] = useBeginProviderSignInMutation();
  const [back, setBack] = useState<SignInReturn>();
  if (session.data?.kind === "signedIn") return <Navigate to={safeNext(search.get("next"))} replace />;

  // The node was asked again after it took the sign-in, and still knows nobody.
  const takenAt = third.isSuccess ? third.fulfilledTimeStamp : second.isSuccess ? second.fulfilledTimeStamp : first.data?.kind === "signedIn" ? first.fulfilledTimeStamp : undefined;
  const wasNotKept = takenAt !== undefined && session.data?.kind === "signedOut" && (session.fulfilledTimeStamp ?? 0) > takenAt;

  function startAgain(email: string | undefined, why: SignInReturn["why"]) {
    second.reset();
    third.reset();
    setWaiting(undefined);
    setBack({ email: email ?? "", why });
  }

  async function sendPassword(credentials: Credentials) {
    const answer = await signIn(credentials).unwrap();
    if (answer.kind === "codeNeeded") setWaiting({ email: credentials.email, secondFactors: answer.secondFactors, expiresAt: answer.expiresAt });
  }

  async function goTo(providerId: string) {
    const { url } = await beginProvider({ providerId, returnTo: safeNext(search.get("next")) }).unwrap();
    window.location.assign(url);
  }

  /** A code or a passkey, after the password or the provider. */
  async function sendSecond(email: string | undefined, send: () => Promise<unknown>) {
    try {
      await send();
    } catch (error) {
      if (toProblem(error).code !== "not_signed_in") throw error;
      // The first step is too long ago, or its cookie is gone.
      startAgain(email, "too late");
    }
  }

  return (
    <IdentityPage title="Sign in" sentence="For your profile on this portal. Everything on the ledger can be read without it.">
      {waiting ? (
        <SecondStepForm
          {...waiting}
          send={(code) => sendSecond(waiting.email, () => complete(code).unwrap())}
          onPasskey={knowsPasskeys() ? () => sendSecond(waiting.email, () => withPasskey(true)) : undefined}
          onStartAgain={() => startAgain(waiting.email, "asked")}
          wasNotKept={wasNotKept}
        />
      ) : (
        <>
          <ProviderProblem code={search.get("problem")} />
          <SignInForm send={sendPassword} wasNotKept={wasNotKept} back={back} />
          {knowsPasskeys() && <PasskeyPanel use={() => withPasskey(false)} wasNotKept={wasNotKept && third.isSuccess} />}
          <ProviderButtons providers={providers} onGo={goTo} />
        </>
      )}
    </IdentityPage>
  );
}
