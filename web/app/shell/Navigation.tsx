/** The areas: a column on wide screens, icons on narrower ones, a bar at the thumb on phones. */
import { useState } from "react";
import { Link, NavLink, useLocation } from "react-router";
import { Icon } from "../components/icons.tsx";
import { AREAS, areaOf } from "./areas.ts";
import { Dialog } from "./Dialog.tsx";
import styles from "./Navigation.module.css";
import { SessionLinks } from "./SessionControl.tsx";
import { PreferenceButtons } from "./TopBar.tsx";

const GROUPS = [
  ["ledger", "Ledger"],
  ["committee", "Committee"],
  ["tools", "Tools"],
] as const;

export function SideNavigation() {
  return (
    <nav className={styles.side} aria-label="Areas">
      {GROUPS.map(([group, words]) => (
        <div key={group} className={styles.group}>
          <p className={styles.groupName}>{words}</p>
          <ul>
            {AREAS.filter((area) => area.group === group).map((area) => (
              <li key={area.path}>
                <NavLink to={area.path} end={area.path === "/"} className={styles.link ?? ""} title={`${area.name} (g ${area.letter})`}>
                  <Icon name={area.icon} size={17} />
                  <span className={styles.words}>{area.name}</span>
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

export function BottomNavigation() {
  const [more, setMore] = useState(false);
  const { pathname } = useLocation();
  const current = areaOf(pathname);
  return (
    <nav className={styles.bottom} aria-label="Areas">
      <ul>
        {AREAS.filter((area) => area.bottomBar).map((area) => (
          <li key={area.path}>
            <NavLink to={area.path} end={area.path === "/"} className={styles.tab ?? ""}>
              <Icon name={area.icon} size={20} />
              <span>{area.name}</span>
            </NavLink>
          </li>
        ))}
        <li>
          <button type="button" className={styles.tab} data-active={current !== undefined && !current.bottomBar} aria-haspopup="dialog" onClick={() => setMore(true)}>
            <Icon name="menu" size={20} />
            <span>More</span>
          </button>
        </li>
      </ul>
      <Dialog label="More" open={more} onClose={() => setMore(false)}>
        <ul className={styles.more}>
          {AREAS.filter((area) => !area.bottomBar).map((area) => (
            <li key={area.path}>
              <Link to={area.path} className={styles.moreLink} onClick={() => setMore(false)}>
                <Icon name={area.icon} size={20} /> {area.name}
              </Link>
            </li>
          ))}
          <SessionLinks className={styles.moreLink ?? ""} onDone={() => setMore(false)} />
          <li className={styles.preferences}>
            Density and theme <PreferenceButtons />
          </li>
        </ul>
      </Dialog>
    </nav>
  );
}
