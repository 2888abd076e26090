/** Sign up: an address, then a mail. Name and password are chosen behind its link, by whoever reads the mailbox. */
import { useState } from "react";
import { Navigate } from "react-router";
import { useInfoQuery, useSessionQuery, useSignUpMutation } from "@aurigraph/api";
import { IdentityPage } from "./IdentityPage.tsx";
import { LookIntoMail, SignUpForm } from "./SignUpForm.tsx";

export function SignUpPage() {
  const { data: info } = useInfoQuery();
  const { data: state } = useSessionQuery();
  const [signUp] = useSignUpMutation();
  const [sentTo, setSentTo] = useState<string>();
  const [isAgain, setAgain] = useState(false);
  if (state?.kind === "signedIn") return <Navigate to="/profile" replace />;

  async function send(email: string) {
    await signUp(email).unwrap();
    setSentTo(email);
    setAgain(false);
  }

  return (
    <IdentityPage title="Sign up" sentence="An e-mail address is enough to begin. Whoever reads its mail chooses name and password.">
      {sentTo !== undefined && !isAgain ? (
        <LookIntoMail email={sentTo} devnet={info?.devnet === true} purpose="choose a password; then you are signed in" onAgain={() => setAgain(true)} />
      ) : (
        <SignUpForm send={send} start={sentTo === undefined ? undefined : { values: { email: sentTo } }} />
      )}
    </IdentityPage>
  );
}
