/** The top bar: the product's name, search, this reader's choices, and who is signed in. */
import { Link } from "react-router";
import type { Density } from "@aurigraph/tokens";
import { Icon, type IconName } from "../components/icons.tsx";
import { type DensityChoice, densityChosen, themeChosen, type ThemeChoice } from "../preferences/preferences.ts";
import { useAppDispatch, useAppSelector } from "../store.ts";
import { SessionControl } from "./SessionControl.tsx";
import styles from "./TopBar.module.css";

function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">
      <rect className={styles.markGround} width="24" height="24" rx="5" />
      <path className={styles.markLine} d="M5.5 18 12 5.5 18.5 18M8.6 14.4h6.8" fill="none" strokeWidth="2.2" strokeLinejoin="round" />
    </svg>
  );
}

const NEXT_THEME: Readonly<Record<ThemeChoice, ThemeChoice>> = { system: "light", light: "dark", dark: "system" };
const THEME_WORDS: Readonly<Record<ThemeChoice, string>> = { system: "theme of this system", light: "light theme", dark: "dark theme" };
const DENSITIES: readonly DensityChoice[] = ["auto", "compact", "regular", "relaxed"] satisfies readonly (Density | "auto")[];

function BarButton({ label, icon, onClick }: { readonly label: string; readonly icon: IconName; readonly onClick: () => void }) {
  return (
    <button type="button" className={styles.round} onClick={onClick} aria-label={label} title={label}>
      <Icon name={icon} size={18} />
    </button>
  );
}

/** Theme and density, also shown in the phone's "More". */
export function PreferenceButtons() {
  const { theme, density } = useAppSelector((state) => state.preferences);
  const dispatch = useAppDispatch();
  const nextDensity = DENSITIES[(DENSITIES.indexOf(density) + 1) % DENSITIES.length] ?? "auto";
  return (
    <>
      <BarButton label={`Density: ${density}. Change to ${nextDensity}`} icon="rows" onClick={() => dispatch(densityChosen(nextDensity))} />
      <BarButton label={`Theme: ${THEME_WORDS[theme]}. Change to ${THEME_WORDS[NEXT_THEME[theme]]}`} icon={theme === "dark" ? "moon" : "sun"} onClick={() => dispatch(themeChosen(NEXT_THEME[theme]))} />
    </>
  );
}

interface TopBarProps {
  readonly openPalette: () => void;
  readonly openKeys: () => void;
}

export function TopBar({ openPalette, openKeys }: TopBarProps) {
  return (
    <header className={styles.bar}>
      <Link to="/" className={styles.name}>
        <Mark />
        <span>Aurigraph</span>
      </Link>
      <button type="button" className={styles.search} onClick={openPalette} aria-keyshortcuts="Control+K Meta+K /">
        <Icon name="search" />
        <span className={styles.prompt}>Search hash, height, address</span>
        <kbd aria-hidden="true">Ctrl K</kbd>
      </button>
      <div className={styles.choices}>
        <PreferenceButtons />
        <BarButton label="Keys" icon="keyboard" onClick={openKeys} />
        <SessionControl />
      </div>
    </header>
  );
}
