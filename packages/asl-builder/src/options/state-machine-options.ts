import type { Partition } from "./partition.ts";

/** What every strategy can be told. */
export interface MachineOptions {
  /** Where the ARNs are when they do not say so themselves; `aws` by default. */
  readonly partition?: Partition;
  /** `Comment` of the state machine; each strategy has a default. */
  readonly comment?: string;
}

/** What every strategy that invokes the function needs to know. */
export interface CommonOptions extends MachineOptions {
  /**
   * ARN of the connection manager's Lambda function, a version or alias included if wanted. Placeholders that a
   * deployment tool fills in may stand for any part of it or for the whole: `${AWS::AccountId}`, `${FunctionArn}`.
   */
  readonly functionArn: string;
  /** Timeout of the function, in seconds: an integer from 1 to 900. */
  readonly lifetimeSeconds: number;
  /** How the states that invoke the function are called; `connection-manager` by default. */
  readonly taskName?: string;
}

/** Options of strategies in which one connection starts a while after another. */
export interface WaitingOptions extends CommonOptions {
  /** Seconds from the start of one connection to the start of the next: an integer from 1 to below the lifetime. */
  readonly waitSeconds: number;
}

/** One task, tried again until the stream ends: a gap at every restart. */
export interface RetryOnTimeoutOptions extends CommonOptions {
  readonly strategy: "retry-on-timeout";
}

/** Two overlapping connections per turn, joined before the next turn: a gap at every turn. */
export interface StaggeredJoinedOptions extends WaitingOptions {
  readonly strategy: "staggered-joined";
}

/** Two independent branches that relieve each other by fixed waits. */
export interface StaggeredOptions extends WaitingOptions {
  readonly strategy: "staggered";
}

/** Strategies with a lease. */
export interface LeaseOptions {
  /**
   * The DynamoDB table of the leases: its name or ARN. Placeholders that a deployment tool fills in may stand for any
   * part of it or for the whole.
   */
  readonly tableName: string;
}

/** Options of strategies in which two branches hand something to each other. */
export interface HandoverOptions extends CommonOptions, LeaseOptions {
  /**
   * How long before the function's deadline the next connection starts, in seconds, as the function is configured: an
   * integer from 1 to below the lifetime, 15 % of the lifetime by default. The function writes the time of each handover
   * on the lease; the machine waits for that, and only needs to know that there is time to hand over in.
   */
  readonly handoverLeadSeconds?: number;
  /**
   * After so many connections, or turns of one branch (a pause is one), an execution starts its successor: an integer from 1
   * to `MAX_RELAY_TURNS`, which is the default.
   */
  readonly maxTurns?: number;
}

/** Two branches that hand the stream to each other through a lease in DynamoDB. */
export interface RelayOptions extends HandoverOptions {
  readonly strategy: "relay";
}

/** Two branches that hand a carrier, and with it all of its streams, to each other: `relay`, for a function that carries many streams. */
export interface CarrierOptions extends HandoverOptions {
  readonly strategy: "carrier";
}

/** Begins a stream that is to be carried, and looks after it until a carrier of the fleet has taken it; invokes no function. */
export interface AdmissionOptions extends MachineOptions, LeaseOptions {
  readonly strategy: "admission";
  /**
   * ARN of the state machine of the carriers, which this one starts. Placeholders that a deployment tool fills in may stand
   * for any part of it or for the whole.
   */
  readonly carrierMachineArn: string;
  /** Name of the fleet: 1 to 32 letters, digits and hyphens; `default` by default. */
  readonly fleet?: string;
}

/** The options of each strategy by its name. A new strategy starts here. */
export interface OptionsByStrategy {
  readonly "retry-on-timeout": RetryOnTimeoutOptions;
  readonly "staggered-joined": StaggeredJoinedOptions;
  readonly staggered: StaggeredOptions;
  readonly relay: RelayOptions;
  readonly carrier: CarrierOptions;
  readonly admission: AdmissionOptions;
}

/** What `strategy` can be. */
export type StrategyName = keyof OptionsByStrategy;

/** What `buildStateMachine` takes; `strategy` tells the members apart. */
export type StateMachineOptions = OptionsByStrategy[StrategyName];
