import { describe, expect, it } from "vitest";
import { WrongOptionError } from "../src/errors.ts";
import { HELP, readOptions } from "../src/options.ts";
import { findServers } from "../src/servers/find-servers.ts";
import { GROUPS } from "../src/source-server.ts";

describe("the command line", () => {
  it("runs everything, as a table, unless told otherwise", () => {
    expect(readOptions([])).toEqual({ only: undefined, jobs: 4, json: false });
  });

  it("takes names with commas, jobs and --json", () => {
    expect(readOptions(["--only", "npm, etcd", "--jobs", "2", "--json"])).toEqual({
      ...{ only: ["npm", "etcd"], jobs: 2, json: true },
    });
  });

  it("has a help that names the groups", () => {
    expect(readOptions(["--help"])).toBe("help");
    for (const group of GROUPS) expect(HELP).toContain(group);
  });

  it.each([
    [["--jobs", "0"], "--jobs 0: allowed is a whole number from 1 to 16"],
    [["--jobs", "17"], "--jobs 17"],
    [["--jobs", "two"], "--jobs two"],
    [["--job", "1"], "--job"],
    [["npm"], "npm"],
  ])("refuses %j", (argv, message) => {
    expect(() => readOptions(argv)).toThrow(WrongOptionError);
    expect(() => readOptions(argv)).toThrow(message);
  });
});

describe("the servers", () => {
  it("are called as their files and groups", async () => {
    for (const group of GROUPS) {
      const servers = await findServers([group]).catch(() => []);
      expect(servers.map((server) => server.group)).toEqual(servers.map(() => group));
    }
    const [server] = await findServers(["behind-haproxy"]);
    expect(server).toMatchObject({ name: "behind-haproxy", group: "debian" });
  });

  it("are all found by default, each name once, and each once when its name and its group are asked for", async () => {
    const names = (await findServers()).map(({ name }) => name);
    expect(names).toContain("better-sse");
    expect(new Set(names).size).toBe(names.length);
    const npm = await findServers(["npm"]);
    expect(await findServers(["better-sse", "npm"])).toEqual(npm);
  });

  it("are named when one is asked for that is not there", async () => {
    await expect(findServers(["npm", "ntfy"])).rejects.toThrow(
      /--only ntfy is unknown: allowed are npm, .*better-sse/,
    );
  });
});
