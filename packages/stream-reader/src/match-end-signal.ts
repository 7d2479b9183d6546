import { DEFAULT_END_STATUS, type EndSignal } from "./end-signal.ts";
import { BytesFrame, ChunkFrame, type Frame } from "./framing/frame.ts";
import { fieldOf, parseJsonPointer } from "./json-pointer.ts";

/** The signal that this status is; 204 always is one. */
export function matchStatus(signals: readonly EndSignal[], status: number): EndSignal | undefined {
  const named = signals.find((signal) => isStatus(signal, status));
  return named ?? (status === DEFAULT_END_STATUS ? { kind: "status", status } : undefined);
}

function isStatus(signal: EndSignal, status: number): boolean {
  if (signal.kind === "any") return signal.signals.some((part) => isStatus(part, status));
  return signal.kind === "status" && signal.status === status;
}

/** An end signal that is ready to be looked for in many frames. */
export interface FrameMatcher {
  readonly signal: EndSignal;
  /** Whether it may be one line of a network chunk; a predicate is asked about whole frames only. */
  readonly inLines: boolean;
  matches(frame: Frame): boolean;
}

/** Prepares the signals that can be in frames; statuses are none. */
export function frameMatchers(signals: readonly EndSignal[]): FrameMatcher[] {
  return signals
    .filter(({ kind }) => kind !== "status")
    .map((signal) => ({ signal, inLines: !hasPredicate(signal), matches: testOf(signal) }));
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
export function matchFrame(matchers: readonly FrameMatcher[], frame: Frame): EndMatch | undefined {
  for (const { signal, matches } of matchers) if (matches(frame)) return { signal, frame };
  if (!(frame instanceof ChunkFrame)) return undefined;
  for (const { line, before } of frame.lines()) {
    const match = matchers.find(({ inLines, matches }) => inLines && matches(line));
    if (match === undefined) continue;
    const { signal } = match;
    return before === undefined ? { signal, frame: line } : { signal, frame: line, before };
  }
  return undefined;
}

function testOf(signal: EndSignal): (frame: Frame) => boolean {
  switch (signal.kind) {
    case "status":
      return () => false;
    case "data":
      return testOfData(signal.data);
    case "json": {
      const tokens = parseJsonPointer(signal.pointer);
      return (frame) => fieldOf(frame, tokens) === signal.value;
    }
    case "event":
      return (frame) => frame.event === signal.event;
    case "any": {
      const tests = signal.signals.map(testOf);
      return (frame) => tests.some((test) => test(frame));
    }
    case "all": {
      const tests = signal.signals.map(testOf);
      return (frame) => tests.every((test) => test(frame));
    }
    case "not": {
      const test = testOf(signal.signal);
      return (frame) => !test(frame);
    }
    case "predicate":
      return signal.test;
  }
}

/** Bytes of another length cannot be this text, unless wrong ones were replaced: most frames need no decoding. */
function testOfData(data: string): (frame: Frame) => boolean {
  const { length } = new TextEncoder().encode(data);
  const mayBeReplaced = data.includes("\uFFFD");
  return (frame) => {
    if (frame instanceof BytesFrame && frame.byteLength !== length && !mayBeReplaced) return false;
    return frame.text === data;
  };
}

function hasPredicate(signal: EndSignal): boolean {
  switch (signal.kind) {
    case "predicate":
      return true;
    case "any":
    case "all":
      return signal.signals.some(hasPredicate);
    case "not":
      return hasPredicate(signal.signal);
    default:
      return false;
  }
}
