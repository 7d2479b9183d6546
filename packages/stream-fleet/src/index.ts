export { runCarrier } from "./carrier/run-carrier.ts";
export { FleetError, InvalidOptionsError } from "./errors.ts";
export {
  DEFAULT_ROUND_MS,
  DEFAULT_TAKES_AT_ONCE,
  LOOK_MS,
  MAX_CAPACITY,
  MAX_CARRIERS,
  OFFERED_MS,
  PEERS_AT_ONCE,
  PEERS_MS,
  WATCH_MS,
} from "./limits.ts";
export { isAtCap } from "./plan/growth.ts";
export { plan } from "./plan/plan.ts";
export { type RoomOptions, roomOf } from "./plan/room.ts";
export { nextStance } from "./plan/stance.ts";
export type {
  CarrierBudget,
  CarrierLoad,
  CarrierLog,
  CarrierMetrics,
  CarrierOutcome,
  CarrierReport,
  CarrierSystem,
  CarrierTurn,
  FleetAction,
  FleetLimits,
  FleetView,
  OwnView,
  PeerView,
  RunCarrierOptions,
  Seat,
  SeatAssignment,
  SeatEnd,
  SeatView,
  Stance,
  WaitingStream,
} from "./types.ts";
