/** The proof of one receipt: fetched as soon as it exists (one block after the record), verified here, and drawn. */
import { useReceiptQuery } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import type { ProofQuestion } from "@aurigraph/wallet";
import { Button, ButtonLink } from "../components/Button.tsx";
import { Icon } from "../components/icons.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { Panel } from "../components/Panel.tsx";
import { downloadText } from "./downloadText.ts";
import { ProofView } from "./ProofView.tsx";
import { useVerification } from "./useVerification.ts";

const POLL_MS = 400;

/** The submission and the record that a receipt id names: `<hash>` or `<hash>-<index>`. */
function questionOf(receiptId: string): ProofQuestion {
  const [submissionId = "", index = "0"] = receiptId.split("-");
  return { kind: "receipt", submissionId, index: Number(index) };
}

export function ProofPanel({ receiptId }: { readonly receiptId: string }) {
  const { currentData: receipt, error, refetch } = useReceiptQuery(receiptId);
  const proof = receipt?.proof ?? undefined;
  // A second subscription to the same entry: it only asks again while the proof is not there yet.
  useReceiptQuery(receiptId, { pollingInterval: receipt !== undefined && proof === undefined ? POLL_MS : 0 });
  const measured = useVerification(proof, { question: questionOf(receiptId), fromOwnNode: true });

  const actions = (
    <>
      {proof !== undefined && (
        <Button kind="quiet" onClick={() => downloadText(`aurigraph-proof-${receiptId}.json`, `${JSON.stringify(proof, undefined, 2)}\n`)}>
          <Icon name="download" /> Download proof
        </Button>
      )}
      <ButtonLink kind="quiet" to="/verify">
        Verify a file
      </ButtonLink>
    </>
  );
  return (
    <Panel title="Proof" note="verified in this browser" actions={actions} flush>
      {error !== undefined && receipt === undefined ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : measured ? (
        <ProofView {...measured} />
      ) : receipt ? (
        <div aria-live="polite">
          <Notice title={`The proof is ready at height ${formatInteger(receipt.proofReadyAtHeight)}`} icon="proof">
            A block carries the receipts of the one before it, so a record can be proved one block after it became final. This page looks again by
            itself.
          </Notice>
        </div>
      ) : (
        <Skeleton rows={6} label="the proof" />
      )}
    </Panel>
  );
}
