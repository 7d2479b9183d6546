import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runExample } from "@unbounded-streams/testing";
import { describe, expect, it } from "vitest";

const packageDir = fileURLToPath(new URL("..", import.meta.url));

const FORMATS: Record<string, string[]> = {
  auto: ["/events an event", '/json {"n":1}', '/json {"n":2}'],
  chunks: ["first piece", "second piece"],
  "concatenated-json": ['{"n":1}', '{"n":2}', "[3]", '"}{"'],
  delimited: ['"one"', '"two\\nlines"'],
  "json-sequence": ['no JSON: {"n":', "{ n: 1 }", "{ n: 3 }"],
  "json-array": ["{ n: 1 }", "{ n: 2 }", "{ n: 3 }"],
  "length-delimited": ['3 "any"', '6 "bytes\\n"', '0 ""'],
  lines: ["starting", "listening on 8080", "cut off: request 1 to"],
  messages: [
    'asked: {"subscribe":"prices","after":0}',
    "{ id: 1, eur: 12.5 }",
    'asked: {"type":"pong"}',
    'asked: {"subscribe":"prices","after":1}',
    "{ id: 2, eur: 12.5 }",
    'asked: {"type":"pong"}',
    "ended",
  ],
  multipart: ['1 "hello"', '2 "any\\r\\n--x5\\r\\n"'],
  ndjson: ["{ type: 'add', n: 1 }", "{ type: 'add', n: 2 }", "ended"],
  sse: ['price "{\\"eur\\":12.5}"', 'message "two\\nlines"', "ended, the last event id is 7"],
};

const PEERS: Record<string, { before: string[]; after: string[] }> = {
  eventsource: {
    before: ["one", "two", "closed for good by status 502"],
    after: ["one", "two", "three", "ended"],
  },
  "eventsource-client": {
    before: ["one", "no more after 4 reconnects, and no word why"],
    after: ["one", "two", "ended"],
  },
  "fetch-event-source": {
    before: ["one", "closed, and not opened again"],
    after: ["one", "two", "ended"],
  },
  "fetch-loop": {
    before: ["{ n: 1 }", "silent, until a timer of its own: TimeoutError"],
    after: ["{ n: 1 }", "{ n: 2 }", "ended"],
  },
  readline: {
    before: ["{ n: 1 }", "SyntaxError: Unexpected end of JSON input"],
    after: ["{ n: 1 }", "{ n: 2 }", "ended"],
  },
  split2: {
    before: ["1 12.50", "2 13.75", "3 14"],
    after: ["1 12.50", "2 13.75", "3 14.25", "ended, 1 line cut off"],
  },
  "undici-eventsource": {
    before: [
      "log: GET /before?prompt=Hi&token=secret no body, no token in the headers",
      ...["Hello", "world"],
    ],
    after: ['log: POST /after {"prompt":"Hi"}, a token in the headers', "Hello", "world", "ended"],
  },
};

/** What an example prints, line by line, without colours whatever the terminal. */
async function printed(file: string): Promise<string[]> {
  const output = await runExample({ packageDir, file, env: { FORCE_COLOR: "0" } });
  return output.trimEnd().split("\n");
}

const namesIn = (folder: string) =>
  globSync(`examples/${folder}/*.ts`, { cwd: packageDir })
    .map((file) => file.slice(`examples/${folder}/`.length, -".ts".length))
    .sort();

describe("examples", () => {
  it("are all run here", () => {
    expect(Object.keys(FORMATS).sort()).toEqual(namesIn("formats"));
    expect(Object.keys(PEERS).sort()).toEqual(namesIn("migrating"));
  });

  it.each(Object.entries(FORMATS))("of the format %s prints its frames", async (name, lines) => {
    expect(await printed(`examples/formats/${name}.ts`)).toEqual(lines);
  });

  it("of control frames prints what each of them does", async () => {
    expect(await printed("examples/control-frames.ts")).toEqual([
      ...["GET /watch", '{"rv":1}', "closed"],
      ...["GET /watch?since=5", "restart"],
      ...["GET /watch", '{"rv":20}', "failure"],
      ...["GET /watch?since=20", '{"rv":21}', "closed"],
      ...["GET /watch?since=21", "ended"],
    ]);
  });

  it.each(Object.entries(PEERS))("for those who come from %s prints what changes", async (name, lines) => {
    const expected = ["before", ...lines.before, "after", ...lines.after];
    expect(await printed(`examples/migrating/${name}.ts`)).toEqual(expected);
  });
});
