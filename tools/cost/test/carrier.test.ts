import { METRICS, OCCASIONAL_METRICS } from "@unbounded-streams/connection-manager/metric-names";
import { carrierId, INDEXES } from "@unbounded-streams/stream-lease";
import { describe, expect, it } from "vitest";
import { ASSUMPTIONS, CARRIER, FLEETS, SEAT } from "../src/assumptions.ts";
import { tenureSeconds, writesPerConnection } from "../src/tenure.ts";
import { type Item, runCarrierTwice } from "./carrier-log.ts";
import { requestsOfTurn } from "./carrier-turns.ts";

/** Ids of 32 bytes. */
const STREAMS = ["a", "b", "c"].map((last) => last.padStart(32, "news-of-"));
const INVOCATIONS = 2;

/** What is measured may be less than the bill has, by so much at most: numbers grow by a few digits in 15 minutes. */
const MARGIN = 0.1;

/** Bytes that CloudWatch Logs counts for each event besides (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html). */
const LOG_EVENT_BYTES = 26;

const MINUTE_VALUES = { seats: FLEETS.fleet128.streamsPerFunction, carrierLoad: 12.345678901234567 } as const;

function logBytes(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + LOG_EVENT_BYTES, 0);
}

/** What a full minute has besides what the last line of metrics has, which comes at the end. */
function minuteBytes(): number {
  const texts = Object.entries(MINUTE_VALUES).map(([key, value]) => {
    const { name: Name, unit: Unit } = METRICS[key as keyof typeof MINUTE_VALUES];
    return `,${JSON.stringify({ Name, Unit })},${JSON.stringify({ [Name]: value }).slice(1, -1)}`;
  });
  return Buffer.byteLength(texts.join(""));
}

/** As DynamoDB counts it: names, texts, and of numbers a byte for two digits and one more. */
function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, { S: text, N: number }]) => {
    return (
      sum +
      Buffer.byteLength(name) +
      (number ? Math.ceil(number.length / 2) + 1 : Buffer.byteLength(text ?? ""))
    );
  }, 0);
}

function expectAsBilled(measured: number, billed: number): void {
  expect(measured).toBeLessThanOrEqual(billed);
  expect(measured).toBeGreaterThan(billed * (1 - MARGIN));
}

describe("the bundle that is deployed, as a carrier", () => {
  it("writes as much to its log as the bill has, and keeps records and leases below a write unit", async () => {
    const { ofSeats, ofCarrier, metrics, records, leases } = await runCarrierTwice(STREAMS);
    expect(ofSeats.filter((line) => /"level":"(WARN|ERROR)"/.test(line))).toEqual([]);
    expectAsBilled(logBytes(ofSeats) / STREAMS.length / INVOCATIONS, SEAT.logBytesPerConnection);
    const last = metrics.slice(-1);
    expectAsBilled(
      logBytes([...ofCarrier, ...last]) + CARRIER.platformLogBytes,
      CARRIER.logBytesPerInvocation,
    );
    expectAsBilled(logBytes(last) + minuteBytes(), CARRIER.logBytesPerMinute);
    expect(OCCASIONAL_METRICS).not.toContain("seats");
    expect(records).toHaveLength(STREAMS.length * INVOCATIONS);
    for (const item of [...records, ...leases])
      expect(itemBytes(item)).toBeLessThan(ASSUMPTIONS.writeUnitBytes);
  });
});

describe("the table of leases", () => {
  const turns = { seats: FLEETS.fleet128.streamsPerFunction, connectMs: 900 };

  it("is asked for as much as the bill has, at a handover that takes as long as the bill has it", async () => {
    const { seatReads, seatWrites, carrierReads, carrierWrites, peerReads, looks, overlapMs } =
      await requestsOfTurn(turns);
    const tenureMs = tenureSeconds(ASSUMPTIONS.lifetimeSeconds) * 1_000;
    expectAsBilled(overlapMs, CARRIER.overlapSeconds * 1_000);
    const { roundMs, offeredMs, lookMs, peersMs } = CARRIER;
    expect(looks).toBeCloseTo(tenureMs * (2 / roundMs + 1 / offeredMs), -1);
    expect(peerReads).toBeCloseTo(tenureMs / peersMs, -1);
    expectAsBilled((seatReads + carrierReads - tenureMs / lookMs) / turns.seats, SEAT.readUnitsPerConnection);
    expectAsBilled(seatWrites / turns.seats, writesPerConnection(ASSUMPTIONS.lifetimeSeconds));
    expect(carrierWrites).toBeLessThanOrEqual(CARRIER.writesPerInvocation);
  });

  it("has an entry of a seat in the index of its carrier, which is no longer than the bill has it", () => {
    const { hash, range } = INDEXES.byCarrier;
    const entry = { [hash]: { S: carrierId("default", 99) }, [range]: { S: "s".repeat(32) } };
    expect(itemBytes(entry)).toBe(SEAT.indexBytes);
  });
});
