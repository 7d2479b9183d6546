import { isFleetName } from "@unbounded-streams/stream-lease/carrier-id";
import { MAX_CARRIERS, MAX_STREAMS_PER_FUNCTION } from "../limits.ts";
import { type Environment, optional, wholeNumber } from "./variables/environment.ts";
import { refuse } from "./variables/problems.ts";

/** How the streams of a fleet are carried. */
export interface FleetConfig {
  /** Its name. */
  readonly fleet: string;
  /** Most streams of one invocation. */
  readonly capacity: number;
  readonly maxCarriers: number;
  /** What the invocation may use; undefined where the platform does not say. */
  readonly memoryBytes: number | undefined;
}

const DEFAULT_CAPACITY = 50;
const DEFAULT_MAX_CARRIERS = 5;

/** Lambda sets it, in MiB (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). */
const MEMORY = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";

const BYTES_OF_MIB = 1024 * 1024;

/** Undefined when there is no fleet. */
export function fleetConfig(environment: Environment, problems: string[]): FleetConfig | undefined {
  const fleet = optional(environment, "FLEET");
  const number = (name: string, most?: number) =>
    wholeNumber(environment, name, most === undefined ? { least: 1 } : { least: 1, most }, problems);
  const capacity = number("STREAMS_PER_FUNCTION", MAX_STREAMS_PER_FUNCTION);
  const maxCarriers = number("MAX_CARRIERS", MAX_CARRIERS);
  if (fleet === undefined) {
    for (const name of ["STREAMS_PER_FUNCTION", "MAX_CARRIERS"]) {
      if (optional(environment, name) === undefined) continue;
      problems.push(`${name} is set but FLEET is not: give the fleet's name, such as default`);
    }
    return undefined;
  }
  if (!isFleetName(fleet)) refuse("FLEET", fleet, "1 to 32 letters, digits or hyphens", problems);
  if (optional(environment, "STREAMS_TABLE") === undefined) {
    problems.push(
      "FLEET is set but STREAMS_TABLE is not: the streams of a fleet are found in the table of leases",
    );
  }
  const memoryMib = number(MEMORY);
  return {
    fleet,
    capacity: capacity ?? DEFAULT_CAPACITY,
    maxCarriers: maxCarriers ?? DEFAULT_MAX_CARRIERS,
    memoryBytes: memoryMib === undefined ? undefined : memoryMib * BYTES_OF_MIB,
  };
}
