/** The e-mail address that somebody signs in with. */
import type { ComponentProps } from "react";
import { TextField } from "../../components/fields.tsx";

export function EmailField(props: Omit<ComponentProps<typeof TextField>, "label" | "type">) {
  return <TextField {...props} label="E-mail address" type="email" inputMode="email" autoComplete="username" autoCapitalize="none" spellCheck={false} />;
}
