import type { Environment } from "./variables/environment.ts";
import { optional } from "./variables/environment.ts";
import { refuseWord } from "./variables/problems.ts";

const LOG_LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "SILENT", "CRITICAL"] as const;

/** The least severe lines that are logged, as Powertools names levels. */
export type HandlerLogLevel = (typeof LOG_LEVELS)[number];

/** Powertools reads this variable too, in capitals or not; undefined leaves the level to it. */
export function logLevelOf(environment: Environment, problems: string[]): HandlerLogLevel | undefined {
  const text = optional(environment, "POWERTOOLS_LOG_LEVEL");
  const level = LOG_LEVELS.find((allowed) => allowed === text?.toUpperCase());
  if (text !== undefined && level === undefined) {
    refuseWord("POWERTOOLS_LOG_LEVEL", text, LOG_LEVELS, problems);
  }
  return level;
}
