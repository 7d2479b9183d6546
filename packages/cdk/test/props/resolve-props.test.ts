import { Duration } from "aws-cdk-lib";
import { describe, expect, it } from "vitest";
import { resolveProps } from "../../src/props/resolve-props.ts";
import { SOURCE } from "../support/stacks.ts";

describe("the defaults", () => {
  it.each([
    [900, 30],
    [200, 30],
    [100, 15],
    [10, 2],
    [2, 1],
  ])("hand a connection of %i s over %i s before its end", (lifetime, lead) => {
    const { handoverLead } = resolveProps({ source: SOURCE, lifetime: Duration.seconds(lifetime) });
    expect(handoverLead.toSeconds()).toBe(lead);
  });

  it("stand where undefined is given", () => {
    const { api, alarms } = resolveProps({
      source: SOURCE,
      api: { rateLimit: undefined },
      alarms: { gap: undefined },
    });
    expect(api).toMatchObject({ authorization: "iam", rateLimit: 10 });
    expect(alarms).toMatchObject({ gap: Duration.seconds(5) });
  });

  it("are no fleet, and of a fleet 128 MB, five carriers, and twice as many invocations", () => {
    expect(resolveProps({ source: SOURCE, streamsPerFunction: 1 })).toMatchObject({
      fleet: undefined,
      memorySize: 256,
      reservedConcurrentExecutions: undefined,
    });
    expect(resolveProps({ source: SOURCE, streamsPerFunction: 50 })).toMatchObject({
      fleet: { name: "default", streamsPerFunction: 50, maxCarriers: 5 },
      memorySize: 128,
      reservedConcurrentExecutions: 10,
    });
  });

  it("have connections on record for 30 days, on a fleet too, unless that is not wanted", () => {
    for (const streamsPerFunction of [1, 50]) {
      const ledger = { retention: Duration.days(30) };
      expect(resolveProps({ source: SOURCE, streamsPerFunction })).toMatchObject({ ledger });
      expect(resolveProps({ source: SOURCE, streamsPerFunction, ledger: {} })).toMatchObject({ ledger });
      expect(resolveProps({ source: SOURCE, streamsPerFunction, ledger: false }).ledger).toBe(false);
    }
  });
});
