import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXIT_CODES, runCli } from "../../src/cli/run-cli.ts";
import { createEventSink, type EventSinkOptions, eventsTable, type SinkEvent } from "../../src/index.ts";
import { startWorld, type World } from "../support/world.ts";

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const INDEXED = "indexed-events";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.direct.send(new CreateTableCommand(eventsTable(INDEXED, { receivedAtIndex: true })));
  await waitUntilTableExists({ client: world.direct, maxWaitTime: 60, minDelay: 1 }, { TableName: INDEXED });
});
afterAll(() => world.stop());

async function add(options: Partial<EventSinkOptions>, ...events: SinkEvent[]): Promise<string> {
  const { direct: client, tableName } = world;
  const streamId = options.streamId ?? world.newStreamId();
  const sink = createEventSink({ client, tableName, mode: "put", key: "id", ...options, streamId });
  for (const event of events) await sink.write(event);
  await sink.flush();
  return streamId;
}

const ago = (id: string, minutes: number): SinkEvent => ({
  id,
  data: `event ${id}`,
  receivedAtMs: NOW_MS - 60_000 * minutes,
});

/** Starts the program; `lines` has what it has printed so far. */
function start(...argv: string[]) {
  const stdout = new PassThrough();
  const signals = new EventEmitter();
  const written = { stdout: "", stderr: "" };
  stdout.setEncoding("utf8").on("data", (text) => {
    written.stdout += text;
  });
  const exit = runCli(argv, {
    stdout,
    stderr: { write: (text) => (written.stderr += text) },
    signals,
    version: "1.2.3",
    now: () => NOW_MS,
    connect: () => new DynamoDBClient(world.clientConfig),
  });
  return { exit, stdout, signals, written, lines: () => written.stdout.split("\n").slice(0, -1) };
}

async function run(...argv: string[]) {
  const { exit, written, lines } = start(...argv);
  const code = await exit;
  await new Promise(setImmediate);
  return { code, stderr: written.stderr, stdout: written.stdout, lines: lines() };
}

const read = (stream: string, ...argv: string[]) =>
  run("read", "--table", world.tableName, "--stream", stream, ...argv);

describe("read prints events", () => {
  test("one a line, for people", async () => {
    const stream = await add({}, { ...ago("a", 3), type: "t" }, ago("b", 2));
    expect(await read(stream)).toEqual({
      code: EXIT_CODES.done,
      stderr: "",
      stdout: expect.any(String),
      lines: ["2026-01-31T11:57:00.000Z\ta\tt\tevent a", "2026-01-31T11:58:00.000Z\tb\t-\tevent b"],
    });
  });

  test("and as JSON, with all that they have", async () => {
    const noise = Uint8Array.of(0xff, 0);
    const stream = await add(
      {},
      { ...ago("a", 3), type: "t" },
      { id: "b", data: noise, receivedAtMs: NOW_MS },
    );
    const { lines } = await read(stream, "--json");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { streamId: stream, key: "a", id: "a", type: "t", data: "event a", receivedAtMs: NOW_MS - 180_000 },
      { streamId: stream, key: "b", id: "b", dataBase64: "/wA=", receivedAtMs: NOW_MS },
    ]);
  });

  test("with control characters escaped, on one line", async () => {
    const data = "\u001b[2Jred\u0007\n\r\t\u009b31m\u202eback \u{1f30a}";
    const stream = await add({}, { id: "a\u001b]0;", data, receivedAtMs: NOW_MS });
    const { stdout } = await read(stream);
    expect(stdout).toBe(
      "2026-01-31T12:00:00.000Z\ta\\u001b]0;\t-\t\\u001b[2Jred\\u0007\\n\\r\\t\\u009b31m\\u202eback \u{1f30a}\n",
    );
    const { stdout: json } = await read(stream, "--json");
    expect(json).not.toMatch(/[\p{Cc}\u202e](?!$)/u);
    expect(JSON.parse(json).data).toBe(data);
  });

  test("of a packed stream in the order of arrival, which it finds out, from a time to a time", async () => {
    const stream = await add(
      { mode: "packed", shards: 3 },
      ago("z", 30),
      ago("y", 20),
      ago("x", 10),
      ago("w", 5),
    );
    const ids = async (...argv: string[]) =>
      (await read(stream, "--shards", "3", ...argv)).lines.map((line) => line.split("\t")[1]);
    expect(await ids()).toEqual(["z", "y", "x", "w"]);
    expect(await ids("--since", "20m")).toEqual(["y", "x", "w"]);
    expect(await ids("--since", "2026-01-31T11:35", "--until", "2026-01-31T12:55:00+01:00")).toEqual([
      "y",
      "x",
    ]);
    expect(await ids("--no-packed")).toEqual(["z", "y", "x", "w"]);
  });

  test("by the index by time, where the table has it", async () => {
    const stream = await add({ tableName: INDEXED }, ago("a", 5), ago("b", 20));
    const { lines } = await run("read", "--table", INDEXED, "--stream", stream, "--since=1h", "--until=10m");
    expect(lines.map((line) => line.split("\t")[1])).toEqual(["b"]);
  });

  test("of a table with keys of other names", async () => {
    const keys = { partition: "deviceId", sort: "eventTime" };
    await world.direct.send(new CreateTableCommand(eventsTable("devices", { keys })));
    await waitUntilTableExists(
      { client: world.direct, maxWaitTime: 60, minDelay: 1 },
      { TableName: "devices" },
    );
    const place = { tableName: "devices", keys, partitionPrefix: "STREAM#", streamId: "7" };
    await add(place, ago("a", 1));
    const flags = ["--partition-key", "deviceId", "--sort-key", "eventTime", "--partition-prefix", "STREAM#"];
    const { lines, stderr } = await run("read", "--table", "devices", "--stream", "7", ...flags);
    expect({ stderr, count: lines.length }).toEqual({ stderr: "", count: 1 });
  });
});

