import {
  ActionInProgressError,
  NotInTimeError,
  StreamIdError,
  TooManyActionsError,
  WatchError,
} from "../errors.ts";
import { API_LOOK_EVERY_MS, API_WAIT_MS, MAX_ACTIONS_AT_ONCE, MAX_TOLD_ACTIONS } from "../limits.ts";
import type { System } from "../system.ts";
import { type Action, type ActionStep, STEPS } from "./action.ts";
import { isStreamId, STREAM_ID_RULE } from "./stream-id.ts";
import type { StreamsApi, ToldLease } from "./streams-api.ts";

/** What is asked for. */
export type AskedAction = Pick<Action, "id" | "kind" | "streamId">;

interface Going {
  action: Action;
  readonly givenUp: AbortController;
  readonly over: Promise<void>;
}

/** Starts, stops and restarts streams through their API, for whoever looks at a page: one thing at a time for each stream, each request once. */
export class StreamControl {
  private readonly api: StreamsApi;
  private readonly system: Pick<System, "now" | "pause">;
  /** By their ids, in the order in which they were asked for. */
  private readonly going = new Map<string, Going>();
  /** The last ones that are over, in the order in which they were. */
  private readonly over = new Map<string, Action>();

  constructor(api: StreamsApi, system: Pick<System, "now" | "pause">) {
    this.api = api;
    this.system = system;
  }

  /** What is in progress, and how the last ones came out; the last one of each stream. */
  get actions(): readonly Action[] {
    const all = [...this.over.values(), ...Array.from(this.going.values(), ({ action }) => action)];
    return Array.from(new Map(all.map((action) => [action.streamId, action])).values());
  }

  /** Resolves when nothing is in progress any more, or as soon as `signal` aborts. */
  async settled(signal?: AbortSignal): Promise<void> {
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    const onAbort = () => resolve();
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      while (this.going.size > 0 && !signal?.aborted) {
        await Promise.race([aborted, Promise.all(Array.from(this.going.values(), ({ over }) => over))]);
      }
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /**
   * Begins what is asked for. What was asked for under the same id before is not done again.
   *
   * @throws {StreamIdError} when no stream can be called so
   * @throws {ActionInProgressError} when something else is done to the stream
   * @throws {TooManyActionsError} when too much is in progress
   */
  ask({ id, kind, streamId }: AskedAction): Action {
    const known = this.going.get(id)?.action ?? this.over.get(id);
    if (known !== undefined) return known;
    if (!isStreamId(streamId)) throw new StreamIdError(streamId, STREAM_ID_RULE);
    for (const { action } of this.going.values()) {
      if (action.streamId === streamId) throw new ActionInProgressError(streamId, action.kind);
    }
    if (this.going.size >= MAX_ACTIONS_AT_ONCE) throw new TooManyActionsError(MAX_ACTIONS_AT_ONCE);
    const givenUp = new AbortController();
    const action: Action = { id, kind, streamId, state: "going", step: STEPS[kind][0] ?? "start" };
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const going: Going = { action, givenUp, over };
    this.going.set(id, going);
    void this.carryOut(going).then(resolve);
    return action;
  }

  /** Does nothing more for what is in progress under this id; what was asked of the API already stays so. */
  giveUp(id: string): void {
    this.going.get(id)?.givenUp.abort();
  }

  /** Gives up all of it. */
  async close(): Promise<void> {
    for (const { givenUp } of this.going.values()) givenUp.abort();
    await this.settled();
  }

  private async carryOut(going: Going): Promise<void> {
    const { kind } = going.action;
    try {
      for (const step of STEPS[kind]) {
        going.action = { ...going.action, step };
        going.givenUp.signal.throwIfAborted();
        await this.take(step, going);
      }
      this.end(going, { state: "done" });
    } catch (error) {
      if (error instanceof WatchError)
        this.end(going, { state: "failed", code: error.code, message: error.message });
      else this.end(going, { state: "given-up" });
    }
  }

  private async take(step: ActionStep, { action, givenUp: { signal } }: Going): Promise<void> {
    const { streamId, kind } = action;
    switch (step) {
      case "stop":
        await this.api.stop(streamId, signal);
        return;
      case "start": {
        // Only a stream that is there can be restarted, and one that is over cannot be started otherwise.
        const isRestart = kind === "restart" || (await this.api.read(streamId, signal)) !== undefined;
        await this.api.start(streamId, isRestart, signal);
        return;
      }
      case "until-stopped":
        return this.until(
          ({ status } = { status: "gone" }) => status !== "running",
          "stopped",
          action,
          signal,
        );
      case "until-started":
        return this.until((lease) => lease?.status === "running", "running", action, signal);
    }
  }

  /** Looks at the lease again and again; a look that fails is told when the time is up, unless it is a refusal that stays. */
  private async until(
    isSo: (lease: ToldLease | undefined) => boolean,
    wanted: string,
    { streamId }: Action,
    signal: AbortSignal,
  ): Promise<void> {
    const { now, pause } = this.system;
    const untilMs = now() + API_WAIT_MS;
    for (;;) {
      const lease = await this.api.read(streamId, signal).catch((error: unknown) => {
        if (!isPassing(error) || now() >= untilMs) throw error;
        return "unknown" as const;
      });
      if (lease !== "unknown" && isSo(lease)) return;
      if (now() >= untilMs) {
        const status = lease === "unknown" ? "not known" : (lease?.status ?? "not there");
        throw new NotInTimeError(streamId, wanted, status, API_WAIT_MS);
      }
      await pause(API_LOOK_EVERY_MS, signal);
      signal.throwIfAborted();
    }
  }

  private end(going: Going, outcome: Pick<Action, "state" | "code" | "message">): void {
    const action = { ...going.action, ...outcome };
    this.going.delete(action.id);
    this.over.set(action.id, action);
    for (const [id] of this.over) {
      if (this.over.size <= MAX_TOLD_ACTIONS) break;
      this.over.delete(id);
    }
  }
}

/** Whether the same look may go well a moment later. */
function isPassing(error: unknown): boolean {
  return error instanceof WatchError && "isPassing" in error && error.isPassing === true;
}
