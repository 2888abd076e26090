/** The way of a payment, shown while its place on the page is still empty: what is done, what comes next. */
import { Panel } from "../../components/Panel.tsx";
import { Icon } from "../../components/icons.tsx";
import styles from "./PaymentSteps.module.css";

interface PaymentStepsProps {
  readonly hasKey: boolean;
  readonly devnet: boolean;
}

export function PaymentSteps({ hasKey, devnet }: PaymentStepsProps) {
  const steps = [
    ["Make a key", "It signs your payments. It is made on this device and stays in this browser."],
    devnet
      ? ["Register it and receive demo funds", "One press does both on this development network."]
      : ["Have it registered", "An account with the registrar role registers the key and may fund it."],
    ["Write a payment and check it", "You see it as a sentence, with the recipient\u2019s address proved, before anything is signed."],
    ["Final, then proved", "The payment is final when it is in a certified block, on disk and executed. One block later this browser verifies its proof."],
  ] as const;
  const next = hasKey ? 1 : 0;
  return (
    <Panel title="How a payment goes">
      <ol className={styles.steps}>
        {steps.map(([name, words], index) => (
          <li key={name} className={styles.step} data-state={index < next ? "done" : index === next ? "next" : "later"} aria-current={index === next ? "step" : undefined}>
            <span className={styles.mark}>{index < next ? <Icon name="check" size={14} /> : index + 1}</span>
            <div>
              <p className={styles.name}>
                {name}
                {index < next && <span className="visually-hidden">, done</span>}
              </p>
              <p className={styles.words}>{words}</p>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
