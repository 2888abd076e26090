/**
 * Dangerous acts: the node refuses them in a session that was not confirmed a moment ago. The hook catches that, asks, and does
 * the act again.
 *
 *     const stepUp = useStepUp();
 *     … onRemove={() => stepUp.guard(() => remove(id).unwrap())}
 *     … {stepUp.dialog}
 */
import { type ReactNode, useRef, useState } from "react";
import { type Problem, toProblem, useBeginProviderSignInMutation, useIdentityProvidersQuery, useLinkedIdentitiesQuery, useSecondFactorQuery, useSessionQuery, useStepUpMutation } from "@aurigraph/api";
import { knowsPasskeys } from "../passkeys/browser.ts";
import { usePasskeyStepUp } from "../passkeys/usePasskey.ts";
import { StepUpDialog } from "./StepUpDialog.tsx";

/** The person closed the dialog. */
export const NOT_CONFIRMED: Problem = {
  type: "about:blank",
  title: "Not confirmed",
  status: 0,
  code: "not_confirmed",
  detail: "Nothing was changed, because you did not confirm that it is you.",
  action: "Try again.",
};

function Asking({ onConfirmed, onClose }: { readonly onConfirmed: () => void; readonly onClose: () => void }) {
  const { data: state } = useSessionQuery();
  const { data: secondFactor, isFetching } = useSecondFactorQuery(undefined, { refetchOnMountOrArgChange: true });
  const { data: linked, isError } = useLinkedIdentitiesQuery();
  const { data: providers = [] } = useIdentityProvidersQuery();
  const [stepUp] = useStepUpMutation();
  const [beginProvider] = useBeginProviderSignInMutation();
  const withPasskey = usePasskeyStepUp();
  // What is asked for depends on what there is, and that may have changed in another browser.
  const [isKnown, setKnown] = useState(false);
  if (!isKnown && secondFactor !== undefined && !isFetching) setKnown(true);
  if (state?.kind !== "signedIn" || secondFactor === undefined || (linked === undefined && !isError) || !isKnown) return null;
  return (
    <StepUpDialog
      email={state.session.user.email}
      secondFactor={secondFactor}
      canUsePasskeys={knowsPasskeys()}
      hasPassword={linked?.hasPassword ?? true}
      providers={providers.filter(({ providerId }) => linked?.identities.some((identity) => identity.providerId === providerId))}
      onProvider={async (providerId) => {
        const { pathname, search, hash } = window.location;
        const { url } = await beginProvider({ providerId, returnTo: pathname + search + hash }).unwrap();
        window.location.assign(url);
      }}
      onPassword={async (request) => {
        await stepUp(request).unwrap();
        onConfirmed();
      }}
      onPasskey={async () => {
        await withPasskey();
        onConfirmed();
      }}
      onClose={onClose}
    />
  );
}

interface StepUp {
  /** Does the act; where the node wants a confirmation first, asks for it and does the act again. */
  readonly guard: <Result>(act: () => Promise<Result>) => Promise<Result>;
  /** Belongs into the page, outside any other dialog. */
  readonly dialog: ReactNode;
}

export function useStepUp(): StepUp {
  const [isAsking, setAsking] = useState(false);
  const settle = useRef<(isConfirmed: boolean) => void>(undefined);

  function end(isConfirmed: boolean) {
    const waiting = settle.current;
    settle.current = undefined;
    setAsking(false);
    waiting?.(isConfirmed);
  }

  async function guard<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act();
    } catch (error) {
      if (toProblem(error).code !== "step_up_required") throw error;
    }
    // Another act that waited is given up: there is one dialog.
    settle.current?.(false);
    const before = document.activeElement;
    const isConfirmed = await new Promise<boolean>((resolve) => {
      settle.current = resolve;
      setAsking(true);
    });
    // The dialog is gone: the keyboard goes on where it was.
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    // oxlint-disable-next-line no-throw-literal -- problems travel as RTK Query has them
    if (!isConfirmed) throw { status: 0, data: NOT_CONFIRMED };
    return act();
  }

  return { guard, dialog: isAsking && <Asking onConfirmed={() => end(true)} onClose={() => end(false)} /> };
}
