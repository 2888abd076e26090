/** The mails that a devnet kept: a list, and one of them open beside or below it. */
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import type { Mail } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import type { Column } from "../../components/column.ts";
import { DataTable, RowLink } from "../../components/DataTable.tsx";
import { FreshnessMark } from "../../components/FinalityMark.tsx";
import { Notice } from "../../components/Notice.tsx";
import { Field, Fields, Panel } from "../../components/Panel.tsx";
import { AbsoluteTime, RelativeTime } from "../../components/Time.tsx";
import type { Freshness } from "../../live/hooks.ts";
import styles from "./inbox.module.css";
import { mailParts } from "./mailText.ts";

const COLUMNS: readonly Column<Mail>[] = [
  {
    key: "subject",
    head: "Subject",
    phone: "topStart",
    clip: true,
    cell: (mail) => (
      <RowLink>
        <Link to={{ search: `?open=${encodeURIComponent(mail.mailId)}` }} replace preventScrollReset>
          {mail.subject}
        </Link>
      </RowLink>
    ),
  },
  { key: "to", head: "To", phone: "bottomStart", clip: true, cell: (mail) => mail.to },
  { key: "createdAt", head: "Written", phone: "topEnd", cell: (mail) => <RelativeTime value={mail.createdAt} /> },
];

interface MailListPanelProps {
  readonly mails: readonly Mail[];
  /** Whether there are older ones, which are not shown. */
  readonly hasMore: boolean;
  readonly open: string | undefined;
  readonly freshness: Freshness;
}

export function MailListPanel({ mails, hasMore, open, freshness }: MailListPanelProps) {
  return (
    <Panel title="Mails" note={<FreshnessMark freshness={freshness} />} flush>
      {mails.length === 0 ? (
        <Notice title="No mail yet" icon="mail">
          Mails to confirm an address or to set a new password appear here by themselves. <Link to="/sign-up">Sign up</Link> to get the first one.
        </Notice>
      ) : (
        <>
          <DataTable label="Mails" columns={COLUMNS} rows={mails} rowKey={({ mailId }) => mailId} current={open} />
          <p className={styles.note}>{hasMore ? `The newest ${countOf(mails.length, "mail")}; older ones are not shown` : `${countOf(mails.length, "mail")}, all on this page`}</p>
        </>
      )}
    </Panel>
  );
}

/** One mail. */
export function MailPanel({ mail, origin }: { readonly mail: Mail; readonly origin: string }) {
  return (
    <Panel title={mail.subject} flush>
      <Fields>
        <Field name="To">{mail.to}</Field>
        <Field name="Written">
          <AbsoluteTime value={mail.createdAt} />
        </Field>
      </Fields>
      <div className={styles.text}>
        {mailParts(mail.text, origin).map((part, index) =>
          part.kind === "link" ? (
            <Link key={index} to={part.to}>
              {part.text}
            </Link>
          ) : (
            part.text
          ),
        )}
      </div>
    </Panel>
  );
}

interface MailPlaceProps {
  /** The mail that was asked for; undefined where it is not among those that are kept. */
  readonly mail: Mail | undefined;
  readonly open: string | undefined;
  readonly origin: string;
}

/** Where the open mail stands. It takes the keyboard when one is chosen: on a narrow screen it is below the list. */
export function MailPlace({ mail, open, origin }: MailPlaceProps) {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(open);
  useEffect(() => {
    if (open !== undefined && before.current !== open) place.current?.focus();
    before.current = open;
  }, [open]);
  return (
    <div ref={place} tabIndex={-1} role="group" aria-label="Open mail" className={styles.place}>
      {mail ? (
        <MailPanel mail={mail} origin={origin} />
      ) : (
        <Panel title="No mail is open" flush>
          <Notice title={open === undefined ? "Choose a mail to read it here" : "This mail is not kept any more"} icon="mail" />
        </Panel>
      )}
    </div>
  );
}
