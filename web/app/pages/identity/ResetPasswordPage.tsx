/** A forgotten password: ask for a mail; its link leads back here, with a token. */
import { useState } from "react";
import { useInfoQuery, useRequestPasswordResetMutation, useResetPasswordMutation } from "@aurigraph/api";
import { IdentityPage } from "./IdentityPage.tsx";
import { AskForMail, PasswordIsSet, SetPassword } from "./ResetPassword.tsx";
import { LookIntoMail } from "./SignUpForm.tsx";
import { useMailedToken } from "./useMailedToken.ts";

function Asking() {
  const { data: info } = useInfoQuery();
  const [request] = useRequestPasswordResetMutation();
  const [sentTo, setSentTo] = useState<string>();
  const [isAgain, setAgain] = useState(false);

  async function send(email: string) {
    await request(email).unwrap();
    setSentTo(email);
    setAgain(false);
  }

  if (sentTo === undefined || isAgain) return <AskForMail send={send} start={sentTo === undefined ? undefined : { values: { email: sentTo } }} />;
  return <LookIntoMail email={sentTo} devnet={info?.devnet === true} purpose="set a new password" onAgain={() => setAgain(true)} />;
}

export function ResetPasswordPage() {
  const [token, forget] = useMailedToken();
  const [reset, { isSuccess, originalArgs }] = useResetPasswordMutation();
  return (
    <IdentityPage title="Set a new password" sentence="For a sign-in whose password is forgotten, or known to somebody else.">
      {isSuccess && originalArgs?.token === token ? (
        <PasswordIsSet />
      ) : token === undefined ? (
        <Asking />
      ) : (
        <SetPassword key={token} send={(password) => reset({ token, password }).unwrap()} onAskAgain={forget} />
      )}
    </IdentityPage>
  );
}
