import { parseHttpDate } from "../fields/http-date.ts";

/** One cookie, and which requests it is for. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  readonly secure: boolean;
  /** Epoch milliseconds; Infinity when it lasts as long as its jar. */
  readonly expiresAtMs: number;
}

/** What a header may hold (RFC 9110, 5.5), without the separator of cookies. */
const VALUE = /^[\t\x20-\x3a\x3c-\x7e\x80-\xff]*$/;

/**
 * Reads a `Set-Cookie` header by the rules of RFC 6265, 5.2 and 5.3.
 *
 * @param url of the request that was answered so
 * @param nowMs epoch milliseconds
 * @returns undefined when it sets nothing here: without a name, for another host, `Secure` without https
 */
export function parseSetCookie(header: string, url: URL, nowMs: number): Cookie | undefined {
  const [pair = "", ...parts] = header.split(";");
  const equals = pair.indexOf("=");
  const name = pair.slice(0, Math.max(0, equals)).trim();
  const value = pair.slice(equals + 1).trim();
  const attributes = attributesOf(parts);
  const secure = attributes.has("secure");
  if (name === "" || !VALUE.test(name) || !VALUE.test(value)) return undefined;
  if (secure && url.protocol !== "https:") return undefined;
  if (!isOfDomain(url.hostname, attributes.get("domain"))) return undefined;
  const path = attributes.get("path");
  return {
    name,
    value,
    host: url.hostname,
    path: path?.startsWith("/") ? path : defaultPath(url.pathname),
    secure,
    expiresAtMs: expiryOf(attributes, nowMs),
  };
}

/** By lower-case name; the last of a name counts. */
function attributesOf(parts: readonly string[]): Map<string, string> {
  return new Map(
    parts.map((part) => {
      const [name = "", ...value] = part.split("=");
      return [name.trim().toLowerCase(), value.join("=").trim()];
    }),
  );
}

function isOfDomain(host: string, domain: string | undefined): boolean {
  const name = domain?.replace(/^\./, "").toLowerCase();
  return name === undefined || name === "" || host === name || host.endsWith(`.${name}`);
}

function defaultPath(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

/** `Max-Age` counts before `Expires`; what is neither seconds nor a date says nothing. */
function expiryOf(attributes: ReadonlyMap<string, string>, nowMs: number): number {
  const seconds = attributes.get("max-age") ?? "";
  if (/^-?\d+$/.test(seconds)) return Number(seconds) <= 0 ? 0 : nowMs + Number(seconds) * 1000;
  return parseHttpDate(attributes.get("expires") ?? "", nowMs) ?? Number.POSITIVE_INFINITY;
}
