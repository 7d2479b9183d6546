import { fleetSuite } from "./fleet/fleet-suite.ts";
import { readerSuite } from "./reader/reader-suite.ts";
import { sinkSuite } from "./sink/sink-suite.ts";
import { startSuite } from "./start/start-suite.ts";
import type { Suite, SuiteName } from "./suite.ts";

/** Every suite by its name. */
export const SUITES: Readonly<Record<SuiteName, Suite>> = {
  reader: readerSuite,
  sink: sinkSuite,
  start: startSuite,
  fleet: fleetSuite,
};
