/** The time that a stream lives in: replace it to own the clock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `callback` once, `delayMs` from now, and returns what stops it. */
  startTimer(callback: () => void, delayMs: number): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  startTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Bytes that nobody can guess: keys of WebSocket's handshake and frames. */
export function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** The process's environment, where proxies are named. */
export function systemEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
