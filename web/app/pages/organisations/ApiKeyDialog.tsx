/** A new API key: its name, what it may do, and for how long. */
import type { AccessPolicy, NewApiKey } from "@aurigraph/api";
import { formatAbsolute } from "@aurigraph/core";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { TextField } from "../../components/fields.tsx";
import { FormRefusal } from "../../components/FormRefusal.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { useServerNow } from "../../live/hooks.ts";
import { DAYS_MAX, DAYS_USUAL, daysProblem } from "./keys.ts";
import { RoleChoice, rolesProblem } from "./RoleChoice.tsx";
import { rolesOf, rolesText } from "./roleForm.ts";
import { ROLES } from "./roles.ts";
import { nameProblem, organisationWords } from "./words.tsx";

interface KeyValues extends Record<string, string> {
  readonly name: string;
  readonly days: string;
  readonly roles: string;
}

interface ApiKeyDialogProps {
  readonly policy: AccessPolicy | undefined;
  readonly onCreate: (request: NewApiKey) => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<KeyValues>;
}

const DAY_MS = 86_400_000;

/** The day on which it ends. */
function Ends({ days }: { readonly days: string }) {
  const now = useServerNow();
  if (daysProblem(days) !== undefined) return <>1 to {DAYS_MAX} days.</>;
  return (
    <>
      1 to {DAYS_MAX} days. It ends on {formatAbsolute(now + Number(days) * DAY_MS).slice(0, 10)}.
    </>
  );
}

export function ApiKeyDialog({ policy, onCreate, onClose, start }: ApiKeyDialogProps) {
  const form = useForm<KeyValues>({
    empty: { name: "", days: String(DAYS_USUAL), roles: "viewer" },
    start,
    check: ({ name, days, roles }) => ({ name: nameProblem(name), days: daysProblem(days), roles: rolesProblem(rolesOf(roles)) }),
    send: async ({ name, days, roles }) => {
      await onCreate({ name: name.trim(), roles: rolesOf(roles), expiresInDays: Number(days) });
      onClose();
    },
  });
  const { id, problem } = form.field("roles");
  return (
    <DialogForm title="Create an API key" onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={organisationWords} />
      <TextField label="Name" hint="What the program is for, so that others recognise the key." autoComplete="off" {...form.field("name")} />
      <TextField label="Valid for days" hint={<Ends days={form.values.days} />} inputMode="numeric" autoComplete="off" {...form.field("days")} />
      <RoleChoice
        legend="Roles of the key"
        id={id}
        value={rolesOf(form.values.roles)}
        onChange={(roles) => form.change("roles", rolesText(roles))}
        // No program owns an organisation.
        offered={ROLES.filter((role) => role !== "owner")}
        policy={policy}
        problem={problem}
      />
      <DialogButtons busy={form.phase === "sending"} busyLabel={"Creating\u2026"} label="Create the key" />
    </DialogForm>
  );
}
