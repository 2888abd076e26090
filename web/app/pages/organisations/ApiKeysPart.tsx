/** Keys with which programs act for the organisation. */
import { useState } from "react";
import { type ApiKey, type CreatedApiKey, useAccessPolicyQuery, useApiKeysQuery, useCreateApiKeyMutation, useRevokeApiKeyMutation } from "@aurigraph/api";
import { ConfirmDialog } from "../../components/ConfirmDialog.tsx";
import { useToast } from "../../components/Toast.tsx";
import { ApiKeysPanel, NewKey } from "./ApiKeysPanel.tsx";
import { ApiKeyDialog } from "./ApiKeyDialog.tsx";
import type { PartProps } from "./parts.ts";
import { useDangerousAct } from "./useDangerousAct.tsx";
import { organisationWords } from "./words.tsx";

export function ApiKeysPart({ organisation: { organisationId, actions } }: PartProps) {
  // When a key was used last changes by itself.
  const { data, error, refetch } = useApiKeysQuery(organisationId, { refetchOnMountOrArgChange: true, refetchOnFocus: true });
  const { data: policy } = useAccessPolicyQuery();
  const [create, { reset }] = useCreateApiKeyMutation();
  const [revoke] = useRevokeApiKeyMutation();
  const dangerous = useDangerousAct();
  const toast = useToast();
  const [isCreating, setCreating] = useState(false);
  const [made, setMade] = useState<CreatedApiKey>();
  const [revoking, setRevoking] = useState<ApiKey>();
  return (
    <>
      {made && (
        <NewKey
          made={made}
          origin={location.origin}
          organisationId={organisationId}
          onDone={() => {
            setMade(undefined);
            // What opens is not kept in this page, either.
            reset();
          }}
        />
      )}
      <ApiKeysPanel keys={data?.apiKeys} error={error} onRetry={() => void refetch()} canChange={actions.includes("api_keys.change")} onCreate={() => setCreating(true)} onRevoke={setRevoking} />
      {isCreating && (
        <ApiKeyDialog
          policy={policy}
          onCreate={async (request) => setMade(await dangerous(() => create({ organisationId, ...request }).unwrap()))}
          onClose={() => setCreating(false)}
        />
      )}
      {revoking && (
        <ConfirmDialog
          title={`Revoke the key ${revoking.name}`}
          label="Revoke"
          busyLabel={"Revoking\u2026"}
          inWords={organisationWords}
          onConfirm={async () => {
            await dangerous(() => revoke({ organisationId, keyId: revoking.keyId }).unwrap());
            toast({ words: `The key ${revoking.name} is revoked.` });
          }}
          onClose={() => setRevoking(undefined)}
        >
          <p>Whatever program uses it is refused from now on. This cannot be undone; another key can be made.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
