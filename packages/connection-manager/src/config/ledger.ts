import { type Environment, optional, tableOf, wholeNumber } from "./variables/environment.ts";

/** Where connections are put on record. */
export interface LedgerConfig {
  /** The DynamoDB table of records. */
  readonly tableName: string;
  /** How long a record is kept, in seconds; undefined for the ledger's default. */
  readonly ttlSeconds: number | undefined;
  /** Where the connections run, as their records have it. */
  readonly host: string;
}

const DEFAULT_HOST = "lambda";
const MOST_DAYS = 3_650;
const SECONDS_OF_DAY = 86_400;

/** Undefined when there is no ledger. */
export function ledgerConfig(environment: Environment, problems: string[]): LedgerConfig | undefined {
  const days = wholeNumber(environment, "LEDGER_TTL_DAYS", { least: 1, most: MOST_DAYS }, problems);
  const host = optional(environment, "LEDGER_HOST") ?? DEFAULT_HOST;
  if (optional(environment, "LEDGER_TABLE") === undefined) {
    for (const name of ["LEDGER_TTL_DAYS", "LEDGER_HOST"]) {
      if (optional(environment, name) === undefined) continue;
      problems.push(`${name} is set but LEDGER_TABLE is not: give the name of the ledger's table`);
    }
    return undefined;
  }
  const meaning = "the name of the DynamoDB table for the records of connections";
  return {
    tableName: tableOf(environment, "LEDGER_TABLE", meaning, problems),
    ttlSeconds: days === undefined ? undefined : days * SECONDS_OF_DAY,
    host,
  };
}
