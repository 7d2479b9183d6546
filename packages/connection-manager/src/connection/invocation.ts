import { DEFAULT_CONNECT_TIMEOUT_MS, DEFAULT_MAX_CURSOR_BYTES } from "@unbounded-streams/stream-reader";
import { EventIntake } from "../events/event-intake.ts";
import { Departure } from "../lease/departure.ts";
import { Attempts } from "./attempts.ts";
import type { RunConnectionOptions } from "./run-options.ts";

/** What an invocation has from its first moment on. */
export interface Invocation {
  readonly options: RunConnectionOptions;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly intake: EventIntake;
  readonly attempts: Attempts;
  readonly departure: Departure;
}

export function beginInvocation(options: RunConnectionOptions): Invocation {
  const { system, eventId, resume, logEvents = false, maxCursorBytes = DEFAULT_MAX_CURSOR_BYTES } = options;
  return {
    options,
    startedAtMs: system.now(),
    intake: new EventIntake({
      ...options,
      eventId,
      resumes: resume !== undefined && !(eventId?.in === "sse" && eventId.isGuess === true),
      maxCursorBytes,
      logEvents,
      now: () => system.now(),
    }),
    attempts: new Attempts(options.stream.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS),
    departure: new Departure(),
  };
}
