/** Refusals that the pages of nodes may meet, in plain words. */
import type { Problem } from "@aurigraph/api";
import type { RefusalWords } from "../../../components/FormRefusal.tsx";
import { sentence } from "../../../components/Notice.tsx";
import { organisationWords } from "../words.tsx";

const TITLES: Readonly<Record<string, string>> = {
  own_request: "Somebody else has to approve",
  node_state: "It was changed meanwhile",
};

const WHAT_TO_DO: Readonly<Record<string, string>> = {
  own_request: "You requested this node yourself. Another owner or admin of the organisation approves it.",
};

export function nodeWords(problem: Problem): RefusalWords | undefined {
  const { code, detail, action } = problem;
  const title = TITLES[code];
  if (title === undefined) return organisationWords(problem);
  return {
    title,
    tone: "warning",
    text: (
      <p>
        {WHAT_TO_DO[code] ?? `${sentence(detail)} ${sentence(action)}`}
      </p>
    ),
  };
}
