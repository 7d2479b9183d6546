import { describe, expect, test } from "vitest";
import { connectionEntry } from "../../src/report/connection-entry.ts";
import { handoverWords, turnWords } from "../../src/report/handover-words.ts";
import type { StreamEntry } from "../../src/report/list-entry.ts";
import { connection, openedOf, T0 } from "../support/records.ts";

const held: StreamEntry = {
  ...{ streamId: "weather", status: "running", holder: "execution/A", epoch: 2, connections: 1 },
  ...{ received: 0, stored: 0, duplicates: 0, failures: 0, startedAtMs: T0 },
  ...{ claimedAtMs: T0, connectedAtMs: T0 + 100, handoverAtMs: T0 + 40_000, expiresAtMs: T0 + 65_000 },
};

describe("the next handover in words", () => {
  test("of a relay says who opens a connection beside whose, and when", () => {
    expect(handoverWords(held, T0 + 28_000)).toBe(
      "in 12 s, at 12:00:40Z: branch B opens a connection beside that of branch A, which goes on until the new one is up, and counts as dead at 12:01:05Z",
    );
    expect(handoverWords({ ...held, holder: "B" }, T0 + 43_000)).toMatch(
      /^due since 3 s: branch A opens a connection beside that of branch B/,
    );
    const { connectedAtMs: _, ...connecting } = held;
    expect(handoverWords(connecting, T0)).toBe(
      "in 40 s, at 12:00:40Z: branch B opens a connection, without one to begin beside",
    );
  });

  test("of a fleet is that of all streams of a carrier", () => {
    expect(handoverWords({ ...held, carrier: "#carrier/default/3" }, T0)).toMatch(
      /branch B of carrier default\/3 opens a connection for each stream that the carrier has, this one beside that of branch A/,
    );
    const waiting = { ...held, waitingSinceMs: T0 + 70_000 };
    expect(handoverWords(waiting, T0 + 75_000)).toBe(
      "none before a carrier has room for it: it has waited for 5 s",
    );
  });

  test("of one that nobody holds, or that is over, is none", () => {
    expect(handoverWords(held, T0 + 70_000)).toMatch(/^overdue: its holder is dead since 12:01:05Z/);
    expect(handoverWords({ ...held, status: "ended" }, T0)).toBeUndefined();
    const { holder: _, ...begun } = held;
    expect(handoverWords(begun, T0)).toMatch(/^none before the first connection/);
  });

  test("of one without a lease goes by the times of its last connections", () => {
    const entries = [0, 4, 8, 12].map((from) => connectionEntry(connection(0, from, from + 5)));
    const open = connectionEntry(openedOf(connection(0, 16, 21)));
    expect(turnWords([...entries, open], T0 + 17_000)).toBe(
      "in 3 s, at 12:00:20Z: another connection is begun beside the one that may still be up, each until its own end (the last connections were begun every 4 s)",
    );
    expect(turnWords(entries, T0 + 60_000)).toBe(
      "none is to come: the last connections were begun every 4 s, and none has been for 48 s",
    );
    expect(turnWords(entries.slice(0, 1), T0)).toMatch(/nobody can say/);
  });
});
