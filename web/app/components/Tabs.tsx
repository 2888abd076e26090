/**
 * The parts of one page, each with an address of its own: links, so that they can be opened in a new tab and gone back from. The arrow keys go along
 * them. Following one keeps the keyboard here, as it does in any row of tabs.
 */
import { type KeyboardEvent, useEffect, useRef } from "react";
import { Link } from "react-router";
import { SAME_PAGE } from "../page.ts";
import styles from "./Tabs.module.css";

export interface Tab {
  readonly id: string;
  readonly name: string;
  readonly to: string;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly current: string;
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

export function Tabs({ label, tabs, current }: TabsProps) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    const strip = place.current;
    const link = strip?.querySelector<HTMLElement>(`[data-tab="${current}"]`);
    // Only the strip scrolls: the page stays where it is.
    if (strip && link) strip.scrollLeft = link.offsetLeft - (strip.clientWidth - link.offsetWidth) / 2;
  }, [current]);

  function onKeyDown(event: KeyboardEvent) {
    const links = [...(place.current?.querySelectorAll<HTMLElement>("a") ?? [])];
    const now = links.findIndex((link) => link === document.activeElement);
    const step = STEPS[event.key];
    if (now === -1 || step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    links[(now + step + links.length) % links.length]?.focus();
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the links inside take the keys
    <nav ref={place} className={styles.tabs} aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map(({ id, name, to }) => (
        <Link key={id} to={to} className={styles.tab} data-tab={id} aria-current={id === current ? "page" : undefined} state={SAME_PAGE}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
