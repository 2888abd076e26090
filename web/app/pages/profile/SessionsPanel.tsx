/** Where somebody is signed in, and the way to end that from here. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { UserSession } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import type { Column } from "../../components/column.ts";
import { ConfirmDialog } from "../../components/ConfirmDialog.tsx";
import { DataTable } from "../../components/DataTable.tsx";
import { Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import { deviceWords } from "./device.ts";
import { LoadProblem } from "./LoadProblem.tsx";
import styles from "./profile.module.css";

interface SessionsPanelProps {
  readonly sessions: readonly UserSession[] | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly onEnd: (sessionId: string) => Promise<unknown>;
  readonly onEndOthers: () => Promise<unknown>;
}

function Device({ session }: { readonly session: UserSession }) {
  return (
    <span className={styles.device}>
      <span title={session.userAgent}>{deviceWords(session.userAgent)}</span>
      {session.isCurrent && <Tag tone="positive">this session</Tag>}
    </span>
  );
}

function columnsOf(onEnd: (session: UserSession) => void): readonly Column<UserSession>[] {
  return [
    { key: "device", head: "Device", phone: "topStart", cell: (session) => <Device session={session} /> },
    { key: "networkAddress", head: "Network address", phone: "bottomStart", clip: true, cell: (session) => session.networkAddress },
    { key: "lastSeenAt", head: "Last seen", phone: "bottomEnd", cell: (session) => <RelativeTime value={session.lastSeenAt} /> },
    { key: "createdAt", head: "Signed in", wideOnly: true, cell: (session) => <RelativeTime value={session.createdAt} /> },
    { key: "expiresAt", head: "Ends", wideOnly: true, cell: (session) => <RelativeTime value={session.expiresAt} /> },
    {
      key: "end",
      head: "Action",
      phone: "topEnd",
      cell: (session) =>
        session.isCurrent ? (
          <span className="muted">Sign out ends it</span>
        ) : (
          <Button kind="quiet" className={styles.end} onClick={() => onEnd(session)}>
            End<span className="visually-hidden"> the session of {deviceWords(session.userAgent)}</span>
          </Button>
        ),
    },
  ];
}

/** One's own sessions: this one, and those elsewhere. */
export function SessionsPanel({ sessions, error, onRetry, onEnd, onEndOthers }: SessionsPanelProps) {
  const [ending, setEnding] = useState<UserSession | "others">();
  const [said, setSaid] = useState("");
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The row whose button was pressed is gone: the keyboard goes on where it is said.
    if (said !== "") place.current?.focus({ preventScroll: true });
  }, [said]);
  const columns = useMemo(() => columnsOf(setEnding), []);
  const close = () => setEnding(undefined);
  const others = sessions?.filter(({ isCurrent }) => !isCurrent) ?? [];
  const rows = sessions && [...sessions.filter(({ isCurrent }) => isCurrent), ...others];
  return (
    <Panel
      title="Sessions"
      note={rows && countOf(rows.length, "session")}
      actions={others.length > 0 && <Button onClick={() => setEnding("others")}>End all others</Button>}
      flush
    >
      <p ref={place} tabIndex={-1} role="status" className={styles.said}>
        {said}
      </p>
      {rows ? (
        <DataTable label="Sessions" columns={columns} rows={rows} rowKey={({ sessionId }) => sessionId} />
      ) : error === undefined ? (
        <Skeleton rows={3} label="the sessions" />
      ) : (
        <LoadProblem error={error} onRetry={onRetry} label="the sessions" />
      )}
      {ending === "others" && (
        <ConfirmDialog
          title="End all other sessions"
          label="End all others"
          busyLabel={"Ending\u2026"}
          onConfirm={async () => {
            await onEndOthers();
            setSaid("All other sessions have ended.");
          }}
          onClose={close}
        >
          <p>{countOf(others.length, "other session")} will be signed out at once. This one stays.</p>
        </ConfirmDialog>
      )}
      {ending !== undefined && ending !== "others" && (
        <ConfirmDialog
          title="End this session"
          label="End the session"
          busyLabel={"Ending\u2026"}
          onConfirm={async () => {
            await onEnd(ending.sessionId);
            setSaid(`The session of ${deviceWords(ending.userAgent)} has ended.`);
          }}
          onClose={close}
        >
          <p>
            {deviceWords(ending.userAgent)}, at {ending.networkAddress}, will be signed out at once.
          </p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}
