import type { BodySource } from "./http/decoded-body.ts";
import { MAX_BODY_EXCERPT_BYTES } from "./limits.ts";

/**
 * The wait that `Retry-After` asks for, in milliseconds: whole seconds or an HTTP date (RFC 9110, 10.2.3). Undefined
 * when it is absent or neither.
 */
export function parseRetryAfter(value: string | string[] | undefined, nowMs: number): number | undefined {
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER);
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}

/** The first bytes of a body as text, 1 KiB at most; less when the body breaks off. */
export async function excerptOf(body: Pick<BodySource, "take">): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let left = MAX_BODY_EXCERPT_BYTES;
  while (left > 0) {
    const chunks = await body.take();
    if (chunks === undefined) break;
    for (const chunk of chunks) {
      text += decoder.decode(chunk.subarray(0, left), { stream: true });
      left = Math.max(0, left - chunk.length);
    }
  }
  return text.trim();
}
