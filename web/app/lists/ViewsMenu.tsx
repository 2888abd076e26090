/**
 * Saved views of a list: what is on screen (filters, order, columns, density) under a name of the reader's own. They are kept
 * in this browser only, and the menu says so; each change can be undone.
 */
import { type FormEvent, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { Button } from "../components/Button.tsx";
import { Icon } from "../components/icons.tsx";
import { Menu, MenuGroup, MenuNote } from "../components/Menu.tsx";
import { useAppDispatch, useAppSelector } from "../store.ts";
import styles from "./lists.module.css";
import { changeUndone, hasView, listChosen, type SavedView, shownView, USUAL, VIEW_NAME_LENGTH_MAX, viewDeleted, viewRenamed, viewSaved, viewSearch } from "./lists.ts";

interface NameFormProps {
  readonly label: string;
  readonly action: string;
  readonly initial: string;
  /** Why a name cannot be taken, or nothing. */
  readonly problemOf: (name: string) => string | undefined;
  readonly onName: (name: string) => void;
  readonly focused?: boolean;
}

function NameForm({ label, action, initial, problemOf, onName, focused = false }: NameFormProps) {
  const [text, setText] = useState(initial);
  const name = text.trim();
  const problem = problemOf(name);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (name === "" || problem !== undefined) return;
    onName(name);
    setText("");
  }
  return (
    <form className={styles.name} onSubmit={submit}>
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- opened by a press on "Rename": the reader is here to type */}
      <input value={text} autoFocus={focused} maxLength={VIEW_NAME_LENGTH_MAX} placeholder={label} aria-label={label} aria-invalid={problem !== undefined} onChange={(event) => setText(event.target.value)} />
      <Button type="submit" disabled={name === "" || problem !== undefined}>
        {action}
      </Button>
      {problem !== undefined && <p className={styles.problem}>{problem}</p>}
    </form>
  );
}

interface ViewRowProps {
  readonly view: SavedView;
  readonly isShown: boolean;
  readonly onShow: () => void;
}

function ViewRow({ view, isShown, onShow }: ViewRowProps) {
  const [renaming, setRenaming] = useState(false);
  const views = useAppSelector((state) => state.lists.views);
  const dispatch = useAppDispatch();
  const { list, name } = view;
  if (renaming) {
    return (
      <li>
        <NameForm
          label={`New name of ${name}`}
          action="Rename"
          initial={name}
          focused
          problemOf={(to) => (to !== name && hasView(views, list, to) ? "There is a view of this name." : undefined)}
          onName={(to) => {
            setRenaming(false);
            if (to !== name) dispatch(viewRenamed({ list, name, to }));
          }}
        />
      </li>
    );
  }
  return (
    <li className={styles.view}>
      <button type="button" className={styles.show} aria-current={isShown ? "true" : undefined} data-closes-menu onClick={onShow}>
        <span className={styles.tick}>{isShown && <Icon name="check" size={14} />}</span>
        <span className={styles.words}>{name}</span>
      </button>
      <button type="button" className={styles.small} onClick={() => setRenaming(true)} aria-label={`Rename ${name}`} title="Rename">
        <Icon name="rename" size={14} />
      </button>
      <button type="button" className={styles.small} onClick={() => dispatch(viewDeleted({ list, name }))} aria-label={`Delete ${name}`} title="Delete">
        <Icon name="delete" size={14} />
      </button>
    </li>
  );
}

/** What was changed last, and the way back. */
function Undo({ list }: { readonly list: string }) {
  const undo = useAppSelector((state) => state.lists.undo);
  const dispatch = useAppDispatch();
  const mine = undo?.list === list ? undo : null;
  return (
    <div role="status">
      {mine && (
        <p className={styles.undo}>
          <span>{mine.words}</span>
          <Button kind="quiet" onClick={() => dispatch(changeUndone())}>
            Undo
          </Button>
        </p>
      )}
    </div>
  );
}

export function ViewsMenu({ list }: { readonly list: string }) {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const dispatch = useAppDispatch();
  const all = useAppSelector((state) => state.lists.views);
  const choice = useAppSelector((state) => state.lists.choices[list]) ?? USUAL;
  const here = viewSearch(search);
  const views = all.filter((view) => view.list === list);
  const shown = shownView(views, choice, here);

  function show(view: Pick<SavedView, "search" | "columns" | "density">) {
    dispatch(listChosen({ list, choice: { columns: view.columns, density: view.density } }));
    void navigate({ pathname, search: view.search === "" ? "" : `?${view.search}` });
  }

  const isUsual = here === "" && choice.columns === null && choice.density === null;
  return (
    <Menu label={shown?.name ?? "Views"} icon="view" active={shown !== undefined} name={shown ? `Views, now ${shown.name}` : "Views"}>
      <MenuGroup title="Saved views">
        <ul className={styles.views}>
          <li className={styles.view}>
            <button
              type="button"
              className={styles.show}
              aria-current={isUsual ? "true" : undefined}
              data-closes-menu
              onClick={() => show({ search: "", ...USUAL })}
            >
              <span className={styles.tick}>{isUsual && <Icon name="check" size={14} />}</span>
              <span className={styles.words}>The usual view</span>
            </button>
          </li>
          {views.map((view) => (
            <ViewRow
              key={view.name}
              view={view}
              isShown={view === shown}
              onShow={() => show(view)}
            />
          ))}
        </ul>
      </MenuGroup>
      <MenuGroup title="Save what is on screen">
        <NameForm label="Name of the view" action="Save" initial="" problemOf={() => undefined} onName={(name) => dispatch(viewSaved({ list, name, search: here, ...choice }))} />
      </MenuGroup>
      <Undo list={list} />
      <MenuNote>Filters, order, columns and density, kept in this browser only. A name that is taken is replaced.</MenuNote>
    </Menu>
  );
}
