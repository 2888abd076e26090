/** An organisation's name, and the two ways out of it: to leave, and to delete it. */
import { useState } from "react";
import { useNavigate } from "react-router";
import { type Organisation, useDeleteOrganisationMutation, useLeaveOrganisationMutation, useRenameOrganisationMutation } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import { ConfirmDialog } from "../../components/ConfirmDialog.tsx";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { TextField } from "../../components/fields.tsx";
import { FormRefusal, SubmitButton } from "../../components/FormRefusal.tsx";
import { CopyButton } from "../../components/Hash.tsx";
import { Field, Fields, Panel } from "../../components/Panel.tsx";
import { AbsoluteTime } from "../../components/Time.tsx";
import { useToast } from "../../components/Toast.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import styles from "./organisations.module.css";
import type { PartProps } from "./parts.ts";
import { useDangerousAct } from "./useDangerousAct.tsx";
import { nameProblem, organisationWords } from "./words.tsx";

interface NameValues extends Record<string, string> {
  readonly name: string;
}

function Rename({ organisation: { name }, onRename }: { readonly organisation: Organisation; readonly onRename: (name: string) => Promise<unknown> }) {
  const form = useForm<NameValues>({ empty: { name }, check: (values) => ({ name: nameProblem(values.name) }), send: (values) => onRename(values.name.trim()) });
  return (
    <form className={styles.form} noValidate onSubmit={form.submit}>
      <FormRefusal form={form} inWords={organisationWords} />
      <TextField label="Name" autoComplete="organization" {...form.field("name")} />
      <div>
        <SubmitButton form={form} kind="plain" label="Save the name" busyLabel={"Saving\u2026"} />
      </div>
    </form>
  );
}

interface DeleteDialogProps {
  readonly organisation: Organisation;
  readonly onDelete: (name: string) => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<NameValues>;
}

export function DeleteOrganisation({ organisation: { name, members }, onDelete, onClose, start }: DeleteDialogProps) {
  const form = useForm<NameValues>({
    empty: { name: "" },
    start,
    check: (values) => ({ name: values.name.trim() === name ? undefined : "Type the name exactly as it stands above." }),
    send: (values) => onDelete(values.name.trim()),
  });
  return (
    <DialogForm title="Delete the organisation" onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={organisationWords} />
      <p>This cannot be undone. What happens:</p>
      <ul className={styles.consequences}>
        <li>{countOf(members, "membership")}, all teams and all invitations end. The sign-ins of the members stay.</li>
        <li>Every API key is refused from now on.</li>
        <li>What the audit log says about it cannot be read by anybody any more.</li>
        <li>Nothing on the ledger changes.</li>
      </ul>
      <p>
        To confirm it, type the name: <strong className={styles.wraps}>{name}</strong>
      </p>
      <TextField label="Name of the organisation" autoComplete="off" {...form.field("name")} />
      <DialogButtons busy={form.phase === "sending"} busyLabel={"Deleting\u2026"} label="Delete for good" danger />
    </DialogForm>
  );
}

interface SettingsPanelsProps {
  readonly organisation: Organisation;
  readonly onRename: (name: string) => Promise<unknown>;
  readonly onLeave: () => Promise<unknown>;
  readonly onDelete: (name: string) => Promise<unknown>;
}

export function SettingsPanels({ organisation, onRename, onLeave, onDelete }: SettingsPanelsProps) {
  const [open, setOpen] = useState<"leave" | "delete">();
  const { organisationId, name, createdAt, actions } = organisation;
  const close = () => setOpen(undefined);
  const [mayLeave, mayDelete] = [actions.includes("organisation.leave"), actions.includes("organisation.delete")];
  return (
    <>
      <Panel title="About" flush>
        <Fields>
          <Field name="Created">
            <AbsoluteTime value={createdAt} />
          </Field>
          <Field name="Id" hint="for programs">
            <span className="figures">{organisationId}</span> <CopyButton text={organisationId} label="the id" />
          </Field>
        </Fields>
        {actions.includes("organisation.change") && (
          <div className={styles.section}>
            <Rename key={name} organisation={organisation} onRename={onRename} />
          </div>
        )}
      </Panel>
      {(mayLeave || mayDelete) && (
        <Panel title="Ways out" flush>
          {mayLeave && (
            <div className={styles.line}>
              <div className={styles.lineWords}>
                <h3>Leave</h3>
                <p className="muted">You lose your roles here. The last owner cannot leave.</p>
              </div>
              <Button onClick={() => setOpen("leave")}>Leave the organisation</Button>
            </div>
          )}
          {mayDelete && (
            <div className={styles.line}>
              <div className={styles.lineWords}>
                <h3>Delete</h3>
                <p className="muted">The organisation and everything that belongs to it, for all members.</p>
              </div>
              <Button kind="danger" onClick={() => setOpen("delete")}>
                Delete the organisation
              </Button>
            </div>
          )}
        </Panel>
      )}
      {open === "leave" && (
        <ConfirmDialog title={`Leave ${name}`} label="Leave" busyLabel={"Leaving\u2026"} onConfirm={onLeave} onClose={close} inWords={organisationWords}>
          <p>You will not belong to {name} any more. To come back you have to be invited again.</p>
        </ConfirmDialog>
      )}
      {open === "delete" && <DeleteOrganisation organisation={organisation} onDelete={onDelete} onClose={close} />}
    </>
  );
}

export function SettingsPart({ organisation }: PartProps) {
  const { organisationId, name: before } = organisation;
  const [rename] = useRenameOrganisationMutation();
  const [leave] = useLeaveOrganisationMutation();
  const [remove] = useDeleteOrganisationMutation();
  const dangerous = useDangerousAct();
  const navigate = useNavigate();
  const toast = useToast();
  return (
    <SettingsPanels
      organisation={organisation}
      onRename={async (name) => {
        await rename({ organisationId, name }).unwrap();
        if (name !== before) toast({ words: `The organisation is called ${name} now.`, undo: () => rename({ organisationId, name: before }).unwrap() });
      }}
      onLeave={async () => {
        await dangerous(() => leave(organisationId).unwrap());
        void navigate("/organisations", { replace: true });
      }}
      onDelete={async (name) => {
        await dangerous(() => remove({ organisationId, name }).unwrap());
        void navigate("/organisations", { replace: true });
      }}
    />
  );
}
