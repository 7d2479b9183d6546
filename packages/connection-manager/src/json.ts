/** The value that a JSON text stands for; undefined when it is not JSON, which no JSON text stands for. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is not JSON is the caller's to report: it knows what should have been there.
    return undefined;
  }
}

/** The value as an object with string keys; undefined when it is none. */
export function asRecord(value: unknown): Record<string, unknown> | undefined {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : undefined;
}
