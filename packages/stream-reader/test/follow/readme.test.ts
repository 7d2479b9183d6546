import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { expect, it } from "vitest";

const packageDir = fileURLToPath(new URL("../..", import.meta.url));

it("the README's example of a stream that is followed runs and prints what the README says", async () => {
  const printed = await runReadmeExample({ packageDir, file: "examples/follow.ts" });
  expect(printed.split("\n")).toEqual([
    '{"seq":1}',
    '{"seq":2}',
    "connection 1: closed",
    "connection 2: refused",
    '{"seq":3}',
    '{"seq":4}',
    "connection 3: closed",
    "connection 4: ended",
    "finished: ended after 4",
    "",
  ]);
});

it("the README's example of a session runs and prints what the README says", async () => {
  const printed = await runReadmeExample({ packageDir, file: "examples/session.ts" });
  expect(printed.split("\n")).toEqual([
    "POST initialize in session none, after 0",
    "GET the stream in session a1, after 0",
    "event 1",
    "GET the stream in session a1, after 1",
    "event 2",
    "GET the stream in session a1, after 2",
    '{"kept":{"mcp-session-id":"a1"}}',
    "",
  ]);
});
