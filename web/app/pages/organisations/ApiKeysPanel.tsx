/** The list of API keys; and a new one, whose secret is shown once. */
import { useMemo } from "react";
import type { ApiKey, CreatedApiKey } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { CopyButton } from "../../components/Hash.tsx";
import { Icon } from "../../components/icons.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import { useAskBeforeLeaving } from "../../components/useAskBeforeLeaving.ts";
import { useServerNow } from "../../live/hooks.ts";
import { LoadProblem } from "../profile/LoadProblem.tsx";
import { Step } from "../profile/Step.tsx";
import { curlExample, keyState } from "./keys.ts";
import styles from "./organisations.module.css";
import { RoleWords } from "./RoleChoice.tsx";

interface NewKeyProps {
  readonly made: CreatedApiKey;
  /** Of this portal. */
  readonly origin: string;
  readonly organisationId: string;
  readonly onDone: () => void;
  readonly takesFocus?: boolean;
}

/** Stays until whoever made it says that it is kept. */
export function NewKey({ made: { apiKey, secret }, origin, organisationId, onDone, takesFocus = true }: NewKeyProps) {
  useAskBeforeLeaving();
  const example = curlExample({ origin, organisationId, secret });
  return (
    <Panel title="New key" flush>
      <Step title={`Keep the key ${apiKey.name}`} takesFocus={takesFocus}>
        <p>It is shown now and never again. Whoever has it can do what its roles allow, so keep it where secrets are kept.</p>
        <p className={styles.secret}>
          <code>{secret}</code>
          <CopyButton text={secret} label="the key" />
        </p>
        <div className={styles.example}>
          <h3>Try it</h3>
          <p className={styles.hint}>This asks for the organisation, as the program would. It works as it is.</p>
          <div className={styles.code}>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
            <pre tabIndex={0} role="region" aria-label="Example with curl">
              {example}
            </pre>
            <CopyButton text={example} label="the example" />
          </div>
        </div>
        <div>
          <Button kind="primary" onClick={onDone}>
            I have kept the key
          </Button>
        </div>
      </Step>
    </Panel>
  );
}

function Ends({ apiKey }: { readonly apiKey: ApiKey }) {
  const state = keyState(apiKey, useServerNow());
  const when = <RelativeTime value={apiKey.expiresAt} />;
  if (state === "over") return <Tag tone="negative">ended {when}</Tag>;
  return state === "soon" ? <Tag tone="warning">{when}</Tag> : when;
}

function LastUse({ apiKey: { lastUsedAt, lastUsedAddress } }: { readonly apiKey: ApiKey }) {
  if (lastUsedAt === null) return <span className="muted">never</span>;
  return (
    <span className={styles.wraps}>
      <RelativeTime value={lastUsedAt} />
      {lastUsedAddress !== null && lastUsedAddress !== "" && <span className={styles.small}>from {lastUsedAddress}</span>}
    </span>
  );
}

function columnsOf(canChange: boolean, onRevoke: (apiKey: ApiKey) => void): readonly Column<ApiKey>[] {
  const columns: readonly Column<ApiKey>[] = [
    { key: "name", head: "Name", phone: "topStart", cell: ({ name }) => <span className={styles.name}>{name}</span> },
    {
      key: "phoneRoles",
      head: "Roles, ends, last use",
      phoneOnly: true,
      phone: "bottomStart",
      cell: (apiKey) => (
        <span className={styles.phoneMember}>
          <RoleWords roles={apiKey.roles} />
          <span>
            {!apiKey.isExpired && "ends "}
            <Ends apiKey={apiKey} />
          </span>
          <span>
            last used <LastUse apiKey={apiKey} />
          </span>
        </span>
      ),
    },
    { key: "roles", head: "Roles", cell: ({ roles }) => <RoleWords roles={roles} /> },
    { key: "lastUsedAt", head: "Last used", cell: (apiKey) => <LastUse apiKey={apiKey} /> },
    { key: "expiresAt", head: "Ends", cell: (apiKey) => <Ends apiKey={apiKey} /> },
    {
      key: "createdAt",
      head: "Created",
      wideOnly: true,
      cell: ({ createdAt, createdByName }) => (
        <span className={styles.wraps}>
          <RelativeTime value={createdAt} />
          <span className={styles.small}>by {createdByName ?? "somebody who is gone"}</span>
        </span>
      ),
    },
  ];
  if (!canChange) return columns;
  return [
    ...columns,
    {
      key: "actions",
      head: "Change",
      phone: "topEnd",
      cell: (apiKey) => (
        <span className={styles.rowActions}>
          <Button kind="quiet" className={styles.rowAction} onClick={() => onRevoke(apiKey)} aria-label={`Revoke the key ${apiKey.name}`} title="Revoke">
            <Icon name="delete" size={14} /> <span className={styles.wideWords}>Revoke</span>
          </Button>
        </span>
      ),
    },
  ];
}

interface ApiKeysPanelProps {
  readonly keys: readonly ApiKey[] | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly canChange: boolean;
  readonly onCreate: () => void;
  readonly onRevoke: (apiKey: ApiKey) => void;
}

export function ApiKeysPanel({ keys, error, onRetry, canChange, onCreate, onRevoke }: ApiKeysPanelProps) {
  const columns = useMemo(() => columnsOf(canChange, onRevoke), [canChange, onRevoke]);
  const button = canChange && (
    <Button kind="primary" onClick={onCreate}>
      Create an API key
    </Button>
  );
  return (
    <Panel title="API keys" note={keys && countOf(keys.length, "key")} actions={keys && keys.length > 0 && button} flush>
      {keys === undefined ? (
        error === undefined ? (
          <Skeleton rows={4} label="the API keys" />
        ) : (
          <LoadProblem error={error} onRetry={onRetry} label="the API keys" />
        )
      ) : keys.length === 0 ? (
        <Notice title="There is no API key yet" icon="key" action={button}>
          A program shows its key with every request, and may do what the roles of the key allow, in this organisation only. Keys end by themselves; each can be revoked at any time.
        </Notice>
      ) : (
        <DataTable label="API keys" columns={columns} rows={keys} rowKey={({ keyId }) => keyId} />
      )}
    </Panel>
  );
}
