/**
 * Every component in both themes and three densities, side by side. A page for whoever works on the portal
 * (`npm run stories -w web`): it is not part of the portal's build, and the values on it are examples. All of them are a large page;
 * `?group=` in the address shows one group.
 */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Provider } from "react-redux";
import { MemoryRouter } from "react-router";
import type { Density } from "@aurigraph/tokens";
import { store } from "../app/store.ts";
import "../app/styles.css";
import { administration } from "./administration.tsx";
import { basics } from "./basics.tsx";
import { forms } from "./forms.tsx";
import { foundations } from "./foundations.tsx";
import { governance } from "./governance.tsx";
import { identity } from "./identity.tsx";
import { lists } from "./lists.tsx";
import { network } from "./network.tsx";
import { nodeStories } from "./nodes.tsx";
import { passkeys } from "./passkeys.tsx";
import { organisations } from "./organisations.tsx";
import { paymentStories } from "./payments.tsx";
import { profile } from "./profile.tsx";
import { records } from "./records.tsx";
import { secondFactor } from "./second-factor.tsx";
import styles from "./stories.module.css";
import type { Story } from "./story.ts";
import { usageStories } from "./usage.tsx";

const GROUPS: readonly (readonly [name: string, stories: readonly Story[]])[] = [
  ["Foundations", foundations],
  ["Basics", basics],
  ["Records and proofs", records],
  ["Lists and charts", lists],
  ["Network", network],
  ["Governance", governance],
  ["Forms and dialogs", forms],
  ["Signing in", identity],
  ["Second factor", secondFactor],
  ["Passkeys and confirmation", passkeys],
  ["Profile and inbox", profile],
  ["Organisations", organisations],
  ["Administration", administration],
  ["Usage", usageStories],
  ["Ledger accounts and payments", paymentStories],
  ["Nodes of an organisation", nodeStories],
];
const THEMES = ["light", "dark"] as const;
const DENSITIES: readonly Density[] = ["compact", "regular", "relaxed"];

function anchor(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]+/g, "-");
}

function StoryGrid({ story }: { readonly story: Story }) {
  return (
    <section id={anchor(story.name)} className={styles.story} data-story={story.name}>
      <h3>{story.name}</h3>
      <div className={styles.cells}>
        {THEMES.flatMap((theme) =>
          DENSITIES.map((density) => (
            <div key={`${theme}-${density}`} className={styles.cell} data-theme={theme} data-density={density}>
              <p className={styles.label}>
                {theme}, {density}
              </p>
              <MemoryRouter>{story.render()}</MemoryRouter>
            </div>
          )),
        )}
      </div>
    </section>
  );
}

/** The group that the address asks for; all of them where it asks for none. */
function groupsAsked(): typeof GROUPS {
  const asked = new URLSearchParams(location.search).get("group");
  return asked === null ? GROUPS : GROUPS.filter(([group]) => anchor(group) === asked);
}

function Stories() {
  const shown = groupsAsked();
  return (
    <main className={styles.page}>
      <h1>Stories</h1>
      <p className="muted">Components of the portal with example values. Nothing here comes from a ledger.</p>
      <nav aria-label="Groups of stories" className={styles.index}>
        <a href="?">All</a>
        {GROUPS.map(([group]) => (
          <a key={group} href={`?group=${anchor(group)}`}>
            {group}
          </a>
        ))}
      </nav>
      <nav aria-label="Stories" className={styles.index}>
        {shown.flatMap(([, stories]) => stories).map(({ name }) => (
          <a key={name} href={`#${anchor(name)}`}>
            {name}
          </a>
        ))}
      </nav>
      {shown.map(([group, stories]) => (
        <div key={group} className={styles.group}>
          <h2>{group}</h2>
          {stories.map((story) => (
            <StoryGrid key={story.name} story={story} />
          ))}
        </div>
      ))}
    </main>
  );
}

// Components that would ask a node are told that there is none.
globalThis.fetch = () => Promise.resolve(Response.json({ title: "Stories ask no node", status: 503, code: "not_ready", detail: "these are stories", action: "run the portal" }, { status: 503 }));

const root = document.getElementById("root");
if (!root) throw new Error("stories.html has no #root");
createRoot(root).render(
  <StrictMode>
    <Provider store={store}>
      <Stories />
    </Provider>
  </StrictMode>,
);
