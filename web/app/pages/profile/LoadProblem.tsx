/** What could not be loaded. That nobody is signed in any more is no problem of one section: the page is about to go to the sign-in. */
import { toProblem } from "@aurigraph/api";
import { ProblemNotice, Skeleton } from "../../components/Notice.tsx";

interface LoadProblemProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  readonly label: string;
}

export function LoadProblem({ error, onRetry, label }: LoadProblemProps) {
  if (toProblem(error).code === "not_signed_in") return <Skeleton rows={3} label={label} />;
  return <ProblemNotice error={error} onRetry={onRetry} />;
}
