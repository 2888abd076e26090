/** Linked ledger accounts and payments that others approve: every state and every dialog, with labels as long as they come. */
import { type ReactNode, useState } from "react";
import type { LedgerAccount, LedgerChallenge, Payment, PaymentDetail, PaymentPolicy } from "@aurigraph/api";
import { addressOf, encodeSubmissionHeader, encodeTransfer, fromHex, paymentStatement, type StoredKey, submissionId, toHex } from "@aurigraph/wallet";
import { Button } from "../app/components/Button.tsx";
import { RemoveAccountDialog, RenameAccountDialog } from "../app/ledgerAccounts/AccountDialogs.tsx";
import { LedgerAccountsPanel } from "../app/ledgerAccounts/LedgerAccountsPanel.tsx";
import { LinkAccountDialog } from "../app/ledgerAccounts/LinkAccountDialog.tsx";
import { type LedgerLookups, Lookups } from "../app/ledgerAccounts/lookups.tsx";
import { DecideDialog } from "../app/pages/organisations/payments/DecideDialog.tsx";
import { PaymentPanel } from "../app/pages/organisations/payments/PaymentPanel.tsx";
import { PaymentsPanel } from "../app/pages/organisations/payments/PaymentsPanel.tsx";
import { PolicyPanel, RuleDialog } from "../app/pages/organisations/payments/PolicyPanel.tsx";
import { ProposePanel } from "../app/pages/organisations/payments/ProposePanel.tsx";
import { nothing } from "./identity.tsx";
import { EXAMPLE_TIME, exampleHash, type Story } from "./story.ts";

