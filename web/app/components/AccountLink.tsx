/** An account by its index, with the identicon of its address; in full where there is room. */
import { Link } from "react-router";
import type { AccountRef } from "@aurigraph/api";
import styles from "./AccountLink.module.css";
import { Hash, IdenticonBar } from "./Hash.tsx";

/** Short, for tables. */
export function AccountLink({ account }: { readonly account: AccountRef }) {
  if (account.address === null) return <span className={styles.account}>#{account.index} (unknown)</span>;
  return (
    <Link to={`/accounts/${account.address}`} className={styles.account} title={account.address}>
      <IdenticonBar value={account.address} />
      <span>#{account.index}</span>
    </Link>
  );
}

/** With its address. */
export function AccountWithAddress({ account }: { readonly account: AccountRef }) {
  if (account.address === null) return <span className={styles.account}>#{account.index}: there is no such account</span>;
  return (
    <span className={styles.full}>
      <Hash value={account.address} label="account address" to={`/accounts/${account.address}`} ends={10} />
      <span className="figures muted">#{account.index}</span>
    </span>
  );
}
