import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type CompressRule, fromItem, MAX_ITEM_BYTES, writeUnits } from "../src/index.ts";
import { type PlannedPut, planPut } from "../src/writing/plan-put.ts";

const events = readFileSync(new URL("fixtures/recentchange.ndjson", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "");

function plans(compress: CompressRule): PlannedPut[] {
  const rules = {
    streamId: "recentchange",
    key: "sha1",
    shards: 1,
    compress,
    stampReceivedAt: true,
    expiresInSeconds: undefined,
    deadLetter: undefined,
    maxItemBytes: MAX_ITEM_BYTES,
  } as const;
  const planned = events.map((data) => planPut({ data }, rules, 1_700_000_000_500));
  return planned.filter((plan) => plan.kind === "put");
}

/** What the README says of the events of Wikimedia. */
test.each<[CompressRule, number, number]>([
  ["oversize", 167, 0],
  ["none", 167, 0],
  ["auto", 100, 67],
  ["gzip", 100, 100],
  ["zstd", 100, 100],
])(
  "with %s, 100 recorded events take %i write units, %i of them compressed",
  (compress, units, compressed) => {
    const planned = plans(compress);
    expect(planned).toHaveLength(100);
    expect(planned.reduce((sum, { sizeBytes }) => sum + writeUnits(sizeBytes), 0)).toBe(units);
    expect(planned.filter(({ item }) => item.encoding !== undefined)).toHaveLength(compressed);
    expect(planned.map(({ item }) => fromItem(item).data)).toEqual(events);
  },
);

test("compression does not change the keys", () => {
  const keys = (compress: CompressRule) => plans(compress).map(({ key }) => key);
  expect(keys("zstd")).toEqual(keys("none"));
});

test.each<[CompressRule, number]>([
  ["none", 112_372],
  ["auto", 76_629],
  ["gzip", 63_542],
  ["zstd", 64_778],
])("with %s, they take %i bytes, give or take 2 percent for versions of the codecs", (compress, bytes) => {
  const total = plans(compress).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  expect(Math.abs(total / bytes - 1), `${total} bytes`).toBeLessThan(0.02);
});
