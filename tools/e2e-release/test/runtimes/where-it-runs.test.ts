import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { checkWhereItRuns } from "../../src/checks/check-where-it-runs.ts";
import { lowestPeers } from "../../src/runtimes/lowest-peers.ts";
import { LOWEST_NODES, runtimeCommand } from "../../src/runtimes/runtime.ts";
import { promisedRuntimes, WHERE_IT_RUNS, whereItRunsSection } from "../../src/runtimes/where-it-runs.ts";
import { LIMITS } from "../../src/transports/limits.ts";
import { publishedPackages } from "../../src/workspace/published-packages.ts";

const WORKSPACE = fileURLToPath(new URL("../../../..", import.meta.url));
const packages = await publishedPackages(WORKSPACE);
const INSTALLED = {
  lowestNodes: { "22.13.0": "/n/22.13", "22.19.0": "/n/22.19" },
  node26: "/n/26",
  bun: "/bun",
  deno: "/deno",
};

it.each(packages.map((pkg) => [pkg.manifest.name, pkg] as const))(
  "%s: README, engines and what is tested agree",
  async (_, pkg) => {
    await checkWhereItRuns(pkg);
  },
);

it("has the packages that are published, and no others", () => {
  const names = packages.map(({ manifest }) => manifest.name.replace("@unbounded-streams/", ""));
  expect(Object.keys(WHERE_IT_RUNS).sort()).toEqual(names);
});

it("other engines, and a README that says something else, do not pass", async () => {
  const pkg = packages.find(({ manifest }) => manifest.name.endsWith("/json-pointer"));
  if (pkg === undefined) throw new Error("no json-pointer");
  const older = { ...pkg.manifest, engines: { node: ">=20" } };
  await expect(checkWhereItRuns({ ...pkg, manifest: older })).rejects.toThrow(
    "engines.node of @unbounded-streams/json-pointer is >=20, and what is tested is >=22.13.0",
  );
  const withPeer = { ...pkg.manifest, peerDependencies: { undici: ">=7.0.0" } };
  await expect(checkWhereItRuns({ ...pkg, manifest: withPeer })).rejects.toThrow("has to say, word for word");
});

it("no package depends on one that needs a newer Node.js", () => {
  const lowest = (name: string) =>
    LOWEST_NODES.indexOf(WHERE_IT_RUNS[name.replace("@unbounded-streams/", "")]?.lowestNode ?? "22.13.0");
  for (const { manifest } of packages) {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      expect(lowest(manifest.name), `${manifest.name} has ${name}`).toBeGreaterThanOrEqual(lowest(name));
    }
  }
});

it("Bun and Deno are run where they are promised, Node.js everywhere, in the package's lowest version", () => {
  const where = { lowestNode: "22.19.0", bundling: "plain" } as const;
  expect(promisedRuntimes(where)).toEqual(["node22", "node26", "bun", "deno"]);
  expect(promisedRuntimes({ ...where, onlyNode: "so" })).toEqual(["node22", "node26"]);
  const command = (runtime: "node22" | "bun") =>
    runtimeCommand(runtime, { lowestNode: "22.19.0", installed: INSTALLED });
  expect(command("node22")).toEqual(["/n/22.19"]);
  expect(command("bun")).toEqual(["/bun", "run"]);
});

it("the lowest peers are the lowest of their ranges", () => {
  const peerDependencies = { a: "^1.2.3", b: ">=7.2.0", c: "~2.0.1" };
  expect([...lowestPeers({ name: "x", version: "1.0.0", peerDependencies }).values()]).toEqual([
    "1.2.3",
    "7.2.0",
    "2.0.1",
  ]);
});

it("a README says what a runtime does not do, where that is tried", () => {
  const where = { lowestNode: "22.19.0", bundling: "plain" } as const;
  const section = whereItRunsSection({ ...where, transports: true }, new Map());
  for (const [runtime, limits] of Object.entries(LIMITS)) {
    expect(section).toContain(`| but on ${runtime} `);
    for (const { inWords } of limits) expect(section).toContain(`| ${inWords} `);
  }
  expect(whereItRunsSection(where, new Map())).not.toContain("over the network");
});

it("a README says why a runtime is not promised, and what Yarn has to be told", () => {
  const where = {
    lowestNode: "22.13.0",
    bundling: "banner",
    onlyNode: "so it is",
    yarnResolutions: { a: "1" },
  } as const;
  const section = whereItRunsSection(where, new Map());
  expect(section).toContain("not promised: so it is");
  expect(section).toContain('`"resolutions": {"a":"1"}`');
  expect(section).toContain("--banner:js='import { createRequire }");
});
