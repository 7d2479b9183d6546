import { expect, it } from "vitest";
import { Fleet, streamIds } from "../support/fleet.ts";

it("a carrier takes the streams that wait, a few at a time", async () => {
  const fleet = new Fleet();
  await fleet.admit(...streamIds(20));
  await fleet.invoke(1);
  await fleet.clock.advance(50);
  expect(fleet.readings.claims).toHaveLength(5);
  await fleet.clock.advance(1_000);
  expect(fleet.connected).toEqual(streamIds(20));
});

it("the next invocation takes every seat over, and no stream is unconnected meanwhile", async () => {
  const fleet = new Fleet();
  const ids = streamIds(50);
  await fleet.admit(...ids);
  const first = await fleet.invoke(1, { holder: "A" });
  await fleet.clock.advance(860_000);
  const second = await fleet.invoke(1, { holder: "B" });
  for (let step = 0; step < 60; step += 1) {
    await fleet.clock.advance(100);
    expect(fleet.connected).toHaveLength(50);
  }
  expect(first.report).toMatchObject({ outcome: "superseded", handedOver: 50, seatsLeft: 0 });
  expect(second.report).toBeUndefined();
  await fleet.clock.advance(10_000);
  expect(fleet.readings.claims).toHaveLength(100);
});
