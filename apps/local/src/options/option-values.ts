import { checkedStreamId } from "@unbounded-streams/connection-manager";
import type { JsonObject } from "@unbounded-streams/connection-manager/source-definition";
import { parseEndSignal } from "@unbounded-streams/stream-reader";
import { parseFaultSpec } from "@unbounded-streams/stream-source";
import { InvalidArgumentError } from "commander";
import { WrongOptionError } from "../errors.ts";
import { type Header, parseHeader, sendable } from "./secret-options.ts";

/** A whole number within these bounds. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Allowed is a whole number from ${least} to ${most}.`);
  };
}

/** A number within these bounds. */
export function numeric(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Allowed is a number from ${least} to ${most}.`);
  };
}

export function httpUrl(text: string): string {
  return urlOf(text, ["http:", "https:"], {
    option: "--dynamodb-endpoint",
    instead: "one without: a local DynamoDB takes any credentials",
  });
}

/** The address of a stream, over HTTP or a WebSocket. */
export function streamUrl(text: string): string {
  return urlOf(text, ["http:", "https:", "ws:", "wss:"], {
    option: "--url",
    instead: "--key-scheme Basic with --key-env or --key-file in its place",
  });
}

/** Text that is not empty. */
export function text(value: string): string {
  if (value !== "") return value;
  throw new InvalidArgumentError("Allowed is text that is not empty.");
}

/** Collects `name=value`; a name that comes again has several values. */
export function queryParameter(
  text: string,
  before: Readonly<Record<string, readonly string[]>> = {},
): Record<string, readonly string[]> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new WrongOptionError(
      "a --query is not name=value (not shown): allowed is a parameter's name and value",
    );
  }
  return { ...before, [name]: [...(Object.hasOwn(before, name) ? (before[name] ?? []) : []), value] };
}

/** Collects rules of control frames: one JSON object, or an array of them. */
export function controlRules(text: string, before: readonly JsonObject[] = []): JsonObject[] {
  const rules = [parsedJson(text)].flat();
  if (rules.length > 0 && rules.every(isObject)) return [...before, ...rules];
  throw new InvalidArgumentError("Allowed is a rule as a JSON object, or an array of them.");
}

/** Collects `name: value`; a wrong one is not repeated, because it may hold a secret. */
export function header(text: string, before: readonly Header[] = []): Header[] {
  const parsed = parseHeader(text);
  if (parsed !== undefined) return [...before, sendable("--header", parsed)];
  throw new WrongOptionError("a --header is not a header (its value is not shown): allowed is 'name: value'");
}

/** One JSON object. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> {
  const value = parsedJson(text);
  if (isObject(value)) return value;
  throw new InvalidArgumentError("Allowed is one JSON object.");
}

/** How the key is sent, as the handler reads it. */
export function keyScheme(text: string): string {
  const [scheme, header] = /^(?:Bearer|Basic|header:([\w!#$%&'*+.^`|~-]+)|query:[\w.~-]+)$/.exec(text) ?? [];
  if (header !== undefined) sendable(`--key-scheme ${text}`, [header, ""]);
  if (scheme !== undefined) return text;
  throw new InvalidArgumentError("Allowed are Bearer, Basic, header:NAME and query:NAME.");
}

/** Collects end signals as `parseEndSignal` reads them. */
export function endSignal(text: string, before: readonly string[] = []): string[] {
  return [...before, checked(text, parseEndSignal)];
}

export function streamId(text: string): string {
  return checked(text, checkedStreamId);
}

export function faults(text: string): string {
  return checked(text, parseFaultSpec);
}

/** @param instead of a user's name and password in it */
function urlOf(
  text: string,
  protocols: readonly string[],
  { option, instead }: { readonly option: string; readonly instead: string },
): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.username !== "" || url.password !== "")) {
    throw new WrongOptionError(`${option} holds a user name or password (not shown): allowed is ${instead}`);
  }
  if (url !== undefined && protocols.includes(url.protocol)) return text;
  const words = protocols.map((protocol) => `${protocol}//`).join(" or ");
  throw new WrongOptionError(
    `${option} is ${JSON.stringify(withoutSecrets(text))}: allowed is a URL that begins with ${words}, with a host and a port up to 65535 (see --help)`,
  );
}

/** What is no URL may hold what a URL does: its query, and a user's name and password, are not shown. */
function withoutSecrets(text: string): string {
  return text.replace(/[?#].*$/s, "?***").replace(/^([^/]*\/\/)?.*@/s, "$1***@");
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checked(text: string, check: (text: string) => unknown): string {
  try {
    check(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
