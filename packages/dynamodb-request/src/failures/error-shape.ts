/** The `code` of an error that says that an attempt has taken too long: whatever its class, nobody knows what became of it. */
export const ATTEMPT_TIMEOUT = "ATTEMPT_TIMEOUT";

/** How deep causes of causes are looked at. */
const MAX_CAUSE_DEPTH = 4;

/** What errors of the SDK, of Node and of undici have in common, each field as far as it is there. */
export interface ErrorShape {
  name?: string;
  message?: string;
  code?: string;
  cause?: unknown;
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
  $response?: { statusCode?: number; headers?: Record<string, string> };
  $fault?: string;
  $retryable?: { throttling?: boolean };
}

/** An error's fields; of what is no error, none. */
export function shapeOf(error: unknown): ErrorShape {
  return error instanceof Error ? error : {};
}

/** The codes of an error, of its causes, and of the errors that it gathers (one per address that was tried). */
export function transportCodes(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > MAX_CAUSE_DEPTH) return [];
  const { code, cause }: ErrorShape = error;
  const gathered: unknown[] = error instanceof AggregateError ? error.errors : [];
  const deeper = [cause, ...gathered].flatMap((inner) => transportCodes(inner, depth + 1));
  return typeof code === "string" ? [code, ...deeper] : deeper;
}
