/** Reads and writes the reader's lists in this browser. Anything unreadable counts as nothing chosen, one entry at a time. */
import type { Density } from "@aurigraph/tokens";
import { type ListChoice, type ListsState, NOTHING_CHOSEN, type SavedView, VIEW_NAME_LENGTH_MAX, VIEWS_MAX } from "./lists.ts";

export const LISTS_KEY = "aurigraph.lists";

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readDensity(value: unknown): Density | null {
  return value === "compact" || value === "regular" || value === "relaxed" ? value : null;
}

function readChoice(value: Fields): ListChoice {
  const columns = value["columns"];
  return {
    columns: Array.isArray(columns) ? columns.filter((key): key is string => typeof key === "string") : null,
    density: readDensity(value["density"]),
  };
}

function readView(value: unknown): SavedView[] {
  if (!isFields(value)) return [];
  const { list, name, search } = value;
  if (typeof list !== "string" || typeof name !== "string" || typeof search !== "string" || name === "" || name.length > VIEW_NAME_LENGTH_MAX) return [];
  return [{ list, name, search, ...readChoice(value) }];
}

/** Parses what was kept. */
export function parseLists(text: string | null): ListsState {
  if (text === null) return NOTHING_CHOSEN;
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return NOTHING_CHOSEN;
  }
  if (!isFields(kept)) return NOTHING_CHOSEN;
  const choices = isFields(kept["choices"]) ? Object.fromEntries(Object.entries(kept["choices"]).flatMap(([list, choice]) => (isFields(choice) ? [[list, readChoice(choice)]] : []))) : {};
  const views = Array.isArray(kept["views"]) ? kept["views"].flatMap(readView).slice(0, VIEWS_MAX) : [];
  return { choices, views, undo: null };
}

export function loadLists(): ListsState {
  try {
    return parseLists(localStorage.getItem(LISTS_KEY));
  } catch {
    return NOTHING_CHOSEN;
  }
}

export function keepLists({ choices, views }: ListsState): void {
  try {
    localStorage.setItem(LISTS_KEY, JSON.stringify({ choices, views }));
  } catch {
    // Storage may be full or forbidden: the choice then holds until the page is closed.
  }
}
