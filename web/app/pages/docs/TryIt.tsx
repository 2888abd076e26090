/** Asks the node that serves this page, for reading operations only, and shows what it answered and how long it took. */
import { type FormEvent, useState } from "react";
import { formatBytes, formatMilliseconds } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import { CopyButton } from "../../components/Hash.tsx";
import styles from "./ApiDocsPage.module.css";
import type { Operation } from "./openapi.ts";
import { curlCommand, missingParameters, type ParameterValues, requestPath, valueKey } from "./request.ts";
import { typeWords } from "./schemaWords.ts";

const SHOWN_CHARACTERS_MAX = 100_000;
const TIMEOUT_MS = 20_000;

interface Reply {
  readonly status: number;
  readonly mediaType: string;
  readonly elapsedMs: number;
  readonly bytes: number;
  readonly text: string;
}

function indented(text: string, mediaType: string): string {
  if (!mediaType.includes("json")) return text;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

async function ask(path: string): Promise<Reply> {
  const startedAt = performance.now();
  const response = await fetch(path, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await response.text();
  const mediaType = response.headers.get("content-type") ?? "no media type";
  return {
    status: response.status,
    mediaType,
    elapsedMs: performance.now() - startedAt,
    bytes: new Blob([text]).size,
    text: indented(text, mediaType).slice(0, SHOWN_CHARACTERS_MAX),
  };
}

function ReplyView({ reply }: { readonly reply: Reply }) {
  return (
    <div className={styles.reply}>
      <p>
        <strong className="figures">{reply.status}</strong> {reply.mediaType} · <span className="figures">{formatMilliseconds(reply.elapsedMs)}</span>{" "}
        ms, measured here · {formatBytes(reply.bytes)}
        {reply.text.length === SHOWN_CHARACTERS_MAX && " · the beginning is shown"}
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} aria-label="Answer">
        {reply.text}
      </pre>
    </div>
  );
}

export function TryIt({ operation }: { readonly operation: Operation }) {
  const [values, setValues] = useState<ParameterValues>({});
  const [reply, setReply] = useState<Reply>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const missing = missingParameters(operation, values);
  const parameters = operation.parameters.filter(({ place }) => place === "path" || place === "query");

  async function send(event: FormEvent) {
    event.preventDefault();
    if (missing.length > 0) {
      setProblem(`Fill in ${missing.join(", ")} first.`);
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      setReply(await ask(requestPath(operation, values)));
    } catch {
      setProblem("No answer came back: the node cannot be reached, or took longer than 20 s.");
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className={styles.tryIt} onSubmit={(event) => void send(event)}>
      <h3>Try it</h3>
      {parameters.map((parameter) => (
        <label key={valueKey(parameter)} className={styles.parameterInput}>
          <span>
            <code>{parameter.name}</code> {parameter.required ? "" : "(optional)"}
          </span>
          <input
            autoComplete="off"
            spellCheck={false}
            placeholder={typeWords(parameter.schema)}
            value={values[valueKey(parameter)] ?? ""}
            onChange={(event) => setValues({ ...values, [valueKey(parameter)]: event.target.value })}
          />
        </label>
      ))}
      <div className={styles.command}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
        <pre tabIndex={0} aria-label="As a curl command">
          {curlCommand(location.origin, operation, values)}
        </pre>
        <CopyButton text={curlCommand(location.origin, operation, values)} label="the curl command" />
      </div>
      <div>
        <Button kind="primary" type="submit" disabled={busy}>
          {busy ? "Asking…" : "Send the request"}
        </Button>
      </div>
      <div aria-live="polite">
        {problem !== undefined && <p className={styles.problem}>{problem}</p>}
        {reply && <ReplyView reply={reply} />}
      </div>
    </form>
  );
}
