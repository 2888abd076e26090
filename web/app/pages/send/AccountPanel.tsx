/** The account behind the selected key: its balances, or the way to get one. */
import { Link } from "react-router";
import { type Account, toProblem, useAccountQuery, useFaucetMutation } from "@aurigraph/api";
import { formatAmount } from "@aurigraph/core";
import type { StoredKey } from "@aurigraph/wallet";
import { Amount } from "../../components/Amount.tsx";
import { Button } from "../../components/Button.tsx";
import { FinalMark } from "../../components/FinalityMark.tsx";
import { Notice, ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import styles from "./SendPage.module.css";

function FaucetButton({ stored, primary }: { readonly stored: StoredKey; readonly primary: boolean }) {
  const [ask, { data, error, isLoading }] = useFaucetMutation();
  function receive() {
    if (!isLoading) void ask({ scheme: "ed25519", publicKey: stored.publicKey });
  }
  return (
    <div className={styles.faucet}>
      {/* Not `disabled` meanwhile: the keyboard stays here, and what was received is announced below. */}
      <Button kind={primary ? "primary" : "plain"} aria-disabled={isLoading} onClick={receive}>
        {isLoading ? "Asking…" : "Receive demo funds"}
      </Button>
      <div aria-live="polite">
        {data && (
          <p className={styles.received}>
            Received {data.funded.map(({ asset, amount, decimals }) => `${formatAmount(amount, decimals)} ${asset}`).join(", ")}.{" "}
            <Link to={`/transactions/${data.transactionHash}`}>See the transaction</Link>
          </p>
        )}
      </div>
      {error !== undefined && <ProblemNotice error={error} />}
    </div>
  );
}

function Balances({ account }: { readonly account: Account }) {
  return (
    <>
      <dl className={styles.balances}>
        {account.balances.map((balance) => (
          <div key={balance.assetIndex}>
            <dt>{balance.asset}</dt>
            <dd>
              <Amount minorUnits={balance.amount} decimals={balance.decimals} />
            </dd>
          </div>
        ))}
      </dl>
      {account.balances.length === 0 && <p className="muted">This account holds nothing yet.</p>}
      <p className={styles.accountFacts}>
        <FinalMark height={account.height} to={`/blocks/${account.height}`} /> {account.frozen && <Tag tone="negative">frozen</Tag>}
        <Link to={`/accounts/${account.address}`}>History of account {account.index}</Link>
      </p>
    </>
  );
}

export function AccountPanel({ stored, devnet }: { readonly stored: StoredKey; readonly devnet: boolean }) {
  const { currentData: account, error, refetch } = useAccountQuery(stored.address);
  const isUnregistered = account === undefined && error !== undefined && toProblem(error).status === 404;
  const canAsk = devnet && (account !== undefined || isUnregistered);
  return (
    <Panel title={`Account of ${stored.name}`} flush>
      {account ? (
        <div className={styles.section}>
          <Balances account={account} />
        </div>
      ) : isUnregistered ? (
        <Notice title="The ledger does not know this key yet" icon="coins">
          {devnet
            ? "On this development network you can register it and receive demo funds in one step."
            : "Ask an account with the registrar role to register it; give them its address."}
        </Notice>
      ) : error !== undefined ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton rows={3} label="the account" />
      )}
      {canAsk && (
        <div className={styles.section}>
          <FaucetButton key={stored.publicKey} stored={stored} primary={account === undefined || account.balances.length === 0} />
        </div>
      )}
    </Panel>
  );
}
