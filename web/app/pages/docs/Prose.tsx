/** A description out of the document: plain text in which `code` stands between backticks. */

export function Prose({ text }: { readonly text: string }) {
  // Every second part of the text stood between backticks; one without a partner stays as it is.
  const parts = text.split("`");
  if (parts.length % 2 === 0) return <>{text}</>;
  return <>{parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}
