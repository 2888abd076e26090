/** The providers that sign this user in, as the node knows them; nothing where there are none and never were. */
import { useSearchParams } from "react-router";
import { useBeginIdentityMutation, useIdentityProvidersQuery, useLinkedIdentitiesQuery, useRemoveIdentityMutation } from "@aurigraph/api";
import { useStepUp } from "../../stepUp/useStepUp.tsx";
import { ProviderProblem } from "../identity/ProviderProblem.tsx";
import { IdentitiesPanel } from "./IdentitiesPanel.tsx";

export function IdentitiesSection() {
  const [search] = useSearchParams();
  const { data: providers = [] } = useIdentityProvidersQuery();
  const { data: linked, error, refetch } = useLinkedIdentitiesQuery();
  const [begin] = useBeginIdentityMutation();
  const [remove] = useRemoveIdentityMutation();
  const stepUp = useStepUp();
  if (providers.length === 0 && (linked?.identities.length ?? 0) === 0) return null;
  return (
    <>
      <ProviderProblem code={search.get("problem")} />
      <IdentitiesPanel
        linked={linked}
        providers={providers}
        error={error}
        onRetry={() => void refetch()}
        onAdd={async (providerId) => {
          const { url } = await stepUp.guard(() => begin(providerId).unwrap());
          window.location.assign(url);
        }}
        onRemove={(identityId) => stepUp.guard(() => remove(identityId).unwrap())}
      />
      {stepUp.dialog}
    </>
  );
}
