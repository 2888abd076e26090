/** A code of the second factor. Letters are possible, so it asks for no number pad unless only digits count. */
import type { ComponentProps } from "react";
import { TextField } from "./fields.tsx";

interface CodeFieldProps extends Omit<ComponentProps<typeof TextField>, "label" | "hint" | "type"> {
  /** Where a recovery code does not help. */
  readonly digitsOnly?: boolean;
}

export function CodeField({ digitsOnly = false, ...rest }: CodeFieldProps) {
  return (
    <TextField
      {...rest}
      label="Code"
      hint={digitsOnly ? "The six digits that the application shows now." : "Six digits of your authenticator application, or one of your recovery codes."}
      type="text"
      inputMode={digitsOnly ? "numeric" : "text"}
      autoComplete="one-time-code"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
    />
  );
}
