import type { Subject } from "../run-many.ts";
import type { RunSummary, Summary } from "../summary.ts";

/** Violations of one run that are spelt out. */
const MAX_VIOLATIONS = 5;

export function runLine(run: RunSummary): string {
  const { seed, streamHours, handovers, kills, violations } = run;
  const verdict = violations.length === 0 ? "ok" : `${violations.length} VIOLATIONS`;
  return `seed ${seed}: ${streamHours.toFixed(2)} h, ${handovers} handovers, ${kills} kills, ${verdict}`;
}

export function violationLines(run: RunSummary, subject: Subject): string {
  const { fleet, plant } = subject;
  const kind = fleet ? " --fleet" : subject.webSocket ? " --websocket" : "";
  const flags = `${kind}${plant === undefined ? "" : ` --plant ${plant}`}`;
  const lines = run.violations
    .slice(0, MAX_VIOLATIONS)
    .map(({ atMs, kind, what }) => `  ${(atMs / 1000).toFixed(3)} s  ${kind}: ${what}`);
  const more = run.violations.length - lines.length;
  if (more > 0) lines.push(`  and ${more} more`);
  return [
    `seed ${run.seed} fails; replay it by: pnpm simulate --replay ${run.seed}${flags}`,
    ...lines,
    "",
  ].join("\n");
}

export function summaryText(summary: Summary): string {
  const { failingSeeds, ...figures } = summary;
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  const lines = Object.entries(figures).map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  if (failingSeeds.length > 0) lines.push(`${"failingSeeds".padEnd(width)}  ${failingSeeds.join(" ")}`);
  return `${lines.join("\n")}\n`;
}
