/** What was done with this sign-in, newest first, so that its owner sees what was not theirs. */
import type { UserEvent } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import { deviceWords } from "./device.ts";
import { LoadProblem } from "./LoadProblem.tsx";
import styles from "./profile.module.css";
import { actionWords, detailWords } from "./words.ts";

interface ActivityPanelProps {
  readonly events: readonly UserEvent[] | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly hasMore?: boolean;
  readonly isLoadingMore?: boolean;
  readonly onMore?: () => void;
}

const COLUMNS: readonly Column<UserEvent>[] = [
  {
    key: "action",
    head: "What",
    phone: "topStart",
    cell: (event) => (
      <span className={styles.device}>
        {actionWords(event)}
        {event.outcome === "refused" && <Tag tone="negative">refused</Tag>}
      </span>
    ),
  },
  { key: "at", head: "When", phone: "topEnd", cell: (event) => <RelativeTime value={event.at} /> },
  { key: "device", head: "Device", phone: "bottomStart", cell: (event) => <span title={event.userAgent ?? undefined}>{deviceWords(event.userAgent)}</span> },
  { key: "networkAddress", head: "Network address", phone: "bottomEnd", clip: true, cell: (event) => event.networkAddress },
  { key: "detail", head: "Detail", clip: true, wideOnly: true, cell: detailWords },
];

export function ActivityPanel({ events, error, onRetry, hasMore = false, isLoadingMore = false, onMore }: ActivityPanelProps) {
  return (
    <Panel title="Activity" note="what was done with this sign-in" flush>
      {events === undefined ? (
        error === undefined ? (
          <Skeleton rows={5} label="the activity" />
        ) : (
          <LoadProblem error={error} onRetry={onRetry} label="the activity" />
        )
      ) : events.length === 0 ? (
        <Notice title="Nothing was done yet" icon="activity">
          Sign-ins, changes and refusals appear here.
        </Notice>
      ) : (
        <>
          <DataTable label="Activity" columns={COLUMNS} rows={events} rowKey={({ sequence }) => sequence} />
          <div className={styles.more}>
            <p role="status">{hasMore ? `${countOf(events.length, "event")}; older ones are not loaded yet` : `${countOf(events.length, "event")}, all on this page`}</p>
            {hasMore && (
              <Button onClick={onMore} aria-disabled={isLoadingMore}>
                {isLoadingMore ? "Loading\u2026" : "Load more"}
              </Button>
            )}
          </div>
        </>
      )}
    </Panel>
  );
}
