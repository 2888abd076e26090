/** Roles as a value of a form, whose values are texts. */
import type { Role } from "@aurigraph/api";
import { inOrder, isRole } from "./roles.ts";

export function rolesText(roles: readonly Role[]): string {
  return roles.join(",");
}

export function rolesOf(text: string): readonly Role[] {
  return inOrder(text.split(",").filter(isRole));
}
