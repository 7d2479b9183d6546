import type { ConnectionEvent } from "@unbounded-streams/stream-reader";
import { beforeEach, describe, expect, it } from "vitest";
import { TurnConnections } from "../../src/lease/turn-connections.ts";
import { TurnHealth } from "../../src/lease/turn-health.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const HANDOVER_AT_MS = 870_000;
const RESET = { why: "lost", reason: "broken off", code: "BODY_FAILED" } as const;
const CLOSED = { why: "closed", reason: "closed by the source" } as const;
const REFUSED = { why: "refused", reason: "answered 504", code: "STREAM_REFUSED", status: 504 } as const;
const NO_HEADERS = { why: "lost", reason: "no headers", code: "HEADERS_TIMEOUT" } as const;
const SILENT = { why: "lost", reason: "silent", code: "IDLE_TIMEOUT" } as const;

type End = Pick<Extract<ConnectionEvent, { kind: "closed" }>, "why" | "reason" | "code" | "status">;

let nowMs: number;
let connections: TurnConnections;
let counters: { stored: number; deadLettered: number };
let intake: { checkpoint: string | undefined; hasFailed: boolean };
let hold: { checkpoint: string | undefined; failures: number };
let health: TurnHealth;
beforeEach(() => {
  nowMs = 0;
  connections = new TurnConnections(CONNECT_TIMEOUT_MS);
  counters = { stored: 0, deadLettered: 0 };
  intake = { checkpoint: undefined, hasFailed: false };
  hold = { checkpoint: undefined, failures: 1 };
  health = new TurnHealth({
    hold,
    budget: { handoverAtMs: HANDOVER_AT_MS },
    intake: { ...intake, counters } as never,
    connections,
    system: { now: () => nowMs },
  });
});

const of = () => ({ attempt: 1, atMs: nowMs, target: "http://source/" });

function ask(forMs: number): void {
  connections.note({ kind: "connecting", resumed: false, refresh: false, ...of() });
  nowMs += forMs;
}

function up(forMs: number): void {
  ask(0);
  connections.note({ kind: "open", status: 200, connectMs: 0, headers: {}, ...of() });
  nowMs += forMs;
}

function end(how: End): void {
  connections.note({ kind: "closed", bytesReceived: 0, truncatedBytes: 0, ...how, ...of() });
}

describe("a turn over which nothing comes", () => {
  it.each([
    ["closes properly", CLOSED],
    ["falls silent", SILENT],
  ])("is sound when its source %s again and again, by the time of all connections together", (_, how) => {
    for (let times = 0; times < 9; times += 1) {
      up(3_000);
      end(how);
      nowMs += 7_000;
    }
    expect(health.verdict).toEqual({});
    up(3_000);
    expect(health.verdict).toEqual({ failures: 0 });
  });

  it("is not when they break each time, and says so", () => {
    for (let times = 0; times < 50; times += 1) {
      up(3_000);
      end(RESET);
      nowMs += 7_000;
    }
    expect(health.verdict).toEqual({ lastError: "broken off" });
    expect(connections.upMs(nowMs)).toBe(0);
  });

  it("is not when they are closed at once, which is trouble at the handover", () => {
    for (; nowMs < HANDOVER_AT_MS; nowMs += 7_000) {
      up(0);
      end(CLOSED);
      expect(health.trouble).toBeUndefined();
    }
    expect(health.verdict).toEqual({ lastError: "closed by the source" });
  });

  it.each([
    ["of which one waits", [] as End[]],
    ["that were given up for want of headers", [NO_HEADERS, NO_HEADERS]],
  ])("is sound at the handover with connections %s for headers, accepted", (_, ends) => {
    for (const how of ends) {
      ask(60_000);
      end(how);
    }
    ask(HANDOVER_AT_MS - nowMs - 1);
    expect(health.isSound).toBe(false);
    nowMs = HANDOVER_AT_MS;
    expect(health.verdict).toEqual({ failures: 0 });
  });

  it("is not sound by a wait that may still be one for a connection", () => {
    nowMs = HANDOVER_AT_MS - CONNECT_TIMEOUT_MS;
    ask(CONNECT_TIMEOUT_MS);
    expect(health.isSound).toBe(false);
  });

  it("is not with a gateway that waits long, and then refuses", () => {
    while (nowMs < HANDOVER_AT_MS - 60_000) {
      ask(60_000);
      end(REFUSED);
    }
    ask(HANDOVER_AT_MS - nowMs);
    expect(health.verdict).toEqual({ lastError: "answered 504" });
  });

  it("forgets, of a holder that gave its connection up, nothing of the time that it was up", () => {
    up(30_000);
    end({ why: "aborted", reason: "given up by its consumer" });
    expect(health.isSound).toBe(true);
    expect(connections.lastEnd).toBeUndefined();
  });
});

describe("a turn that fails", () => {
  it("has no progress to show by a dead letter alone", () => {
    counters.deadLettered = 1;
    hold.failures = 5;
    expect(health.failed("FrameTooLarge")).toEqual({ lastError: "FrameTooLarge" });
  });

  it.each([
    [1, 1],
    [2, 1],
    [5, 2],
    [12, 6],
  ])("after progress, with %i failures by then, leaves %i", (failures, left) => {
    counters.stored = 1;
    hold.failures = failures;
    expect(health.failed("x")).toEqual({ failures: left, lastError: "x" });
  });
});
