import type { Partition } from "./partition.ts";

/** What every strategy needs to know. */
export interface CommonOptions {
  /**
   * ARN of the connection manager's Lambda function, a version or alias included if wanted. Placeholders that a
   * deployment tool fills in may stand for any part of it or for the whole: `${AWS::AccountId}`, `${FunctionArn}`.
   */
  readonly functionArn: string;
  /** Timeout of the function, in seconds: an integer from 1 to 900. */
  readonly lifetimeSeconds: number;
  /** How the states that invoke the function are called; `connection-manager` by default. */
  readonly taskName?: string;
  /** Where `functionArn` is when it does not say so itself; `aws` by default. */
  readonly partition?: Partition;
  /** `Comment` of the state machine; each strategy has a default. */
  readonly comment?: string;
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

/** Two branches that hand the stream to each other through a lease in DynamoDB. */
export interface RelayOptions extends CommonOptions {
  readonly strategy: "relay";
  /**
   * The DynamoDB table of the leases: its name or ARN. Placeholders that a deployment tool fills in may stand for any
   * part of it or for the whole.
   */
  readonly tableName: string;
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

/** The options of each strategy by its name. A new strategy starts here. */
export interface OptionsByStrategy {
  readonly "retry-on-timeout": RetryOnTimeoutOptions;
  readonly "staggered-joined": StaggeredJoinedOptions;
  readonly staggered: StaggeredOptions;
  readonly relay: RelayOptions;
}

export type StrategyName = keyof OptionsByStrategy;

/** What `buildStateMachine` takes; `strategy` tells the members apart. */
export type StateMachineOptions = OptionsByStrategy[StrategyName];
