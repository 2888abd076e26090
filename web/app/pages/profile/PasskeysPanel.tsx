/** The own passkeys: which there are, and adding, renaming and removing one. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { Passkey, PasskeyAdded } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import type { Column } from "../../components/column.ts";
import { DataTable } from "../../components/DataTable.tsx";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { TextField } from "../../components/fields.tsx";
import { FormRefusal } from "../../components/FormRefusal.tsx";
import { Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { lastWayWords } from "../identity/providerWords.tsx";
import { passkeyWords } from "../../passkeys/PasskeyForm.tsx";
import { LoadProblem } from "./LoadProblem.tsx";
import styles from "./profile.module.css";
import { RecoveryCodesStep } from "./RecoveryCodesStep.tsx";

interface NameValues extends Record<string, string> {
  readonly name: string;
}

interface NameDialogProps {
  readonly kind: "new" | "rename";
  readonly name?: string;
  readonly send: (name: string) => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<NameValues> | undefined;
}

const NAME_CHARACTERS_MAX = 60;

export function PasskeyNameDialog({ kind, name: before = "", send, onClose, start }: NameDialogProps) {
  const form = useForm<NameValues>({
    empty: { name: before },
    start,
    check: ({ name }) => ({ name: name.trim() === "" ? "Enter a name." : undefined }),
    send: ({ name }) => send(name.trim()),
  });
  const isNew = kind === "new";
  return (
    <DialogForm title={isNew ? "Add a passkey" : "Rename the passkey"} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={passkeyWords} />
      {isNew && <p>The browser asks next where the passkey is to be: on this device, on your phone, or on a security key. It signs you in by itself, once the device has recognised you.</p>}
      <TextField label="Name" hint="By which you know it again, such as “telephone”." maxLength={NAME_CHARACTERS_MAX} {...form.field("name")} />
      <DialogButtons busy={form.phase === "sending"} busyLabel={isNew ? "Waiting for the passkey\u2026" : "Saving\u2026"} label={isNew ? "Go on" : "Save the name"} />
    </DialogForm>
  );
}

interface RemoveDialogProps {
  readonly passkey: Passkey;
  readonly isLastFactor: boolean;
  readonly send: () => Promise<unknown>;
  readonly onClose: () => void;
}

export function RemovePasskeyDialog({ passkey, isLastFactor, send, onClose }: RemoveDialogProps) {
  const form = useForm<Record<string, string>>({ empty: {}, send });
  return (
    <DialogForm title="Remove the passkey" onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={(problem) => (problem.code === "last_way_to_sign_in" ? lastWayWords : passkeyWords(problem))} />
      <p>&ldquo;{passkey.name}&rdquo; signs in no more. Delete it on the device as well. If the device is not with you any more, end its sessions, too.</p>
      {isLastFactor && <p>From then on the password alone signs you in, and the recovery codes are gone.</p>}
      <DialogButtons busy={form.phase === "sending"} busyLabel={"Removing\u2026"} label="Remove" danger />
    </DialogForm>
  );
}

function columnsOf(onRename: (passkey: Passkey) => void, onRemove: (passkey: Passkey) => void): readonly Column<Passkey>[] {
  return [
    { key: "name", head: "Name", phone: "topStart", clip: true, cell: ({ name }) => name },
    { key: "createdAt", head: "Added", phone: "bottomStart", cell: ({ createdAt }) => <RelativeTime value={createdAt} /> },
    { key: "lastUsedAt", head: "Last used", phone: "bottomEnd", cell: ({ lastUsedAt }) => (lastUsedAt ? <RelativeTime value={lastUsedAt} /> : <span className="muted">never</span>) },
    {
      key: "act",
      head: "Action",
      phone: "topEnd",
      cell: (passkey) => (
        <span className={styles.buttons}>
          <Button kind="quiet" className={styles.end} onClick={() => onRename(passkey)}>
            Rename<span className="visually-hidden"> {passkey.name}</span>
          </Button>
          <Button kind="quiet" className={styles.end} onClick={() => onRemove(passkey)}>
            Remove<span className="visually-hidden"> {passkey.name}</span>
          </Button>
        </span>
      ),
    },
  ];
}

/** What the panel is about to do. */
type Doing =
  | { readonly step: "new" }
  | { readonly step: "rename" | "removal"; readonly passkey: Passkey }
  | { readonly step: "codes"; readonly codes: readonly string[] };

