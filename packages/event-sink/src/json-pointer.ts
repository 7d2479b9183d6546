const POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;
const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/;

/** Whether the text is a JSON Pointer to something inside a document. https://www.rfc-editor.org/rfc/rfc6901 */
export function isFieldPointer(text: unknown): text is string {
  return typeof text === "string" && POINTER.test(text);
}

/** What a JSON Pointer names in a parsed document; undefined when nothing is there. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const token of pointer.split("/").slice(1)) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    if (Array.isArray(value) && !ARRAY_INDEX.test(name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
