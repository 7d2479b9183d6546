import { readFileSync } from "node:fs";
import { ConfigurationError } from "../errors.ts";
import type { StreamLocation } from "../source/stream-url.ts";
import { type FleetConfig, fleetConfig } from "./fleet.ts";
import { type LedgerConfig, ledgerConfig } from "./ledger.ts";
import { type HandlerLogLevel, logLevelOf } from "./log-level.ts";
import { type MetricsConfig, metricsConfig, serviceNameOf } from "./metrics.ts";
import { type NamedSources, namedSources, withoutSource } from "./named-sources.ts";
import { type RelayConfig, relayConfig } from "./relay.ts";
import { type SinkConfig, sinkConfig } from "./sink.ts";
import { type SourceSettings, sourceSettings } from "./source/source-settings.ts";
import type { ReadText } from "./source/tls.ts";
import { type Environment, optional, wholeNumber } from "./variables/environment.ts";

/**
 * Everything that the handler's environment says, checked. What it says of the source is that of the only one; where sources are
 * named, each has its own, and what stands here is nobody's.
 */
export interface HandlerConfig extends Omit<SourceSettings, "location">, SinkConfig {
  /** Where the streams of the only source are; undefined when sources are named. */
  readonly location: StreamLocation | undefined;
  /** Sources by name; undefined when there is only one, without a name. */
  readonly sources: NamedSources | undefined;
  /** What log lines and metrics name the function by. */
  readonly serviceName: string;
  /** The least severe lines that are logged; undefined leaves that to Powertools. */
  readonly logLevel: HandlerLogLevel | undefined;
  readonly stage: string | undefined;
  readonly progressIntervalMs: number | undefined;
  /** How metrics are emitted; undefined when they are switched off. */
  readonly metrics: MetricsConfig | undefined;
  /** What an invocation of a relay needs; undefined when there is no table of leases. */
  readonly relay: RelayConfig | undefined;
  /** What an invocation of a carrier needs besides; undefined when there is no fleet. */
  readonly fleet: FleetConfig | undefined;
  /** Where connections are put on record; undefined when they are not. */
  readonly ledger: LedgerConfig | undefined;
}

/** Stands where an address must, and is never asked. */
const NOWHERE = { STREAM_URL: "http://localhost/" };

/**
 * Reads the handler's configuration from its environment; the package's README lists the variables.
 *
 * @param readText how the files that it names are read
 * @throws ConfigurationError that lists all that is wrong, never a value that may be secret
 */
export function configFromEnvironment(
  environment: Environment,
  readText: ReadText = (path) => readFileSync(path, "utf8"),
): HandlerConfig {
  const problems: string[] = [];
  const sources = namedSources(environment, readText, problems);
  const ofOne = sources === undefined ? environment : { ...withoutSource(environment), ...NOWHERE };
  const { location, ...settings } = sourceSettings(ofOne, readText, problems);
  const config: HandlerConfig = {
    ...settings,
    location: sources === undefined ? location : undefined,
    sources,
    ...sinkConfig(environment, problems),
    serviceName: serviceNameOf(environment, problems),
    logLevel: logLevelOf(environment, problems),
    stage: optional(environment, "STAGE"),
    progressIntervalMs: wholeNumber(environment, "PROGRESS_INTERVAL_MS", { least: 1 }, problems),
    metrics: metricsConfig(environment, problems),
    relay: relayConfig(environment, settings.connection, problems),
    fleet: fleetConfig(environment, problems),
    ledger: ledgerConfig(environment, problems),
  };
  if (problems.length > 0) throw new ConfigurationError(problems);
  return config;
}
