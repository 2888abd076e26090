/** Refusals about linked accounts and payments in plain words, and the names that they may have. */
import type { Problem } from "@aurigraph/api";
import type { RefusalWords } from "../components/FormRefusal.tsx";
import { sentence } from "../components/Notice.tsx";

const LABEL_CHARACTERS_MAX = 100;

/** Why a label cannot be one; the node looks closer. */
export function labelProblem(label: string): string | undefined {
  const length = Array.from(label.trim()).length;
  if (length === 0) return "Enter a label.";
  return length > LABEL_CHARACTERS_MAX ? `Use at most ${LABEL_CHARACTERS_MAX} characters for the label; these are ${length}.` : undefined;
}

const TITLES: Readonly<Record<string, string>> = {
  refused_here: "Not signed",
  challenge_invalid: "It took too long",
  statement_signature_invalid: "The signature does not fit",
  ledger_account_taken: "This account is linked already",
  full: "There is no room for more",
  not_allowed: "Your roles do not allow this",
  not_found: "It is not there any more",
  exists: "It was proposed before",
  not_a_payment: "This is no payment",
  not_a_linked_account: "The paying account is not linked",
  payment_not_waiting: "It was decided meanwhile",
  payment_not_approved: "It is not approved",
  payment_account_gone: "The paying account is not linked any more",
  own_payment: "This is your own payment",
  decided_already: "You decided already",
  paying_key: "This is the key that pays",
  key_not_linked: "This key is not linked to you",
};

const WHAT_TO_DO: Readonly<Record<string, string>> = {
  challenge_invalid: "A statement can be signed for five minutes, and once. Go on to get a new one.",
  ledger_account_taken: "An account belongs to one organisation and one person of this portal at most. Remove it there first, or use another key.",
  own_payment: "Others decide about it: another treasurer, or an owner.",
  paying_key: "Link a key of your own to your profile, and decide with that one.",
  key_not_linked: "Link it to your profile first.",
};

export function ledgerAccountWords({ code, detail }: Problem): RefusalWords | undefined {
  const title = TITLES[code];
  return title === undefined ? undefined : { title, tone: "negative", text: <p>{WHAT_TO_DO[code] ?? sentence(detail)}</p> };
}
