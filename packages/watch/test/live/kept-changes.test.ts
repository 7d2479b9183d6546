import { expect, test } from "vitest";
import { MAX_KEPT_CHANGES, MAX_KEPT_LENGTH } from "../../src/limits.ts";
import { KeptChanges } from "../../src/live/kept-changes.ts";

test("what came after a change is known, of this series alone", () => {
  const changes = new KeptChanges("a");
  const start = changes.lastId;
  expect(changes.after(start)).toEqual([]);
  const first = changes.add("change", "1");
  const second = changes.add("trouble", "2");
  expect(changes.after(start)).toEqual([first, second]);
  expect(changes.after(first.id)).toEqual([second]);
  expect(changes.after(second.id)).toEqual([]);
  for (const id of [undefined, "", "b.1", "a.99"]) expect(changes.after(id)).toBeUndefined();
});

test("so many changes are kept, and so much of them", () => {
  const changes = new KeptChanges("a");
  const start = changes.lastId;
  const all = Array.from({ length: MAX_KEPT_CHANGES + 1 }, (_, n) => changes.add("change", String(n)));
  expect(changes.after(start)).toBeUndefined();
  expect(changes.after(all[0]?.id)).toHaveLength(MAX_KEPT_CHANGES);
  const large = changes.add("change", "x".repeat(MAX_KEPT_LENGTH));
  expect(changes.after(all.at(-2)?.id)).toBeUndefined();
  expect(changes.after(all.at(-1)?.id)).toEqual([large]);
});
