import { StreamOptionError } from "./errors.ts";
import { ChunkFrame, type Frame } from "./framing/frame.ts";
import { fieldOf, parseJsonPointer } from "./json-pointer.ts";

/** A JSON value that a field is compared with. */
export type JsonScalar = string | number | boolean | null;

/** What says that a stream is over, not merely its connection. */
export type EndSignal =
  /** The response has this status. */
  | { readonly kind: "status"; readonly status: number }
  /** A frame's text is exactly this, such as `[DONE]`. */
  | { readonly kind: "data"; readonly data: string }
  /** A frame is JSON, and what this JSON Pointer (RFC 6901) names in it equals this value. */
  | { readonly kind: "json"; readonly pointer: string; readonly value: JsonScalar }
  /** An SSE event has this name. */
  | { readonly kind: "event"; readonly event: string }
  /** A function says so. */
  | { readonly kind: "predicate"; readonly name: string; readonly test: (frame: Frame) => boolean };

/** 204 No Content ends a stream by default, as it does for `EventSource` (WHATWG HTML, 9.2.3). */
export const DEFAULT_END_STATUS = 204;

/** The stream is over when the source answers with this status, such as 404 or 410. */
export function endOnStatus(status: number): EndSignal {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new StreamOptionError(`${status} is not a status that can end a stream: allowed are 200 to 599`);
  }
  return { kind: "status", status };
}

/** The stream is over when a frame's text is exactly `data`. */
export function endOnData(data: string): EndSignal {
  return { kind: "data", data };
}

/** The stream is over when the field that the JSON Pointer names equals `value`; `""` names the whole document. */
export function endOnJson(pointer: string, value: JsonScalar): EndSignal {
  if (pointer !== "" && !pointer.startsWith("/")) {
    throw new StreamOptionError(
      `${JSON.stringify(pointer)} is not a JSON Pointer: it must be empty or begin with /`,
    );
  }
  return { kind: "json", pointer, value };
}

/** The stream is over when an SSE event has this name. */
export function endOnEvent(event: string): EndSignal {
  if (event === "") throw new StreamOptionError("the name of the ending SSE event is empty: name an event");
  return { kind: "event", event };
}

/** The stream is over when `test` says so; `name` stands for it in reports. */
export function endWhen(name: string, test: (frame: Frame) => boolean): EndSignal {
  return { kind: "predicate", name, test };
}

/**
 * Reads an end signal from text, as options and environments hold it:
 * `status:410`, `data:[DONE]`, `json:/type=end` (the value as JSON, or as a plain string), `event:message_stop`.
 *
 * @throws StreamOptionError when the text is none of these
 */
export function parseEndSignal(text: string): EndSignal {
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
  }
  throw new StreamOptionError(
    `${JSON.stringify(text)} is not an end signal: write status:410, data:[DONE], json:/type=end or event:done`,
  );
}

/** The text that {@link parseEndSignal} reads; a predicate becomes `predicate:` and its name. */
export function formatEndSignal(signal: EndSignal): string {
  switch (signal.kind) {
    case "status":
      return `status:${signal.status}`;
    case "data":
      return `data:${signal.data}`;
    case "json":
      return `json:${signal.pointer}=${JSON.stringify(signal.value)}`;
    case "event":
      return `event:${signal.event}`;
    case "predicate":
      return `predicate:${signal.name}`;
  }
}

/** The signal that this status is; 204 always is one. */
export function matchStatus(signals: readonly EndSignal[], status: number): EndSignal | undefined {
  const named = signals.find((signal) => signal.kind === "status" && signal.status === status);
  return named ?? (status === DEFAULT_END_STATUS ? { kind: "status", status } : undefined);
}

/** A frame that ends the stream, or holds what does. */
export interface EndMatch {
  readonly signal: EndSignal;
  /** The frame, or the part of it, that is the signal. */
  readonly frame: Frame;
  /** What stands before it in the same network chunk, and is still to be delivered. */
  readonly before?: Frame;
}

/** The first signal that this frame is or, if it is a network chunk of several lines, that one of its lines is. */
export function matchFrame(signals: readonly EndSignal[], frame: Frame): EndMatch | undefined {
  const whole = signals.find((signal) => isSignal(signal, frame));
  if (whole !== undefined) return { signal: whole, frame };
  if (!(frame instanceof ChunkFrame)) return undefined;
  for (const { line, before } of frame.lines()) {
    const signal = signals.find((candidate) => candidate.kind !== "predicate" && isSignal(candidate, line));
    if (signal !== undefined)
      return before === undefined ? { signal, frame: line } : { signal, frame: line, before };
  }
  return undefined;
}

function isSignal(signal: EndSignal, frame: Frame): boolean {
  switch (signal.kind) {
    case "status":
      return false;
    case "data":
      return frame.text === signal.data;
    case "json":
      return fieldOf(frame, parseJsonPointer(signal.pointer)) === signal.value;
    case "event":
      return frame.event === signal.event;
    case "predicate":
      return signal.test(frame);
  }
}

function scalarOf(text: string): JsonScalar {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== "object") return value as JsonScalar;
  } catch {
    // A bare word stands for the string itself.
  }
  return text;
}
