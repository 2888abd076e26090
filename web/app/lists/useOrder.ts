/** The order of a list that the API sorts by height, over all its pages: `order=asc` in the address bar, or newest first. */
import type { Order } from "@aurigraph/api";
import { useListAddress } from "../components/Paging.tsx";

/** `key` is the column that shows the height. */
export function useOrder(key: string) {
  const address = useListAddress();
  const order: Order = address.get("order") === "asc" ? "asc" : "desc";
  const server = {
    key,
    sort: { key, descending: order === "desc" },
    usual: { key, descending: true },
    setSort: (sort: { readonly descending: boolean }) => address.set({ order: sort.descending ? null : "asc" }),
  };
  return { order, server, words: order === "desc" ? "Newest first" : "Oldest first" };
}
