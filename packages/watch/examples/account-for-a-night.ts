import { type ConnectionRecord, createMemoryLedger } from "@unbounded-streams/stream-ledger";
import { gapReport, gapsAbove, gapText } from "@unbounded-streams/watch";

// A ledger as functions write it; `createLedger` reads the one of a deployed stack.
const ledger = createMemoryLedger();
const [streamId, noonMs] = ["weather", Date.parse("2030-01-01T12:00:00Z")];

/** A connection from a second to a second after noon. */
function connection(epoch: number, from: number, until: number): ConnectionRecord {
  const [fromMs, untilMs] = [noonMs + from * 1_000, noonMs + until * 1_000];
  return {
    ...{ streamId, claimedAtMs: fromMs, epoch, claimId: `request-${epoch}` },
    ...{ holder: epoch % 2 === 0 ? "A" : "B", host: "lambda", deadlineMs: untilMs },
    ...{ connectedAtMs: fromMs, endedAtMs: untilMs, outcome: "superseded", bytes: 2_100 },
    counts: { received: 30, stored: 30, duplicates: 0, deadLettered: 0 },
    reopenings: [],
  };
}

await ledger.closed(connection(2, 0, 41));
await ledger.closed({ ...connection(3, 40, 71), handover: { proof: "overlap", overlapMs: 1_000 } });
await ledger.closed({
  ...connection(4, 75, 90),
  handover: { proof: "none", why: "the one before was gone" },
});

const span = { streamId, sinceMs: noonMs, untilMs: noonMs + 90_000 };
const records: ConnectionRecord[] = [];
for await (const record of ledger.read(span)) records.push(record);

const report = gapReport(records, span);
console.log(gapText(report, 1_000));
if (gapsAbove(report.gaps, 1_000).length > 0) console.log("Somebody should be woken.");
