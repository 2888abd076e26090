/** A code that was not taken, in plain words. */
import type { Problem } from "@aurigraph/api";
import type { RefusalWords } from "../../components/FormRefusal.tsx";
import { tooBusyWords } from "./words.tsx";

export function codeWords(problem: Problem): RefusalWords | undefined {
  switch (problem.code) {
    case "second_factor_refused":
      return {
        title: "This code was not taken",
        text: (
          <>
            <p>It is wrong, too old, or it was used before: each counts once. Wait for the next code of the application, or use a recovery code.</p>
            <p>If no code is taken, check that the clock of the phone is right.</p>
          </>
        ),
      };
    case "second_factor_required":
      return { title: "A code is asked for as well", tone: "warning", text: <p>Nothing was changed. This sign-in has a second factor by now: enter its code, too.</p> };
    default:
      return tooBusyWords(problem);
  }
}

/** The same for the first code of a new application. */
export function firstCodeWords(problem: Problem): RefusalWords | undefined {
  if (problem.code !== "second_factor_refused") return codeWords(problem);
  return {
    title: "This code does not fit",
    text: <p>Wait for the next code of the application, and enter that. If none fits, check that the clock of the phone is right, and that the application has this key.</p>,
  };
}
