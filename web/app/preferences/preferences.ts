/** What the reader chose for this browser: theme and density. Kept in localStorage; `index.html` applies it before the first paint. */
import { createSlice, type PayloadAction } from "@reduxjs/toolkit";
import type { Density } from "@aurigraph/tokens";

export type ThemeChoice = "system" | "light" | "dark";
export type DensityChoice = Density | "auto";

export interface Preferences {
  readonly theme: ThemeChoice;
  readonly density: DensityChoice;
}

const KEY = "aurigraph.preferences";
const WIDE_PX = 1280;

/** Reads what was kept; anything unreadable counts as nothing chosen. */
export function loadPreferences(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, unknown>;
    return {
      theme: kept["theme"] === "light" || kept["theme"] === "dark" ? kept["theme"] : "system",
      density: kept["density"] === "compact" || kept["density"] === "regular" || kept["density"] === "relaxed" ? kept["density"] : "auto",
    };
  } catch {
    return { theme: "system", density: "auto" };
  }
}

/** Writes the choice and applies it to the document. */
export function applyPreferences(preferences: Preferences): void {
  const { dataset } = document.documentElement;
  if (preferences.theme === "system") delete dataset["theme"];
  else dataset["theme"] = preferences.theme;
  dataset["density"] = preferences.density === "auto" ? (innerWidth >= WIDE_PX ? "compact" : "regular") : preferences.density;
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Storage may be full or forbidden: the choice then holds until the page is closed.
  }
}

const slice = createSlice({
  name: "preferences",
  initialState: { theme: "system", density: "auto" } as Preferences,
  reducers: {
    themeChosen: (state, action: PayloadAction<ThemeChoice>) => ({ ...state, theme: action.payload }),
    densityChosen: (state, action: PayloadAction<DensityChoice>) => ({ ...state, density: action.payload }),
  },
});

export const { themeChosen, densityChosen } = slice.actions;
export const preferencesReducer = slice.reducer;
