import { describe, expect, it } from "vitest";
import { carrierTurnOf } from "../../src/handler/carrier-turn.ts";
import { ConfigurationError } from "../../src/index.ts";

const event = {
  carrier: "#carrier/default/2",
  holder: "execution/A",
  expectedEpoch: 3,
  executionArn: "arn:execution",
  stateMachineArn: "arn:machine",
};

describe("a carrier's turn", () => {
  it("is one of an event with a carrier", () => {
    expect(carrierTurnOf(event, "default")).toEqual({
      carrier: "#carrier/default/2",
      number: 2,
      holder: "execution/A",
      expectedEpoch: 3,
      stateMachineArn: "arn:machine",
    });
  });

  it("is none of an event without", () => {
    expect(carrierTurnOf({ streamId: "s1", holder: "A", expectedEpoch: 1 }, "default")).toBeUndefined();
    expect(carrierTurnOf(undefined, "default")).toBeUndefined();
  });

  it.each<[string, object, string | undefined, RegExp]>([
    ["without a fleet", {}, undefined, /FLEET is not set/],
    ["of another fleet", {}, "blue", /is of the fleet default, and FLEET is blue/],
    ["of no carrier", { carrier: "#carrier/default/0" }, "default", /must be #carrier\/FLEET\/NUMBER/],
    ["of no text", { carrier: 7 }, "default", /must be #carrier\/FLEET\/NUMBER/],
    ["without a machine", { stateMachineArn: "" }, "default", /stateMachineArn must be text/],
    ["without a holder", { holder: undefined }, "default", /holder is undefined/],
    [
      "without holder and epoch",
      { holder: undefined, expectedEpoch: undefined },
      "default",
      /must have holder and expectedEpoch/,
    ],
  ])("%s is refused", (_, changes, fleet, message) => {
    expect(() => carrierTurnOf({ ...event, ...changes }, fleet)).toThrow(ConfigurationError);
    expect(() => carrierTurnOf({ ...event, ...changes }, fleet)).toThrow(message);
  });
});
