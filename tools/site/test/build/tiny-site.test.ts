import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { buildPages } from "../../src/build/build-site.ts";
import { readMarkdown } from "../../src/pages/markdown.ts";
import { serveSite } from "../../src/serve/serve-site.ts";
import { sidebarOf } from "../../src/sidebar/sidebar.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const dist = join(root, "tools/site/dist");
mkdirSync(dist, { recursive: true });
const work = mkdtempSync(join(dist, "work-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A browser's bundle is built in it, which takes long where much else is built. */
const TIMEOUT_MS = 120_000;

const TEXT = "# Tiny\n\n## LEASE_LOST\n\n## `a.b` and [c](#lease_lost)\n\n## Same\n\n## Same\n\nText.\n";

it(
  "builds a site whose anchors are those that links are checked against, and serves it to this machine",
  async () => {
    const page = { file: "docs/tiny.md", route: "tiny", text: TEXT };
    await buildPages({
      ...{ root, work, base: "/tiny-site/", pages: [page] },
      signal: new AbortController().signal,
      sidebar: (pages) => sidebarOf([{ title: "All", routes: ["tiny"] }], pages),
    });
    const html = readFileSync(join(work, "site/tiny.html"), "utf8");
    for (const anchor of readMarkdown(TEXT).anchors) expect(html).toContain(`id="${anchor}"`);
    const site = await serveSite({ folder: join(work, "site"), base: "/tiny-site/", port: 0 });
    try {
      expect(await (await fetch(new URL("tiny", site.url))).text()).toBe(html);
      expect((await fetch(new URL("gone", site.url))).status).toBe(404);
      expect((await fetch(new URL("/", site.url))).url).toBe(site.url);
    } finally {
      await site.close();
    }
  },
  TIMEOUT_MS,
);
