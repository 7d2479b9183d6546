import { StreamOptionError } from "../errors/caller-errors.ts";
import {
  type EndSignal,
  endOnAll,
  endOnAny,
  endOnClose,
  endOnData,
  endOnEvent,
  endOnJson,
  endOnStatus,
  endUnless,
  type JsonScalar,
} from "./end-signal.ts";

/**
 * Reads an end signal from text, as options and environments hold it:
 * `status:410`, `data:[DONE]`, `json:/type=end` (the value as JSON, or as a plain string), `event:message_stop`, and
 * `any:["data:a","data:b"]`, `all:["event:a","json:/b=1"]`, `not:data:a`; and `close`.
 *
 * @throws StreamOptionError when the text is none of these
 */
export function parseEndSignal(text: string): EndSignal {
  if (text === "close") return endOnClose();
  const colon = text.indexOf(":");
  const kind = text.slice(0, Math.max(colon, 0));
  const rest = text.slice(colon + 1);
  switch (kind) {
    case "status":
      if (!/^\d+$/.test(rest)) break;
      return endOnStatus(Number(rest));
    case "data":
      return endOnData(rest);
    case "event":
      return endOnEvent(rest);
    case "json": {
      const equals = rest.indexOf("=");
      if (equals === -1) break;
      return endOnJson(rest.slice(0, equals), scalarOf(rest.slice(equals + 1)));
    }
    case "any":
      return endOnAny(...signalsOf(rest));
    case "all":
      return endOnAll(...signalsOf(rest));
    case "not":
      return endUnless(parseEndSignal(rest));
  }
  throw new StreamOptionError(
    `${JSON.stringify(text)} is not an end signal: write status:410, data:[DONE], json:/type=end, event:done or close`,
  );
}

/** The text that {@link parseEndSignal} reads; a predicate becomes `predicate:` and its name. */
export function formatEndSignal(signal: EndSignal): string {
  switch (signal.kind) {
    case "status":
      return `status:${signal.status}`;
    case "close":
      return "close";
    case "data":
      return `data:${signal.data}`;
    case "json":
      return `json:${signal.pointer}=${JSON.stringify(signal.value)}`;
    case "event":
      return `event:${signal.event}`;
    case "any":
    case "all":
      return `${signal.kind}:${JSON.stringify(signal.signals.map(formatEndSignal))}`;
    case "not":
      return `not:${formatEndSignal(signal.signal)}`;
    case "predicate":
      return `predicate:${signal.name}`;
  }
}

function signalsOf(text: string): EndSignal[] {
  const values = jsonOf(text);
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) {
    throw new StreamOptionError(
      `${JSON.stringify(text)} is not a list of end signals: write a JSON array of text, such as ["data:a","event:b"]`,
    );
  }
  return values.map(parseEndSignal);
}

function scalarOf(text: string): JsonScalar {
  const value = jsonOf(text);
  return value === undefined || (typeof value === "object" && value !== null) ? text : (value as JsonScalar);
}

/** Undefined when the text is not JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A bare word stands for the string itself.
    return undefined;
  }
}
