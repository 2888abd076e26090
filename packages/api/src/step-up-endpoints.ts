/** Step-up: who is signed in shows once more who they are. For a while, dangerous acts are possible then. */
import { ledgerApi } from "./endpoints.ts";
import type { PasskeyRequestBegun, PasskeySignIn, StepUpAnswer, StepUpRequest } from "./passkeys.ts";

/** A refusal is kept, too, and a recovery code is used up: both show in the profile. */
const CHANGED = ["session", "profile", "activity"] as const;

export const stepUpApi = ledgerApi.injectEndpoints({
  endpoints: (build) => ({
    stepUp: build.mutation<StepUpAnswer, StepUpRequest>({
      query: (body) => ({ url: "api/v11/auth/step-up", method: "POST", body }),
      invalidatesTags: [...CHANGED],
    }),
    beginPasskeyStepUp: build.mutation<PasskeyRequestBegun, void>({ query: () => ({ url: "api/v11/auth/step-up/passkey/begin", method: "POST" }) }),
    stepUpWithPasskey: build.mutation<StepUpAnswer, Omit<PasskeySignIn, "isSecondStep">>({
      query: (body) => ({ url: "api/v11/auth/step-up/passkey", method: "POST", body }),
      invalidatesTags: [...CHANGED],
    }),
  }),
});

export const { useStepUpMutation, useBeginPasskeyStepUpMutation, useStepUpWithPasskeyMutation } = stepUpApi;
