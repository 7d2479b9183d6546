import { MAX_RELAY_TURNS } from "@unbounded-streams/asl-builder";
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { ApplicationLogLevel } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { AlarmsProps } from "./alarms-props.ts";
import type { ApiProps } from "./api-props.ts";
import type { LedgerProps } from "./ledger-props.ts";
import { type FleetPart, resolveFleet } from "./resolve-fleet.ts";
import type { UnboundedStreamsProps } from "./unbounded-streams-props.ts";

/** The API's props with every default in place. */
export type ResolvedApiProps = Required<ApiProps>;

/** The alarms' thresholds with every default in place. */
export type ResolvedAlarmsProps = Required<AlarmsProps>;

type WithDefault =
  | "lifetime"
  | "handoverLead"
  | "memorySize"
  | "maxTurns"
  | "deadLetterRetention"
  | "dashboard"
  | "perStreamMetrics"
  | "logLevel"
  | "logRetention"
  | "removalPolicy"
  | "prepareFleet";

type ResolvedOtherwise =
  | "api"
  | "alarms"
  | "ledger"
  | "streamsPerFunction"
  | "maxCarriers"
  | "reservedConcurrentExecutions";

/** Props with every default in place. */
export interface ResolvedProps
  extends Omit<UnboundedStreamsProps, WithDefault | ResolvedOtherwise>,
    Required<Pick<UnboundedStreamsProps, WithDefault>>,
    FleetPart {
  readonly api: ResolvedApiProps | false;
  readonly alarms: ResolvedAlarmsProps | false;
  readonly ledger: Required<LedgerProps> | false;
}

const LONGEST_DEFAULT_LEAD_SECONDS = 30;
const DEFAULT_LEAD_SHARE = 0.15;

const DEFAULT_API: ResolvedApiProps = {
  authorization: "iam",
  rateLimit: 10,
  burstLimit: 20,
  quotaPerDay: 20_000,
  stageName: "v1",
  cloudWatchRole: true,
};

/** Props of a construct that has an API. */
export interface PropsWithApi extends ResolvedProps {
  readonly api: ResolvedApiProps;
}

/** Fills in the defaults of props that have been checked. */
export function resolveProps(props: UnboundedStreamsProps): ResolvedProps {
  const lifetime = props.lifetime ?? Duration.minutes(15);
  const handoverLead = props.handoverLead ?? defaultHandoverLead(lifetime);
  const { streamsPerFunction: _, maxCarriers: __, ...same } = props;
  const fleetPart = resolveFleet(props);
  return {
    ...same,
    ...fleetPart,
    prepareFleet: props.prepareFleet ?? false,
    lifetime,
    handoverLead,
    memorySize: props.memorySize ?? (fleetPart.fleet === undefined ? 256 : 128),
    maxTurns: props.maxTurns ?? MAX_RELAY_TURNS,
    deadLetterRetention: props.deadLetterRetention ?? Duration.days(90),
    api: props.api === false ? false : withDefaults(DEFAULT_API, props.api),
    alarms:
      props.alarms === false ? false : withDefaults(defaultAlarms(lifetime, handoverLead), props.alarms),
    ledger: resolveLedger(props.ledger),
    dashboard: props.dashboard ?? true,
    perStreamMetrics: props.perStreamMetrics ?? false,
    logLevel: props.logLevel ?? ApplicationLogLevel.INFO,
    logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
  };
}

function resolveLedger(ledger: UnboundedStreamsProps["ledger"]): ResolvedProps["ledger"] {
  return ledger === false ? false : withDefaults({ retention: Duration.days(30) }, ledger);
}

function defaultHandoverLead(lifetime: Duration): Duration {
  const share = Math.round(lifetime.toSeconds() * DEFAULT_LEAD_SHARE);
  return Duration.seconds(Math.max(1, Math.min(LONGEST_DEFAULT_LEAD_SECONDS, share)));
}

function defaultAlarms(lifetime: Duration, handoverLead: Duration): ResolvedAlarmsProps {
  return {
    gap: Duration.seconds(5),
    executionsFailed: 1,
    sinkThrottles: 100,
    noEventFor: Duration.minutes(15),
    connectionAge: Duration.millis(lifetime.toMilliseconds() - handoverLead.toMilliseconds() / 2),
    deadLetters: 1,
    failedTurns: 3,
    functionErrors: 3,
    functionThrottles: 1,
    noneStoredFor: Duration.minutes(10),
    waitingFor: Duration.minutes(1),
    carriersAtCap: true,
  };
}

/** What is given as undefined has its default, as if it were not given. */
function withDefaults<Props extends object>(defaults: Props, given: Partial<Props> = {}): Props {
  const meant = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(meant) };
}
