import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFileDeadLetter } from "../../src/dead-letters/file.ts";
import { MAX_DOCUMENT_BYTES } from "../../src/limits.ts";
import { recordOf, recordsOf, testDeadLetterStore } from "../support/dead-letter-contract.ts";

let base: string;
let stores = 0;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "dead-letters-"));
});
afterAll(() => rm(base, { recursive: true }));

function newDirectory(): string {
  stores += 1;
  return join(base, String(stores));
}
const { signal } = new AbortController();

testDeadLetterStore(async () => createFileDeadLetter({ directory: newDirectory() }));

test("a record is one readable JSON file, and nothing else is left behind", async () => {
  const directory = newDirectory();
  const { location } = await createFileDeadLetter({ directory }).put(recordOf({ key: "Key 1" }), signal);
  expect(location).toBe(join(directory, "weather", "%4bey%201.json"));
  expect(await readdir(directory, { recursive: true })).toEqual(["weather", "weather/%4bey%201.json"]);
  expect(JSON.parse(await readFile(location, "utf8"))).toEqual({
    streamId: "weather",
    key: "Key 1",
    data: "größer 🌊",
    receivedAtMs: 1_700_000_000_500,
    reason: "EVENT_TOO_LARGE",
    message: "too large",
  });
});

test("a put that fails leaves no file", async () => {
  const directory = newDirectory();
  await expect(createFileDeadLetter({ directory }).put(recordOf(), AbortSignal.abort())).rejects.toThrow();
  expect(await readdir(join(directory, "weather"))).toEqual([]);
});

test("a draft that a crash has left is not read", async () => {
  const directory = newDirectory();
  const store = createFileDeadLetter({ directory });
  await store.put(recordOf(), signal);
  await mkdir(join(directory, "weather", ".draft-x"));
  await writeFile(join(directory, "weather", ".draft-x", "record"), '{"half');
  expect(await recordsOf(store, "weather")).toHaveLength(1);
});

test.each([
  ["{", "it is not JSON"],
  ["7", "it is not a JSON object"],
  ["{}", "its reason is none of"],
  ['{"reason":"INVALID_EVENT","receivedAtMs":0.5}', "its receivedAtMs is not a whole number"],
  ['{"reason":"INVALID_EVENT","receivedAtMs":1}', "its streamId is not text"],
])("a file with %s says where it is and what is wrong", async (text, problem) => {
  const directory = newDirectory();
  const path = join(directory, "weather", "x.json");
  await mkdir(join(directory, "weather"), { recursive: true });
  await writeFile(path, text);
  await expect(recordsOf(createFileDeadLetter({ directory }), "weather")).rejects.toMatchObject({
    code: "INVALID_DEAD_LETTER",
    location: path,
    message: expect.stringContaining(problem),
  });
});

test("a record that is too large for the memory is not read", async () => {
  const directory = newDirectory();
  const store = createFileDeadLetter({ directory });
  const { location } = await store.put(recordOf(), signal);
  await truncate(location, MAX_DOCUMENT_BYTES + 1);
  await expect(recordsOf(store, "weather")).rejects.toMatchObject({
    code: "INVALID_DEAD_LETTER",
    message: expect.stringContaining("it has 67108865 bytes, over the 67108864"),
  });
});

test("a directory is needed", () => {
  expect(() => createFileDeadLetter({ directory: "" })).toThrow(
    /createFileDeadLetter cannot work .* directory/,
  );
});
