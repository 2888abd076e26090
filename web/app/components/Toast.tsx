/**
 * What was just done, at the lower edge, with the way back where there is one. One at a time. With a way back it stays until the next one or until it is
 * closed: nobody has to be quick. It takes the keyboard only where that would be lost, because what was pressed is gone.
 */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";
import { toProblem } from "@aurigraph/api";
import { Button } from "./Button.tsx";
import { Icon } from "./icons.tsx";
import styles from "./Toast.module.css";

export interface ToastContent {
  readonly words: string;
  /** Does the opposite. */
  readonly undo?: (() => Promise<unknown>) | undefined;
}

const SHOWN_MS = 8000;

interface ToastProps {
  readonly content: ToastContent;
  readonly onClose: () => void;
  /** On a page of stories nothing takes the keyboard and nothing goes by itself. */
  readonly isStill?: boolean;
}

export function Toast({ content: { words, undo }, onClose, isStill = false }: ToastProps) {
  const [phase, setPhase] = useState<"open" | "busy" | "undone">("open");
  const [problem, setProblem] = useState<string>();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isStill && document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [isStill]);
  const goes = !isStill && (undo === undefined || phase === "undone");
  useEffect(() => {
    if (!goes) return undefined;
    const timer = setTimeout(() => {
      // Whoever stands on it goes on reading.
      if (place.current?.contains(document.activeElement) !== true && place.current?.matches(":hover") !== true) onClose();
    }, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [goes, onClose]);

  async function takeBack() {
    if (undo === undefined || phase !== "open") return;
    setPhase("busy");
    setProblem(undefined);
    try {
      await undo();
      setPhase("undone");
      place.current?.focus({ preventScroll: true });
    } catch (error) {
      const { title, action } = toProblem(error);
      setProblem(`Not undone: ${title}. ${action}`);
      setPhase("open");
    }
  }

  function close() {
    if (place.current?.contains(document.activeElement) === true) document.getElementById("content")?.focus({ preventScroll: true });
    onClose();
  }

  return (
    <div ref={place} tabIndex={-1} role="group" aria-label="What was done" className={styles.toast}>
      <p className={styles.words}>
        {phase === "undone" ? "Undone." : words} {problem !== undefined && <span className={styles.problem}>{problem}</span>}
      </p>
      {undo !== undefined && phase !== "undone" && (
        <Button aria-disabled={phase === "busy"} onClick={() => void takeBack()}>
          {phase === "busy" ? "Undoing\u2026" : "Undo"}
        </Button>
      )}
      <button type="button" className={styles.close} onClick={close} aria-label="Close this message" title="Close">
        <Icon name="close" />
      </button>
    </div>
  );
}

const ShowToast = createContext<(content: ToastContent) => void>(() => undefined);

/** Says what was done. */
export function useToast(): (content: ToastContent) => void {
  return useContext(ShowToast);
}

/** The place of the messages of everything inside. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<{ readonly number: number; readonly content: ToastContent }>();
  const show = useCallback((content: ToastContent) => setShown((before) => ({ number: (before?.number ?? 0) + 1, content })), []);
  const close = useCallback(() => setShown(undefined), []);
  return (
    <ShowToast value={show}>
      {children}
      <div role="status" className={styles.place}>
        {shown && <Toast key={shown.number} content={shown.content} onClose={close} />}
      </div>
    </ShowToast>
  );
}
