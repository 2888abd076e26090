/** The columns of the list of proposals, on screen and in exports. */
import { type MouseEvent, useContext } from "react";
import { Link } from "react-router";
import type { ProposalView } from "@aurigraph/api";
import { type CsvCell, formatInteger, NOT_MEASURED } from "@aurigraph/core";
import type { Column } from "../../components/column.ts";
import { RowLink } from "../../components/DataTable.tsx";
import { Hash } from "../../components/Hash.tsx";
import { OpenBeside } from "../../lists/useBeside.ts";
import { removedText, seatsText } from "./epochs.ts";
import styles from "./governance.module.css";
import { HeightLink, ProposalStatusTag, VotePower } from "./marks.tsx";
import { SORT_VALUES } from "./proposals.ts";
import { exactWords, leadWords, whatWords } from "./words.ts";

function ProposalName({ proposal: { proposalId, action } }: { readonly proposal: ProposalView }) {
  const onRow = useContext(OpenBeside);
  return (
    <RowLink>
      <Link to={`/governance/${proposalId}`} className={styles.what} title={exactWords(action) ?? undefined} onClick={onRow && ((event: MouseEvent) => onRow(event, proposalId))}>
        {whatWords(action)}
      </Link>
    </RowLink>
  );
}

/** From which block on it is in force; before it is accepted, what was asked for. */
function InForce({ proposal: { status, action, inForceFromHeight, effectiveHeight } }: { readonly proposal: ProposalView }) {
  if (inForceFromHeight !== null) return <HeightLink height={inForceFromHeight} />;
  if (status === "EXPIRED") return NOT_MEASURED;
  return <span className={styles.words}>{effectiveHeight === 0 ? leadWords(action) : `${formatInteger(effectiveHeight)}, if accepted`}</span>;
}

/** What matters next, for the second line of a phone. */
function PhoneHeight({ proposal: { status, inForceFromHeight, expiresHeight } }: { readonly proposal: ProposalView }) {
  if (inForceFromHeight === null) return `${status === "OPEN" ? "votes until" : "expired at"} block ${formatInteger(expiresHeight)}`;
  return `from block ${formatInteger(inForceFromHeight)} on`;
}

export const COLUMNS: readonly Column<ProposalView>[] = [
  { key: "what", head: "What", phone: "topStart", fixed: true, sort: SORT_VALUES.what, cell: (proposal) => <ProposalName proposal={proposal} /> },
  { key: "phoneHeight", head: "Height", phone: "bottomStart", phoneOnly: true, cell: (proposal) => <PhoneHeight proposal={proposal} /> },
  { key: "status", head: "Status", phone: "topEnd", sort: SORT_VALUES.status, cell: (proposal) => <ProposalStatusTag status={proposal.status} /> },
  { key: "votes", head: "Voting power", phone: "bottomEnd", sort: SORT_VALUES.votes, cell: (proposal) => <VotePower proposal={proposal} /> },
  { key: "proposed", head: "First vote at", figures: true, sort: SORT_VALUES.proposed, cell: (proposal) => <HeightLink height={proposal.proposedAtHeight} /> },
  { key: "accepted", head: "Accepted at", figures: true, wideOnly: true, sort: SORT_VALUES.accepted, cell: (proposal) => (proposal.acceptedAtHeight === null ? NOT_MEASURED : <HeightLink height={proposal.acceptedAtHeight} />) },
  { key: "force", head: "In force from", figures: true, sort: SORT_VALUES.force, cell: (proposal) => <InForce proposal={proposal} /> },
  { key: "expires", head: "Votes until", figures: true, wideOnly: true, sort: SORT_VALUES.expires, cell: (proposal) => <HeightLink height={proposal.expiresHeight} /> },
  { key: "id", head: "Id", wideOnly: true, cell: (proposal) => <Hash value={proposal.proposalId} label="proposal id" /> },
  { key: "number", head: "Number", figures: true, optional: true, cell: (proposal) => proposal.number },
];

export const EXPORTED: readonly (readonly [string, (proposal: ProposalView) => CsvCell])[] = [
  ["proposalId", (proposal) => proposal.proposalId],
  ["number", (proposal) => proposal.number],
  ["status", (proposal) => proposal.status],
  ["kind", (proposal) => proposal.action.kind],
  ["parameter", (proposal) => proposal.action.parameter],
  ["value", (proposal) => proposal.action.value],
  ["version", (proposal) => proposal.action.version],
  ["account", (proposal) => proposal.action.account],
  ["role", (proposal) => proposal.action.role],
  ["granted", (proposal) => proposal.action.granted],
  ["epoch", (proposal) => proposal.action.epoch],
  ["validators", (proposal) => seatsText(proposal.action)],
  ["removedValidators", (proposal) => removedText(proposal.action)],
  ["votingPower", (proposal) => proposal.votingPower],
  ["votingPowerNeeded", (proposal) => proposal.votingPowerNeeded],
  ["proposedAtHeight", (proposal) => proposal.proposedAtHeight],
  ["acceptedAtHeight", (proposal) => proposal.acceptedAtHeight],
  ["inForceFromHeight", (proposal) => proposal.inForceFromHeight],
  ["effectiveHeight", (proposal) => proposal.effectiveHeight],
  ["expiresHeight", (proposal) => proposal.expiresHeight],
];
