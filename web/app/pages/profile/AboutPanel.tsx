/** Who is signed in: the name, which can be changed, and what is known besides. */
import type { Profile } from "@aurigraph/api";
import { TextField } from "../../components/fields.tsx";
import { FormRefusal, SubmitButton } from "../../components/FormRefusal.tsx";
import { Field, Fields, Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { AbsoluteTime } from "../../components/Time.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { tooBusyWords } from "../identity/words.tsx";
import styles from "./profile.module.css";

interface NameValues extends Record<string, string> {
  readonly name: string;
}

interface AboutPanelProps {
  readonly profile: Profile;
  readonly onRename: (name: string) => Promise<unknown>;
  readonly start?: FormStart<NameValues>;
}

export function AboutPanel({ profile, onRename, start }: AboutPanelProps) {
  const form = useForm<NameValues>({
    empty: { name: profile.name },
    start,
    check: ({ name }) => ({ name: name.trim() === "" ? "Enter a name." : undefined }),
    send: ({ name }) => onRename(name.trim()),
  });
  return (
    <Panel title="Profile" flush>
      <Fields>
        <Field name="E-mail">
          {profile.email} {profile.emailVerifiedAt === null ? <Tag tone="warning">not confirmed</Tag> : <Tag tone="positive">confirmed</Tag>}
        </Field>
        <Field name="Signed up">
          <AbsoluteTime value={profile.createdAt} />
        </Field>
        <Field name="Last sign-in" hint="before this session">
          {profile.lastSignInAt === null ? <span className="muted">none: this is the first</span> : <AbsoluteTime value={profile.lastSignInAt} />}
        </Field>
      </Fields>
      <div className={styles.section}>
        <form className={styles.form} noValidate onSubmit={form.submit}>
          <FormRefusal form={form} inWords={tooBusyWords} />
          <TextField label="Name" autoComplete="name" {...form.field("name")} />
          <div className={styles.buttons}>
            <SubmitButton form={form} kind="plain" label="Save the name" busyLabel={"Saving\u2026"} />
            <span role="status" className={styles.done}>
              {form.phase === "sent" && "Saved."}
            </span>
          </div>
        </form>
      </div>
    </Panel>
  );
}
