/** How the source's key is sent. */
export type KeyScheme =
  /** In `Authorization`: as it is after `Bearer`, or, being `user:password`, in Base64 after `Basic` (RFC 7617). */
  | { readonly in: "authorization"; readonly scheme: "Bearer" | "Basic" }
  /** As it is in a header of its own. */
  | { readonly in: "header"; readonly name: string }
  /** As a parameter of the query. */
  | { readonly in: "query"; readonly name: string };

/** What is sent with a request for the key's sake. */
export type SentKey =
  | { readonly in: "headers"; readonly headers: Record<string, string> }
  | { readonly in: "query"; readonly query: Record<string, string> };

export const BEARER: KeyScheme = { in: "authorization", scheme: "Bearer" };

/**
 * Reads `Bearer`, `Basic`, `header:NAME` or `query:NAME`.
 *
 * @returns undefined when the text is none of them
 */
export function parseKeyScheme(text: string): KeyScheme | undefined {
  if (text === "Bearer" || text === "Basic") return { in: "authorization", scheme: text };
  const [, header, parameter] = /^(?:header:([\w!#$%&'*+.^`|~-]+)|query:([\w.~-]+))$/.exec(text) ?? [];
  if (header !== undefined) return { in: "header", name: header.toLowerCase() };
  return parameter === undefined ? undefined : { in: "query", name: parameter };
}

/** Puts a key where its scheme has it. */
export function sentKey(scheme: KeyScheme, key: string): SentKey {
  switch (scheme.in) {
    case "query":
      return { in: "query", query: { [scheme.name]: key } };
    case "header":
      return { in: "headers", headers: { [scheme.name]: key } };
    case "authorization": {
      const credentials = scheme.scheme === "Basic" ? Buffer.from(key).toString("base64") : key;
      return { in: "headers", headers: { authorization: `${scheme.scheme} ${credentials}` } };
    }
  }
}

/** What keeps a key from being sent by a scheme, without the key; undefined when nothing does. */
export function keyProblem(scheme: KeyScheme, key: string): string | undefined {
  if (scheme.in === "authorization" && scheme.scheme === "Basic") {
    return key.includes(":") ? undefined : "is not user:password, which Basic needs";
  }
  if (scheme.in === "query") return undefined;
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(key)
    ? undefined
    : "has characters that no header may hold: remove line ends";
}
