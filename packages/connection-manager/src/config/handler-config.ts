import { ConfigurationError } from "../errors.ts";
import { type FleetConfig, fleetConfig } from "./fleet.ts";
import { type HandlerLogLevel, logLevelOf } from "./log-level.ts";
import { type MetricsConfig, metricsConfig, serviceNameOf } from "./metrics.ts";
import { type RelayConfig, relayConfig } from "./relay.ts";
import { type SinkConfig, sinkConfig } from "./sink.ts";
import { type ResumeConfig, resumeConfig } from "./source/resume.ts";
import { type SourceConfig, sourceConfig } from "./source/source.ts";
import { type Environment, optional, wholeNumber } from "./variables/environment.ts";

/** Everything that the handler's environment says, checked. */
export interface HandlerConfig extends SourceConfig, SinkConfig, ResumeConfig {
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
}

/**
 * Reads the handler's configuration from its environment; the package's README lists the variables.
 *
 * @throws ConfigurationError that lists all that is wrong, never a value that may be secret
 */
export function configFromEnvironment(environment: Environment): HandlerConfig {
  const problems: string[] = [];
  const config: HandlerConfig = {
    ...sourceConfig(environment, problems),
    ...sinkConfig(environment, problems),
    ...resumeConfig(environment, problems),
    serviceName: serviceNameOf(environment, problems),
    logLevel: logLevelOf(environment, problems),
    stage: optional(environment, "STAGE"),
    progressIntervalMs: wholeNumber(environment, "PROGRESS_INTERVAL_MS", { least: 1 }, problems),
    metrics: metricsConfig(environment, problems),
    relay: relayConfig(environment, problems),
    fleet: fleetConfig(environment, problems),
  };
  if (problems.length > 0) throw new ConfigurationError(problems);
  return config;
}
