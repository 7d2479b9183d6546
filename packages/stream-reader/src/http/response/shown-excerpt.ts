import { MAX_BODY_EXCERPT_BYTES, MAX_SHOWN_EXCERPT_CHARS } from "../../limits.ts";
import { maskTokens } from "../fields/mask.ts";
import type { PlannedRequest } from "../request/request-plan.ts";
import { saidValues } from "../request/said-values.ts";

/** Shorter ones are words: masking them would hide what the body says. */
const LEAST_SECRET_CHARS = 6;

/** The start of a body as text, 1 KiB at most. */
export function excerptOfBytes(chunks: readonly Uint8Array[]): string {
  const starts = chunks.map((chunk) => chunk.subarray(0, MAX_BODY_EXCERPT_BYTES));
  return new TextDecoder().decode(Buffer.concat(starts).subarray(0, MAX_BODY_EXCERPT_BYTES)).trim();
}

/**
 * The part of an excerpt that a message may show: one line of at most 120 characters, in which what the request said of itself
 * (a source may repeat a key), what its body or messages have of 8 characters and more, and what looks like a token is masked.
 */
export function shownExcerpt(
  excerpt: string,
  { url, headers, said = [] }: Pick<PlannedRequest, "url" | "headers" | "said">,
): string {
  const secrets = [
    ...url.searchParams.values(),
    ...said.flatMap(saidValues),
    ...Object.values(headers)
      .flat()
      .flatMap((value) => [value, ...value.split(" "), ...credentialsIn(value)]),
  ]
    .filter((value) => value.length >= LEAST_SECRET_CHARS)
    .toSorted((a, b) => b.length - a.length);
  let shown = excerpt;
  for (const secret of secrets) shown = shown.replaceAll(secret, "***");
  const line = maskTokens(shown)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return line.length <= MAX_SHOWN_EXCERPT_CHARS ? line : `${line.slice(0, MAX_SHOWN_EXCERPT_CHARS)}...`;
}

/** What Basic credentials stand for (RFC 7617): both, and the password by itself. */
function credentialsIn(header: string): string[] {
  const [, encoded] = /^Basic +(\S+)$/i.exec(header) ?? [];
  if (encoded === undefined) return [];
  const credentials = Buffer.from(encoded, "base64").toString("utf8");
  return [credentials, credentials.slice(credentials.indexOf(":") + 1)];
}
