import type { Fault } from "@unbounded-streams/testing";

/** What may become of a request without its caller noticing: it is made again. */
export const SURVIVABLE: readonly Fault[] = [
  "drop-request",
  "drop-reply",
  "cut-reply",
  "fail",
  "fail-after-write",
  "throttle",
];
