import { parseCarrierId } from "@unbounded-streams/stream-lease/carrier-id";
import { ConfigurationError } from "../errors.ts";
import { asRecord } from "../json.ts";
import { type RelayTurn, turnOf } from "./relay-turn.ts";

/** What a carrier's state machine hands to the function when it is a branch's turn. */
export interface CarrierEvent {
  /** The carrier's id, `#carrier/FLEET/NUMBER`. */
  readonly carrier: string;
  readonly holder: string;
  /** The epoch of the carrier's record, as the branch saw it. */
  readonly expectedEpoch: number;
  /** The state machine itself: the next carrier is another execution of it. */
  readonly stateMachineArn: string;
}

/** A turn of a carrier. */
export interface CarrierTurn extends RelayTurn {
  readonly carrier: string;
  /** Which carrier of its fleet it is, from 1. */
  readonly number: number;
  readonly stateMachineArn: string;
}

/**
 * The carrier's turn that an event is for; undefined when it is for a single stream.
 *
 * @param fleet the fleet that the function carries streams of; undefined when there is none
 * @throws ConfigurationError for half a turn, and for the carrier of a fleet that is not the function's
 */
export function carrierTurnOf(event: unknown, fleet: string | undefined): CarrierTurn | undefined {
  const { carrier, stateMachineArn } = asRecord(event) ?? {};
  if (carrier === undefined) return undefined;
  const name = typeof carrier === "string" ? parseCarrierId(carrier) : undefined;
  const problems: string[] = [];
  if (fleet === undefined) problems.push("FLEET is not set: a carrier's turn needs the fleet's name");
  if (name === undefined) problems.push("the event's carrier must be #carrier/FLEET/NUMBER");
  else if (fleet !== undefined && name.fleet !== fleet) {
    problems.push(`the event's carrier is of the fleet ${name.fleet}, and FLEET is ${fleet}`);
  }
  if (typeof stateMachineArn !== "string" || stateMachineArn === "") {
    problems.push("the event's stateMachineArn must be text that is not empty");
  }
  const turn = turnOf(event);
  if (turn === undefined) problems.push("the event of a carrier must have holder and expectedEpoch");
  if (problems.length > 0 || name === undefined || turn === undefined) throw new ConfigurationError(problems);
  return { ...turn, carrier: String(carrier), number: name.number, stateMachineArn: String(stateMachineArn) };
}
