import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const document = new URL("../../../docs/delivery.md", import.meta.url);
const ROW = /\| `([\w/-]+\.test\.ts)`: (.+?)\s*\|$/gm;

it("has every test that the document on delivery names of the relay", async () => {
  const [, text = ""] = (await readFile(document, "utf8")).split("## In the relay");
  const rows = [...text.matchAll(ROW)];
  expect(rows.length).toBeGreaterThan(10);
  for (const [, file = "", title] of rows) {
    const source = await readFile(new URL(file, import.meta.url), "utf8");
    expect(source, file).toContain(`"${title}"`);
  }
});
