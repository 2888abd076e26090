/** The providers with which somebody can sign in, each with a button that leads there. */
import type { IdentityProvider } from "@aurigraph/api";
import { FormRefusal, SubmitButton } from "../../components/FormRefusal.tsx";
import { Panel } from "../../components/Panel.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import styles from "./identity.module.css";
import { providerWords } from "./providerWords.tsx";

interface ProviderButtonProps {
  readonly provider: IdentityProvider;
  readonly onGo: () => Promise<unknown>;
  readonly start?: FormStart<Record<string, string>> | undefined;
}

export function ProviderButton({ provider: { name }, onGo, start }: ProviderButtonProps) {
  const form = useForm({ empty: {}, start, send: onGo });
  return (
    <form className={styles.form} noValidate onSubmit={form.submit}>
      <FormRefusal form={form} inWords={providerWords} />
      <div>
        <SubmitButton form={form} kind="plain" label={`Continue with ${name}`} busyLabel={`Going to ${name}\u2026`} />
      </div>
    </form>
  );
}

interface ProviderButtonsProps {
  readonly providers: readonly IdentityProvider[];
  /** Goes to the provider of that id. */
  readonly onGo: (providerId: string) => Promise<unknown>;
}

export function ProviderButtons({ providers, onGo }: ProviderButtonsProps) {
  if (providers.length === 0) return null;
  return (
    <Panel title="With another provider">
      <div className={styles.form}>
        {providers.map((provider) => (
          <ProviderButton key={provider.providerId} provider={provider} onGo={() => onGo(provider.providerId)} />
        ))}
      </div>
    </Panel>
  );
}
