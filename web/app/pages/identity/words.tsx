/** Refusals that every form of signing in may meet, in plain words. */
import type { ReactNode } from "react";
import { Link } from "react-router";
import { toProblem, useMailsQuery, type Problem } from "@aurigraph/api";
import type { RefusalWords } from "../../components/FormRefusal.tsx";

/** A devnet sends no mail: it keeps them where everybody can read them. A portal in front of one that sends them has no inbox. */
export function InboxHint({ devnet }: { readonly devnet: boolean }) {
  const { error } = useMailsQuery({ limit: 1 }, { skip: !devnet });
  if (!devnet || (error !== undefined && toProblem(error).code === "not_found")) return null;
  return (
    <p>
      This is a development network, so no mail leaves this machine: <Link to="/inbox">open the inbox</Link>.
    </p>
  );
}

export function tooBusyWords({ code }: Problem): RefusalWords | undefined {
  return code === "too_busy" ? { title: "Too many attempts for now", text: <p>So that nobody can try out passwords, this node takes only so many attempts in a while.</p> } : undefined;
}

/** A mail's link that was used, is too old, or was cut. */
export function tokenWords({ code }: Problem, whatToDo: ReactNode): RefusalWords | undefined {
  if (code !== "token_invalid") return undefined;
  return {
    title: "This link does not work any more",
    text: (
      <>
        <p>It was used already, it is too old, or a part of it is missing. Each link works once.</p>
        {whatToDo}
      </>
    ),
  };
}

/** Where a problem is about the password that was chosen. */
export function passwordRefused({ code }: Problem): "password" | undefined {
  return code === "password_refused" ? "password" : undefined;
}

const EMAIL = /^\S+@\S+$/;

/** Whether it can be an address at all is seen here; whether it is one, only by the mail that arrives. */
export function emailProblem(email: string): string | undefined {
  return EMAIL.test(email.trim()) ? undefined : "Enter an e-mail address, such as ada@example.org.";
}
