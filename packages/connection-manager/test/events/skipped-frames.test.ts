import type { DeadLetterRecord } from "@unbounded-streams/event-sink";
import { expect, it } from "vitest";
import { SkippedFrames } from "../../src/events/skipped-frames.ts";
import { MAX_SKIPPED_EXCERPTS } from "../../src/limits.ts";

const record: DeadLetterRecord = {
  streamId: "s",
  key: "k",
  data: Buffer.from("x".repeat(2_000)),
  receivedAtMs: 0,
  reason: "FRAME_INVALID",
  message: "not JSON",
};

it("a flood of frames without a place is told by its number, not by all that it is made of", async () => {
  const lines: [message: string, fields: Record<string, unknown>][] = [];
  const say = (message: string, fields: Record<string, unknown>) => void lines.push([message, fields]);
  const skipped = new SkippedFrames({ debug: say, info: say, warn: say });
  for (let count = 0; count < 2_500; count++) await skipped.put(record);
  expect(skipped.count).toBe(2_500);
  expect(lines).toHaveLength(MAX_SKIPPED_EXCERPTS + 2);
  expect(lines[0]).toEqual([
    "frame skipped",
    { reason: "FRAME_INVALID", problem: "not JSON", sizeBytes: 2_000, excerpt: "x".repeat(1_024) },
  ]);
  expect(lines.at(-1)).toEqual(["frames skipped", { count: 2_000, reason: "FRAME_INVALID" }]);
});
