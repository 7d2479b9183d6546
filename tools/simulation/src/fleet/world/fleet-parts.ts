import type { DynamoDb } from "../../world/dynamodb/dynamodb.ts";
import type { Lambda } from "../../world/lambda.ts";
import type { Network } from "../../world/network.ts";
import type { Source } from "../../world/source.ts";
import type { StepFunctions } from "../../world/step-functions.ts";
import type { CarrierEvent } from "./carrier-function.ts";
import type { FleetWorld } from "./fleet-world.ts";

/** The parts of a fleet's world to which something can be done. */
export interface FleetParts {
  readonly fleet: FleetWorld;
  readonly dynamodb: DynamoDb;
  readonly lambda: Lambda<CarrierEvent>;
  readonly stepFunctions: StepFunctions;
  readonly sourceOf: (streamId: string) => Source;
  readonly networkOf: (streamId: string) => Network;
}
