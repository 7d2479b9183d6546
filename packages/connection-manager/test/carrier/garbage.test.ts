import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { collectGarbage } from "../../src/carrier/garbage.ts";

it("what nothing refers to is gone", async () => {
  const gone = new WeakRef({});
  const kept = {};
  const stays = new WeakRef(kept);
  await nextTurn();
  await collectGarbage();
  expect(gone.deref()).toBeUndefined();
  expect(stays.deref()).toBe(kept);
});
