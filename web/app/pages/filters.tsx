/** What the filters of several lists share. */
import type { TransactionKind } from "@aurigraph/api";
import { Notice } from "../components/Notice.tsx";

const KINDS: readonly TransactionKind[] = ["transfer", "batch", "operation"];

export const KIND_OPTIONS = [["", "All kinds"], ["transfer", "Transfers"], ["batch", "Batches"], ["operation", "Operations"]] as const;

/** Heights up to what a number can hold exactly. */
export const HEIGHT_PATTERN = /^\d{1,15}$/;

/** From a height to another, or with one end open; a single height is both. */
export const HEIGHTS_PATTERN = /^(?:\d{1,15}|\d{1,15}-\d{0,15}|-\d{1,15})$/;

/** Typed heights in the address's form. */
export function heightsOf(text: string): { readonly fromHeight: string; readonly toHeight: string } {
  const [from = "", to = from] = text.split("-");
  return { fromHeight: from, toHeight: to };
}

/** A kind in the address bar; what is none counts as no filter. */
export function kindOf(text: string | undefined): TransactionKind | undefined {
  return KINDS.find((kind) => kind === text);
}

/** A height in the address bar; what is none counts as no filter. */
export function heightOf(text: string | undefined): number | undefined {
  return text !== undefined && HEIGHT_PATTERN.test(text) ? Number(text) : undefined;
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
