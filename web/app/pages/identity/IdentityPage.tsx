/** What the pages of signing in have in common: the form at one side, what it is about at the other, and what to say where nobody signs in. */
import { type ReactNode, useEffect, useRef } from "react";
import { useSessionQuery } from "@aurigraph/api";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { PageHead, Panel } from "../../components/Panel.tsx";
import { usePageTitle } from "../../page.ts";
import styles from "./identity.module.css";

/** A node that keeps the ledger and no sign-ins. */
export function NobodySignsIn() {
  return (
    <Panel title="No sign-in here" flush>
      <Notice title="Nobody signs in at this node" icon="user">
        It keeps the ledger and no sign-ins. Everything that this portal shows can be read without one.
      </Notice>
    </Panel>
  );
}

/** What a sign-in is, and what it is not. */
export function AboutSigningIn() {
  return (
    <Panel title="What a sign-in is">
      <div className={styles.about}>
        <p>Reading the ledger needs none. A sign-in gives you a profile on this portal, with your sessions and what was done in them.</p>
        <p>It is no wallet. The keys that sign payments stay in the browser where they were made; whoever signs in as you cannot pay with them.</p>
      </div>
    </Panel>
  );
}

interface IdentityPageProps {
  readonly title: string;
  readonly sentence: string;
  readonly children: ReactNode;
}

export function IdentityPage({ title, sentence, children }: IdentityPageProps) {
  usePageTitle(title);
  const { data: state, error } = useSessionQuery();
  return (
    <>
      <PageHead title={title}>{sentence}</PageHead>
      {state?.kind === "unavailable" ? (
        <NobodySignsIn />
      ) : state === undefined && error === undefined ? (
        <Skeleton rows={6} label="the sign-in" />
      ) : (
        <div className={styles.columns}>
          <div className={styles.column}>{children}</div>
          <AboutSigningIn />
        </div>
      )}
    </>
  );
}

/** What came of a form that is gone now: the keyboard goes on here, unless it has gone elsewhere meanwhile. */
export function Outcome({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={place} tabIndex={-1} role="group" aria-label="What happened" className={styles.outcome}>
      {children}
    </div>
  );
}
