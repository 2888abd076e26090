/** In place of rows while a list looks on through pages without any: how far it has come, and the way to stop or to go on. */
import type { Order } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { Button } from "../components/Button.tsx";
import { Notice, ProblemNotice } from "../components/Notice.tsx";
import { lookedTo } from "./lookOn.ts";
import type { LookOn } from "./useLookOn.ts";

interface LookingOnProps {
  readonly look: LookOn<unknown>;
  readonly order: Order;
  /** What is looked for, in the plural. */
  readonly noun: string;
}

export function LookingOn({ look, order, noun }: LookingOnProps) {
  const { page, isLooking, error, stop, goOn } = look;
  const height = lookedTo(page?.nextCursor ?? null, order);
  if (error !== undefined) return <ProblemNotice error={error} onRetry={goOn} />;
  return (
    <>
      {/* Read out when it begins and when it ends, not at every page. */}
      <p role="status" className="visually-hidden">
        {isLooking ? `Looking for ${noun}` : `Stopped looking for ${noun}`}
      </p>
      <Notice
        title={isLooking ? `Looking for ${noun}\u2026` : `No ${noun} so far`}
        icon="search"
        action={<Button onClick={isLooking ? stop : goOn}>{isLooking ? "Stop" : "Look on"}</Button>}
      >
        {height === undefined ? "None so far." : `None ${order === "desc" ? "down" : "up"} to height ${formatInteger(height)}.`} One page looks through a
        limited part of the ledger{isLooking ? "; the next ones are asked for by themselves." : ", and behind it more is left."}
      </Notice>
    </>
  );
}
