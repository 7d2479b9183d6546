import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const document = new URL("../../../docs/delivery.md", import.meta.url);
const ROW = /\| `([\w/-]+\.test\.ts)`: (.+?)\s*\|$/gm;

test("every test that the document on delivery names of the sink is there", async () => {
  const [text = ""] = (await readFile(document, "utf8")).split("## In the relay");
  const rows = [...text.matchAll(ROW)];
  expect(rows.length).toBeGreaterThan(15);
  for (const [, file = "", title] of rows) {
    const source = await readFile(new URL(file, import.meta.url), "utf8");
    expect(source, file).toContain(`"${title}"`);
  }
});
