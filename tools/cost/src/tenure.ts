import { ASSUMPTIONS } from "./assumptions.ts";
import { MONTH_SECONDS } from "./pricing.ts";

/** Seconds after the claim; a test holds them against the schedule of the code. */
const EARLY_CHECKPOINTS = [4, 12, 28];
const CHECKPOINT_INTERVAL_SECONDS = 60;
/** At the handover, and at the next look after it. */
const LAST_CHECKPOINTS = 2;
/** Claim, confirmation, that the turn is sound, and what is handed in after the handover. */
const OTHER_WRITES = 4;

const LOOK_INTERVAL_SECONDS = 4;
/** Those of the state machine, and those for the successor. */
const OTHER_LOOKS = 11;

/** How long a connection has its stream before the next one takes it, in seconds. */
export function tenureSeconds(lifetimeSeconds: number): number {
  return lifetimeSeconds - ASSUMPTIONS.handoverLeadSeconds;
}

/** Invocations that follow each other without a gap, in a month. */
export function invocationsOf(lifetimeSeconds: number): number {
  return MONTH_SECONDS / tenureSeconds(lifetimeSeconds);
}

/** Writes of a lease for each connection of a stream that never rests: checkpoints at the adaptive pace, and the others. */
export function writesPerConnection(lifetimeSeconds: number): number {
  return OTHER_WRITES + checkpointsOf(lifetimeSeconds);
}

/** Read units of a relay's lease for each connection: looks for a stop where nothing is written, and the others, all consistent. */
export function readUnitsPerConnection(lifetimeSeconds: number): number {
  const looks = tenureSeconds(lifetimeSeconds) / LOOK_INTERVAL_SECONDS - checkpointsOf(lifetimeSeconds);
  return Math.ceil(looks) + OTHER_LOOKS;
}

/** From the claim until the next connection has the stream. */
function checkpointsOf(lifetimeSeconds: number): number {
  const tenure = tenureSeconds(lifetimeSeconds);
  const early = EARLY_CHECKPOINTS.filter((atSeconds) => atSeconds < tenure).length;
  return early + Math.ceil(tenure / CHECKPOINT_INTERVAL_SECONDS) - 1 + LAST_CHECKPOINTS;
}
