/** A devnet's inbox: the mails that would be sent elsewhere are kept here, so that signing up can be tried without a mail server. */
import { useSearchParams } from "react-router";
import { toProblem, useInfoQuery, useMailsQuery, useSessionQuery } from "@aurigraph/api";
import { ButtonLink } from "../../components/Button.tsx";
import { Notice, ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { PageHead, Panel } from "../../components/Panel.tsx";
import { useQueryFreshness } from "../../live/hooks.ts";
import { usePageTitle } from "../../page.ts";
import { NobodySignsIn } from "../identity/IdentityPage.tsx";
import styles from "./inbox.module.css";
import { MailListPanel, MailPlace } from "./Mails.tsx";

const POLL_MS = 3000;
const MAILS_SHOWN = 100;

/** What stands here on a network whose mails are really sent. */
export function NoInbox() {
  return (
    <Panel title="No inbox" flush>
      <Notice title="This portal sends its mails" icon="mail" action={<ButtonLink to="/">Overview</ButtonLink>}>
        Only a development network keeps them here, where everybody who reaches it can read them. Look into your own mailbox.
      </Notice>
    </Panel>
  );
}

function Mails() {
  const query = useMailsQuery({ limit: MAILS_SHOWN }, { pollingInterval: POLL_MS, skipPollingIfUnfocused: true });
  const freshness = useQueryFreshness(query, POLL_MS);
  const [search] = useSearchParams();
  const open = search.get("open") ?? undefined;
  const { data, error, refetch } = query;
  // A portal in front of a devnet may send its mails all the same.
  if (error !== undefined && toProblem(error).code === "not_found") return <NoInbox />;
  if (!data) {
    return (
      <Panel title="Mails" flush>
        {error === undefined ? <Skeleton rows={5} label="the mails" /> : <ProblemNotice error={error} onRetry={() => void refetch()} />}
      </Panel>
    );
  }
  return (
    <div className={styles.columns}>
      <MailListPanel mails={data.mails} hasMore={data.nextCursor !== null} open={open} freshness={freshness} />
      {(data.mails.length > 0 || open !== undefined) && <MailPlace mail={data.mails.find(({ mailId }) => mailId === open)} open={open} origin={location.origin} />}
    </div>
  );
}

function KeptHere() {
  const { data } = useMailsQuery({ limit: MAILS_SHOWN });
  return data && "No mail leaves this machine: a development network keeps every mail here, and whoever reaches this page can read all of them.";
}

export function InboxPage() {
  usePageTitle("Inbox");
  const { data: info, error, refetch } = useInfoQuery();
  const { data: state } = useSessionQuery();
  if (state?.kind === "unavailable") {
    return (
      <>
        <PageHead title="Inbox" />
        <NobodySignsIn />
      </>
    );
  }
  return (
    <>
      <PageHead title="Inbox">
        {info?.devnet === true && <KeptHere />}
      </PageHead>
      {info ? (
        info.devnet ? (
          <Mails />
        ) : (
          <NoInbox />
        )
      ) : error === undefined ? (
        <Skeleton rows={5} label="the mails" />
      ) : (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      )}
    </>
  );
}
