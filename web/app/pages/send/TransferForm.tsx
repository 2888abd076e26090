/** What to pay, to whom: checked while it is typed, and prepared for a person's confirmation. Nothing is signed here. */
import { type FormEvent, useState } from "react";
import { type Account, type Info, toProblem, useAccountQuery } from "@aurigraph/api";
import { formatAmount, isHash } from "@aurigraph/core";
import { REFERENCE_BYTES, type StoredKey, utf8 } from "@aurigraph/wallet";
import { Button } from "../../components/Button.tsx";
import { SelectField, TextField } from "../../components/fields.tsx";
import { IdenticonBar } from "../../components/Hash.tsx";
import { Panel } from "../../components/Panel.tsx";
import styles from "./SendPage.module.css";
import { type DraftProblems, isPrepared, type PreparedTransfer, prepareTransfer, type TransferDraft } from "./transfer.ts";

const EMPTY_DRAFT: TransferDraft = { recipient: "", assetIndex: undefined, amount: "", reference: "" };
const ACCOUNT_INDEX = /^\d{1,10}$/;

/** An account in a person's words: its name if it has one, and always its index. */
export function accountInWords(account: Account, ownKeys: readonly StoredKey[]): string {
  const name = ownKeys.find((key) => key.address === account.address)?.name ?? account.name;
  return name === null || name === undefined ? `account ${account.index}` : `${name} (account ${account.index})`;
}

/** Looks the recipient up as soon as it could be one. */
function useRecipient(text: string) {
  const id = text.trim().toLowerCase();
  const couldBe = isHash(id) || ACCOUNT_INDEX.test(id);
  const { currentData, error, isFetching } = useAccountQuery(id, { skip: !couldBe });
  const problem =
    id === "" || (couldBe && error === undefined)
      ? undefined
      : !couldBe
        ? "Enter an address of 64 hexadecimal digits, or an account's index."
        : toProblem(error).status === 404
          ? "No account has this address or index. Its owner has to register it first."
          : toProblem(error).detail;
  return { account: couldBe ? currentData : undefined, problem, isFetching: couldBe && isFetching };
}

interface TransferFormProps {
  readonly from: Account;
  readonly info: Info;
  readonly selected: StoredKey;
  readonly ownKeys: readonly StoredKey[];
  /** Fetches the account again, so that the sequence is the next free one. */
  readonly refreshSender: () => Promise<Account>;
  readonly onReview: (prepared: PreparedTransfer) => void;
}

export function TransferForm({ from, info, selected, ownKeys, refreshSender, onReview }: TransferFormProps) {
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [problems, setProblems] = useState<DraftProblems>({});
  const [refreshProblem, setRefreshProblem] = useState<string>();
  const recipient = useRecipient(draft.recipient);
  const balance = from.balances.find(({ assetIndex }) => assetIndex === draft.assetIndex) ?? from.balances[0];
  const otherKeys = ownKeys.filter((key) => key.publicKey !== selected.publicKey);

  function change(part: Partial<TransferDraft>) {
    setDraft((before) => ({ ...before, ...part }));
    setProblems({});
  }

  async function review(event: FormEvent) {
    event.preventDefault();
    if (balance === undefined) return;
    if (recipient.account === undefined) {
      setProblems({ recipient: recipient.problem ?? (recipient.isFetching ? "Still looking it up; try again in a moment." : "Enter a recipient.") });
      return;
    }
    try {
      const prepared = prepareTransfer(draft, await refreshSender(), recipient.account, balance, info.chainId);
      if (isPrepared(prepared)) onReview(prepared);
      else setProblems(prepared);
      setRefreshProblem(undefined);
    } catch (error) {
      setRefreshProblem(`${toProblem(error).title}. Nothing was signed or sent.`);
    }
  }

  if (balance === undefined) return null;
  return (
    <Panel title={`Send from ${selected.name}`}>
      <form className={styles.form} onSubmit={(event) => void review(event)}>
        <TextField
          label="To"
          placeholder="address or account index"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className={styles.figureInput}
          value={draft.recipient}
          onChange={(event) => change({ recipient: event.target.value })}
          problem={problems.recipient ?? recipient.problem}
          hint={
            recipient.account && (
              <span className={styles.recipient}>
                <IdenticonBar value={recipient.account.address} /> {accountInWords(recipient.account, ownKeys)}
              </span>
            )
          }
        />
        {otherKeys.length > 0 && (
          <div className={styles.quickPicks}>
            <span className="muted">Your other keys:</span>
            {otherKeys.map((key) => (
              <Button key={key.publicKey} kind="plain" onClick={() => change({ recipient: key.address })}>
                {key.name}
              </Button>
            ))}
          </div>
        )}
        <div className={styles.amountRow}>
          <TextField
            label="Amount"
            inputMode="decimal"
            autoComplete="off"
            placeholder={balance.decimals === 0 ? "0" : `0.${"0".repeat(balance.decimals)}`}
            className={styles.figureInput}
            value={draft.amount}
            onChange={(event) => change({ amount: event.target.value })}
            problem={problems.amount}
            hint={`${formatAmount(balance.amount, balance.decimals)} ${balance.asset} available`}
          />
          <SelectField label="Asset" value={balance.assetIndex} onChange={(event) => change({ assetIndex: Number(event.target.value) })}>
            {from.balances.map(({ asset, assetIndex }) => (
              <option key={assetIndex} value={assetIndex}>
                {asset}
              </option>
            ))}
          </SelectField>
        </div>
        <TextField
          label="Reference (optional, public)"
          autoComplete="off"
          value={draft.reference}
          onChange={(event) => change({ reference: event.target.value })}
          problem={problems.reference}
          hint={`${utf8(draft.reference).length} of ${REFERENCE_BYTES} bytes`}
        />
        {refreshProblem !== undefined && (
          <p className={styles.problem} role="alert">
            {refreshProblem}
          </p>
        )}
        <div>
          <Button kind="primary" type="submit">
            Review
          </Button>
        </div>
      </form>
    </Panel>
  );
}
