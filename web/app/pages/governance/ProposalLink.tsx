/** A proposal by the beginning of its id, and what an operation did for one. */
import { Link } from "react-router";
import type { Operation } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";

/** `proposal 1a2b3c…`. */
export function ProposalLink({ id }: { readonly id: string }) {
  return (
    <>
      proposal{" "}
      <Link to={`/governance/${id}`} className="figures" title={id}>
        {id.slice(0, 6)}&hellip;
      </Link>
    </>
  );
}

/** `2 votes for proposal 1a2b3c…`: how many the operation brought, whether or not they were counted. */
export function VotesForProposal({ operation: { count, proposalId } }: { readonly operation: Operation }) {
  return (
    <>
      {count === undefined ? "votes" : countOf(count, "vote")} for {proposalId === undefined ? "a proposal" : <ProposalLink id={proposalId} />}
    </>
  );
}