describe("read --follow", () => {
  const follow = (stream: string, ...argv: string[]) =>
    start("read", "--table", world.tableName, "--stream", stream, "--packed", "--follow", ...argv);

  test.each(["SIGINT", "SIGTERM"] as const)(
    "begins now, goes on with what is added, and ends at %s",
    async (name) => {
      const stream = await add({ mode: "packed" }, ago("old", 5));
      const { exit, signals, lines, written } = follow(stream);
      await add({ mode: "packed", streamId: stream }, ago("new", -1));
      await expect.poll(lines).toEqual([expect.stringContaining("event new")]);
      signals.emit(name, name);
      expect(await exit).toBe(EXIT_CODES[name]);
      expect(written.stderr).toBe("");
    },
  );

  test("begins with --since", async () => {
    const stream = await add({ mode: "packed" }, ago("old", 5));
    const { exit, signals, lines } = follow(stream, "--since", "10m");
    await expect.poll(lines).toHaveLength(1);
    signals.emit("SIGINT", "SIGINT");
    await exit;
  });

  test("ends when who reads the output goes, or does not take it", async () => {
    const stream = await add({ mode: "packed" }, ago("old", 5));
    const gone = follow(stream, "--since", "10m");
    gone.stdout.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    expect(await gone.exit).toBe(EXIT_CODES.done);
    const full = follow(stream, "--since", "10m");
    full.stdout.destroy(Object.assign(new Error("no space left"), { code: "ENOSPC" }));
    expect(await full.exit).toBe(EXIT_CODES.notRead);
    expect(full.written.stderr).toBe("event-sink: the output takes no more: no space left\n");
  });

  test("waits for a slow reader, and can be ended meanwhile", async () => {
    const events = Array.from({ length: 200 }, (_, index) => ({
      ...ago(`e${index}`, 5),
      data: "x".repeat(4_000),
    }));
    const stream = await add({ mode: "packed" }, ...events);
    const { exit, stdout, signals } = follow(stream, "--since", "10m");
    stdout.pause();
    await expect.poll(() => stdout.writableNeedDrain).toBe(true);
    expect(stdout.writableLength).toBeLessThan(100 * 1024);
    signals.emit("SIGINT", "SIGINT");
    expect(await exit).toBe(EXIT_CODES.SIGINT);
  });
});

describe("what goes wrong is said on one line:", () => {
  test.each<[string[], RegExp]>([
    [[], /say what to do: read; see --help/],
    [["write"], /unknown command 'write'/],
    [["read"], /required option '--table <name>' not specified/],
    [["read", "--table", "events"], /required option '--stream <id>'/],
    [["read", "--table", "--stream", "s"], /--table needs a value/],
    [["read", "--table", "events", "--stream", "s", "--nonsense"], /unknown option '--nonsense'/],
    [["read", "--table", "events", "--stream", "s", "--since", "soon"], /--since is "soon": give a duration/],
    [["read", "--table", "events", "--stream", "s", "--since", "2026-13-01"], /--since is "2026-13-01"/],
    [["read", "--table", "events", "--stream", "s", "--since", "1m", "--until", "2m"], /until must be later/],
    [["read", "--table", "events", "--stream", "s", "--shards", "many"], /--shards is "many"/],
    [
      ["read", "--table", "events", "--stream", "s", "--shards", "101"],
      /--shards is 101: give a whole number/,
    ],
    [["read", "--table", "a", "--stream", "s"], /--table is "a": give 3 to 255/],
    [["read", "--table", "events", "--stream", "s#1"], /--stream ends like the shard/],
    [
      ["read", "--table", "events", "--stream", "s", "--follow", "--until", "1m"],
      /--follow is true, which has no end/,
    ],
    [
      ["read", "--table", "events", "--stream", "s", "--sort-key", "PK"],
      /--partition-key and --sort-key are both "PK"/,
    ],
  ])("%j", async (argv, message) => {
    const { code, stderr, stdout } = await run(...argv);
    expect(code).toBe(EXIT_CODES.wrongOption);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^event-sink: [^\n]+\n$/);
    expect(stdout).toBe("");
  });

  test("a table that is not there", async () => {
    const { code, stderr } = await run("read", "--table", "nowhere", "--stream", "s");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/table nowhere .* Create the table/),
    });
  });

  test("an index that is not there", async () => {
    const { code, stderr } = await read(await add({}, ago("a", 1)), "--since", "10m");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/has no index receivedAt-index.*; or give --packed, if the stream is\n$/),
    });
  });
});

test.each([["--help"], ["read", "--help"], ["--version"]])("%j is no error", async (...argv) => {
  const { code, stdout, stderr } = await run(...argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(argv[0] === "--version" ? /^1\.2\.3\n$/ : /^Usage: event-sink/);
});
