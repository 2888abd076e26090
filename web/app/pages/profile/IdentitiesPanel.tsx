/** The providers that sign this user in, and those that could. */
import { useEffect, useRef, useState } from "react";
import type { IdentityProvider, LinkedIdentities, LinkedIdentity, Problem } from "@aurigraph/api";
import { Button } from "../../components/Button.tsx";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { FormRefusal, type RefusalWords } from "../../components/FormRefusal.tsx";
import { Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import { useForm } from "../../components/useForm.ts";
import { lastWayWords, providerWords } from "../identity/providerWords.tsx";
import { LoadProblem } from "./LoadProblem.tsx";
import styles from "./profile.module.css";

function identityWords(problem: Problem): RefusalWords | undefined {
  if (problem.code === "last_way_to_sign_in") return lastWayWords;
  return providerWords(problem);
}

interface ConfirmDialogProps {
  readonly title: string;
  readonly sentence: string;
  readonly label: string;
  readonly busyLabel: string;
  readonly danger?: boolean;
  readonly send: () => Promise<unknown>;
  readonly onClose: () => void;
}

function ConfirmDialog({ title, sentence, label, busyLabel, danger = false, send, onClose }: ConfirmDialogProps) {
  const form = useForm<Record<string, string>>({ empty: {}, send });
  return (
    <DialogForm title={title} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={identityWords} />
      <p>{sentence}</p>
      <DialogButtons busy={form.phase === "sending"} busyLabel={busyLabel} label={label} danger={danger} />
    </DialogForm>
  );
}

type Doing = { readonly kind: "add"; readonly provider: IdentityProvider } | { readonly kind: "remove"; readonly identity: LinkedIdentity };

interface IdentitiesPanelProps {
  readonly linked: LinkedIdentities | undefined;
  readonly providers: readonly IdentityProvider[];
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly onAdd: (providerId: string) => Promise<unknown>;
  readonly onRemove: (identityId: string) => Promise<unknown>;
}

export function IdentitiesPanel({ linked, providers, error, onRetry, onAdd, onRemove }: IdentitiesPanelProps) {
  const [doing, setDoing] = useState<Doing>();
  const [said, setSaid] = useState("");
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The row whose button was pressed is gone: the keyboard goes on where it is said.
    if (said !== "") place.current?.focus({ preventScroll: true });
  }, [said]);
  const nameOf = (providerId: string) => providers.find((provider) => provider.providerId === providerId)?.name ?? providerId;
  const free = providers.filter(({ providerId }) => !linked?.identities.some((identity) => identity.providerId === providerId));
  return (
    <Panel title="Other ways to sign in" flush>
      <p ref={place} tabIndex={-1} role="status" className={styles.said}>
        {said}
      </p>
      {linked === undefined ? (
        error === undefined ? (
          <Skeleton rows={2} label="the other ways to sign in" />
        ) : (
          <LoadProblem error={error} onRetry={onRetry} label="the other ways to sign in" />
        )
      ) : (
        <div className={styles.choices}>
          {linked.identities.map((identity) => (
            <div key={identity.identityId} className={styles.choice}>
              <div>
                <p>
                  {nameOf(identity.providerId)}, as <b>{identity.label}</b>
                </p>
                <p className="muted">
                  {identity.lastUsedAt === null ? (
                    "Nobody has signed in with it yet."
                  ) : (
                    <>
                      Last used <RelativeTime value={identity.lastUsedAt} />.
                    </>
                  )}
                </p>
              </div>
              <Button kind="danger" onClick={() => setDoing({ kind: "remove", identity })}>
                Remove<span className="visually-hidden"> {nameOf(identity.providerId)}</span>
              </Button>
            </div>
          ))}
          {free.map((provider) => (
            <div key={provider.providerId} className={styles.choice}>
              <div>
                <p>{provider.name}</p>
                <p className="muted">Signs you in once you have added it.</p>
              </div>
              <Button onClick={() => setDoing({ kind: "add", provider })}>
                Add<span className="visually-hidden"> {provider.name}</span>
              </Button>
            </div>
          ))}
        </div>
      )}
      {doing?.kind === "add" && (
        <ConfirmDialog
          onClose={() => setDoing(undefined)}
          title={`Add ${doing.provider.name}`}
          sentence="You sign in there next, and come back here. From then on, whoever signs in there as you is you here."
          label={`Go to ${doing.provider.name}`}
          busyLabel={"Going there\u2026"}
          send={() => onAdd(doing.provider.providerId)}
        />
      )}
      {doing?.kind === "remove" && (
        <ConfirmDialog
          onClose={() => setDoing(undefined)}
          title={`Remove ${nameOf(doing.identity.providerId)}`}
          sentence="It does not sign you in any more, and other sessions that began with it end."
          label="Remove"
          busyLabel={"Removing\u2026"}
          danger
          send={async () => {
            await onRemove(doing.identity.identityId);
            setDoing(undefined);
            setSaid(`${nameOf(doing.identity.providerId)} is removed.`);
          }}
        />
      )}
    </Panel>
  );
}
