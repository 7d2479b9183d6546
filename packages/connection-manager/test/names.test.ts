import { describe, expect, expectTypeOf, it } from "vitest";
import {
  ConfigurationError,
  type ConnectionOutcome,
  type ConnectionReport,
  StreamIdError,
  StreamNotEndedError,
  StreamRefusedError,
} from "../src/index.ts";

describe("the names that the state machine knows", () => {
  // asl-builder writes these literals into Catch, and compares the outcome with those below.
  it("are those of the errors", () => {
    const report = { streamId: "s1" } as ConnectionReport;
    expect([
      new StreamNotEndedError(report, undefined).name,
      new StreamRefusedError(report, undefined).name,
      new ConfigurationError([]).name,
      new StreamIdError("").name,
    ]).toEqual(["StreamNotEndedError", "StreamRefusedError", "ConfigurationError", "StreamIdError"]);
  });

  it("are those of the outcomes", () => {
    const known = ["ended", "stopped", "superseded", "expired", "interrupted"] as const;
    expectTypeOf<(typeof known)[number] | "refused">().toEqualTypeOf<ConnectionOutcome>();
  });
});
