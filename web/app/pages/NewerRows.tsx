/**
 * Offers rows that came after the list was loaded. They never push away what is being read, and neither does the offer: its
 * place is there from the beginning, and says up to where the list goes until there is something to offer.
 */
import { formatInteger } from "@aurigraph/core";
import { Button } from "../components/Button.tsx";
import styles from "./pages.module.css";

interface NewerRowsProps {
  /** The offer; null while there is nothing newer. */
  readonly words: string | null;
  /** The height up to which the list was loaded. */
  readonly height: number | undefined;
  readonly onShow: () => void;
}

export function NewerRows({ words, height, onShow }: NewerRowsProps) {
  return (
    <div className={styles.newer} data-offered={words !== null}>
      {words === null ? (
        <p className={styles.upTo}>{height !== undefined && `Up to height ${formatInteger(height)}`}</p>
      ) : (
        <Button kind="quiet" onClick={onShow}>
          {words}
        </Button>
      )}
    </div>
  );
}
