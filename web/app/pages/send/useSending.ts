/** Sending a signed transfer, and what is known about it. The same bytes can be sent again without ever being applied twice. */
import { useCallback, useState } from "react";
import { type Receipt, toProblem, useSubmitMutation } from "@aurigraph/api";
import { type SignedSubmission, toHex } from "@aurigraph/wallet";
import { type PreparedTransfer, submissionBody } from "./transfer.ts";

/** What became of a signed transfer. */
export type SendOutcome =
  | { readonly kind: "sending" }
  | { readonly kind: "final"; readonly receipt: Receipt; readonly elapsedMs: number | undefined }
  /** The node said no: nothing was moved. */
  | { readonly kind: "refused"; readonly error: unknown }
  /** No answer came back: it may or may not have arrived. */
  | { readonly kind: "unknown"; readonly error: unknown };

export interface Sending {
  readonly prepared: PreparedTransfer;
  readonly signed: SignedSubmission;
  readonly outcome: SendOutcome;
}

/** Whether an error leaves open what happened: no answer, or a server that failed while answering. */
function isUndecided(error: unknown): boolean {
  const { status } = toProblem(error);
  return status === 0 || status >= 500;
}

/** The outcome behind an error; a transfer that had arrived before is as good as one that arrived now. */
function outcomeOfError(error: unknown, signed: SignedSubmission): SendOutcome {
  const { receipt } = toProblem(error);
  if (receipt !== undefined && receipt.transactionHash === toHex(signed.id)) return { kind: "final", receipt, elapsedMs: undefined };
  return { kind: isUndecided(error) ? "unknown" : "refused", error };
}

/** Sends one signed transfer at a time; `start` also sends the same one again. */
export function useSending() {
  const [sending, setSending] = useState<Sending>();
  const [submit] = useSubmitMutation();

  const start = useCallback(
    async (prepared: PreparedTransfer, signed: SignedSubmission) => {
      setSending({ prepared, signed, outcome: { kind: "sending" } });
      const startedAt = performance.now();
      const answer = await submit(submissionBody(prepared, signed));
      const outcome: SendOutcome =
        answer.error === undefined
          ? { kind: "final", receipt: answer.data, elapsedMs: performance.now() - startedAt }
          : outcomeOfError(answer.error, signed);
      setSending({ prepared, signed, outcome });
    },
    [submit],
  );
  const reset = useCallback(() => setSending(undefined), []);
  return { sending, start, reset };
}
