/** The bytes of a record, opened on demand and copied by one click. */
import { CopyButton } from "../components/Hash.tsx";
import styles from "./pages.module.css";

export function Bytes({ name, hex }: { readonly name: string; readonly hex: string }) {
  return (
    <details className={styles.bytesOf}>
      <summary className={styles.summary}>{name}</summary>
      <div className={styles.bytes}>
        <pre>{hex.match(/.{1,64}/g)?.join("\n")}</pre>
        <CopyButton text={hex} label={name} />
      </div>
    </details>
  );
}
