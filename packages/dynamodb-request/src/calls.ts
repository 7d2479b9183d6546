import { type DeadlineOptions, withDeadline } from "./deadline.ts";
import { classifyFailure } from "./failures/classify-failure.ts";
import { ATTEMPT_TIMEOUT, shapeOf } from "./failures/error-shape.ts";
import { type Attempt, type AttemptDeps, untilSettled } from "./until-settled.ts";

/** How a package says what has become of its calls. */
export interface CallErrors extends Pick<DeadlineOptions, "timedOut" | "aborted"> {
  /** What every error of the package is. */
  readonly base: abstract new (
    ...args: never[]
  ) => Error;
  /** Makes the error of a call that was refused, or whose last attempt was not done; `what` was called, in words. */
  failed(what: string, attempts: number, cause: unknown): Error;
}

/** What bounds an attempt in time. */
export type AttemptBounds = Pick<DeadlineOptions, "timeoutMs" | "signal" | "system">;

/** A package's calls, each of one attempt or more. */
export interface Calls {
  /**
   * One attempt. What fails in it may be worth another one, or is refused.
   *
   * @throws an error of the package that comes up in it, as it is, unless its code is `ATTEMPT_TIMEOUT`; and what `aborted` makes
   */
  attempt<Value>(
    task: (signal: AbortSignal) => Promise<Value>,
    bounds: AttemptBounds,
  ): Promise<Attempt<Value>>;
  /**
   * Attempts again and again, with growing pauses, until one is done or none is left.
   *
   * @param what what is attempted, for the message of an error
   * @throws what `failed` makes when an attempt was refused, or the last one was not done
   * @throws what `aborted` makes when the signal aborts
   */
  untilDone<Value>(what: string, attempt: () => Promise<Attempt<Value>>, deps: AttemptDeps): Promise<Value>;
}

/** Makes the calls of a package out of its errors. */
export function callsWith({ base, timedOut, aborted, failed }: CallErrors): Calls {
  return {
    async attempt(task, bounds) {
      try {
        return { kind: "done", value: await withDeadline(task, { ...bounds, timedOut, aborted }) };
      } catch (error) {
        if (error instanceof base && shapeOf(error).code !== ATTEMPT_TIMEOUT) throw error;
        const failure = classifyFailure(error);
        if (failure.kind !== "transient") return { kind: "refused", cause: error };
        return { kind: "again", cause: error, retryAfterMs: failure.retryAfterMs };
      }
    },
    async untilDone(what, attempt, deps) {
      const settled = await untilSettled(attempt, deps);
      if (settled.kind === "done") return settled.value;
      if (settled.kind === "aborted") throw aborted(settled.reason);
      throw failed(what, settled.attempts, settled.cause);
    },
  };
}
