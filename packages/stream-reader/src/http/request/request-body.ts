import { StreamBodyError, StreamOptionError } from "../../errors/caller-errors.ts";
import type { RequestBody, RequestOptions } from "./request-options.ts";

/**
 * Checks a body that is not made afresh.
 *
 * @throws StreamOptionError
 */
export function assertBody(body: RequestOptions["body"]): void {
  if (body === undefined || typeof body === "function" || isPlain(body)) return;
  throw new StreamOptionError(
    "body must be a string, a Uint8Array, or a function that makes one or an async iterable: a stream can be sent only once",
  );
}

/**
 * The body to send now.
 *
 * @throws StreamBodyError, StreamOptionError of the function's
 */
export async function madeBody(body: RequestOptions["body"]): Promise<RequestBody | undefined> {
  if (typeof body !== "function") return body;
  let made: RequestBody;
  try {
    made = await body();
  } catch (error) {
    throw error instanceof StreamOptionError ? error : new StreamBodyError(error);
  }
  if (isPlain(made) || isAsyncIterable(made)) return made;
  throw new StreamBodyError(
    new TypeError("the body function must give a string, a Uint8Array or an async iterable"),
  );
}

function isPlain(body: unknown): body is string | Uint8Array {
  return typeof body === "string" || body instanceof Uint8Array;
}

function isAsyncIterable(body: unknown): boolean {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}
