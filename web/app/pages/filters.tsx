/** What the filters of several lists share. */
import type { TransactionKind } from "@aurigraph/api";
import { FilterText } from "../components/Filters.tsx";
import { Notice } from "../components/Notice.tsx";
import type { useListAddress } from "../components/Paging.tsx";
import { heightsOf, HEIGHTS_PATTERN } from "./heights.ts";

const KINDS: readonly TransactionKind[] = ["transfer", "batch", "operation"];

export const KIND_OPTIONS = [["", "All kinds"], ["transfer", "Transfers"], ["batch", "Batches"], ["operation", "Operations"]] as const;

/** A kind in the address bar; what is none counts as no filter. */
export function kindOf(text: string | undefined): TransactionKind | undefined {
  return KINDS.find((kind) => kind === text);
}

/** One field for heights: a range, one end of it, or a single one. */
export function HeightsFilter({ address }: { readonly address: ReturnType<typeof useListAddress> }) {
  return (
    <FilterText
      label="Heights: 10-90"
      name="Heights"
      pattern={HEIGHTS_PATTERN}
      problem="Heights are two whole numbers, such as 10-90, or one of them: 10- or -90"
      onApply={(value) => address.set(heightsOf(value))}
    />
  );
}

/** Nothing to the list's end; `live` where the list is loaded anew when something comes. */
export function NothingFound({ noun, live = false }: { readonly noun: string; readonly live?: boolean }) {
  return (
    <Notice title={`No ${noun} match`} icon="transactions">
      Take a filter away to see more.{live && " The first that matches will show here by itself."}
    </Notice>
  );
}
