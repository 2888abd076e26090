/**
 * A form that is sent to the node. What was typed stays when it is refused; there is one attempt at a time; and where the node
 * asks for patience, nothing is sent before that.
 */
import { type ChangeEvent, type FormEvent, useId, useState } from "react";
import { type Problem, toProblem } from "@aurigraph/api";
import { useNow } from "../live/hooks.ts";
import { sentence } from "./Notice.tsx";

export type FormValues = Readonly<Record<string, string>>;
/** What has to be corrected, by field. */
export type FieldProblems<Values extends FormValues> = { readonly [Name in keyof Values]?: string | undefined };

/** Why the node did not take it. */
export interface Refusal {
  readonly problem: Problem;
  /** Until when another attempt has to wait, by this browser's clock; null where it need not. */
  readonly retryAt: number | null;
}

/** How a form stands when it opens. Stories begin where a person has been already. */
export interface FormStart<Values extends FormValues> {
  readonly values?: Partial<Values>;
  readonly problems?: FieldProblems<Values>;
  readonly refusal?: Refusal;
  readonly phase?: "open" | "sending" | "sent";
}

interface FormOptions<Values extends FormValues> {
  readonly empty: Values;
  readonly start?: FormStart<Values> | undefined;
  /** What can be seen to be wrong before anything is sent. */
  readonly check?: (values: Values) => FieldProblems<Values>;
  readonly send: (values: Values) => Promise<unknown>;
  /** Whether what was typed is of no more use afterwards. */
  readonly clearsWhenSent?: boolean;
  /** The field that a problem is about. */
  readonly fieldOf?: (problem: Problem) => keyof Values | undefined;
}

function refusalOf(problem: Problem): Refusal {
  const { retryAfterSeconds } = problem;
  return { problem, retryAt: retryAfterSeconds === undefined ? null : Date.now() + retryAfterSeconds * 1000 };
}

export function useForm<Values extends FormValues>({ empty, start = {}, check, send, clearsWhenSent = false, fieldOf }: FormOptions<Values>) {
  const id = useId();
  const [values, setValues] = useState<Values>({ ...empty, ...start.values });
  const [problems, setProblems] = useState<FieldProblems<Values>>(start.problems ?? {});
  const [refusal, setRefusal] = useState(start.refusal);
  const [phase, setPhase] = useState(start.phase ?? "open");
  const [attempts, setAttempts] = useState(0);

  function refuse(found: FieldProblems<Values>, why?: Refusal) {
    setProblems(found);
    setRefusal(why);
    setPhase("open");
    setAttempts((before) => before + 1);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (phase === "sending") return;
    if (refusal?.retryAt && refusal.retryAt > Date.now()) {
      refuse({}, refusal);
      return;
    }
    const found = check?.(values) ?? {};
    if (Object.values(found).some((each) => each !== undefined)) {
      refuse(found);
      return;
    }
    setPhase("sending");
    try {
      await send(values);
      setProblems({});
      setRefusal(undefined);
      setPhase("sent");
      if (clearsWhenSent) setValues(empty);
    } catch (error) {
      const problem = toProblem(error);
      const field = fieldOf?.(problem);
      refuse(field === undefined ? {} : ({ [field]: sentence(problem.detail) } as FieldProblems<Values>), refusalOf(problem));
    }
  }

  /** Takes another value; its problem is gone with the one before. */
  function change(name: keyof Values & string, value: string) {
    setValues((before) => ({ ...before, [name]: value }));
    setProblems((before) => ({ ...before, [name]: undefined }));
    setPhase((before) => (before === "sent" ? "open" : before));
  }

  return {
    values,
    change,
    phase,
    refusal,
    /** How many attempts came to nothing: whoever made the last one wants to know why. */
    attempts,
    /** What has to be corrected, and where. */
    corrections: Object.entries(problems).flatMap(([name, words]) => (words === undefined ? [] : [{ fieldId: `${id}-${name}`, words: words as string }])),
    submit: (event: FormEvent) => void submit(event),
    /** What an input of this form needs; typing takes its problem away. */
    field: (name: keyof Values & string) => ({
      id: `${id}-${name}`,
      value: values[name] as string,
      problem: problems[name],
      onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => change(name, event.target.value),
    }),
  };
}

/** What the parts around a form's fields look at. */
export type FormState = Pick<ReturnType<typeof useForm>, "phase" | "refusal" | "attempts" | "corrections">;

/** For how many seconds an attempt still has to wait; 0 when it need not. */
export function useWait(refusal: Refusal | undefined): number {
  const now = useNow();
  return refusal?.retryAt ? Math.max(0, Math.ceil((refusal.retryAt - now) / 1000)) : 0;
}
