/** Send: a key in this browser, its account, a payment confirmed in plain words, and its way to final and proved. */
import { useState } from "react";
import { type Info, useAccountQuery, useInfoQuery } from "@aurigraph/api";
import type { SignedSubmission, StoredKey } from "@aurigraph/wallet";
import { Button } from "../../components/Button.tsx";
import { Hash } from "../../components/Hash.tsx";
import { Notice, ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { PageHead } from "../../components/Panel.tsx";
import { trustChain, useTrustAnchor } from "../../proof/trustAnchor.ts";
import { usePageTitle } from "../../page.ts";
import { AccountPanel } from "./AccountPanel.tsx";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { KeysPanel } from "./KeysPanel.tsx";
import styles from "./SendPage.module.css";
import { PaymentSteps } from "./PaymentSteps.tsx";
import { SentTransfer } from "./SentTransfer.tsx";
import { TransferForm } from "./TransferForm.tsx";
import type { PreparedTransfer } from "./transfer.ts";
import { useSending } from "./useSending.ts";
import { useWalletKeys } from "./useWalletKeys.ts";

/** Writing and following one payment of the selected key. */
function Payment({ selected, ownKeys }: { readonly selected: StoredKey; readonly ownKeys: readonly StoredKey[] }) {
  const { data: info } = useInfoQuery();
  const { currentData: account, refetch } = useAccountQuery(selected.address);
  const [prepared, setPrepared] = useState<PreparedTransfer>();
  const { sending, start, reset } = useSending();

  function send(signed: SignedSubmission) {
    if (prepared === undefined) return;
    setPrepared(undefined);
    void start(prepared, signed);
  }

  if (sending !== undefined) {
    return (
      <SentTransfer sending={sending} ownKeys={ownKeys} onSendAgain={() => void start(sending.prepared, sending.signed)} onDone={reset} />
    );
  }
  if (info === undefined) return null;
  if (account === undefined) return <PaymentSteps hasKey devnet={info.devnet} />;
  return (
    <>
      <TransferForm from={account} info={info} selected={selected} ownKeys={ownKeys} refreshSender={() => refetch().unwrap()} onReview={setPrepared} />
      {prepared && (
        <ConfirmDialog prepared={prepared} stored={selected} ownKeys={ownKeys} onClose={() => setPrepared(undefined)} onSigned={send} />
      )}
    </>
  );
}

/** Signing for another chain than the trusted one is possible, and never silent. */
function ChainWarning({ chainId, validatorsRoot }: Pick<Info, "chainId" | "validatorsRoot">) {
  const anchor = useTrustAnchor();
  if (anchor === undefined || anchor.chainId === chainId) return null;
  return (
    <div className={styles.warning} role="alert">
      <Notice
        title="This node serves another chain than the one this browser trusts"
        tone="warning"
        icon="alert"
        action={
          <Button kind="danger" onClick={() => trustChain(chainId, validatorsRoot)}>
            Trust this chain instead
          </Button>
        }
      >
        <p>
          A development network that was started anew has a new chain; your keys remain, its accounts do not. Anywhere else, stop and ask the
          operator.
        </p>
        <p>
          Trusted: <Hash value={anchor.chainId} label="trusted chain id" />. Served: <Hash value={chainId} label="served chain id" />
        </p>
      </Notice>
    </div>
  );
}

export function SendPage() {
  usePageTitle("Send");
  const { data: info, error, refetch } = useInfoQuery();
  const wallet = useWalletKeys();
  const { keys, selected } = wallet;
  return (
    <>
      <PageHead title="Send">Pay from a key that never leaves this browser, and watch the payment become final and proved.</PageHead>
      {info === undefined && error !== undefined ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : info === undefined ? (
        <Skeleton rows={6} label="the network" />
      ) : (
        <>
          <ChainWarning chainId={info.chainId} validatorsRoot={info.validatorsRoot} />
          <div className={styles.columns}>
            <div className={styles.column}>
              <KeysPanel wallet={wallet} devnet={info.devnet} />
              {selected && <AccountPanel stored={selected} devnet={info.devnet} />}
            </div>
            <div className={styles.column}>
              {keys?.length === 0 && <PaymentSteps hasKey={false} devnet={info.devnet} />}
              {selected && keys !== undefined && <Payment key={selected.publicKey} selected={selected} ownKeys={keys} />}
            </div>
          </div>
        </>
      )}
    </>
  );
}
