import { shown } from "@unbounded-streams/dynamodb-request";
import { InvalidRequestError } from "./errors.ts";

/** The fleet of a stack that names none. */
export const DEFAULT_FLEET = "default";

/** A carrier of a fleet. */
export interface CarrierName {
  readonly fleet: string;
  /** From 1. */
  readonly number: number;
}

const FLEET = "[A-Za-z0-9-]{1,32}";
const FLEET_NAME = new RegExp(`^${FLEET}$`);
const CARRIER_ID = new RegExp(`^#carrier/(?<fleet>${FLEET})/(?<number>[1-9][0-9]{0,8})$`);

/**
 * The id under which a carrier has its lease, in the table of its streams. No stream's id begins with `#`.
 *
 * @param number whole, 1 to 999,999,999
 * @throws {InvalidRequestError} when no fleet or carrier can be called so
 */
export function carrierId(fleet: string, number: number): string {
  const id = `#carrier/${fleet}/${number}`;
  if (isFleetName(fleet) && isCarrierId(id)) return id;
  throw new InvalidRequestError("carrierId", [
    ...fleetNameIssues("fleet", fleet),
    ...(isCarrierId(`#carrier/${DEFAULT_FLEET}/${number}`)
      ? []
      : [`number is ${shown(number)}: give a whole number from 1 to 999999999`]),
  ]);
}

/** Whose id it is; undefined when it is no carrier's. */
export function parseCarrierId(id: string): CarrierName | undefined {
  const { fleet, number } = CARRIER_ID.exec(id)?.groups ?? {};
  return fleet === undefined ? undefined : { fleet, number: Number(number) };
}

/** Whether an id is a carrier's, as `carrierId` makes it. */
export function isCarrierId(id: string): boolean {
  return CARRIER_ID.test(id);
}

/** Whether a fleet may be called so: 1 to 32 letters, digits or hyphens. */
export function isFleetName(name: string): boolean {
  return FLEET_NAME.test(name);
}

/** One sentence when no fleet can be called so. */
export function fleetNameIssues(what: string, name: unknown): string[] {
  return typeof name === "string" && isFleetName(name)
    ? []
    : [`${what} is ${shown(name)}: give 1 to 32 letters, digits or hyphens`];
}

/** What a stream waits for that its carrier still reads and wants to be rid of. Nobody carries one that waits for the fleet itself. */
export function offeredTo(fleet: string): string {
  return `${fleet}/offered`;
}
