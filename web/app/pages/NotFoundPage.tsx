/** An address that leads nowhere, and a page that failed. */
import { useLocation, useRouteError } from "react-router";
import { toProblem } from "@aurigraph/api";
import { Button, ButtonLink } from "../components/Button.tsx";
import { Notice } from "../components/Notice.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { usePageTitle } from "../page.ts";

export function NotFoundPage() {
  usePageTitle("Not found");
  const { pathname } = useLocation();
  return (
    <>
      <PageHead title="Nothing is here">{pathname}</PageHead>
      <Panel title="Where to go" flush>
        <Notice title="This address leads to no page" icon="search" action={<ButtonLink to="/">Overview</ButtonLink>}>
          Press <kbd>/</kbd> to look for a block, a transaction or an account by its hash, height or address.
        </Notice>
      </Panel>
    </>
  );
}

export function FailedPage() {
  usePageTitle("Failed");
  const problem = toProblem(useRouteError());
  return (
    <>
      <PageHead title="This page failed">The ledger is not affected: this page only reads.</PageHead>
      <Panel title="What happened" flush>
        <Notice title={problem.title} tone="negative" icon="alert" action={<Button onClick={() => location.reload()}>Reload</Button>}>
          {problem.detail}
        </Notice>
      </Panel>
    </>
  );
}