const LONG = "A label with as many characters as a label can have, which is one hundred of them and not one more ok";
const LONG_WORD = "Anaccountwithoutablankinitslabelbecausenobodytoldanybodythatblankswereallowedinlabelsofaccountsatall";
const LOOKUPS: LedgerLookups = {
  Address: ({ address }) => (address.startsWith("ab") ? <>#7 treasury</> : <span className="muted">not registered</span>),
  Account: ({ index }) => <span className="figures">#{index}</span>,
  Transaction: () => <>applied in block 901</>,
};

/** Without a node. */
function alone(children: ReactNode) {
  return <Lookups value={LOOKUPS}>{children}</Lookups>;
}

function account(accountId: string, pair: string, label: string, rest: Partial<LedgerAccount> = {}): LedgerAccount {
  return { accountId, address: exampleHash(pair), scheme: "ed25519", publicKey: exampleHash(pair), label, linkedBy: "ada", linkedByName: "Ada Example", linkedAt: EXAMPLE_TIME, ...rest };
}

const TILL = account("acc_1", "ab", "Till");
const LONGER = account("acc_2", "cd", LONG, { scheme: "hybrid", linkedByName: null });
const ACCOUNTS: readonly LedgerAccount[] = [TILL, LONGER, account("acc_3", "ef", LONG_WORD)];

function key(pair: string, name: string, isSealed = false): StoredKey {
  const publicKey = exampleHash(pair);
  const secret = isSealed
    ? ({ protection: "passphrase", sealed: { kdf: "pbkdf2-sha-256", iterations: 600_000, salt: "00".repeat(16), cipher: "aes-256-gcm", nonce: "00".repeat(12), ciphertext: "00".repeat(48) } } as const)
    : ({ protection: "none", seed: exampleHash(pair) } as const);
  return { publicKey, address: toHex(addressOf(fromHex(publicKey))), name, createdAt: EXAMPLE_TIME, secret };
}

const SEALED = key("11", "Till", true);
const OPEN = key("22", LONG.slice(0, 60));
const KEYS = [SEALED, OPEN];
const CHALLENGE: LedgerChallenge = {
  secret: "x",
  address: SEALED.address,
  statement: `Aurigraph portal: link a ledger account\nPortal: https://portal.example.org\nOrganisation: org_1\nAddress: ${SEALED.address}\nRandom value: ${"A".repeat(43)}\nValid until: ${EXAMPLE_TIME}\n`,
  expiresAt: EXAMPLE_TIME,
};
const ASSETS = new Map([
  [0, { code: "EUR", decimals: 2 }],
  [1, { code: "USD", decimals: 2 }],
]);

const TRANSFERS = [
  { from: 7, to: 9, asset: 0, amount: 250_000n, reference: new TextEncoder().encode("INV-7"), resultCode: 0 },
  { from: 7, to: 12, asset: 1, amount: 18_446_744_073_709_551_615n, reference: new Uint8Array(), resultCode: 0 },
];
const BODY = Uint8Array.from(TRANSFERS.flatMap((transfer) => [...encodeTransfer(transfer)]));
const HEADER = { kind: "batch", scheme: "ed25519", signer: 7, sequence: 5n, validUntilHeight: 900n, recordCount: TRANSFERS.length, bodyLength: BODY.length, chainId: fromHex(exampleHash("07")) } as const;
const CONTENT = Uint8Array.from([...encodeSubmissionHeader(HEADER), ...BODY]);
const ABOUT = { organisationId: "org_1", userId: "grace" };

function payment(paymentId: string, rest: Partial<Payment> = {}): Payment {
  return {
    paymentId,
    state: "waiting",
    proposedBy: "ada",
    proposedByName: "Ada Example",
    proposedAt: EXAMPLE_TIME,
    expiresAt: "2036-01-15T10:30:00.000Z",
    approvalsNeeded: 2,
    approvals: 1,
    decidedAt: null,
    releasedAt: null,
    releasedBy: null,
    accountId: "acc_1",
    address: exampleHash("ab"),
    from: 7,
    kind: "batch",
    submissionId: toHex(submissionId(HEADER, BODY)),
    chainId: exampleHash("07"),
    sequence: "5",
    validUntilHeight: 900,
    transferCount: 2,
    firstTo: 9,
    totals: [
      { assetIndex: 0, amount: "250000" },
      { assetIndex: 1, amount: "18446744073709551615" },
    ],
    ...rest,
  };
}

const ONE = { kind: "transfer", transferCount: 1, totals: [{ assetIndex: 0, amount: "1250" }] } as const;
const PAYMENTS: readonly Payment[] = [
  payment("pay_1"),
  payment("pay_2", { ...ONE, state: "approved", approvals: 2 }),
  payment("pay_3", { ...ONE, state: "released", approvalsNeeded: 0, approvals: 0, proposedByName: LONG }),
  payment("pay_4", { ...ONE, state: "rejected", proposedByName: null }),
  payment("pay_5", { state: "expired", totals: [{ assetIndex: 7, amount: "1" }] }),
];

function words(verdict: "approve" | "reject"): string {
  return paymentStatement({ ...ABOUT, publicUrl: "https://portal.example.org", paymentId: "pay_1" }, verdict, CONTENT);
}

function detail(rest: Partial<Payment> = {}, change: Partial<PaymentDetail> = {}): PaymentDetail {
  return {
    payment: payment("pay_1", rest),
    transfers: TRANSFERS.map(({ to, asset, amount, reference }) => ({ to, assetIndex: asset, amount: amount.toString(), reference: toHex(reference) })),
    content: toHex(CONTENT),
    decisions: [],
    approveStatement: words("approve"),
    rejectStatement: words("reject"),
    ...change,
  };
}

const DECIDED: PaymentDetail["decisions"] = [
  { userId: "joan", userName: "Joan Example", decision: "approve", decidedAt: EXAMPLE_TIME, statement: words("approve"), scheme: "ed25519", publicKey: exampleHash("33"), signature: "00".repeat(64) },
  { userId: "x", userName: null, decision: "reject", decidedAt: EXAMPLE_TIME, statement: words("reject"), scheme: "hybrid", publicKey: exampleHash("44").repeat(62), signature: "00".repeat(64) },
];
const OWN = [account("acc_9", "11", "Telephone", { address: SEALED.address }), account("acc_8", "22", "Other", { address: OPEN.address })];
const POLICY: PaymentPolicy = { rules: [{ assetIndex: 0, limit: "100000", approvals: 1 }, { assetIndex: 7, limit: "18446744073709551615", approvals: 10 }] };
const FAILED = { status: 500, data: { type: "about:blank", title: "Internal error", status: 500, code: "internal", detail: "the portal cannot answer this request", action: "Try again." } };

/** A dialog that opens by its button. */
function Opened({ label, dialog }: { readonly label: string; readonly dialog: (onClose: () => void) => ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      {isOpen && dialog(() => setOpen(false))}
    </>
  );
}

const accountsPanel = { canChange: true, onLink: nothing, onRename: nothing, onRemove: nothing, purpose: "Payments of linked accounts can be proposed here." };
const paymentsPanel = { nextCursor: null, assets: ASSETS, people: [["ada", "Ada Example"]] as const, mayApprove: true, onPropose: nothing };
const link = { whose: "your organisation", keys: KEYS, onChallenge: () => Promise.resolve(CHALLENGE), onLink: nothing };
const decide = { assets: ASSETS, about: ABOUT, own: OWN, keys: KEYS, onDecide: nothing };

export const paymentStories: readonly Story[] = [
  { name: "Ledger accounts", render: () => alone(<LedgerAccountsPanel {...accountsPanel} accounts={ACCOUNTS} />) },
  { name: "Ledger accounts, none yet", render: () => <LedgerAccountsPanel {...accountsPanel} accounts={[]} /> },
  { name: "Ledger accounts, loading", render: () => <LedgerAccountsPanel {...accountsPanel} accounts={undefined} /> },
  { name: "Ledger accounts, failed", render: () => <LedgerAccountsPanel {...accountsPanel} accounts={undefined} error={FAILED} onRetry={nothing} /> },
  { name: "Ledger accounts, for a viewer", render: () => alone(<LedgerAccountsPanel {...accountsPanel} canChange={false} accounts={ACCOUNTS.slice(0, 1)} />) },
  { name: "Link an account", render: () => <Opened label="Link an account" dialog={(onClose) => <LinkAccountDialog {...link} onClose={onClose} />} /> },
  { name: "Link an account, the statement", render: () => <Opened label="Link an account" dialog={(onClose) => <LinkAccountDialog {...link} startWith={CHALLENGE} onClose={onClose} />} /> },
  { name: "Link an account, no key here", render: () => <Opened label="Link an account" dialog={(onClose) => <LinkAccountDialog {...link} keys={[]} onClose={onClose} />} /> },
  { name: "Rename an account", render: () => <Opened label="Rename" dialog={(onClose) => <RenameAccountDialog account={TILL} send={nothing} onClose={onClose} />} /> },
  { name: "Remove an account", render: () => <Opened label="Remove" dialog={(onClose) => <RemoveAccountDialog account={LONGER} consequence="Its payments that wait here are not given out any more." send={nothing} onClose={onClose} />} /> },
  { name: "Payments", render: () => <PaymentsPanel {...paymentsPanel} payments={PAYMENTS} /> },
  { name: "Payments, none yet", render: () => <PaymentsPanel {...paymentsPanel} payments={[]} /> },
  { name: "Payments, loading", render: () => <PaymentsPanel {...paymentsPanel} payments={undefined} /> },
  { name: "Payments, failed", render: () => <PaymentsPanel {...paymentsPanel} payments={undefined} error={FAILED} onRetry={nothing} /> },
  { name: "Payment that waits for me", render: () => alone(<PaymentPanel detail={detail({}, { decisions: DECIDED.slice(0, 1) })} assets={ASSETS} onDecide={nothing} />) },
  { name: "Payment that waits for others", render: () => alone(<PaymentPanel detail={detail()} assets={ASSETS} />) },
  { name: "Payment that may be paid", render: () => alone(<PaymentPanel detail={detail({ state: "approved", approvals: 2 })} assets={ASSETS} onRelease={nothing} />) },
  { name: "Payment that was paid", render: () => alone(<PaymentPanel detail={detail({ state: "released" })} assets={ASSETS} onRelease={nothing} />) },
  { name: "Payment that was rejected", render: () => alone(<PaymentPanel detail={detail({ state: "rejected" }, { decisions: DECIDED })} assets={ASSETS} />) },
  { name: "Payment of many transfers", render: () => alone(<PaymentPanel detail={detail({ transferCount: 30 }, { transfers: Array.from({ length: 30 }, () => ({ to: 9, assetIndex: 0, amount: "1", reference: "" })) })} assets={ASSETS} />) },
  { name: "Approve", render: () => alone(<Opened label="Approve" dialog={(onClose) => <DecideDialog {...decide} detail={detail()} verdict="approve" onClose={onClose} />} />) },
  { name: "Reject", render: () => alone(<Opened label="Reject" dialog={(onClose) => <DecideDialog {...decide} detail={detail()} verdict="reject" onClose={onClose} />} />) },
  { name: "Approve, without a key", render: () => alone(<Opened label="Approve" dialog={(onClose) => <DecideDialog {...decide} own={[]} detail={detail()} verdict="approve" onClose={onClose} />} />) },
  { name: "Approve, what is shown is not what is signed", render: () => alone(<Opened label="Approve" dialog={(onClose) => <DecideDialog {...decide} detail={detail({ from: 8 })} verdict="approve" onClose={onClose} />} />) },
  { name: "Propose, no account is linked", render: () => <ProposePanel accounts={[]} keys={KEYS} onPropose={nothing} latest={() => Promise.resolve(PAYMENTS)} onClose={nothing} /> },
  { name: "Payment rules", render: () => <PolicyPanel policy={POLICY} assets={ASSETS} onChange={nothing} /> },
  { name: "Payment rules, none, for a viewer", render: () => <PolicyPanel policy={{ rules: [] }} assets={ASSETS} /> },
  { name: "Add a rule", render: () => <Opened label="Add a rule" dialog={(onClose) => <RuleDialog rule={undefined} assets={ASSETS} onSave={nothing} onClose={onClose} />} /> },
];
