/** A moment that is written below the lanes. */
export interface Tick {
  readonly atMs: number;
  readonly label: string;
}

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** From one tick to the next, in milliseconds. */
const STEPS_MS = [
  ...[5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 5, 7, 10].map((days) => days * DAY_MS),
];

/** The round moments of a time, in the zone that `offsetMs` is ahead of UTC: as many as `most`, or fewer. */
export function ticksOf(fromMs: number, untilMs: number, most: number, offsetMs: number): Tick[] {
  const stepMs = STEPS_MS.find((step) => (untilMs - fromMs) / step <= most) ?? untilMs - fromMs;
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  const count = Math.max(0, Math.floor((untilMs - first) / stepMs) + 1);
  return Array.from({ length: count }, (_, index) => {
    const atMs = first + index * stepMs;
    return { atMs, label: labelOf(atMs + offsetMs, stepMs) };
  });
}

function labelOf(localMs: number, stepMs: number): string {
  const iso = new Date(localMs).toISOString();
  if (stepMs >= DAY_MS) return iso.slice(5, 10);
  if (stepMs >= 6 * HOUR_MS) return `${iso.slice(5, 10)} ${iso.slice(11, 16)}`;
  return stepMs >= 60 * SECOND_MS ? iso.slice(11, 16) : iso.slice(11, 19);
}
