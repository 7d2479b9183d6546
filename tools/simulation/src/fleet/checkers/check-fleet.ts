import { checkCheckpoints } from "../../checkers/check-checkpoints.ts";
import { checkGaps } from "../../checkers/check-gaps.ts";
import { checkCarrierLease, checkLease } from "../../checkers/check-lease.ts";
import { checkLedger } from "../../checkers/check-ledger.ts";
import { checkLoss } from "../../checkers/check-loss.ts";
import { checkOwners } from "../../checkers/check-owners.ts";
import { checkProofs } from "../../checkers/check-proofs.ts";
import { checkStorage } from "../../checkers/check-storage.ts";
import type { Checker, Violation } from "../../checkers/violation.ts";
import type { FaultRecord } from "../../history.ts";
import type { FleetHistory } from "../fleet-history.ts";
import { SLOW_WRITES } from "../world/stream-accidents.ts";
import { checkCapacity } from "./check-capacity.ts";
import { checkFleetProgress } from "./check-fleet-progress.ts";
import { checkLeftRunning } from "./check-left-running.ts";
import { checkReaders } from "./check-readers.ts";
import { checkRests } from "./check-rests.ts";
import { checkStarvation } from "./check-starvation.ts";
import { checkWaits } from "./check-waits.ts";
import { carriersOf, excusesOf } from "./excuses.ts";
import type { FleetChecker } from "./fleet-violation.ts";

/** What must hold of each stream, as of one that has a relay of its own. */
const STREAM_CHECKERS: readonly Checker[] = [
  checkLoss,
  checkStorage,
  checkOwners,
  checkLease,
  checkCheckpoints,
  checkProofs,
  checkGaps,
];

/** And of the record of each carrier. */
const CARRIER_CHECKERS: readonly Checker[] = [checkOwners, checkCarrierLease];

const FLEET_CHECKERS: readonly FleetChecker[] = [
  checkFleetProgress,
  checkWaits,
  checkReaders,
  checkCapacity,
  checkLeftRunning,
  checkStarvation,
  checkRests,
];

/** Everything that is wrong with a run of a fleet, in the order of time. */
export function checkFleet(history: FleetHistory): Violation[] {
  const found = [
    ...[...history.streams.keys()].flatMap((streamId) => ofStream(history, streamId)),
    ...[...history.carriers].flatMap(([carrier, record]) =>
      CARRIER_CHECKERS.flatMap((check) => named(carrier, check(record))),
    ),
    ...FLEET_CHECKERS.flatMap((check) => check(history)),
  ];
  return found.toSorted((one, other) => one.atMs - other.atMs);
}

function ofStream(history: FleetHistory, streamId: string): Violation[] {
  const stream = history.streams.get(streamId);
  if (stream === undefined) return [];
  const faults = [
    ...excusesOf(history, streamId).map((span) => ({ kind: "any", ...span })),
    ...stream.writeFaults.filter(({ kind }) => kind === SLOW_WRITES),
  ];
  const excused = { ...stream, faults };
  const known = { ...stream, faults: faultsOf(history, streamId) };
  return named(streamId, [...STREAM_CHECKERS.flatMap((check) => check(excused)), ...checkLedger(known)]);
}

/** All that has befallen a stream, its carriers and the fleet, and its writes, behind which the end of a connection may wait. */
function faultsOf(history: FleetHistory, streamId: string): FaultRecord[] {
  const { ground, carriers, streams } = history;
  const { faults = [], writeFaults = [] } = streams.get(streamId) ?? {};
  const ofCarriers = carriersOf(history, streamId).flatMap((carrier) => carriers.get(carrier)?.faults ?? []);
  return [...faults, ...writeFaults, ...ofCarriers, ...ground.faults];
}

function named(whose: string, violations: readonly Violation[]): Violation[] {
  return violations.map((violation) => ({ ...violation, what: `${whose}: ${violation.what}` }));
}
