import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WrongOptionError } from "../../src/errors.ts";
import { type LocalOptions, readCommandLine } from "../../src/options/options.ts";

const SECRET = "s3cret";
const URL_OF_STREAM = ["--url", "https://example.com/stream"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "secrets-"));
  process.env.TEST_SECRET = SECRET;
  process.env.TEST_LINES = `${SECRET}\nb`;
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  delete process.env.TEST_SECRET;
  delete process.env.TEST_LINES;
});

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

function optionsOf(...argv: string[]): LocalOptions {
  const commandLine = readCommandLine([...URL_OF_STREAM, ...argv], () => "new");
  if (commandLine.kind === "help") throw new Error("asked for help");
  return commandLine.options;
}

function refusalOf(...argv: string[]): string {
  try {
    optionsOf(...argv);
  } catch (error) {
    if (error instanceof WrongOptionError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("headers that the command line does not show", () => {
  it("come from files, one a line, and from environment variables; one on the command line goes before them", async () => {
    const file = await fileOf("headers", `X-Key: ${SECRET}\r\n\nX-Tenant:a b\nX-Both: file\n`);
    const other = await fileOf("others", "X-Other: o");
    const options = optionsOf(
      ...["--header-file", file, "--header-file", other, "--header-env", "Authorization=TEST_SECRET"],
      ...["--header", "x-both: line"],
    );
    expect(options.source.headers).toEqual({
      "x-key": SECRET,
      "x-tenant": "a b",
      "x-both": "line",
      "x-other": "o",
      authorization: SECRET,
    });
  });

  it("are refused with file and line, without what stands there", async () => {
    const file = await fileOf("broken", `a: b\n\n${SECRET}\n`);
    expect(refusalOf("--header-file", file)).toBe(
      `--header-file ${file}, line 3 is not a header (not shown): allowed is 'Name: value'`,
    );
  });

  it.each([
    [["--header-file", "/nowhere/headers"], "--header-file /nowhere/headers cannot be read: ENOENT"],
    [["--header-env", "Authorization=TEST_UNSET"], "the environment variable TEST_UNSET is not set"],
    [["--header-env", "s3cret"], "a --header-env is not Name=VARIABLE"],
    [["--header-env", "a b=TEST_SECRET"], "--header-env a b=TEST_SECRET is no header"],
    [["--header-env", "a=TEST_LINES"], "--header-env a=TEST_LINES is no header"],
  ])("are refused: %j", (argv, message) => {
    const refusal = refusalOf(...argv);
    expect(refusal).toContain(message);
    expect(refusal).not.toContain(SECRET);
  });
});

describe("headers that no request can have", () => {
  it.each(["Expect", "TE", "Connection", "Content-Length"])(
    "are refused, %s, however they are given",
    async (name) => {
      const file = await fileOf("unsendable", `X-Good: a\n${name}: ${SECRET}\n`);
      for (const [argv, option] of [
        [["--header", `${name}: ${SECRET}`], "--header"],
        [["--header-file", file], `--header-file ${file}, line 2`],
        [["--header-env", `${name}=TEST_SECRET`], `--header-env ${name}=TEST_SECRET`],
        [["--key-env", "TEST_SECRET", "--key-scheme", `header:${name}`], `--key-scheme header:${name}`],
      ] as const) {
        const refusal = refusalOf(...argv);
        expect(refusal).toMatch(/^[^\n]+: leave it out$/);
        expect(refusal.startsWith(`${option}: the header ${name.toLowerCase()} `)).toBe(true);
        expect(refusal).not.toContain(SECRET);
      }
    },
  );
});

describe("the key of a foreign stream", () => {
  it("comes from a file, less its last line end, or from an environment variable, with its scheme", async () => {
    const file = await fileOf("key", `${SECRET}\n`);
    expect(optionsOf("--key-file", file)).toEqual(
      expect.objectContaining({
        key: SECRET,
        source: expect.not.objectContaining({ keyScheme: expect.anything() }),
      }),
    );
    const scheme = ["--key-scheme", "header:X-Api-Key"];
    expect(optionsOf("--key-env", "TEST_SECRET", ...scheme)).toMatchObject({
      key: SECRET,
      source: { keyScheme: "header:X-Api-Key" },
    });
  });

  it("is refused when it is none, given twice, or given for the built-in source", async () => {
    const file = await fileOf("lines", `${SECRET}\n${SECRET}\n`);
    const empty = await fileOf("empty", "");
    for (const path of [file, empty]) {
      const refusal = refusalOf("--key-file", path);
      expect(refusal).toContain(`--key-file ${path} has no key`);
      expect(refusal).not.toContain(SECRET);
    }
    const good = await fileOf("good", SECRET);
    expect(refusalOf("--key-file", good, "--key-env", "TEST_SECRET")).toContain("both given");
    expect(() => readCommandLine(["--key-file", good], () => "new")).toThrow(/without --url/);
  });
});
