import { describe, expect, it } from "vitest";
import { ConfigurationError, configFromEnvironment, type Environment } from "../../src/index.ts";

const relay: Environment = {
  STREAM_URL: "https://api.example.com/{streamId}",
  EVENTS_TABLE: "events",
  STREAMS_TABLE: "streams",
};

function problemsOf(environment: Environment): readonly string[] {
  try {
    configFromEnvironment(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe("the environment of a fleet", () => {
  it("is none without a name", () => {
    expect(configFromEnvironment(relay).fleet).toBeUndefined();
  });

  it("has fifty streams to a function and five carriers, unless it says otherwise, and Lambda's memory", () => {
    expect(configFromEnvironment({ ...relay, FLEET: "default" }).fleet).toEqual({
      fleet: "default",
      capacity: 50,
      maxCarriers: 5,
      memoryBytes: undefined,
    });
    const environment = {
      ...relay,
      FLEET: "blue-1",
      STREAMS_PER_FUNCTION: "500",
      MAX_CARRIERS: "1000",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    };
    expect(configFromEnvironment(environment).fleet).toEqual({
      fleet: "blue-1",
      capacity: 500,
      maxCarriers: 1_000,
      memoryBytes: 134_217_728,
    });
  });

  it.each<[Environment, RegExp]>([
    [{ FLEET: "a fleet" }, /^FLEET is "a fleet": it must be 1 to 32 letters, digits or hyphens$/],
    [{ FLEET: "default", STREAMS_TABLE: "" }, /^FLEET is set but STREAMS_TABLE is not/],
    [{ FLEET: "default", STREAMS_PER_FUNCTION: "501" }, /^STREAMS_PER_FUNCTION is "501": .* 1 to 500$/],
    [{ FLEET: "default", MAX_CARRIERS: "0" }, /^MAX_CARRIERS is "0": .* 1 to 1000$/],
    [{ STREAMS_PER_FUNCTION: "50" }, /^STREAMS_PER_FUNCTION is set but FLEET is not/],
    [{ MAX_CARRIERS: "5" }, /^MAX_CARRIERS is set but FLEET is not/],
  ])("that is %j is refused", (changes, pattern) => {
    expect(problemsOf({ ...relay, ...changes })).toEqual([expect.stringMatching(pattern)]);
  });
});
