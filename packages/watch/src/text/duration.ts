const DAY_MS = 86_400_000;

/** A length of time with its milliseconds: `00:01:12.791`, `3d 00:00:00.000`. */
export function clockText(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const days = Math.floor(whole / DAY_MS);
  const clock = new Date(whole % DAY_MS).toISOString().slice(11, 23);
  return days === 0 ? clock : `${days}d ${clock}`;
}

/** A length of time as one says it, in its two largest units: `0 s`, `12 s`, `3 min 5 s`, `2 d 4 h`. */
export function agoText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const units: readonly [string, number][] = [
    ["d", Math.floor(seconds / 86_400)],
    ["h", Math.floor(seconds / 3_600) % 24],
    ["min", Math.floor(seconds / 60) % 60],
    ["s", seconds % 60],
  ];
  const first = units.findIndex(([, count]) => count > 0);
  if (first === -1) return "0 s";
  return units
    .slice(first, first + 2)
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => `${count} ${unit}`)
    .join(" ");
}

/** A moment in ISO 8601, in UTC with milliseconds. */
export function isoText(ms: number): string {
  return new Date(ms).toISOString();
}

/** A length of time in few characters: `812 ms`, `4.1 s`, `3 min 5 s`. */
export function shortText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : agoText(ms);
}
