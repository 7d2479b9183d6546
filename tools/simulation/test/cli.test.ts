import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runCli } from "../src/cli/run-cli.ts";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

async function run(...words: string[]) {
  const output = { out: "", error: "" };
  const code = await runCli(words, {
    writeOut: (text) => {
      output.out += text;
    },
    writeError: (text) => {
      output.error += text;
    },
  });
  return { code, ...output };
}

test("the command runs seeds in several threads and answers with one JSON object", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    ...[CLI, "--runs", "4", "--seed", "3", "--jobs", "2", "--json", "--verbose"],
  ]);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ runs: 4, lost: 0, storedTwice: 0, doubleOwners: 0, gapsUnexplained: 0, stuck: 0, failingSeeds: [] },
    ...{ streamHours: expect.any(Number), handovers: expect.any(Number), kills: expect.any(Number) },
  });
  for (const seed of [3, 4, 5, 6]) expect(stderr).toContain(`seed ${seed}: `);
});

test("with --websocket the network carries WebSockets, and nothing is lost or stored twice", async () => {
  const { code, out } = await run("--websocket", "--runs", "2", "--seed", "4", "--jobs", "1", "--json");
  expect(JSON.parse(out)).toMatchObject({
    ...{ runs: 2, lost: 0, storedTwice: 0, doubleOwners: 0, gapsUnexplained: 0, stuck: 0, rulesBroken: 0 },
    ...{ failingSeeds: [], handovers: expect.any(Number) },
  });
  expect(code).toBe(0);
  const traces = [await run("--websocket", "--replay", "4"), await run("--websocket", "--replay", "4")];
  expect(traces[0]?.out).toContain('"format":"messages"');
  expect(traces[0]).toEqual(traces[1]);
  expect((await run("--websocket", "--fleet")).error).toContain("leave out --fleet");
});

test("with --fleet it runs fleets, whose figures say what streams alone do not have", async () => {
  const { code, out } = await run("--fleet", "--runs", "1", "--seed", "10", "--jobs", "1", "--json");
  expect(JSON.parse(out)).toMatchObject({
    ...{ runs: 1, lost: 0, storedTwice: 0, doubleOwners: 0, gapsUnexplained: 0, stuck: 0, rulesBroken: 0 },
    ...{ waitsUnexplained: 0, capacityExceeded: 0, leftRunning: 0, starved: 0, failingSeeds: [] },
    ...{ streams: 5, carriers: expect.any(Number), seatsMoved: expect.any(Number) },
    longestWaitMs: expect.any(Number),
  });
  expect(code).toBe(0);
});

test("a failing seed of a fleet is said with what replays it", async () => {
  const { error } = await run("--fleet", "--replay", "2", "--plant", "rest-while-waiting", "--json");
  expect(error).toContain("pnpm simulate --replay 2 --fleet --plant rest-while-waiting\n");
});

test("a failing seed is replayed with its trace, ends with 1 and says what was wrong", async () => {
  const { code, out, error } = await run("--replay", "7", "--plant", "reopen-after-claim");
  expect(code).toBe(1);
  expect(out).toContain("execution started");
  expect(error).toContain("replay it by: pnpm simulate --replay 7 --plant reopen-after-claim\n");
  expect(error).toContain("doubleOwners: ");
});

test.each([
  [["--runs", "0"], "--runs is 0: give a whole number, 1 to 1000000\n"],
  [["--seed", "-"], "--seed is -: give a whole number, 0 or more\n"],
  [["--plant", "nothing"], "--plant is nothing: give one of no-epoch-condition, "],
  [["--fleet", "--plant", "no-pause"], "--plant is no-pause: give one of seat-without-cas, "],
  [["--unknown"], "Unknown option '--unknown'"],
  [["word"], "Unexpected argument 'word'"],
])("%j ends with 2 and one line", async (words, line) => {
  const { code, out, error } = await run(...words);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(error).toContain(line);
  expect(error.trimEnd()).not.toContain("\n");
});

test("--help names every option", async () => {
  const { code, out } = await run("--help");
  expect(code).toBe(0);
  for (const option of ["runs", "fleet", "seed", "replay", "verbose", "plant", "jobs", "json"])
    expect(out).toContain(`--${option}`);
});
