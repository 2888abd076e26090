/** The command palette: any block, transaction or account by hash, height or address, any area, and what can be done at once. */
import { type KeyboardEvent, useCallback, useEffect, useId, useMemo, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { type SearchResult, useInfoQuery, useSearchQuery, useSessionQuery } from "@aurigraph/api";
import { shortenHash } from "@aurigraph/core";
import { Icon, type IconName } from "../components/icons.tsx";
import { listChosen } from "../lists/lists.ts";
import { signInPath } from "../next.ts";
import { themeChosen } from "../preferences/preferences.ts";
import { useAppDispatch, useAppSelector } from "../store.ts";
import { AREAS } from "./areas.ts";
import { Dialog } from "./Dialog.tsx";
import styles from "./Palette.module.css";

interface Entry {
  readonly id: string;
  readonly icon: IconName;
  readonly name: string;
  readonly hint: string;
  readonly run: () => void;
}

/** Lists that are a page of their own, whose saved views can be gone to from anywhere. */
const LIST_PAGES: Readonly<Record<string, string>> = { blocks: "/blocks", transactions: "/transactions", assets: "/assets", validators: "/validators", nodes: "/network", proposals: "/governance" };

const DELAY_MS = 120;
const KIND = {
  block: { icon: "cube", path: "/blocks/" },
  transaction: { icon: "transactions", path: "/transactions/" },
  account: { icon: "coins", path: "/accounts/" },
} as const satisfies Record<SearchResult["kind"], { icon: IconName; path: string }>;

function useDelayed(text: string): string {
  const [delayed, setDelayed] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(text), DELAY_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return delayed;
}

/** The reader's saved views as entries. */
function useViews(close: () => void): readonly Entry[] {
  const navigate = useNavigate();
  const dispatch = useAppDispatch();
  const views = useAppSelector((state) => state.lists.views);
  return useMemo(
    () =>
      views.flatMap(({ list, name, search, columns, density }): Entry[] => {
        const path = LIST_PAGES[list];
        if (path === undefined) return [];
        const run = () => {
          close();
          dispatch(listChosen({ list, choice: { columns, density } }));
          void navigate(search === "" ? path : `${path}?${search}`);
        };
        return [{ id: `view-${list}-${name}`, icon: "view", name, hint: `view of ${list}`, run }];
      }),
    [views, navigate, dispatch, close],
  );
}

/** What has to do with signing in, as far as it is there. */
function usePersonal(go: (path: string) => () => void): readonly Entry[] {
  const { data: state } = useSessionQuery();
  const { data: info } = useInfoQuery();
  const { pathname, search } = useLocation();
  return useMemo(() => {
    if (state === undefined || state.kind === "unavailable") return [];
    const inbox: Entry[] = info?.devnet === true ? [{ id: "inbox", icon: "mail", name: "Inbox", hint: "mails of this devnet", run: go("/inbox") }] : [];
    const own: readonly Entry[] =
      state.kind === "signedIn"
        ? [
            { id: "profile", icon: "user", name: "Profile", hint: "signed in", run: go("/profile") },
            { id: "organisations", icon: "people", name: "Organisations", hint: "yours", run: go("/organisations") },
          ]
        : [{ id: "sign-in", icon: "user", name: "Sign in", hint: "for your profile", run: go(signInPath(pathname + search)) }];
    return [...own, ...inbox];
  }, [state, info?.devnet, pathname, search, go]);
}

function useEntries(text: string, close: () => void) {
  const navigate = useNavigate();
  const dispatch = useAppDispatch();
  const wanted = text.trim().replace(/^#/, "").toLowerCase();
  const query = useDelayed(wanted);
  const asked = wanted !== "";
  const search = useSearchQuery(query, { skip: query === "" });
  const results = asked && query !== "" ? search.currentData?.results : undefined;
  const views = useViews(close);
  const go = useCallback(
    (path: string) => () => {
      close();
      void navigate(path);
    },
    [navigate, close],
  );
  const personal = usePersonal(go);
  const entries = useMemo(() => {
    const found = results ?? [];
    const records: Entry[] = found.map((result) => ({
      id: `${result.kind}-${result.id}`,
      icon: KIND[result.kind].icon,
      name: result.label,
      hint: result.kind === "block" ? "block" : shortenHash(result.id),
      run: go(KIND[result.kind].path + result.id),
    }));
    const areas: Entry[] = AREAS.map((area) => ({ id: area.path, icon: area.icon, name: area.name, hint: `g ${area.letter}`, run: go(area.path) }));
    const theme = (choice: "light" | "dark" | "system", words: string, icon: IconName): Entry => ({
      id: `theme-${choice}`,
      icon,
      name: words,
      hint: "theme",
      run: () => {
        dispatch(themeChosen(choice));
        close();
      },
    });
    const actions = [theme("light", "Light theme", "sun"), theme("dark", "Dark theme", "moon"), theme("system", "Theme of this system", "sun")];
    return [...records, ...[...areas, ...personal, ...views, ...actions].filter((entry) => entry.name.toLowerCase().includes(wanted))];
  }, [results, wanted, views, personal, go, dispatch, close]);
  const searching = asked && (search.isFetching || query !== wanted);
  return { entries, searching, failed: search.isError, nothing: asked && !searching && entries.length === 0 };
}

export function Palette({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog label="Search and commands" open={open} onClose={onClose}>
      <PaletteBody close={onClose} />
    </Dialog>
  );
}

function PaletteBody({ close }: { readonly close: () => void }) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [entered, setEntered] = useState(false);
  const list = useId();
  const { entries, searching, failed, nothing } = useEntries(text, close);
  const index = Math.min(active, Math.max(0, entries.length - 1));
  const option = (position: number) => `${list}-${position}`;

  // Enter pressed while the answer was still on its way (a pasted hash): goes to the first result when it is there.
  useEffect(() => {
    if (entered && !searching) entries[0]?.run();
  }, [entered, searching, entries]);

  useEffect(() => {
    document.getElementById(option(index))?.scrollIntoView({ block: "nearest" });
  });

  function onKeyDown(event: KeyboardEvent) {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && entries.length > 0) {
      event.preventDefault();
      setActive((index + step + entries.length) % entries.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (searching) setEntered(true);
      else entries[index]?.run();
    }
  }

  return (
    <div className={styles.palette}>
      <div className={styles.field}>
        <Icon name="search" size={18} />
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the reader opened this to type
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={entries.length > 0 ? option(index) : undefined}
          aria-label="Hash, height, address, name, or a page"
          placeholder="Hash, height, address, name, or a page"
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
            setEntered(false);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd className={styles.key}>Esc</kbd>
      </div>
      <div id={list} role="listbox" aria-label="Results" className={styles.list}>
        {entries.map((entry, position) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field handles the keys
          <div
            key={entry.id}
            id={option(position)}
            role="option"
            tabIndex={-1}
            aria-selected={position === index}
            className={styles.option}
            onClick={entry.run}
            onMouseMove={() => setActive(position)}
          >
            <Icon name={entry.icon} />
            <span className={styles.name}>{entry.name}</span>
            <span className={styles.hint}>{entry.hint}</span>
          </div>
        ))}
      </div>
      <p role="status" className={styles.status}>
        {searching && "Searching"}
        {failed && !searching && "The search failed: the node cannot be reached"}
        {nothing && !failed && "Nothing has this hash, height, address or name. Hashes and addresses must be whole."}
      </p>
    </div>
  );
}
