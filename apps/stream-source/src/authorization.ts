import { hash, timingSafeEqual } from "node:crypto";
import { UnauthorizedError } from "./errors.ts";

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}

/**
 * Checks the header `Authorization: Bearer <key>` (RFC 6750, 2.1). Digests are compared, so that the time taken tells nothing
 * about the key, its length included.
 *
 * @param key undefined: no key is asked for
 * @throws UnauthorizedError
 */
export function authorize(header: string | undefined, key: string | undefined): void {
  if (key === undefined) return;
  const given = /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
  if (given === undefined || !timingSafeEqual(digest(given), digest(key))) throw new UnauthorizedError();
}
