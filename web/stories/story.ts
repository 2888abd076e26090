/** What a story is: one component in one state, drawn from values that are written here and come from no node. */
import type { ReactNode } from "react";

export interface Story {
  /** The component's name, and the state if it has several: "Notice, error". */
  readonly name: string;
  readonly render: () => ReactNode;
}

/** A hash made of one pair of digits, which nobody takes for a real one. */
export function exampleHash(pair: string): string {
  return pair.repeat(32);
}

/** The moment at which every story takes place. */
export const EXAMPLE_TIME = "2026-01-15T10:30:00.000Z";
