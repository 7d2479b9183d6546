import { describe, expect, it } from "vitest";
import { ConfigurationError, configFromEnvironment, type Environment } from "../../src/index.ts";

const relay = { STREAM_URI: "https://source.example", EVENTS_TABLE: "events", STREAMS_TABLE: "streams" };

function problemsOf(environment: Environment): readonly string[] {
  try {
    configFromEnvironment(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe("the ledger of a configuration", () => {
  it("is none without its table", () => {
    expect(configFromEnvironment(relay).ledger).toBeUndefined();
  });

  it("has its table, days of life, and where connections run", () => {
    const environment = { ...relay, LEDGER_TABLE: "ledger" };
    expect(configFromEnvironment(environment).ledger).toEqual({
      ...{ tableName: "ledger", ttlSeconds: undefined, host: "lambda" },
    });
    expect(
      configFromEnvironment({ ...environment, LEDGER_TTL_DAYS: "7", LEDGER_HOST: "local" }).ledger,
    ).toEqual({ tableName: "ledger", ttlSeconds: 604_800, host: "local" });
  });

  it.each<[Environment, RegExp]>([
    [{ LEDGER_TABLE: "a table" }, /^LEDGER_TABLE is "a table"/],
    [{ LEDGER_TABLE: "ledger", LEDGER_TTL_DAYS: "0" }, /^LEDGER_TTL_DAYS is "0": .* 1 to 3650$/],
    [{ LEDGER_TTL_DAYS: "7" }, /^LEDGER_TTL_DAYS is set but LEDGER_TABLE is not/],
    [{ LEDGER_HOST: "local" }, /^LEDGER_HOST is set but LEDGER_TABLE is not/],
  ])("that is %j is refused", (changes, pattern) => {
    expect(problemsOf({ ...relay, ...changes })).toEqual([expect.stringMatching(pattern)]);
  });
});
