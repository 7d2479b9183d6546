import type { Clock } from "@unbounded-streams/stream-source";

/** The real time, which stands still within a turn of the event loop: a source makes no event between its first request and that one's connection. */
export function turnClock(): Clock {
  let heldMs: number | undefined;
  const now = () => {
    if (heldMs === undefined) {
      heldMs = performance.timeOrigin + performance.now();
      setImmediate(() => {
        heldMs = undefined;
      });
    }
    return heldMs;
  };
  return {
    now,
    schedule(atMs, run) {
      const timer = setTimeout(run, Math.max(0, Math.ceil(atMs - now())));
      return () => clearTimeout(timer);
    },
  };
}
