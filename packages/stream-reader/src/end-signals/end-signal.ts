import { StreamOptionError } from "../errors/caller-errors.ts";
import type { Frame } from "../framing/frames/frame.ts";
import { isStatus } from "../status-pattern.ts";

/** A JSON value that a field is compared with. */
export type JsonScalar = string | number | boolean | null;

/** What says that a stream is over, not merely its connection. */
export type EndSignal =
  /** The response has this status, or the WebSocket was closed with this code. */
  | { readonly kind: "status"; readonly status: number }
  /** The source closes the connection properly, with no record cut off. */
  | { readonly kind: "close" }
  /** A frame's text is exactly this, such as `[DONE]`. */
  | { readonly kind: "data"; readonly data: string }
  /** A frame is JSON, and what this JSON Pointer (RFC 6901) names in it equals this value. */
  | { readonly kind: "json"; readonly pointer: string; readonly value: JsonScalar }
  /** An SSE event has this name. */
  | { readonly kind: "event"; readonly event: string }
  /** One of these says so. */
  | { readonly kind: "any"; readonly signals: readonly EndSignal[] }
  /** All of these say so of one frame. */
  | { readonly kind: "all"; readonly signals: readonly EndSignal[] }
  /** A frame is not this signal. */
  | { readonly kind: "not"; readonly signal: EndSignal }
  /** A function says so. */
  | { readonly kind: "predicate"; readonly name: string; readonly test: (frame: Frame) => boolean };

/** 204 No Content ends a stream by default, as it does for `EventSource` (WHATWG HTML, 9.2.3). */
export const DEFAULT_END_STATUS = 204;

/** The stream is over when the source answers with this status, such as 404 or 410, or closes a WebSocket with this code. */
export function endOnStatus(status: number): EndSignal {
  if (!isStatus(status)) {
    throw new StreamOptionError(
      `${status} is not a status that can end a stream: allowed are 200 to 599, and 1000 to 4999 of a WebSocket's close`,
    );
  }
  return { kind: "status", status };
}

/** The stream is over when the source closes the connection properly, with no record cut off. */
export function endOnClose(): EndSignal {
  return { kind: "close" };
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
 * The stream is over when one of `signals` says so.
 *
 * @throws StreamOptionError when there are none
 */
export function endOnAny(...signals: EndSignal[]): EndSignal {
  assertSome(signals, "endOnAny");
  return { kind: "any", signals };
}

/**
 * The stream is over when all of `signals` say so of one frame.
 *
 * @throws StreamOptionError when there are none, or one is a status or the close, which are no frames
 */
export function endOnAll(...signals: EndSignal[]): EndSignal {
  assertSome(signals, "endOnAll");
  for (const signal of signals) assertOfFrames(signal, "endOnAll");
  return { kind: "all", signals };
}

/**
 * The stream is over when a frame is not `signal`: `endOnAll(endOnEvent("done"), endUnless(endOnData("retry")))`.
 *
 * @throws StreamOptionError when it is a status or the close, which are no frames
 */
export function endUnless(signal: EndSignal): EndSignal {
  assertOfFrames(signal, "endUnless");
  return { kind: "not", signal };
}

function assertSome(signals: readonly EndSignal[], where: string): void {
  if (signals.length === 0) throw new StreamOptionError(`${where} has no signals: give one or more`);
}

function assertOfFrames(signal: EndSignal, where: string): void {
  if (signal.kind === "status") {
    throw new StreamOptionError(
      `${where} has the status ${signal.status}, which is known before any frame: use it alone or in endOnAny`,
    );
  }
  if (signal.kind === "close") {
    throw new StreamOptionError(`${where} has the close, which is no frame: use it alone or in endOnAny`);
  }
  if (signal.kind === "any") for (const part of signal.signals) assertOfFrames(part, where);
}
