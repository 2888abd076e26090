/** When somebody has signed out, or a session has ended: what was asked for as them is forgotten. It shows nothing itself. */
import { useEffect, useRef } from "react";
import { forgetAllBut, hasGone, type SignInState, useSessionQuery } from "@aurigraph/api";
import { useAppDispatch } from "../store.ts";

export function ForgetPerson() {
  const { data: state } = useSessionQuery();
  const dispatch = useAppDispatch();
  const before = useRef<SignInState>(undefined);
  // After the pages: those that are for whoever is signed in are gone by now, and ask for nothing again.
  useEffect(() => {
    if (state === undefined) return;
    if (hasGone(before.current, state)) dispatch(forgetAllBut(state));
    before.current = state;
  }, [state, dispatch]);
  return null;
}
