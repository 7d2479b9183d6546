import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const FOLDER = new URL("../../dist/page/", import.meta.url);
const MAX_COMPRESSED_BYTES = 150_000;

test("the page as it is built is light, and asks nobody else for anything", () => {
  const files = readdirSync(FOLDER).map((name) => ({ name, body: readFileSync(new URL(name, FOLDER)) }));
  expect(files.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["index.html", "page.js", "page.css"]),
  );
  const compressed = files.reduce((sum, { body }) => sum + gzipSync(body).length, 0);
  expect(compressed).toBeLessThan(MAX_COMPRESSED_BYTES);
  for (const { name, body } of files.filter(({ name }) => !name.endsWith(".txt"))) {
    const addresses = body.toString().match(/https?:\/\/[\w.-]+/g) ?? [];
    expect([name, addresses.filter((address) => address !== "http://www.w3.org")]).toEqual([name, []]);
  }
});
