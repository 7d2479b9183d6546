import { expect, test } from "vitest";
import { EVENT_BYTES, eventText, readEvent } from "../src/data/events.ts";

test("every event is a JSON document of 1,000 bytes, unlike the others, whose start can be read alone", () => {
  const sentAtMs = 1_795_000_000_123.456;
  const texts = Array.from({ length: 1000 }, (_, number) => eventText(number, sentAtMs));
  expect(new Set(texts).size).toBe(texts.length);
  for (const text of texts) {
    const bytes = Buffer.from(text);
    expect(bytes.length).toBe(EVENT_BYTES);
    const { n, sentAt } = JSON.parse(text) as { n: number; sentAt: number };
    expect(readEvent(bytes)).toEqual({ id: String(n), sentAtMs: sentAt });
    expect(sentAt).toBe(sentAtMs);
  }
});
