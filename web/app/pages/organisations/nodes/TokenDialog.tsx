/** A one-time token for an approved node: made when it is asked for, shown until the dialog is left, with the commands that use it. */
import { useEffect, useRef, useState } from "react";
import type { EnrolmentToken, ProvisionedNode } from "@aurigraph/api";
import { Button } from "../../../components/Button.tsx";
import { DialogButtons } from "../../../components/DialogForm.tsx";
import dialogStyles from "../../../components/DialogForm.module.css";
import { FormRefusal } from "../../../components/FormRefusal.tsx";
import { CopyButton } from "../../../components/Hash.tsx";
import { Notice } from "../../../components/Notice.tsx";
import { RelativeTime } from "../../../components/Time.tsx";
import { useAskBeforeLeaving } from "../../../components/useAskBeforeLeaving.ts";
import { useForm } from "../../../components/useForm.ts";
import { Dialog } from "../../../shell/Dialog.tsx";
import { CommandLine } from "../../governance/marks.tsx";
import organisationStyles from "../organisations.module.css";
import { commandsOf } from "./nodes.ts";
import styles from "./nodes.module.css";
import { standsWords } from "./steps.ts";
import { nodeWords } from "./words.tsx";

interface ShownProps {
  readonly made: EnrolmentToken;
  /** As it is now: it changes while the dialog is open. */
  readonly node: ProvisionedNode;
  /** Of this portal. */
  readonly origin: string;
}

function Commands({ made: { chainId }, node: { nodeType }, origin }: ShownProps) {
  return (
    <ol className={styles.commands} aria-label="Commands">
      {commandsOf({ nodeType, chainId: chainId ?? "CHAIN-ID", origin }).map(({ does, line }) => (
        <li key={line}>
          <h3>{does}</h3>
          <CommandLine text={line} />
        </li>
      ))}
    </ol>
  );
}

/** The token while it can be used. */
function OpenToken({ made, node, origin }: ShownProps) {
  useAskBeforeLeaving();
  return (
    <>
      <p>
        It is shown now and never again. Whoever has it can register one node under this name, once; it is good until <RelativeTime value={made.expiresAt} />.
      </p>
      <p className={organisationStyles.secret}>
        <code>{made.token}</code>
        <CopyButton text={made.token} label="the token" />
      </p>
      <Notice title="Leaving this dialog hides the token" tone="warning" icon="alert">
        Copy it before. Another one can be made at any time; the one before ends with it.
      </Notice>
      <p>On the machine of the node. The key is made there, and stays there.</p>
      <Commands made={made} node={node} origin={origin} />
    </>
  );
}

/** Stays until whoever made it closes it; says by itself when the node is registered. */
export function ShownToken({ made, node, origin, takesFocus = true }: ShownProps & { readonly takesFocus?: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus) place.current?.focus();
  }, [takesFocus]);
  const isOpen = node.state === "approved";
  return (
    <div ref={place} tabIndex={-1} role="group" aria-label={`Token of ${node.name}`} className={`${dialogStyles.form} ${styles.shown}`}>
      <h2>{isOpen ? `Token of ${node.name}` : node.name}</h2>
      {isOpen && <OpenToken made={made} node={node} origin={origin} />}
      <div role="status" className={styles.stands} data-state={node.state}>
        {node.state === "registered" ? (
          <Notice title={standsWords(node)} tone="positive" icon="check">
            The token is used, and good for nothing any more.
          </Notice>
        ) : (
          <p>{standsWords(node)}</p>
        )}
      </div>
      <div className={dialogStyles.buttons}>
        <Button kind={isOpen ? "plain" : "primary"} onClick={(event) => event.currentTarget.closest("dialog")?.close()}>
          {isOpen ? "Close, and hide the token" : "Close"}
        </Button>
      </div>
    </div>
  );
}

interface TokenDialogProps extends Omit<ShownProps, "made"> {
  readonly onMake: () => Promise<EnrolmentToken>;
  readonly onClose: () => void;
}

function MakeToken({ node, onMake }: { readonly node: ProvisionedNode; readonly onMake: () => Promise<unknown> }) {
  const form = useForm({ empty: {}, send: onMake });
  return (
    <form className={dialogStyles.form} noValidate onSubmit={form.submit}>
      <h2>Make a token for {node.name}</h2>
      <FormRefusal form={form} inWords={nodeWords} />
      <p>With it the node registers the key that it makes itself. It is good once, for 24 hours, and shown once: have the machine of the node at hand.</p>
      {node.tokenExpiresAt !== null && (
        <p>
          There is one already, good until <RelativeTime value={node.tokenExpiresAt} />. It ends when you make another.
        </p>
      )}
      <DialogButtons busy={form.phase === "sending"} busyLabel={"Making\u2026"} label="Make the token" />
    </form>
  );
}

/** One dialog for both, so that the keyboard comes back to where it was. */
export function TokenDialog({ node, origin, onMake, onClose }: TokenDialogProps) {
  const [made, setMade] = useState<EnrolmentToken>();
  return (
    <Dialog label={made === undefined ? `Make a token for ${node.name}` : `Token of ${node.name}`} open onClose={onClose}>
      {made === undefined ? <MakeToken node={node} onMake={async () => setMade(await onMake())} /> : <ShownToken made={made} node={node} origin={origin} />}
    </Dialog>
  );
}
