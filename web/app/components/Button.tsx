/** Buttons and links that look like them. One primary action a view. */
import type { ButtonHTMLAttributes, RefAttributes } from "react";
import { Link, type LinkProps } from "react-router";
import styles from "./Button.module.css";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: ButtonKind;
}

export function Button({ kind = "plain", className, type = "button", ...rest }: ButtonProps) {
  // oxlint-disable-next-line react/button-has-type -- the type is always one of the three
  return <button {...rest} type={type} className={[styles.button, styles[kind], className].filter(Boolean).join(" ")} />;
}

export function ButtonLink({ kind = "plain", className, ...rest }: LinkProps & RefAttributes<HTMLAnchorElement> & { readonly kind?: ButtonKind }) {
  return <Link {...rest} className={[styles.button, styles[kind], className].filter(Boolean).join(" ")} />;
}
