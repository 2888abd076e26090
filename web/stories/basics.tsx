/** Small parts that every page uses. */
import { AccountLink, AccountWithAddress } from "../app/components/AccountLink.tsx";
import { Amount } from "../app/components/Amount.tsx";
import { Button, ButtonLink } from "../app/components/Button.tsx";
import { Fact, Figure, Figures } from "../app/components/Figure.tsx";
import { FinalMark, FreshnessMark, MarkLegend } from "../app/components/FinalityMark.tsx";
import { Hash } from "../app/components/Hash.tsx";
import { Icon } from "../app/components/icons.tsx";
import { Notice, ProblemNotice, Skeleton } from "../app/components/Notice.tsx";
import { Field, Fields, PageHead, Panel } from "../app/components/Panel.tsx";
import { ResultTag, StatusTag, Tag } from "../app/components/Tag.tsx";
import { AbsoluteTime, RelativeTime } from "../app/components/Time.tsx";
import styles from "./stories.module.css";
import { EXAMPLE_TIME, exampleHash, type Story } from "./story.ts";

const STALE = { kind: "stale", since: Date.parse(EXAMPLE_TIME) } as const;
const ACCOUNT = { index: 7, address: exampleHash("7a") };
const PROBLEM = { status: 503, data: { title: "Read only", status: 503, code: "read_only", detail: "the disk is full", action: "free some room; the node goes on by itself" } };

export const basics: readonly Story[] = [
  {
    name: "Button",
    render: () => (
      <div className={styles.row}>
        <Button kind="primary">Sign and send</Button>
        <Button>Review</Button>
        <Button kind="quiet">Cancel</Button>
        <Button kind="danger">Delete</Button>
        <ButtonLink to="/">
          <Icon name="left" /> Back
        </ButtonLink>
        <Button disabled>Not now</Button>
        <Button kind="primary" disabled>
          Not now
        </Button>
      </div>
    ),
  },
  {
    name: "Finality mark",
    render: () => (
      <div className={styles.stack}>
        <FreshnessMark freshness={{ kind: "measured" }} />
        <FreshnessMark freshness={{ kind: "waiting" }} />
        <FreshnessMark freshness={STALE} />
        <FinalMark height={1204} />
        <FinalMark height={1204} to="/blocks/1204" />
        <MarkLegend />
      </div>
    ),
  },
  {
    name: "Tag",
    render: () => (
      <div className={styles.row}>
        <Tag tone="positive">active</Tag>
        <Tag tone="warning">read only</Tag>
        <Tag tone="negative">frozen</Tag>
        <Tag tone="neutral">waiting</Tag>
        <ResultTag code="insufficient_funds" />
        <StatusTag status="APPLIED" />
        <StatusTag status="PARTIAL" applied={90} rejected={10} />
        <StatusTag status="REJECTED" />
      </div>
    ),
  },
  {
    name: "Hash",
    render: () => (
      <div className={styles.stack}>
        <Hash value={exampleHash("1f")} label="example hash" />
        <Hash value={exampleHash("c4")} label="example hash" to="/" ends={12} />
        <Hash value={exampleHash("9e")} label="example hash" whole />
      </div>
    ),
  },
  {
    name: "Account, amount, time",
    render: () => (
      <div className={styles.stack}>
        <AccountLink account={ACCOUNT} />
        <AccountWithAddress account={ACCOUNT} />
        <AccountLink account={{ index: 99, address: null }} />
        <Amount minorUnits="125000000" decimals={2} asset="EUR" />
        <RelativeTime value={EXAMPLE_TIME} />
        <AbsoluteTime value={EXAMPLE_TIME} />
      </div>
    ),
  },
  {
    name: "Figures",
    render: () => (
      <Figures label="Example figures">
        <Figure name="Transfers" value="1 250" unit="/s" note="an example" freshness={{ kind: "measured" }} />
        <Figure name="Finality" value={null} unit="ms" note="not measured" freshness={{ kind: "waiting" }} />
        <Figure name="Height" value="8 190" freshness={STALE} />
        <Fact name="Size" note="of this block">
          512 B
        </Fact>
      </Figures>
    ),
  },
  {
    name: "Page head",
    render: () => (
      <PageHead title="Transfer" above="Transactions" state={<StatusTag status="APPLIED" />} actions={<Button>Export</Button>}>
        12.50 EUR from account #7 to account #9
      </PageHead>
    ),
  },
  {
    name: "Panel and fields",
    render: () => (
      <Panel title="Account" note="an example" actions={<FinalMark height={12} />} flush>
        <Fields>
          <Field name="Address">
            <Hash value={ACCOUNT.address} label="account address" whole />
          </Field>
          <Field name="Custodian" hint="may sign for this account too">
            none
          </Field>
        </Fields>
      </Panel>
    ),
  },
  {
    name: "Notice",
    render: () => (
      <div className={styles.stack}>
        <Notice title="No transfers yet" icon="transactions" action={<Button>Send the first one</Button>}>
          Transfers appear here when they are final.
        </Notice>
        <Notice title="Backed up" tone="positive" icon="check" />
        <Notice title="Another chain" tone="warning" icon="alert">
          A development network that was started anew has a new chain.
        </Notice>
      </div>
    ),
  },
  { name: "Notice, error", render: () => <ProblemNotice error={PROBLEM} onRetry={() => undefined} /> },
  { name: "Skeleton", render: () => <Skeleton rows={4} label="an example" /> },
];
