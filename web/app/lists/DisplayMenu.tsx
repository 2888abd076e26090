/** How a list is shown: its order, its columns, its density. */
import { useId } from "react";
import { Button } from "../components/Button.tsx";
import { Icon } from "../components/icons.tsx";
import { Menu, MenuGroup, MenuNote } from "../components/Menu.tsx";
import styles from "./lists.module.css";
import type { ListControls } from "./useList.ts";

const DENSITIES = [
  [null, "as the portal"],
  ["compact", "compact"],
  ["regular", "regular"],
  ["relaxed", "relaxed"],
] as const;

function SortChoice({ controls }: { readonly controls: ListControls }) {
  const descending = controls.sort?.descending === true;
  return (
    <div className={styles.sort}>
      <select
        aria-label="Sort by"
        value={controls.sort?.key ?? ""}
        onChange={(event) => controls.setSort(event.target.value === "" ? null : { key: event.target.value, descending: controls.sort?.descending ?? false })}
      >
        {controls.sorts.length > 1 && <option value="">as the ledger has them</option>}
        {controls.sorts.map(({ key, head }) => (
          <option key={key} value={key}>
            {head}
          </option>
        ))}
      </select>
      <Button
        disabled={controls.sort === null}
        onClick={() => controls.sort && controls.setSort({ ...controls.sort, descending: !controls.sort.descending })}
      >
        <Icon name={descending ? "descending" : "ascending"} size={14} /> {descending ? "descending" : "ascending"}
        <span className="visually-hidden">: turn the order round</span>
      </Button>
    </div>
  );
}

export function DisplayMenu({ controls }: { readonly controls: ListControls }) {
  const radios = useId();
  const hidden = controls.columns.filter((column) => !column.shown).length;
  return (
    <Menu label="Display" icon="display" active={!controls.isUsual} name={controls.isUsual ? "Display" : "Display, changed"}>
      {controls.sorts.length > 0 && (
        <MenuGroup title="Order">
          <SortChoice controls={controls} />
        </MenuGroup>
      )}
      <MenuGroup title="Density">
        <div className={styles.choices}>
          {DENSITIES.map(([density, words]) => (
            <label key={words} className={styles.choice}>
              <input type="radio" name={radios} checked={controls.density === density} onChange={() => controls.setDensity(density)} />
              {words}
            </label>
          ))}
        </div>
      </MenuGroup>
      <MenuGroup title={hidden === 0 ? "Columns" : `Columns, ${hidden} hidden`}>
        <div className={styles.choices}>
          {controls.columns.map((column) => (
            <label key={column.key} className={styles.choice}>
              <input type="checkbox" checked={column.shown} disabled={column.fixed} onChange={() => controls.toggleColumn(column.key)} />
              {column.head}
            </label>
          ))}
        </div>
      </MenuGroup>
      <Button kind="quiet" disabled={controls.isUsual} onClick={controls.reset}>
        Back to the usual
      </Button>
      <MenuNote>Kept in this browser for this list.</MenuNote>
    </Menu>
  );
}
