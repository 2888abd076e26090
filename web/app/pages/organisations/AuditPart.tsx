/** The audit log of an organisation. */
import { useMemo } from "react";
import { type AuditExport, useApiKeysQuery, useExportOrganisationAuditMutation, useMembersQuery, useOrganisationAuditQuery } from "@aurigraph/api";
import { useListAddress } from "../../components/Paging.tsx";
import { downloadAddress, fileWords } from "../../proof/downloadText.ts";
import { auditFilter } from "./audit.ts";
import { AuditPanel } from "./AuditPanel.tsx";
import type { PartProps } from "./parts.ts";

/** As many members as the node lists at once: further ones are chosen by their lines. */
const MEMBERS_SHOWN = 200;

export function AuditPart({ organisation: { organisationId, name, actions } }: PartProps) {
  const address = useListAddress();
  const filter = auditFilter(address.get);
  const { data, currentData, error, refetch } = useOrganisationAuditQuery({ organisationId, ...filter, limit: address.limit, cursor: address.cursor }, { refetchOnMountOrArgChange: true });
  const { data: list } = useMembersQuery({ organisationId, sort: "name", order: "asc", limit: MEMBERS_SHOWN });
  const { data: keys } = useApiKeysQuery(organisationId, { skip: !actions.includes("api_keys.read") });
  const [exportAudit] = useExportOrganisationAuditMutation();
  const actors = useMemo(
    () => [...(list?.members ?? []).map((member) => [member.userId, member.name] as const), ...(keys?.apiKeys ?? []).map((key) => [key.keyId, `${key.name} (API key)`] as const)],
    [list, keys],
  );
  return (
    <AuditPanel
      events={data?.events}
      nextCursor={data?.nextCursor}
      actors={actors}
      busy={currentData === undefined}
      error={error}
      onRetry={() => void refetch()}
      onExport={
        actions.includes("audit.export")
          ? async (format: AuditExport["format"]) => {
              const file = await exportAudit({ organisationId, format, ...filter }).unwrap();
              downloadAddress(`audit-${fileWords(name)}.${format}`, file);
            }
          : undefined
      }
    />
  );
}
