/** The frame around every page: skip link, bars, areas, the page itself, and what opens over it. */
import { Suspense, useCallback, useEffect, useRef, useState } from "react";
import { Outlet, useLocation, useNavigationType } from "react-router";
import { Skeleton } from "../components/Notice.tsx";
import { PortalEvents } from "../live/PortalEvents.tsx";
import { isSamePage } from "../page.ts";
import { ForgetPerson } from "./ForgetPerson.tsx";
import { HeightLine } from "./HeightLine.tsx";
import { useGlobalKeys } from "./keyboard.ts";
import { KeysDialog } from "./KeysDialog.tsx";
import { BottomNavigation, SideNavigation } from "./Navigation.tsx";
import { Palette } from "./Palette.tsx";
import styles from "./Shell.module.css";
import { TopBar } from "./TopBar.tsx";

export function Shell() {
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  const openPalette = useCallback(() => setOpen("palette"), []);
  const openKeys = useCallback(() => setOpen("keys"), []);
  const close = useCallback(() => setOpen(null), []);
  useGlobalKeys({ openPalette, openKeys });

  // A new page begins at its top, and the keyboard with it.
  const main = useRef<HTMLElement>(null);
  const { pathname, state } = useLocation();
  const how = useNavigationType();
  const previous = useRef(pathname);
  useEffect(() => {
    if (previous.current === pathname) return;
    previous.current = pathname;
    if (isSamePage(state)) return;
    main.current?.focus({ preventScroll: true });
    if (how !== "POP") scrollTo(0, 0);
  }, [pathname, how, state]);

  return (
    <>
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <div className={styles.bars}>
        <TopBar openPalette={openPalette} openKeys={openKeys} />
        <HeightLine />
      </div>
      <div className={styles.frame}>
        <SideNavigation />
        <main id="content" ref={main} tabIndex={-1} className={styles.main}>
          <Suspense fallback={<Skeleton rows={8} label="the page" />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <BottomNavigation />
      <PortalEvents />
      <ForgetPerson />
      <Palette open={open === "palette"} onClose={close} />
      <KeysDialog open={open === "keys"} onClose={close} />
    </>
  );
}
