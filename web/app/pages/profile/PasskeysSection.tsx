/** The passkeys in the profile, as the node and this browser know them. */
import { usePasskeysQuery, useRemovePasskeyMutation, useRenamePasskeyMutation, useSecondFactorQuery } from "@aurigraph/api";
import { knowsPasskeys } from "../../passkeys/browser.ts";
import { useNewPasskey } from "../../passkeys/usePasskey.ts";
import { useStepUp } from "../../stepUp/useStepUp.tsx";
import { PasskeysPanel } from "./PasskeysPanel.tsx";

export function PasskeysSection({ email }: { readonly email: string }) {
  const { data, error, refetch } = usePasskeysQuery();
  const { data: secondFactor } = useSecondFactorQuery();
  const [rename] = useRenamePasskeyMutation();
  const [remove] = useRemovePasskeyMutation();
  const stepUp = useStepUp();
  const add = useNewPasskey(stepUp.guard);
  return (
    <>
      <PasskeysPanel
        passkeys={data?.passkeys}
        error={error}
        onRetry={() => void refetch()}
        email={email}
        canAdd={knowsPasskeys()}
        hasTotp={typeof secondFactor?.totpSince === "string"}
        onAdd={add}
        onRename={(passkeyId, name) => rename({ passkeyId, name }).unwrap()}
        onRemove={(passkeyId) => stepUp.guard(() => remove(passkeyId).unwrap())}
      />
      {stepUp.dialog}
    </>
  );
}
