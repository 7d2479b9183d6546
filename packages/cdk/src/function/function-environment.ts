import {
  METRICS_NAMESPACE,
  METRICS_PER_STREAM_VARIABLE,
} from "@unbounded-streams/connection-manager/metric-names";
import type { Duration } from "aws-cdk-lib";
import { ApplicationLogLevel } from "aws-cdk-lib/aws-lambda";
import type { ResolvedFleet } from "../props/resolve-fleet.ts";
import type { ResolvedProps } from "../props/resolve-props.ts";
import type { EventsLayout } from "../props/table-props.ts";
import { DEAD_LETTER_PREFIX } from "../storage/dead-letter-bucket.ts";
import { SOURCES_FILE } from "./function-code.ts";
import { secretVariables, wholeVariables } from "./source-definition.ts";

/** The resources that the function uses, by name. */
export interface FunctionResources {
  readonly eventsTable: string;
  readonly streamsTable: string;
  /** Undefined when connections are not put on record. */
  readonly ledgerTable?: string | undefined;
  readonly deadLetterBucket: string;
  readonly serviceName: string;
}

/** The environment of the connection manager; its README says what each variable means. What is not given is left out. */
export function functionEnvironment(
  props: ResolvedProps,
  resources: FunctionResources,
): Record<string, string> {
  const eventKey = props.source?.eventKey ?? props.eventKey;
  const variables: Record<string, string | undefined> = {
    ...sourceVariables(props),
    EVENTS_TABLE: resources.eventsTable,
    STREAMS_TABLE: resources.streamsTable,
    ...ledgerVariables(props, resources),
    EVENTS_TTL_SECONDS: props.eventsTtl && String(props.eventsTtl.toSeconds()),
    ...readerVariables(props.eventsLayout),
    EVENTS_ATTRIBUTES: props.eventsLayout?.attributes && JSON.stringify(props.eventsLayout.attributes),
    WRITE_MODE: props.writeMode,
    PACK_DELAY_MS: milliseconds(props.packDelay),
    EVENT_KEY: typeof eventKey === "object" ? JSON.stringify(eventKey) : eventKey,
    SHARDS: props.shards === undefined ? undefined : String(props.shards),
    COMPRESS: props.compress,
    ON_INVALID: props.source?.onInvalid ?? props.onInvalid,
    DEAD_LETTER_BUCKET: resources.deadLetterBucket,
    DEAD_LETTER_PREFIX,
    LIFETIME_MS: milliseconds(props.lifetime),
    HANDOVER_LEAD_MS: milliseconds(props.handoverLead),
    ...fleetVariables(props.fleet),
    POWERTOOLS_LOG_LEVEL: props.logLevel === ApplicationLogLevel.FATAL ? "CRITICAL" : props.logLevel,
    POWERTOOLS_SERVICE_NAME: resources.serviceName,
    POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
    [METRICS_PER_STREAM_VARIABLE]: props.perStreamMetrics ? "true" : undefined,
  };
  return given(variables);
}

/** Where the table has its events, as functions that read it are told. */
export function readerVariables({ keys, partitionPrefix }: EventsLayout = {}): Record<string, string> {
  return given({
    EVENTS_PARTITION_KEY: keys?.partition,
    EVENTS_SORT_KEY: keys?.sort,
    EVENTS_PARTITION_PREFIX: partitionPrefix,
  });
}

function given(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The C library gives each thread an arena of its own, which costs a small function with many streams more than 10 MB: one is enough. */
const ONE_ARENA = { MALLOC_ARENA_MAX: "1" } as const;

function fleetVariables(fleet: ResolvedFleet | undefined): Record<string, string> {
  if (fleet === undefined) return {};
  return {
    FLEET: fleet.name,
    STREAMS_PER_FUNCTION: String(fleet.streamsPerFunction),
    MAX_CARRIERS: String(fleet.maxCarriers),
    ...ONE_ARENA,
  };
}

/** Of the only source all; of named ones, where they stand, and what no file can say of them. */
function sourceVariables({ source, sources }: ResolvedProps): Record<string, string | undefined> {
  if (sources === undefined) {
    return source === undefined ? {} : wholeVariables(source);
  }
  const secrets = Object.entries(sources).flatMap(([name, named]) => {
    const variables = secretVariables(named);
    return Object.keys(variables).length === 0 ? [] : [[name, variables] as const];
  });
  return {
    SOURCES_FILE,
    SOURCE_SECRETS: secrets.length === 0 ? undefined : JSON.stringify(Object.fromEntries(secrets)),
  };
}

function ledgerVariables(
  { ledger }: ResolvedProps,
  { ledgerTable }: FunctionResources,
): Record<string, string> {
  if (ledger === false || ledgerTable === undefined) return {};
  return { LEDGER_TABLE: ledgerTable, LEDGER_TTL_DAYS: String(ledger.retention.toDays()) };
}

function milliseconds(duration: Duration | undefined): string | undefined {
  return duration && String(duration.toMilliseconds());
}
