/** Somebody came back from a provider, and it did not go well. */
import { Notice } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Outcome } from "./IdentityPage.tsx";
import { providerProblemWords } from "./providerWords.tsx";

export function ProviderProblem({ code }: { readonly code: string | null }) {
  const words = providerProblemWords(code);
  if (words === undefined) return null;
  return (
    <Panel title="What happened" flush>
      <Outcome>
        <div role="alert">
          <Notice title={words.title} tone={words.tone ?? "negative"} icon="alert">
            {words.text}
          </Notice>
        </div>
      </Outcome>
    </Panel>
  );
}
