import { type Clock, sleep, systemClock } from "@unbounded-streams/stream-reader";

/** Time and chance, as a connection sees them. */
export interface System extends Clock {
  /** Resolves after `ms`, or as soon as `signal` aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
}

/** What a process uses of its machine. */
export interface Usage {
  /** How long its event loop has been busy since it began, in milliseconds. */
  activeMs(): number;
  /** Memory that it has in use. */
  residentBytes(): number;
}

/** This process's own. */
export const realUsage: Usage = {
  activeMs: () => performance.eventLoopUtilization().active,
  residentBytes: () => process.memoryUsage.rss(),
};

/** The machine's own. */
export const realSystem: System = {
  ...systemClock,
  random: () => Math.random(),
  sleep: (ms, signal) => sleep(systemClock, ms, signal),
};
