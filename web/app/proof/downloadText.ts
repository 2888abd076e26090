/** Hands a text or a file to the person. */

/** A file that this browser holds already; its address is of no use afterwards. */
export function downloadAddress(fileName: string, url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser has taken the content over once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

export function downloadText(fileName: string, text: string, mediaType = "application/json"): void {
  downloadAddress(fileName, URL.createObjectURL(new Blob([text], { type: mediaType })));
}

/** A name as a part of a file's name: small letters and digits, parted by hyphens. */
export function fileWords(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
}
