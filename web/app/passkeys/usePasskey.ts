/** The two halves of each ceremony: the node begins it, the browser and the device do their part, and the node completes it. */
import {
  useBeginPasskeyMutation,
  useBeginPasskeySignInMutation,
  useBeginPasskeyStepUpMutation,
  useCompletePasskeyMutation,
  useSignInWithPasskeyMutation,
  useStepUpWithPasskeyMutation,
} from "@aurigraph/api";
import { makePasskey, showPasskey } from "./browser.ts";

/** Signs in with a passkey: by itself, or as the second step. */
export function usePasskeySignIn() {
  const [begin] = useBeginPasskeySignInMutation();
  const [complete, state] = useSignInWithPasskeyMutation();
  async function signIn(isSecondStep: boolean) {
    const { secret, publicKey } = await begin({ isSecondStep }).unwrap();
    return complete({ secret, isSecondStep, credential: await showPasskey(publicKey) }).unwrap();
  }
  return [signIn, state] as const;
}

/** Confirms the session with a passkey. */
export function usePasskeyStepUp() {
  const [begin] = useBeginPasskeyStepUpMutation();
  const [complete] = useStepUpWithPasskeyMutation();
  return async () => {
    const { secret, publicKey } = await begin().unwrap();
    return complete({ secret, credential: await showPasskey(publicKey) }).unwrap();
  };
}

type Guard = <Result>(act: () => Promise<Result>) => Promise<Result>;

/** Adds a passkey. Both halves are dangerous acts; `guard` confirms the session where that is asked for. */
export function useNewPasskey(guard: Guard) {
  const [begin] = useBeginPasskeyMutation();
  const [complete] = useCompletePasskeyMutation();
  return async (name: string) => {
    const { secret, publicKey } = await guard(() => begin().unwrap());
    const credential = await makePasskey(publicKey);
    return guard(() => complete({ secret, name, credential }).unwrap());
  };
}
