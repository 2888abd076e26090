/** One operation: what it takes, what it answers, an example, the same as curl, and for reading ones a way to try it. */
import { Fragment, useState } from "react";
import { CopyButton } from "../../components/Hash.tsx";
import styles from "./ApiDocsPage.module.css";
import type { ApiDocument, Content, Operation } from "./openapi.ts";
import { curlCommand } from "./request.ts";
import { Prose } from "./Prose.tsx";
import { SchemaView } from "./SchemaView.tsx";
import { exampleOf, typeWords } from "./schemaWords.ts";
import { TryIt } from "./TryIt.tsx";

interface OperationProps {
  readonly operation: Operation;
  readonly document: ApiDocument;
}

function exampleText(content: Content, document: ApiDocument): string {
  const example = content.example ?? exampleOf(content.schema, document);
  return typeof example === "string" ? example : JSON.stringify(example, undefined, 2);
}

function Parameters({ operation }: { readonly operation: Operation }) {
  if (operation.parameters.length === 0) return null;
  return (
    <section>
      <h3>Parameters</h3>
      <dl className={styles.properties}>
        {operation.parameters.map((parameter) => (
          <div key={`${parameter.place}:${parameter.name}`}>
            <dt>
              <code>{parameter.name}</code>
              <span className={styles.optional}>
                {parameter.place}
                {!parameter.required && ", optional"}
              </span>
            </dt>
            <dd>
              <code className={styles.typeWords}>{typeWords(parameter.schema)}</code>
              {parameter.description !== "" && <p>
                  <Prose text={parameter.description} />
                </p>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Example({ content, document }: { readonly content: Content; readonly document: ApiDocument }) {
  if (!content.mediaType.includes("json")) return null;
  const text = exampleText(content, document);
  return (
    <details className={styles.inner}>
      <summary>Example</summary>
      <div className={styles.command}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
        <pre tabIndex={0} aria-label="Example">
          {text}
        </pre>
        <CopyButton text={text} label="the example" />
      </div>
    </details>
  );
}

function ContentView({ content, document }: { readonly content: Content; readonly document: ApiDocument }) {
  return (
    <div className={styles.content}>
      <p className={styles.mediaType}>
        <code>{content.mediaType}</code>
      </p>
      <SchemaView schema={content.schema} document={document} />
      <Example content={content} document={document} />
    </div>
  );
}

function Body({ operation, document }: OperationProps) {
  const [content] = operation.requestContents;
  if (content === undefined) return null;
  const command = curlCommand(location.origin, operation, {}, { content, text: exampleText(content, document) });
  return (
    <section>
      <h3>Body</h3>
      {operation.requestContents.map((each) => (
        <ContentView key={each.mediaType} content={each} document={document} />
      ))}
      <div className={styles.command}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
        <pre tabIndex={0} aria-label="As a curl command">
          {command}
        </pre>
        <CopyButton text={command} label="the curl command" />
      </div>
    </section>
  );
}

function Answers({ operation, document }: OperationProps) {
  return (
    <section>
      <h3>Answers</h3>
      <ul className={styles.answers}>
        {operation.answers.map((answer) => (
          <li key={answer.status}>
            <p>
              <strong className="figures">{answer.status}</strong> <Prose text={answer.description} />
            </p>
            {answer.contents.map((content) => (
              <ContentView key={content.mediaType} content={content} document={document} />
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A path that breaks before its slashes where it must. */
function Path({ path }: { readonly path: string }) {
  return path.split("/").map((part, index) =>
    index === 0 ? (
      part
    ) : (
      <Fragment key={index}>
        <wbr />/{part}
      </Fragment>
    ),
  );
}

/** One line that unfolds. `initiallyOpen` is for the operation that the page's address names. */
export function OperationView({ operation, document, initiallyOpen }: OperationProps & { readonly initiallyOpen: boolean }) {
  const [open, setOpen] = useState(initiallyOpen);
  return (
    <li id={operation.id} className={styles.operation}>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className={styles.method} data-method={operation.method}>
            {operation.method}
          </span>
          <code className={styles.path}>
            <Path path={operation.path} />
          </code>
          <span className={styles.summary}>
            <Prose text={operation.summary} />
          </span>
        </summary>
        {open && (
          <div className={styles.operationBody}>
            <p className={styles.prose}>
              <Prose text={operation.description || operation.summary} /> <a href={`#${operation.id}`}>Link to this operation</a>
            </p>
            <Parameters operation={operation} />
            <Body operation={operation} document={document} />
            <Answers operation={operation} document={document} />
            {operation.method === "GET" && <TryIt operation={operation} />}
          </div>
        )}
      </details>
    </li>
  );
}
