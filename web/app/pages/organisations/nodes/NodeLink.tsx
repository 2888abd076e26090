/** From the list to one node and back; filters and order stay as they were. A node stands beside its list where there is room, and in its place elsewhere. */
import { type MouseEvent, useContext } from "react";
import { Link, useLocation } from "react-router";
import type { ProvisionedNode } from "@aurigraph/api";
import { RowLink } from "../../../components/DataTable.tsx";
import { OpenBeside } from "../../../lists/useBeside.ts";
import styles from "./nodes.module.css";

/** The address's parameters with one node in the list's place, or with none. */
export function nodeSearch(search: string, requestId: string | null): string {
  const parameters = new URLSearchParams(search);
  parameters.delete("open");
  if (requestId === null) parameters.delete("node");
  else parameters.set("node", requestId);
  return `?${parameters.toString()}`;
}

export function NodeLink({ node: { requestId, name } }: { readonly node: ProvisionedNode }) {
  const onRow = useContext(OpenBeside);
  const { search } = useLocation();
  return (
    <RowLink>
      <Link className={styles.name} to={nodeSearch(search, requestId)} onClick={onRow && ((event: MouseEvent) => onRow(event, requestId))}>
        {name}
      </Link>
    </RowLink>
  );
}

/** The way back to the list; nothing where the node stands beside it. */
export function useWayBack() {
  const { search } = useLocation();
  return new URLSearchParams(search).has("node") ? <Link to={nodeSearch(search, null)}>All nodes</Link> : undefined;
}
