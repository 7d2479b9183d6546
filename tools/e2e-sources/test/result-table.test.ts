import { expect, it } from "vitest";
import { resultTable } from "../src/result-table.ts";
import type { ServerResult } from "../src/run/server-result.ts";

const BASE: ServerResult = {
  ...{ name: "better-sse", group: "npm", replays: true, published: 380, stored: 380 },
  ...{ lost: 0, twice: 0, foreign: 0, handovers: 5, seconds: 25.6, problems: [] },
};

it("the table has a line for each server, and what is wrong below", () => {
  const servers = [
    BASE,
    { ...BASE, name: "chat", replays: false, stored: 371, lost: 9, seconds: 9 },
    { ...BASE, name: "etcd", group: "debian" as const, foreign: 3, problems: ["3 records", "2 lost"] },
  ];
  expect(resultTable({ servers })).toBe(
    [
      "server      group   published  stored  lost  twice  foreign  handovers  seconds",
      "better-sse  npm           380     380     0      0        0          5     25.6  passed",
      "chat        npm           380     371     9      0        0          5      9.0  passed (does not replay)",
      "etcd        debian        380     380     0      0        3          5     25.6  FAILED",
      "",
      "etcd: 3 records",
      "etcd: 2 lost",
    ].join("\n"),
  );
});
