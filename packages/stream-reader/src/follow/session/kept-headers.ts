import { headerProblems } from "../../http/request/request-headers.ts";
import { MAX_KEPT_HEADER_BYTES } from "../../limits.ts";

/** Values of headers by lower-case name: keys to the source's session, which nothing may show. */
export type KeptValues = Readonly<Record<string, string>>;

/** Headers of responses that are sent with each request after. */
export class KeptHeaders {
  private readonly names: readonly string[];
  private readonly values = new Map<string, string>();

  /**
   * @param names of the headers that are kept
   * @param before what another process has kept
   */
  constructor(names: readonly string[], before: KeptValues = {}) {
    this.names = names.map((name) => name.toLowerCase());
    this.take(before);
  }

  get isEmpty(): boolean {
    return this.values.size === 0;
  }

  /** What is kept now. */
  get all(): Record<string, string> {
    return Object.fromEntries(this.values);
  }

  /** Takes what a response has of them; what no request could carry, or is over 4 KiB, is passed over. */
  take(headers: Readonly<Record<string, string | readonly string[] | undefined>>): void {
    for (const name of this.names) {
      const value = Object.hasOwn(headers, name) ? [headers[name] ?? []].flat().join(", ") : "";
      if (isKeepable(name, value)) this.values.set(name, value);
    }
  }

  forget(): void {
    this.values.clear();
  }
}

function isKeepable(name: string, value: string): boolean {
  return (
    value !== "" &&
    Buffer.byteLength(value, "latin1") <= MAX_KEPT_HEADER_BYTES &&
    headerProblems({ [name]: value }).length === 0
  );
}

/** Headers of responses that are of the connection, or have a keeper of their own. */
const NOT_KEPT = ["cookie", "set-cookie", "www-authenticate"];

/**
 * What is wrong with the names of headers to keep, one sentence each.
 *
 * @param resumeHeaders lower-case names of headers that say where the stream goes on
 */
export function keepHeadersProblems(given: unknown, resumeHeaders: readonly string[]): string[] {
  if (!Array.isArray(given) || !given.every((name) => typeof name === "string")) {
    return ["keepHeaders must be a list of names of response headers, such as mcp-session-id"];
  }
  const names = given.map((name) => name.toLowerCase());
  return [
    ...names.flatMap((name) => headerProblems({ [name]: "" })),
    ...names
      .filter((name) => NOT_KEPT.includes(name))
      .map(
        (name) =>
          `keepHeaders has ${name}, which is none to be sent back: cookies are kept by the option cookies`,
      ),
    ...names
      .filter((name) => resumeHeaders.includes(name))
      .map((name) => `keepHeaders has ${name}, in which resume puts the cursor: keep it in one of them`),
  ];
}

/** Whether a value can be what another process has kept. */
export function isKeptValues(given: unknown): given is KeptValues {
  return (
    typeof given === "object" &&
    given !== null &&
    !Array.isArray(given) &&
    Object.entries(given).every(([name, value]) => typeof value === "string" && isKeepable(name, value))
  );
}
