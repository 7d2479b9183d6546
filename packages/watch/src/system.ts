import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";

/** What the server has of the clock and of chance. */
export interface System {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after a pause, or as soon as `signal` aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** A text that nobody can guess, of characters that a path may have. */
  token(): string;
}

const TOKEN_BYTES = 24;

export const realSystem: System = {
  now: () => Date.now(),
  pause: (ms, signal) => setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined),
  token: () => randomBytes(TOKEN_BYTES).toString("base64url"),
};
