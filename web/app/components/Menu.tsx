/**
 * What opens below a button: a list of actions or choices. On a phone it rises from the bottom edge, at the thumb. Escape
 * closes it and gives the focus back; a click or the focus elsewhere closes it too.
 */
import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { Icon, type IconName } from "./icons.tsx";
import styles from "./Menu.module.css";

interface MenuProps {
  readonly label: string;
  readonly icon: IconName;
  /** Said to readers when the label alone does not tell. */
  readonly name?: string;
  readonly active?: boolean;
  /** A press on anything inside that says `data-closes-menu` closes it. */
  readonly children: ReactNode;
}

function useClosing(menu: RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    function elsewhere(event: Event) {
      const { current } = menu;
      if (current?.open && event.target instanceof Node && !current.contains(event.target)) current.open = false;
    }
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("focusin", elsewhere);
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("focusin", elsewhere);
    };
  }, [menu]);
}

export function Menu({ label, icon, name, active = false, children }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  useClosing(menu);
  function close() {
    const { current } = menu;
    if (!current) return;
    const hadFocus = current.contains(document.activeElement);
    current.open = false;
    if (hadFocus) current.querySelector("summary")?.focus();
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from any control inside
    <details
      ref={menu}
      className={styles.menu}
      data-menu=""
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest("[data-closes-menu]")) close();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !menu.current?.open) return;
        event.stopPropagation();
        close();
      }}
    >
      <summary className={styles.summary} data-active={active} {...(name !== undefined && { "aria-label": name })}>
        <Icon name={icon} /> <span className={styles.label}>{label}</span>
      </summary>
      <div className={styles.list}>{children}</div>
    </details>
  );
}

/** A part of a menu, under a name of its own. */
export function MenuGroup({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend className={styles.groupName}>{title}</legend>
      {children}
    </fieldset>
  );
}

/** A remark in a menu. */
export function MenuNote({ children }: { readonly children: ReactNode }) {
  return <p className={styles.note}>{children}</p>;
}
