/** Takes one line for each thing that happens. */
export type Trace = (atMs: number, who: string, what: string, details?: Record<string, unknown>) => void;

export const noTrace: Trace = () => undefined;

/** A trace into `lines`, with times from `startMs` on. The same run gives the same lines, byte by byte. */
export function traceInto(lines: string[], startMs: number): Trace {
  return (atMs, who, what, details = {}) => {
    const time = ((atMs - startMs) / 1000).toFixed(3).padStart(10);
    const fields = Object.entries(details).map(([name, value]) => ` ${name}=${shown(value)}`);
    lines.push(`${time} ${who.padEnd(12)} ${what}${fields.join("")}`);
  };
}

function shown(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
