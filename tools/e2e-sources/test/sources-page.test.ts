import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { findServers } from "../src/servers/find-servers.ts";

const PAGE = new URL("../../../docs/sources.md", import.meta.url);

const page = await readFile(PAGE, "utf8");
const servers = await findServers();

/** The first JSON of each section that is called after a server, by the server's name. */
function documented(): Map<string, unknown> {
  const sections = page.matchAll(/^### `([\w-]+)`$\n+([\s\S]*?)(?=^##|(?![\s\S]))/gm);
  return new Map(
    Array.from(sections, ([, name = "", text = ""]) => {
      const [, json = "null"] = /^```json\n([\s\S]*?)^```$/m.exec(text) ?? [];
      return [name, JSON.parse(json)];
    }),
  );
}

describe("docs/sources.md", () => {
  it.each(servers.map(({ name, definition }) => [name, definition] as const))(
    "has the config of %s as it is run",
    (name, definition) => {
      const configs = documented();
      if (configs.has(name)) expect(configs.get(name)).toEqual(definition);
      else expect([...configs.values()]).toContainEqual(definition);
    },
  );

  it("has each server in its table", () => {
    const rows = page.split("\n").filter((line) => line.startsWith("|"));
    for (const { name, replays } of servers) {
      const row = rows.find((line) => line.includes(`\`${name}\``));
      expect(row, name).toMatch(replays ? /\| yes +\|/ : /\| no +\|/);
    }
  });

  it("has no section of a server that is not run", () => {
    const names = servers.map(({ name }) => name);
    expect([...documented().keys()].filter((name) => !names.includes(name))).toEqual([]);
  });
});
