/** Where the link of the mail leads that a sign-up sent. */
import { Navigate } from "react-router";
import { useCompleteSignUpMutation, useInfoQuery, useSessionQuery } from "@aurigraph/api";
import { CompleteSignUp, CompleteWithoutLink } from "./CompleteSignUp.tsx";
import { IdentityPage } from "./IdentityPage.tsx";
import { useMailedToken } from "./useMailedToken.ts";

export function CompleteSignUpPage() {
  const [token] = useMailedToken();
  const { data: info } = useInfoQuery();
  const { data: state } = useSessionQuery();
  const [complete, { isSuccess }] = useCompleteSignUpMutation();
  if (isSuccess && state?.kind === "signedIn") return <Navigate to="/profile" replace />;
  return (
    <IdentityPage title="Complete your sign-up" sentence="The mailbox has answered. This is the last step.">
      {token === undefined ? (
        <CompleteWithoutLink devnet={info?.devnet === true} />
      ) : (
        <CompleteSignUp key={token} send={(values) => complete({ token, name: values.name, password: values.password }).unwrap()} />
      )}
    </IdentityPage>
  );
}
