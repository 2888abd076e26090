/**
 * Who is signed in: a link where nobody is, a menu where somebody is, and nothing where that is not known yet or nobody can be.
 * At the end of the top bar; on a phone behind "More", so that the bar keeps its room for the search.
 */
import { useEffect, useRef } from "react";
import { Link, useLocation } from "react-router";
import { toProblem, type User, useSessionQuery, useSignOutMutation } from "@aurigraph/api";
import { Button, ButtonLink } from "../components/Button.tsx";
import { Icon } from "../components/icons.tsx";
import { Menu, MenuNote } from "../components/Menu.tsx";
import { signInPath } from "../next.ts";
import styles from "./SessionControl.module.css";

function useSignInPath(): string {
  const { pathname, search } = useLocation();
  return signInPath(pathname + search);
}

interface SessionMenuProps {
  readonly user: Pick<User, "name" | "email" | "isAdministrator">;
  readonly busy?: boolean;
  /** Why signing out failed. */
  readonly problem?: string | undefined;
  readonly onSignOut: () => void;
}

export function SessionMenu({ user, busy = false, problem, onSignOut }: SessionMenuProps) {
  return (
    <Menu label={user.name} icon="user" name={`${user.name}, signed in`}>
      <MenuNote>
        <span className={styles.name}>{user.name}</span> <span className={styles.email}>{user.email}</span>
      </MenuNote>
      <ButtonLink kind="quiet" to="/profile" data-closes-menu>
        Profile
      </ButtonLink>
      <ButtonLink kind="quiet" to="/organisations" data-closes-menu>
        Organisations
      </ButtonLink>
      {user.isAdministrator && (
        <ButtonLink kind="quiet" to="/administration" data-closes-menu>
          Administration
        </ButtonLink>
      )}
      <Button kind="quiet" aria-disabled={busy} onClick={onSignOut}>
        {busy ? "Signing out\u2026" : "Sign out"}
      </Button>
      <div role="status">{problem !== undefined && <MenuNote>You are still signed in: {problem}</MenuNote>}</div>
    </Menu>
  );
}

function useSignOut() {
  const [signOut, { isLoading, error }] = useSignOutMutation();
  return {
    busy: isLoading,
    problem: error === undefined ? undefined : toProblem(error).title,
    onSignOut: () => {
      if (isLoading) return;
      void signOut()
        .unwrap()
        .then(
          // The provider's own page, where one signs out there as well.
          ({ endSessionUrl }) => endSessionUrl !== undefined && window.location.assign(endSessionUrl),
          // It is shown by `problem`.
          () => undefined,
        );
    },
  };
}

export function SessionControl() {
  // Coming back to this tab is a reason to look again: another one may have signed in or out.
  const { data: state } = useSessionQuery(undefined, { refetchOnFocus: true });
  const signOut = useSignOut();
  const path = useSignInPath();
  const link = useRef<HTMLAnchorElement>(null);
  const before = useRef(state?.kind);
  useEffect(() => {
    // The menu went away under the keyboard.
    if (before.current === "signedIn" && state?.kind === "signedOut" && document.activeElement === document.body) link.current?.focus();
    before.current = state?.kind;
  }, [state?.kind]);
  if (state === undefined || state.kind === "unavailable") return null;
  return (
    <div className={styles.session}>
      {state.kind === "signedIn" ? (
        <SessionMenu user={state.session.user} {...signOut} />
      ) : (
        <ButtonLink ref={link} kind="quiet" to={path}>
          Sign in
        </ButtonLink>
      )}
    </div>
  );
}

/** The same as lines of the phone's "More". */
export function SessionLinks({ className, onDone }: { readonly className: string; readonly onDone: () => void }) {
  const { data: state } = useSessionQuery();
  const { busy, problem, onSignOut } = useSignOut();
  const path = useSignInPath();
  if (state === undefined || state.kind === "unavailable") return null;
  if (state.kind === "signedOut") {
    return (
      <li>
        <Link to={path} className={className} onClick={onDone}>
          <Icon name="user" size={20} /> Sign in
        </Link>
      </li>
    );
  }
  const { name, isAdministrator } = state.session.user;
  return (
    <>
      <li>
        <Link to="/profile" className={className} onClick={onDone}>
          <Icon name="user" size={20} /> <span className={styles.line}>Profile of {name}</span>
        </Link>
      </li>
      <li>
        <Link to="/organisations" className={className} onClick={onDone}>
          <Icon name="people" size={20} /> Organisations
        </Link>
      </li>
      {isAdministrator && (
        <li>
          <Link to="/administration" className={className} onClick={onDone}>
            <Icon name="shield" size={20} /> Administration
          </Link>
        </li>
      )}
      <li>
        <button type="button" className={className} aria-disabled={busy} onClick={onSignOut}>
          <Icon name="signOut" size={20} /> {busy ? "Signing out\u2026" : "Sign out"}
        </button>
        <p role="status" className={styles.problem}>
          {problem !== undefined && `You are still signed in: ${problem}`}
        </p>
      </li>
    </>
  );
}
