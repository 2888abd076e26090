/** A schema as a list of its properties; what is inside a property unfolds on demand, so that a schema may contain itself. */
import { useState } from "react";
import { type ApiDocument, resolveSchema, type Schema } from "./openapi.ts";
import { Prose } from "./Prose.tsx";
import { innerSchemas, propertiesOf, typeWords } from "./schemaWords.ts";
import styles from "./ApiDocsPage.module.css";

interface SchemaViewProps {
  readonly schema: Schema;
  readonly document: ApiDocument;
}

function descriptionOf(schema: Schema): string {
  return typeof schema["description"] === "string" ? schema["description"] : "";
}

function Unfolding({ schema, document }: SchemaViewProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.inner} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{typeWords(schema)}</summary>
      {open && <SchemaView schema={schema} document={document} />}
    </details>
  );
}

export function SchemaView({ schema, document }: SchemaViewProps) {
  const properties = propertiesOf(schema, document);
  if (properties.length === 0) {
    const inner = innerSchemas(schema, document);
    const description = descriptionOf(schema) || descriptionOf(resolveSchema(schema, document));
    return (
      <div className={styles.type}>
        <code>{typeWords(schema)}</code>
        {description !== "" && (
          <p>
            <Prose text={description} />
          </p>
        )}
        {inner.map((each, index) => (
          <Unfolding key={index} schema={each} document={document} />
        ))}
      </div>
    );
  }
  return (
    <dl className={styles.properties}>
      {properties.map((property) => (
        <div key={property.name}>
          <dt>
            <code>{property.name}</code>
            {!property.required && <span className={styles.optional}>optional</span>}
          </dt>
          <dd>
            <code className={styles.typeWords}>{typeWords(property.schema)}</code>
            {descriptionOf(property.schema) !== "" && (
              <p>
                <Prose text={descriptionOf(property.schema)} />
              </p>
            )}
            {innerSchemas(property.schema, document).map((inner, index) => (
              <Unfolding key={index} schema={inner} document={document} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
