// Checks the report of a short run: what `npx pnpm@12 start --json` promises.

import { deepStrictEqual, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { execution, events, connections, coverage } = report;
ok(execution.status === "SUCCEEDED", `execution ${execution.status}`);
deepStrictEqual([events.stored, events.lost, events.storedTwice], [events.sent, 0, 0]);
deepStrictEqual([coverage.gaps, coverage.gapMs], [0, 0], JSON.stringify({ coverage, connections }));
ok(connections.length >= 3, `${connections.length} connections`);
