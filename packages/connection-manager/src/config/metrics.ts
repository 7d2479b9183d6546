import { MAX_DIMENSION_CHARS } from "../limits.ts";
import { DEFAULT_METRICS_INTERVAL_MS } from "../metrics/connection-meter.ts";
import { METRICS_NAMESPACE, METRICS_PER_STREAM_VARIABLE } from "../metrics/metric-names.ts";
import { type Environment, oneOf, optional, wholeNumber } from "./variables/environment.ts";
import { refuse } from "./variables/problems.ts";

/** Whether and how the function emits metrics. */
export interface MetricsConfig {
  readonly namespace: string;
  readonly intervalMs: number;
  /** Whether each metric is also given for its stream alone. */
  readonly perStream: boolean;
}

const DEFAULT_SERVICE_NAME = "connection-manager";
const DISABLED = "POWERTOOLS_METRICS_DISABLED";

/** Undefined when metrics are switched off. */
export function metricsConfig(environment: Environment, problems: string[]): MetricsConfig | undefined {
  const intervalMs =
    wholeNumber(environment, "METRICS_INTERVAL_MS", { least: 1 }, problems) ?? DEFAULT_METRICS_INTERVAL_MS;
  const perStream = oneOf(environment, METRICS_PER_STREAM_VARIABLE, ["true", "false"], problems) === "true";
  const namespace = optional(environment, "POWERTOOLS_METRICS_NAMESPACE") ?? METRICS_NAMESPACE;
  if (!/^(?!AWS\/|:)[\w./#: -]{1,255}$/.test(namespace)) {
    refuse(
      "POWERTOOLS_METRICS_NAMESPACE",
      namespace,
      "1 to 255 of a-z A-Z 0-9 . - _ / # : and not begin with AWS/",
      problems,
    );
  }
  return isDisabled(environment, problems) ? undefined : { namespace, intervalMs, perStream };
}

/** Powertools reads this variable too, and takes an empty one for a mistake. */
function isDisabled(environment: Environment, problems: string[]): boolean {
  if (environment[DISABLED] === "")
    problems.push(`${DISABLED} is empty: set it to true or false, or not at all`);
  return oneOf(environment, DISABLED, ["true", "false"], problems) === "true";
}

/** What log lines and metrics name the function by. */
export function serviceNameOf(environment: Environment, problems: string[]): string {
  const name = optional(environment, "POWERTOOLS_SERVICE_NAME") ?? DEFAULT_SERVICE_NAME;
  if (!/^(?!:)[\x21-\x7e]+$/.test(name) || name.length > MAX_DIMENSION_CHARS) {
    refuse(
      "POWERTOOLS_SERVICE_NAME",
      name,
      `1 to ${MAX_DIMENSION_CHARS} visible ASCII characters, the first no colon`,
      problems,
    );
  }
  return name;
}
