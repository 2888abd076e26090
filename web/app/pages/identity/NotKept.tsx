/** The node took the sign-in, and this browser did not keep its cookie. */
import { Notice } from "../../components/Notice.tsx";
import styles from "./identity.module.css";

export function NotKept() {
  return (
    <div role="alert" className={styles.warning}>
      <Notice title="This browser did not keep the sign-in" tone="warning" icon="alert">
        Everything you entered was right, but the cookie of the session was not stored. Allow cookies for this address, and use https or localhost.
      </Notice>
    </div>
  );
}
