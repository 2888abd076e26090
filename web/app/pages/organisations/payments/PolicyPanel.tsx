/** Which payments need approvals: the rules in words, and for owners their change. */
import { useState } from "react";
import type { PaymentPolicy, PaymentRule } from "@aurigraph/api";
import { countOf, formatAmount } from "@aurigraph/core";
import { Button } from "../../../components/Button.tsx";
import { ConfirmDialog } from "../../../components/ConfirmDialog.tsx";
import { DialogButtons, DialogForm } from "../../../components/DialogForm.tsx";
import { SelectField, TextField } from "../../../components/fields.tsx";
import { FormRefusal } from "../../../components/FormRefusal.tsx";
import { Notice, Skeleton } from "../../../components/Notice.tsx";
import { Panel } from "../../../components/Panel.tsx";
import { useForm } from "../../../components/useForm.ts";
import { ledgerAccountWords } from "../../../ledgerAccounts/words.tsx";
import { LoadProblem } from "../../profile/LoadProblem.tsx";
import { type Assets, approvalsProblem, limitOf, ruleWords, withRule } from "./payments.ts";
import styles from "./payments.module.css";

interface RuleValues extends Record<string, string> {
  readonly asset: string;
  readonly limit: string;
  readonly approvals: string;
}

interface RuleDialogProps {
  readonly rule: PaymentRule | undefined;
  readonly assets: Assets;
  readonly onSave: (rule: PaymentRule) => Promise<unknown>;
  readonly onClose: () => void;
}

export function RuleDialog({ rule, assets, onSave, onClose }: RuleDialogProps) {
  const decimalsOf = (asset: string) => assets.get(Number(asset))?.decimals ?? 0;
  const form = useForm<RuleValues>({
    empty: {
      asset: String(rule?.assetIndex ?? [...assets.keys()][0] ?? 0),
      limit: rule === undefined ? "" : formatAmount(rule.limit, decimalsOf(String(rule.assetIndex))).replaceAll(/[^\d.]/g, ""),
      approvals: String(rule?.approvals ?? 2),
    },
    check: ({ asset, limit, approvals }) => {
      const read = limitOf(limit, decimalsOf(asset));
      return { limit: "problem" in read ? read.problem : undefined, approvals: approvalsProblem(approvals) };
    },
    send: async ({ asset, limit, approvals }) => {
      const read = limitOf(limit, decimalsOf(asset));
      if ("problem" in read) return;
      await onSave({ assetIndex: Number(asset), limit: read.limit, approvals: Number(approvals) });
      onClose();
    },
  });
  return (
    <DialogForm title={rule === undefined ? "Add a rule" : "Change the rule"} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={ledgerAccountWords} />
      <SelectField label="Asset" value={form.values.asset} disabled={rule !== undefined} onChange={(event) => form.change("asset", event.target.value)}>
        {[...assets].map(([index, { code }]) => (
          <option key={index} value={index}>
            {code}
          </option>
        ))}
      </SelectField>
      <TextField label="Limit" hint="Up to this amount no approval is needed; above it, of the whole payment, they are." inputMode="decimal" autoComplete="off" {...form.field("limit")} />
      <TextField label="Approvals above it" hint="From 1 to 10: each by another person, with another key, and none of them whoever proposed." inputMode="numeric" autoComplete="off" {...form.field("approvals")} />
      <DialogButtons busy={form.phase === "sending"} busyLabel={"Saving\u2026"} label="Save the rule" />
    </DialogForm>
  );
}

interface PolicyPanelProps {
  readonly policy: PaymentPolicy | undefined;
  readonly assets: Assets;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** Left out where whoever reads may not change them. */
  readonly onChange?: ((rules: readonly PaymentRule[]) => Promise<unknown>) | undefined;
}

type Open = { readonly kind: "new" } | { readonly kind: "change" | "remove"; readonly rule: PaymentRule };

export function PolicyPanel({ policy, assets, error, onRetry, onChange }: PolicyPanelProps) {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const rules = policy?.rules ?? [];
  const add = onChange && (
    <Button onClick={() => setOpen({ kind: "new" })}>Add a rule</Button>
  );
  return (
    <Panel title="Which payments need approvals" note={policy && countOf(rules.length, "rule")} actions={rules.length > 0 && add} flush>
      {policy === undefined ? (
        error === undefined ? (
          <Skeleton rows={2} label="the rules" />
        ) : (
          <LoadProblem error={error} onRetry={onRetry} label="the rules" />
        )
      ) : rules.length === 0 ? (
        <Notice title="No payment needs an approval" icon="shield" action={add}>
          A rule says above which amount of an asset others have to approve, and how many. It holds for what is proposed here; whoever has the key of an account can sign and send elsewhere.
        </Notice>
      ) : (
        rules.map((rule) => (
          <div key={rule.assetIndex} className={styles.rule}>
            <span>{ruleWords(rule, assets)}</span>
            {onChange && (
              <span className={styles.buttons}>
                <Button kind="quiet" onClick={() => setOpen({ kind: "change", rule })}>
                  Change<span className="visually-hidden"> the rule: {ruleWords(rule, assets)}</span>
                </Button>
                <Button kind="quiet" onClick={() => setOpen({ kind: "remove", rule })}>
                  Remove<span className="visually-hidden"> the rule: {ruleWords(rule, assets)}</span>
                </Button>
              </span>
            )}
          </div>
        ))
      )}
      {onChange && (open?.kind === "new" || open?.kind === "change") && (
        <RuleDialog rule={open.kind === "change" ? open.rule : undefined} assets={assets} onSave={(rule) => onChange(withRule(rules, rule))} onClose={close} />
      )}
      {onChange && open?.kind === "remove" && (
        <ConfirmDialog
          title="Remove the rule"
          label="Remove"
          busyLabel={"Removing\u2026"}
          inWords={ledgerAccountWords}
          onConfirm={() => onChange(rules.filter(({ assetIndex }) => assetIndex !== open.rule.assetIndex))}
          onClose={close}
        >
          <p>Payments of this asset need no approval from then on. Those that wait already need what they needed.</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}
