/** The reference of the REST API, drawn from the document that the node itself serves. */
import { useCallback, useEffect, useState } from "react";
import { useLocation } from "react-router";
import { countOf } from "@aurigraph/core";
import { Notice, ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { PageHead, Panel } from "../../components/Panel.tsx";
import { usePageTitle } from "../../page.ts";
import styles from "./ApiDocsPage.module.css";
import { type ApiDocument, readApiDocument, searchGroups } from "./openapi.ts";
import { OperationView } from "./OperationView.tsx";

const DOCUMENT_PATH = "/api/v11/openapi.json";

interface Loaded {
  readonly document?: ApiDocument;
  readonly error?: unknown;
}

async function load(): Promise<Loaded> {
  try {
    const response = await fetch(DOCUMENT_PATH);
    const body: unknown = await response.json();
    return response.ok ? { document: readApiDocument(body) } : { error: { status: response.status, data: body } };
  } catch {
    return { error: { status: "FETCH_ERROR" } };
  }
}

function Reference({ document }: { readonly document: ApiDocument }) {
  const [text, setText] = useState("");
  const { hash } = useLocation();
  const named = hash.slice(1);
  useEffect(() => {
    if (named !== "") window.document.getElementById(named)?.scrollIntoView();
  }, [named]);
  const groups = searchGroups(document.groups, text);
  const count = groups.reduce((sum, group) => sum + group.operations.length, 0);
  return (
    <>
      <div className={styles.search}>
        <label htmlFor="api-search">Search the operations</label>
        <input id="api-search" type="search" value={text} placeholder="for example: blocks, proof, POST" onChange={(event) => setText(event.target.value)} />
        <span className="muted" aria-live="polite">
          {countOf(count, "operation")}
        </span>
      </div>
      {groups.map((group) => (
        <Panel key={group.name} title={group.name} note={group.description} flush>
          <ul>
            {group.operations.map((operation) => (
              <OperationView key={`${operation.id}#${operation.id === named}`} operation={operation} document={document} initiallyOpen={operation.id === named} />
            ))}
          </ul>
        </Panel>
      ))}
      {count === 0 && (
        <Panel title="No operation" flush>
          <Notice title="Nothing matches" icon="search">
            Every word must occur in the method, the path, the description or a parameter. Clear the search to see all operations.
          </Notice>
        </Panel>
      )}
    </>
  );
}

export function ApiDocsPage() {
  usePageTitle("API reference");
  const [{ document, error }, setLoaded] = useState<Loaded>({});
  const reload = useCallback(() => void load().then(setLoaded), []);
  useEffect(reload, [reload]);
  return (
    <>
      <PageHead title="API reference" above={document && `${document.title} ${document.version}`}>
        Every operation of this node, from the <a href={DOCUMENT_PATH}>OpenAPI document</a> that it serves. Amounts are integers in minor units as
        decimal strings; errors are problem documents with a stable code.
      </PageHead>
      {error !== undefined ? <ProblemNotice error={error} onRetry={reload} /> : document ? <Reference document={document} /> : <Skeleton rows={12} label="the API reference" />}
    </>
  );
}
