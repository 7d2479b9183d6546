import { parseJsonPointer } from "@unbounded-streams/json-pointer";
import { BytesFrame } from "../framing/frames/bytes-frame.ts";
import type { Frame } from "../framing/frames/frame.ts";
import { fieldOf } from "../framing/frames/frame-field.ts";
import type { EndSignal } from "./end-signal.ts";

/** An end signal that is ready to be looked for in many frames. */
export interface FrameMatcher {
  readonly signal: EndSignal;
  /** Whether it may be one line of a network chunk; a predicate is asked about whole frames only. */
  readonly inLines: boolean;
  matches(frame: Frame): boolean;
}

/** Prepares the signals that can be in frames; statuses and closes are none. */
export function frameMatchers(signals: readonly EndSignal[]): FrameMatcher[] {
  return signals
    .filter(({ kind }) => kind !== "status" && kind !== "close")
    .map((signal) => ({ signal, inLines: !hasPredicate(signal), matches: testOf(signal) }));
}

function testOf(signal: EndSignal): (frame: Frame) => boolean {
  switch (signal.kind) {
    case "status":
    case "close":
      return () => false;
    case "data":
      return testOfText(signal.data);
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

/**
 * Makes the test whether a frame's text is exactly this. Bytes of another length cannot be it, unless wrong ones were replaced:
 * most frames need no decoding.
 */
export function testOfText(data: string): (frame: Frame) => boolean {
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