interface PasskeysPanelProps {
  readonly passkeys: readonly Passkey[] | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly email: string;
  /** Whether this browser knows passkeys at this address. */
  readonly canAdd: boolean;
  /** Whether there is an authenticator application besides. */
  readonly hasTotp: boolean;
  readonly onAdd: (name: string) => Promise<PasskeyAdded>;
  readonly onRename: (passkeyId: string, name: string) => Promise<unknown>;
  readonly onRemove: (passkeyId: string) => Promise<unknown>;
}

export function PasskeysPanel({ passkeys, error, onRetry, email, canAdd, hasTotp, onAdd, onRename, onRemove }: PasskeysPanelProps) {
  const [doing, setDoing] = useState<Doing>();
  const [said, setSaid] = useState("");
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // What was pressed may be gone: the keyboard goes on where it is said what came of it.
    if (said !== "") place.current?.focus({ preventScroll: true });
  }, [said]);
  const columns = useMemo(() => columnsOf((passkey) => setDoing({ step: "rename", passkey }), (passkey) => setDoing({ step: "removal", passkey })), []);

  function end(words: string) {
    setDoing(undefined);
    setSaid(words);
  }

  async function add(name: string) {
    const { recoveryCodes } = await onAdd(name);
    setSaid("");
    if (recoveryCodes) setDoing({ step: "codes", codes: recoveryCodes });
    else end(`The passkey “${name}” is added.`);
  }

  const close = () => setDoing(undefined);
  return (
    <Panel title="Passkeys" note={passkeys && countOf(passkeys.length, "passkey")} actions={canAdd && doing?.step !== "codes" && <Button onClick={() => setDoing({ step: "new" })}>Add a passkey</Button>} flush>
      <p ref={place} tabIndex={-1} role="status" className={styles.said}>
        {said}
      </p>
      {doing?.step === "codes" ? (
        <RecoveryCodesStep codes={doing.codes} email={email} onDone={() => end("The passkey is added, and the recovery codes are with you.")} />
      ) : passkeys === undefined ? (
        error === undefined ? (
          <Skeleton rows={2} label="the passkeys" />
        ) : (
          <LoadProblem error={error} onRetry={onRetry} label="the passkeys" />
        )
      ) : passkeys.length === 0 ? (
        <div className={styles.choice}>
          <p className="muted">
            {canAdd
              ? "A passkey on your device signs you in without a password and without a code, once the device has recognised you. It works only at this address, so nobody can lure it elsewhere."
              : "This browser uses no passkeys at this address: they need https, or this machine."}
          </p>
        </div>
      ) : (
        <DataTable label="Passkeys" columns={columns} rows={passkeys} rowKey={({ passkeyId }) => passkeyId} />
      )}
      {doing?.step === "new" && <PasskeyNameDialog kind="new" send={add} onClose={close} />}
      {doing?.step === "rename" && (
        <PasskeyNameDialog
          kind="rename"
          name={doing.passkey.name}
          onClose={close}
          send={async (name) => {
            await onRename(doing.passkey.passkeyId, name);
            end(`The passkey is called “${name}” now.`);
          }}
        />
      )}
      {doing?.step === "removal" && (
        <RemovePasskeyDialog
          passkey={doing.passkey}
          isLastFactor={passkeys?.length === 1 && !hasTotp}
          onClose={close}
          send={async () => {
            await onRemove(doing.passkey.passkeyId);
            end(`The passkey “${doing.passkey.name}” is removed.`);
          }}
        />
      )}
    </Panel>
  );
}
