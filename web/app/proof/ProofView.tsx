/** One verification, shown: the verdict, what it proves, the path, and the trust on which it rests. */
import { type ReactNode, useId } from "react";
import { useAssetsQuery } from "@aurigraph/api";
import { formatAbsolute, formatMilliseconds } from "@aurigraph/core";
import { changesInWords, type TrustAnchor, type Verification } from "@aurigraph/wallet";
import { Button } from "../components/Button.tsx";
import { Hash } from "../components/Hash.tsx";
import { Icon, type IconName } from "../components/icons.tsx";
import { ProofPath } from "./ProofPath.tsx";
import styles from "./ProofView.module.css";
import { proofStatement } from "./statement.ts";
import { trustChain, useTrustAnchor } from "./trustAnchor.ts";
import type { MeasuredVerification } from "./useVerification.ts";

type Verdict = "proved" | "unanchored" | "changed" | "failed";

function verdictOf(verification: Verification): Verdict {
  if (verification.trusted) return "proved";
  if (verification.valid) return "unanchored";
  const failed = verification.steps.filter((step) => step.state === "failed");
  return failed.every((step) => step.id === "trust") ? "changed" : "failed";
}

const HEADINGS: Readonly<Record<Verdict, { readonly icon: IconName; readonly title: string }>> = {
  proved: { icon: "shield", title: "Proved" },
  unanchored: { icon: "alert", title: "Holds, but on a chain that this browser does not know" },
  changed: { icon: "alert", title: "The chain or its first validators have changed" },
  failed: { icon: "close", title: "Not proved" },
};

function Explanation({ verdict, statement }: { readonly verdict: Verdict; readonly statement: string | undefined }): ReactNode {
  if (verdict === "failed") {
    return "Do not rely on this document: at least one step fails, so its content may have been altered or belongs to another block.";
  }
  if (verdict === "changed") {
    return "Every signature holds, but they are not those of the chain that this browser trusts. On a development network that was started anew this is expected; anywhere else, stop and ask the operator.";
  }
  return statement;
}

/** The verdict, spoken as soon as it is known. */
function VerdictBanner({ verification, elapsedMs }: MeasuredVerification) {
  const { data } = useAssetsQuery({ limit: 200 });
  const verdict = verdictOf(verification);
  const { icon, title } = HEADINGS[verdict];
  return (
    <div className={styles.verdict} data-verdict={verdict} role={verdict === "proved" || verdict === "unanchored" ? "status" : "alert"}>
      <Icon name={icon} size={20} />
      <div>
        <p className={styles.title}>{title}</p>
        <p className={styles.statement}>
          <Explanation verdict={verdict} statement={proofStatement(verification, data?.assets ?? [])} />
        </p>
        <p className={styles.measured}>
          Verified in this browser in <span className="figures">{formatMilliseconds(elapsedMs)}</span> ms, without asking anybody.
        </p>
      </div>
    </div>
  );
}

function AnchorValues({ chainId, validatorsRoot }: { readonly chainId: string; readonly validatorsRoot: string }) {
  return (
    <dl className={styles.anchor}>
      <div>
        <dt>Chain id</dt>
        <dd>
          <Hash value={chainId} label="chain id" />
        </dd>
      </div>
      <div>
        <dt>First validators</dt>
        <dd>
          <Hash value={validatorsRoot} label="root of the first validators" />
        </dd>
      </div>
    </dl>
  );
}

function RememberedAnchor({ anchor }: { readonly anchor: TrustAnchor }) {
  return (
    <>
      <p className={styles.note}>
        This browser trusts the chain below and its first validators since {formatAbsolute(Date.parse(anchor.pinnedAt))}, when it first saw them. To
        be certain that they are the right ones, compare the chain id with the genesis file that the operator gave you.
      </p>
      <AnchorValues {...anchor} />
    </>
  );
}

/** What the proof rests on in the end, and the only place where that can be changed. */
function TrustSection({ verification }: { readonly verification: Verification }) {
  const anchor = useTrustAnchor();
  const id = useId();
  const { chainId, validatorsRoot, validatorChanges } = verification;
  const verdict = verdictOf(verification);
  const canTrust = (verdict === "changed" || verdict === "unanchored") && chainId !== undefined && validatorsRoot !== undefined;
  return (
    <section className={styles.trust} aria-labelledby={id}>
      <h3 id={id}>What this rests on</h3>
      {anchor && <RememberedAnchor anchor={anchor} />}
      {canTrust && (
        <>
          <p className={styles.note}>The proof is of this chain:</p>
          <AnchorValues chainId={chainId} validatorsRoot={validatorsRoot} />
          <div>
            <Button kind={anchor ? "danger" : "plain"} onClick={() => trustChain(chainId, validatorsRoot)}>
              {anchor ? "Trust this chain instead" : "Trust this chain"}
            </Button>
          </div>
        </>
      )}
      {verdict !== "failed" && validatorChanges !== undefined && <p className={styles.note}>{changesInWords(validatorChanges)}</p>}
    </section>
  );
}

export function ProofView(measured: MeasuredVerification) {
  return (
    <div>
      <VerdictBanner {...measured} />
      <ProofPath steps={measured.verification.steps.filter((step) => step.id !== "document" || step.state !== "ok")} />
      <TrustSection verification={measured.verification} />
    </div>
  );
}
