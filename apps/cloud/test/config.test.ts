import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvalidConfigError } from "../src/errors.ts";
import { checkedConfig, readConfig } from "../src/read-config.ts";

const EXAMPLE = fileURLToPath(new URL("../unbounded-streams.config.json", import.meta.url));
const SOURCE = { baseUrl: "https://example.com" };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-config-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** `code` and message of each problem. */
function problemsOf(config: unknown): string[] {
  try {
    checkedConfig(config, "test.json");
  } catch (error) {
    if (error instanceof InvalidConfigError) {
      return error.problems.map(({ code, message }) => `${code} ${message}`);
    }
    throw error;
  }
  return [];
}

describe("a config", () => {
  it("needs nothing but the source's address", () => {
    expect(problemsOf({ source: SOURCE })).toEqual([]);
  });

  it("may be the one that stands in the folder", () => {
    expect(readConfig(EXAMPLE).source?.format).toBe("sse");
  });

  it("may be any that the README shows", async () => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    const shown = [...readme.matchAll(/```json\n([^`]+)```/g)].map(([, json = ""]) => JSON.parse(json));
    expect(shown.length).toBeGreaterThan(1);
    for (const config of shown) expect(problemsOf(config)).toEqual([]);
  });

  it("may leave out the API, the alarms and the ledger", () => {
    expect(problemsOf({ source: SOURCE, api: false, alarms: false, ledgerRetentionDays: false })).toEqual([]);
    expect(problemsOf({ source: SOURCE, alarms: { gapSeconds: false, deadLetters: false } })).toEqual([]);
  });

  it("is told everything that is wrong with it at once, the construct's own rules included", () => {
    const problems = problemsOf({
      source: { baseUrl: "ftp://example.com", format: "xml", headers: { a: 1 } },
      lifetimeSeconds: 1_000,
      memoryMb: "256",
      handoverLead: 3,
      api: { rateLimit: 0 },
      alarms: { gapSeconds: true },
    });
    expect(problems.map((problem) => problem.split(" ").slice(0, 2).join(" "))).toEqual([
      "TYPE_WRONG source.headers",
      "TYPE_WRONG memoryMb",
      "FIELD_UNKNOWN handoverLead",
      "TYPE_WRONG alarms.gapSeconds",
      "VALUE_REFUSED source.baseUrl",
      "VALUE_REFUSED source.format",
      "VALUE_REFUSED lifetime",
      "VALUE_REFUSED api.rateLimit",
    ]);
  });

  it("may name several sources, each with its own rules", () => {
    const sources = {
      news: { ...SOURCE, format: "sse", keySecret: "news-key" },
      watch: {
        url: "http://127.0.0.1:2379/v3/watch",
        body: { create_request: { key: "YQ==" } },
        format: "concatenated-json",
        eventId: "/result/header/revision",
        resume: { in: "body", pointer: "/create_request/start_revision", template: "{id+1}", as: "json" },
        controlFrames: [{ pointer: "/result/created", action: "ignore" }],
      },
    };
    expect(problemsOf({ sources })).toEqual([]);
    expect(problemsOf({ sources: { news: { format: 7 }, "a b": SOURCE } })).toEqual([
      "FIELD_MISSING sources.news.baseUrl is missing: it must be given, or sources.news.url",
      "TYPE_WRONG sources.news.format is 7: it must be a text that is not empty",
      expect.stringMatching(/^VALUE_REFUSED sources has "a b": a name must be/),
    ]);
    expect(problemsOf({ source: SOURCE, sources })).toEqual([
      "VALUE_REFUSED source and sources are both given: give one of them",
    ]);
    expect(problemsOf({ sources: [] })).toEqual([expect.stringMatching(/^TYPE_WRONG sources is \[\]/)]);
  });

  it("may ask for packed writing, and is told what does not go with it", () => {
    expect(problemsOf({ source: SOURCE, writeMode: "packed", packDelaySeconds: 0.5 })).toEqual([]);
    expect(problemsOf({ source: SOURCE, packDelaySeconds: 5 })).toEqual([
      expect.stringMatching(/^VALUE_REFUSED packDelay is given but writeMode is auto/),
    ]);
    expect(problemsOf({ source: SOURCE, writeMode: "packed", readInOrder: true })).toEqual([
      expect.stringMatching(/^VALUE_REFUSED readInOrder is true but writeMode is packed/),
    ]);
  });

  it.each([
    [0.5, /^VALUE_REFUSED ledger\.retention/],
    [0, /^VALUE_REFUSED ledger\.retention/],
    [3_651, /^VALUE_REFUSED ledger\.retention/],
    ["30", /^TYPE_WRONG ledgerRetentionDays is "30"/],
    [true, /^TYPE_WRONG ledgerRetentionDays is true/],
  ])("may not keep the ledger for %j days", (ledgerRetentionDays, problem) => {
    expect(problemsOf({ source: SOURCE, ledgerRetentionDays: 3_650 })).toEqual([]);
    expect(problemsOf({ source: SOURCE, ledgerRetentionDays })).toEqual([expect.stringMatching(problem)]);
  });

  it("may ask for a fleet, and is told what does not go with one", () => {
    expect(problemsOf({ source: SOURCE, prepareFleet: true })).toEqual([]);
    expect(problemsOf({ source: SOURCE, streamsPerFunction: 501, maxCarriers: "5" })).toEqual([
      'TYPE_WRONG maxCarriers is "5": it must be a number, 0 or more',
      "VALUE_REFUSED streamsPerFunction is 501: it must be a whole number, 1 to 500",
    ]);
    expect(problemsOf({ source: SOURCE, maxCarriers: 5 })).toEqual([
      expect.stringMatching(/^VALUE_REFUSED maxCarriers is given, but there are no carriers/),
    ]);
  });

  it.each([
    [{}, "FIELD_MISSING source is missing: it must be given, or sources"],
    [{ source: {} }, "FIELD_MISSING source.baseUrl is missing: it must be given, or source.url"],
    [[], "TYPE_WRONG the config is []: it must be an object"],
    [null, "TYPE_WRONG the config is null: it must be an object"],
    [
      { source: SOURCE, lifetimeSeconds: -1 },
      "TYPE_WRONG lifetimeSeconds is -1: it must be a number, 0 or more",
    ],
    [
      { source: { ...SOURCE, keySecret: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a" } },
      'TYPE_WRONG source.keySecret is "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a": it must be the name of a secret, or its whole ARN',
    ],
  ])("is refused: %j", (config, problem) => {
    expect(problemsOf(config)).toContain(problem);
  });

  it("does not show the values of headers, which may hold a secret after all", () => {
    expect(
      problemsOf({ source: { ...SOURCE, headers: { authorization: ["hunter2"] } } }).join(),
    ).not.toContain("hunter2");
  });

  it("must be JSON in a file that is there", async () => {
    const file = join(folder, "broken.json");
    await writeFile(file, "{");
    expect(() => readConfig(file)).toThrow(expect.objectContaining({ code: "CONFIG_UNREADABLE" }));
    expect(() => readConfig(join(folder, "none.json"))).toThrow(/none\.json cannot be read: ENOENT/);
  });
});
