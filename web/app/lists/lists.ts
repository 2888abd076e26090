/**
 * How a reader wants each list: its columns and density, and the views they saved by name. Kept in this browser only.
 *
 * Invariants: the names of a list's views are unique; every change of the views can be undone until the next one.
 */
import { createSlice, type PayloadAction } from "@reduxjs/toolkit";
import type { Density } from "@aurigraph/tokens";

/** What was chosen for a list; `null` means the usual columns, and the portal's density. */
export interface ListChoice {
  readonly columns: readonly string[] | null;
  readonly density: Density | null;
}

/** A combination of filters, sort, columns and density, by name. */
export interface SavedView extends ListChoice {
  readonly list: string;
  readonly name: string;
  /** Filters, sort and page size as they stand in the address bar, without "?" and without the cursor. */
  readonly search: string;
}

export interface ListsState {
  readonly choices: Readonly<Record<string, ListChoice>>;
  readonly views: readonly SavedView[];
  /** The last change of the views in words, and the views before it. */
  readonly undo: { readonly list: string; readonly words: string; readonly views: readonly SavedView[] } | null;
}

export const USUAL: ListChoice = { columns: null, density: null };
export const VIEW_NAME_LENGTH_MAX = 40;
export const VIEWS_MAX = 200;

export const NOTHING_CHOSEN: ListsState = { choices: {}, views: [], undo: null };

/** The part of an address that a view keeps: without the place in the list, and always in the same order. */
export function viewSearch(search: string): string {
  const parameters = new URLSearchParams(search);
  parameters.delete("cursor");
  parameters.delete("open");
  parameters.sort();
  return parameters.toString();
}

function sameColumns(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((key) => other.includes(key));
}

/** The saved view that is on screen, if one is. */
export function shownView(views: readonly SavedView[], choice: ListChoice, search: string): SavedView | undefined {
  return views.find((view) => view.search === search && view.density === choice.density && sameColumns(view.columns, choice.columns));
}

/** Whether a list has a view of this name. */
export function hasView(views: readonly SavedView[], list: string, name: string): boolean {
  return views.some((view) => view.list === list && view.name === name);
}

interface Named {
  readonly list: string;
  readonly name: string;
}

const slice = createSlice({
  name: "lists",
  initialState: NOTHING_CHOSEN,
  reducers: {
    listChosen: (state, { payload }: PayloadAction<{ list: string; choice: ListChoice }>) => ({ ...state, choices: { ...state.choices, [payload.list]: payload.choice } }) as ListsState,
    /** Saves a view; one of the same name is replaced. */
    viewSaved: (state, { payload }: PayloadAction<SavedView>) => {
      const before = state as ListsState;
      const replaced = hasView(before.views, payload.list, payload.name);
      const others = before.views.filter((view) => view.list !== payload.list || view.name !== payload.name);
      const views = [...others, payload].slice(-VIEWS_MAX);
      return { ...before, views, undo: { list: payload.list, words: `${replaced ? "Replaced" : "Saved"} \u201c${payload.name}\u201d.`, views: before.views } };
    },
    /** Renames a view; to a name that is taken, nothing happens. */
    viewRenamed: (state, { payload }: PayloadAction<Named & { readonly to: string }>) => {
      const before = state as ListsState;
      if (hasView(before.views, payload.list, payload.to)) return before;
      const views = before.views.map((view) => (view.list === payload.list && view.name === payload.name ? { ...view, name: payload.to } : view));
      return { ...before, views, undo: { list: payload.list, words: `Renamed \u201c${payload.name}\u201d to \u201c${payload.to}\u201d.`, views: before.views } };
    },
    viewDeleted: (state, { payload }: PayloadAction<Named>) => {
      const before = state as ListsState;
      const views = before.views.filter((view) => view.list !== payload.list || view.name !== payload.name);
      return { ...before, views, undo: { list: payload.list, words: `Deleted \u201c${payload.name}\u201d.`, views: before.views } };
    },
    changeUndone: (state) => (state.undo === null ? state : { ...state, views: state.undo.views, undo: null }) as ListsState,
    /** What another tab of this browser has kept. */
    listsLoaded: (_state, { payload }: PayloadAction<ListsState>) => payload,
  },
});

export const { listChosen, viewSaved, viewRenamed, viewDeleted, changeUndone, listsLoaded } = slice.actions;
export const listsReducer = slice.reducer;
