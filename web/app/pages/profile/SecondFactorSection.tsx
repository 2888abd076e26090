/** The second factor in the profile, as the node knows it. */
import { useBeginTotpMutation, useConfirmTotpMutation, useRemoveTotpMutation, useRenewRecoveryCodesMutation, useSecondFactorQuery } from "@aurigraph/api";
import { useStepUp } from "../../stepUp/useStepUp.tsx";
import { SecondFactorPanel } from "./SecondFactorPanel.tsx";

export function SecondFactorSection({ email }: { readonly email: string }) {
  const { data, error, refetch } = useSecondFactorQuery();
  const [begin] = useBeginTotpMutation();
  const [confirm] = useConfirmTotpMutation();
  const [renew] = useRenewRecoveryCodesMutation();
  const [remove] = useRemoveTotpMutation();
  const stepUp = useStepUp();
  return (
    <>
      <SecondFactorPanel
        secondFactor={data}
        error={error}
        onRetry={() => void refetch()}
        email={email}
        onBegin={() => stepUp.guard(() => begin().unwrap())}
        onConfirm={(code) => stepUp.guard(() => confirm(code).unwrap())}
        onNewCodes={() => stepUp.guard(() => renew().unwrap())}
        onRemove={() => stepUp.guard(() => remove().unwrap())}
      />
      {stepUp.dialog}
    </>
  );
}
