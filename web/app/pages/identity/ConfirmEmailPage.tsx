/** Where the link of the mail leads that a change of the address sent. */
import { useConfirmEmailMutation, useInfoQuery } from "@aurigraph/api";
import { ConfirmEmail, ConfirmWithoutLink, EmailIsConfirmed } from "./ConfirmEmail.tsx";
import { IdentityPage } from "./IdentityPage.tsx";
import { useMailedToken } from "./useMailedToken.ts";

export function ConfirmEmailPage() {
  const [token] = useMailedToken();
  const { data: info } = useInfoQuery();
  const [confirm, { isSuccess, originalArgs }] = useConfirmEmailMutation();
  return (
    <IdentityPage title="Confirm your new address" sentence="The mailbox has answered. This is the last step.">
      {isSuccess && originalArgs === token ? (
        <EmailIsConfirmed />
      ) : token === undefined ? (
        <ConfirmWithoutLink devnet={info?.devnet === true} />
      ) : (
        <ConfirmEmail key={token} send={() => confirm(token).unwrap()} />
      )}
    </IdentityPage>
  );
}
