/** What the filters of several lists share. */
import type { TransactionKind } from "@aurigraph/api";
import { Notice } from "../components/Notice.tsx";

const KINDS: readonly TransactionKind[] = ["transfer", "batch", "operation"];

export const KIND_OPTIONS = [["", "All kinds"], ["transfer", "Transfers"], ["batch", "Batches"], ["operation", "Operations"]] as const;

/** A kind in the address bar; what is none counts as no filter. */
export function kindOf(text: string | undefined): TransactionKind | undefined {
  return KINDS.find((kind) => kind === text);
}

/** A page without rows. One request looks through a bounded part of the ledger, so that more may follow. */
export function NothingFound({ noun, goesOn }: { readonly noun: string; readonly goesOn: boolean }) {
  return goesOn ? (
    <Notice title={`No ${noun} in this part of the ledger`} icon="search">
      One page looks through a limited part of the ledger. Next goes on behind it.
    </Notice>
  ) : (
    <Notice title={`No ${noun} match`} icon="transactions">
      Take a filter away to see more.
    </Notice>
  );
}
