import type { IncomingMessage, ServerResponse } from "node:http";
import { BodyTooLargeError, InvalidRequestError, StreamSourceError } from "./errors.ts";

/** Answers with a JSON document. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...headers,
  });
  response.end(text);
}

/** Answers with `{ code, message }`; an error that is not ours says no more than that. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else if (error instanceof StreamSourceError) {
    sendJson(response, error.status, { code: error.code, message: error.message }, error.headers);
  } else sendJson(response, 500, { code: "INTERNAL", message: "the source has failed" });
}

/**
 * Reads a JSON body.
 *
 * @throws BodyTooLargeError, InvalidRequestError
 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  // The default would close the socket under the answer to a body that is too large.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBytes) throw new BodyTooLargeError(maxBytes);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    throw new InvalidRequestError("the body is not JSON");
  }
}
