/** A clock that stands, and on which a program that pauses again and again is driven from pause to pause. */
export interface OwnClock {
  readonly system: { now(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> };
  /** The pauses that were asked for, in milliseconds. */
  readonly pauses: readonly number[];
  /** Resolves when the program pauses. */
  paused(): Promise<void>;
  /** Ends the pause with so much time gone, and resolves when the program pauses again. */
  pass(ms: number): Promise<void>;
}

export function createOwnClock(startMs: number): OwnClock {
  let nowMs = startMs;
  let pause = Promise.withResolvers<void>();
  let wake: () => void = () => undefined;
  const pauses: number[] = [];
  return {
    pauses,
    system: {
      now: () => nowMs,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          pauses.push(ms);
          signal?.addEventListener("abort", () => reject(signal.reason));
          wake = resolve;
          pause.resolve();
        }),
    },
    paused: () => pause.promise,
    pass(ms) {
      nowMs += ms;
      pause = Promise.withResolvers();
      wake();
      return pause.promise;
    },
  };
}
