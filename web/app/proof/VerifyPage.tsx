/**
 * Verify any proof file: dropped, chosen, pasted, or the balance proof that the address names
 * (`/verify?account=ADDRESS&asset=CODE`). Nothing leaves the browser.
 */
import { type ChangeEvent, type DragEvent, useEffect, useId, useState } from "react";
import { useSearchParams } from "react-router";
import { useLazyBalanceProofQuery } from "@aurigraph/api";
import { PROOF_TEXT_MAX } from "@aurigraph/wallet";
import { Button } from "../components/Button.tsx";
import { Icon } from "../components/icons.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { usePageTitle } from "../page.ts";
import { downloadText } from "./downloadText.ts";
import { ProofView } from "./ProofView.tsx";
import { useVerification } from "./useVerification.ts";
import styles from "./VerifyPage.module.css";

/** Reads a chosen file, unless it is too large to be a proof. */
async function textOf(file: File): Promise<string> {
  // The verifier refuses what is longer; reading one character too many lets it say so without loading a huge file.
  return file.slice(0, PROOF_TEXT_MAX + 1).text();
}

function Result({ text }: { readonly text: string }) {
  const measured = useVerification(text, { fromOwnNode: false });
  return (
    <Panel title="Verification" note="in this browser" flush>
      {measured && <ProofView {...measured} />}
    </Panel>
  );
}

function BalanceProof({ account, asset }: { readonly account: string; readonly asset: string }) {
  const [load, { currentData: proof, error }] = useLazyBalanceProofQuery();
  useEffect(() => void load({ account, asset }), [load, account, asset]);
  const measured = useVerification(proof, { question: { kind: "balance", account, assetCode: asset }, fromOwnNode: true });
  const download = proof !== undefined && (
    <Button kind="quiet" onClick={() => downloadText(`aurigraph-balance-${account.slice(0, 12)}-${asset}.json`, `${JSON.stringify(proof, undefined, 2)}\n`)}>
      <Icon name="download" /> Download proof
    </Button>
  );
  return (
    <Panel title={`Balance proof, ${asset}`} note="verified in this browser" actions={download} flush>
      {error !== undefined ? (
        <ProblemNotice error={error} onRetry={() => void load({ account, asset })} />
      ) : measured ? (
        <ProofView {...measured} />
      ) : (
        <Skeleton rows={6} label="the balance proof" />
      )}
    </Panel>
  );
}

function ProofInput({ onText }: { readonly onText: (text: string) => void }) {
  const [draft, setDraft] = useState("");
  const fileId = useId();
  const textId = useId();
  async function choose(files: FileList | null | undefined) {
    const file = files?.[0];
    if (file !== undefined) onText(await textOf(file));
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    void choose(event.dataTransfer.files);
  }
  return (
    <Panel title="Proof to verify">
      <div className={styles.input} onDrop={drop} onDragOver={(event) => event.preventDefault()}>
        <div className={styles.file}>
          <label htmlFor={fileId}>Choose a proof file, or drop it here</label>
          <input
            id={fileId}
            type="file"
            accept="application/json,.json"
            onChange={(event: ChangeEvent<HTMLInputElement>) => {
              void choose(event.target.files);
              // The same file, chosen again after a change, must be read again.
              event.target.value = "";
            }}
          />
        </div>
        <label htmlFor={textId}>or paste its text</label>
        <textarea
          id={textId}
          className={styles.text}
          rows={7}
          spellCheck={false}
          placeholder='{ "format": "aurigraph-proof-v1", … }'
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
        />
        <div>
          <Button kind="primary" disabled={draft.trim() === ""} onClick={() => onText(draft)}>
            Verify
          </Button>
        </div>
      </div>
    </Panel>
  );
}

export function VerifyPage() {
  usePageTitle("Verify a proof");
  const [parameters] = useSearchParams();
  const [text, setText] = useState<string>();
  const account = parameters.get("account");
  const asset = parameters.get("asset");
  const asksForBalance = account !== null && asset !== null && text === undefined;
  return (
    <>
      <PageHead title="Verify a proof">
        A proof shows, without asking any node, that a record or a balance is part of a block that the validators signed. It is checked on this
        device and is not sent anywhere.
      </PageHead>
      <div className={styles.columns}>
        <ProofInput onText={setText} />
        {asksForBalance ? (
          <BalanceProof account={account} asset={asset} />
        ) : text !== undefined ? (
          <Result text={text} />
        ) : (
          <Panel title="Verification" flush>
            <Notice title="No proof yet" icon="proof">
              Download one from a transaction, or ask for the balance proof of an account. <code>aurigraph verify-proof</code> checks the same
              files on the command line.
            </Notice>
          </Panel>
        )}
      </div>
    </>
  );
}
