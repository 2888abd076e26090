/** Hands a text to the person as a file. */

export function downloadText(fileName: string, text: string, mediaType = "application/json"): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser has taken the content over once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
