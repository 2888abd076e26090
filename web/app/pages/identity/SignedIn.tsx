/** A page for whoever is signed in: everybody else is led to the sign-in, and comes back here. */
import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router";
import { useSessionQuery } from "@aurigraph/api";
import { ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { PageHead } from "../../components/Panel.tsx";
import { signInPath } from "../../next.ts";
import { NobodySignsIn } from "./IdentityPage.tsx";

interface SignedInProps {
  /** What the page is called, also where it cannot be shown. */
  readonly title: string;
  readonly children: ReactNode;
}

export function SignedIn({ title, children }: SignedInProps) {
  const { data: state, error, refetch } = useSessionQuery();
  const { pathname, search } = useLocation();
  if (state?.kind === "signedOut") return <Navigate to={signInPath(pathname + search)} replace />;
  if (state?.kind === "signedIn") return children;
  return (
    <>
      <PageHead title={title} />
      {state?.kind === "unavailable" ? <NobodySignsIn /> : error === undefined ? <Skeleton rows={8} label="the page" /> : <ProblemNotice error={error} onRetry={() => void refetch()} />}
    </>
  );
}
