import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Lease } from "@unbounded-streams/stream-lease";
import { afterEach, describe, expect, it } from "vitest";
import { type Answer, CARRIER, type FleetStage, setUpFleet } from "../support/fleet-stage.ts";
import { until } from "../support/until.ts";

let stage: FleetStage;
let open: ServerResponse[] = [];
afterEach(async () => {
  open = [];
  await stage?.stop();
});

const line = (id: number) => `${JSON.stringify({ id, text: "event" })}\n`;

/** Sends three events, and more whenever a test has `sendMore` do it. */
const endless: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.write([1, 2, 3].map(line).join(""));
  open.push(response);
};

function sendMore(from: number, to: number): void {
  for (const response of open) for (let id = from; id <= to; id += 1) response.write(line(id));
}

const GOOD = ["good-1", "good-2", "good-3"];
const good = Object.fromEntries(GOOD.map((streamId) => [streamId, endless]));

async function areStored(count: number): Promise<void> {
  for (const streamId of GOOD) {
    await until(`${count} events of ${streamId} are stored`, async () => {
      return (await stage.stored(streamId)) === count;
    });
  }
}

/** Stops the streams that are still good, then the carrier. */
async function stopAll(): Promise<void> {
  for (const streamId of [...GOOD, CARRIER]) await stage.leases.stop({ streamId });
}

/** The lease of a stream, as soon as it is over, or says what is wrong. */
async function inTrouble(streamId: string): Promise<Lease | undefined> {
  let lease: Lease | undefined;
  await until(`${streamId} is met`, async () => {
    lease = await stage.leases.read(streamId);
    return lease?.status !== "running" || lease.lastError !== undefined;
  });
  return lease;
}

/** Its neighbours must not notice it: while it is there they store what comes, each over one connection. */
async function meetsBadStream(streamId: string, answer: Answer, changes: Record<string, string> = {}) {
  stage = await setUpFleet({ ...good, [streamId]: answer }, changes);
  for (const each of [...GOOD, streamId]) await stage.begin(each);
  const carried = stage.carry("A", 1);
  const lease = await inTrouble(streamId);
  await areStored(3);
  sendMore(4, 10);
  await areStored(10);
  expect(GOOD.map((each) => stage.requests(each))).toEqual([1, 1, 1]);
  await stage.leases.stop({ streamId });
  await stopAll();
  return { report: await carried, lease };
}

describe("a carrier", () => {
  it("reads its streams side by side, and goes when they are over", async () => {
    stage = await setUpFleet(good);
    for (const streamId of GOOD) await stage.begin(streamId);
    const carried = stage.carry("A", 1);
    await areStored(3);
    const lease = await stage.leases.read("good-1");
    expect(lease).toMatchObject({ carrier: CARRIER, status: "running" });
    for (const response of open) response.end('{"type":"end"}\n');
    for (const streamId of GOOD) {
      await until(
        `${streamId} has ended`,
        async () => (await stage.leases.read(streamId))?.status === "ended",
      );
    }
    await stage.leases.stop({ streamId: CARRIER });
    expect(await carried).toMatchObject({
      outcome: "stopped",
      carrier: CARRIER,
      epoch: 2,
      seatsTaken: 3,
      streamsOver: 3,
      mostSeats: 3,
    });
  });

  it("is relieved by its next invocation without a gap in any stream", async () => {
    stage = await setUpFleet(good);
    for (const streamId of GOOD) await stage.begin(streamId);
    const first = stage.carry("A", 1);
    await areStored(3);
    const second = stage.carry("B", 2);
    expect(await first).toMatchObject({ outcome: "superseded", handedOver: 3, seatsLeft: 0 });
    sendMore(4, 10);
    await areStored(10);
    await stopAll();
    expect(await second).toMatchObject({ outcome: "stopped", epoch: 3, seatsTaken: 3 });
  });

  it("leaves its streams to be read again when its time is up and nobody has come", async () => {
    stage = await setUpFleet(good, { HANDOVER_LEAD_MS: "1000" });
    for (const streamId of GOOD) await stage.begin(streamId);
    expect(await stage.carry("A", 1, 10_000)).toMatchObject({ outcome: "expired", seatsLeft: 3 });
    expect(await Promise.all(GOOD.map((streamId) => stage.stored(streamId)))).toEqual([3, 3, 3]);
    const lease = await stage.leases.read("good-1");
    expect(lease).toMatchObject({ status: "running", checkpoint: "3", carrier: CARRIER });
  });
});

describe("a bad stream on a carrier ends alone:", () => {
  it("one that its source refuses is failed, with the reason", async () => {
    const { report, lease } = await meetsBadStream("bad", (response) => response.writeHead(403).end());
    expect(lease).toMatchObject({ status: "failed", reason: expect.stringContaining("403") });
    expect(report).toMatchObject({ outcome: "stopped", mostSeats: 4 });
  });

  it("one with a name that no stream may have is failed, and not asked for", async () => {
    const { lease } = await meetsBadStream("no name", endless);
    expect(lease).toMatchObject({ status: "failed", reason: expect.stringContaining("not allowed") });
    expect(stage.requests("no name")).toBe(0);
  });

  it("one with an event that cannot be stored is failing, and tried again later", async () => {
    const answer: Answer = (response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.write("this is no JSON\n");
    };
    const { report, lease } = await meetsBadStream("bad", answer, { ON_INVALID: "fail" });
    expect(lease).toMatchObject({ status: "running", failures: 1, lastError: expect.any(String) });
    expect(report.seatsFailed).toBeGreaterThanOrEqual(1);
  });

  it("one whose source sends what grows without bounds is failing", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));
    const answer: Answer = (response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson", "content-encoding": "gzip" });
      response.write(bomb);
    };
    const { lease } = await meetsBadStream("bad", answer);
    expect(lease).toMatchObject({ status: "running", lastError: expect.any(String) });
  });

  it("one whose source never answers a request leaves the others their places", async () => {
    stage = await setUpFleet({ ...good, silent: () => undefined });
    for (const each of ["silent", ...GOOD]) await stage.begin(each);
    const carried = stage.carry("A", 1);
    await areStored(3);
    await stage.leases.stop({ streamId: "silent" });
    await stopAll();
    expect(await carried).toMatchObject({ outcome: "stopped" });
  });
});
