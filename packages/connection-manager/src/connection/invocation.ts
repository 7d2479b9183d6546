import {
  type CursorTest,
  cursorTest,
  DEFAULT_CONNECT_TIMEOUT_MS,
  DEFAULT_MAX_CURSOR_BYTES,
} from "@unbounded-streams/stream-reader";
import { EventIntake } from "../events/event-intake.ts";
import { Departure } from "../lease/departure.ts";
import { Attempts } from "./attempts.ts";
import type { RunConnectionOptions } from "./run-options.ts";

/** What an invocation has from its first moment on. */
export interface Invocation {
  readonly options: RunConnectionOptions;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  /** Which ids the source can be resumed from. */
  readonly isUsable: CursorTest;
  readonly intake: EventIntake;
  readonly attempts: Attempts;
  readonly departure: Departure;
}

export function beginInvocation(options: RunConnectionOptions): Invocation {
  const { system, eventId, resume, logEvents = false, maxCursorBytes = DEFAULT_MAX_CURSOR_BYTES } = options;
  const isUsable = cursorTest({ ...options.stream, resume, maxCursorBytes });
  return {
    options,
    isUsable,
    startedAtMs: system.now(),
    intake: new EventIntake({
      ...options,
      eventId,
      resumes: resume !== undefined && !(eventId?.in === "sse" && eventId.isGuess === true),
      maxCursorBytes,
      isUsable,
      logEvents,
      now: () => system.now(),
    }),
    attempts: new Attempts(options.stream.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS),
    departure: new Departure(),
  };
}
