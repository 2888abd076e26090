/**
 * The one way of acts that the node may want confirmed by whoever is signed in (`step_up_required`): one dialog, outside any other, around all that is
 * dangerous on a page.
 */
import { createContext, type ReactNode, useContext } from "react";
import { useStepUp } from "../../stepUp/useStepUp.tsx";

export type DangerousAct = <Answer>(act: () => Promise<Answer>) => Promise<Answer>;

/** Without a dialog around, a refusal is shown by the form that asked for it. */
const Guard = createContext<DangerousAct>((act) => act());

/** Around a page with dangerous acts. */
export function DangerousActs({ children }: { readonly children: ReactNode }) {
  const { guard, dialog } = useStepUp();
  return (
    <Guard value={guard}>
      {children}
      {dialog}
    </Guard>
  );
}

/** Does a dangerous act. */
export function useDangerousAct(): DangerousAct {
  return useContext(Guard);
}
