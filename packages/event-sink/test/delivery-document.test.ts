import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const document = new URL("../../../docs/delivery.md", import.meta.url);
const ROW = /\| `([\w/-]+\.test\.ts)`: (.+?)\s*\|$/gm;

test("every test that the document on delivery names is there", async () => {
  const rows = [...(await readFile(document, "utf8")).matchAll(ROW)];
  expect(rows.length).toBeGreaterThan(15);
  for (const [, file = "", title] of rows) {
    const source = await readFile(new URL(file, import.meta.url), "utf8");
    expect(source, file).toContain(`"${title}"`);
  }
});
