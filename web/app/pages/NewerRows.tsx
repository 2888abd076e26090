/** Offers rows that came after the list was loaded. They never push away what is being read. */
import { Button } from "../components/Button.tsx";
import styles from "./pages.module.css";

export function NewerRows({ words, onShow }: { readonly words: string; readonly onShow: () => void }) {
  return (
    <div className={styles.newer}>
      <Button kind="quiet" onClick={onShow}>
        {words}
      </Button>
    </div>
  );
}
