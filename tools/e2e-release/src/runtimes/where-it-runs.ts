import { LIMITS } from "../transports/limits.ts";
import { BUN, DENO, type LowestNode, NEWEST_NODE, RUNTIMES, type Runtime } from "./runtime.ts";

/** Where a package is promised to run; what this tool tests and what its README says come from here. */
export interface WhereItRuns {
  /** As in `engines`. */
  readonly lowestNode: LowestNode;
  /** Why neither Bun nor Deno is promised; undefined when both are. */
  readonly onlyNode?: string;
  /** Whether it is tried over the network on each runtime. */
  readonly transports?: true;
  /** How esbuild makes an ES module of all its entries. */
  readonly bundling: Bundling;
  /** What is left out of a bundle, as an app has one of each. */
  readonly external?: readonly string[];
  /** What Yarn is told in `resolutions`. */
  readonly yarnResolutions?: Readonly<Record<string, string>>;
}

/** Nothing, a main field, or a banner that gives `require` to the CommonJS inside. */
export type Bundling = "plain" | "main-fields" | "banner";

/** Options of esbuild for an ES module, as the README gives them. */
export const REQUIRE_BANNER =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

const PLATFORM = "--platform=node";
const BUNDLING_FLAGS: Readonly<Record<Bundling, readonly string[]>> = {
  plain: [],
  "main-fields": ["--main-fields=module,main"],
  banner: [`--banner:js='${REQUIRE_BANNER}'`],
};
const BUNDLING_REASONS: Readonly<Record<Bundling, string>> = {
  plain: "",
  "main-fields": ": the AWS SDK's ES modules, not its CommonJS",
  banner: ": there is CommonJS inside",
};

const TRANSPORTS =
  "HTTP, HTTP/2, TLS, proxies, SOCKS, Unix sockets, WebSocket, content codings; resets, aborts, timeouts, reconnections, a slow consumer, 100 connections at once; an end with nothing left open";

const COMMONJS_INSIDE = {
  lowestNode: "22.19.0",
  bundling: "banner",
} as const satisfies WhereItRuns;

const PLAIN = { lowestNode: "22.13.0", bundling: "plain" } as const satisfies WhereItRuns;
const WITH_SDK = { lowestNode: "22.13.0", bundling: "main-fields" } as const satisfies WhereItRuns;

/** By package, without the scope. */
export const WHERE_IT_RUNS: Readonly<Record<string, WhereItRuns>> = {
  "asl-builder": { ...PLAIN, bundling: "banner" },
  cdk: {
    lowestNode: "22.13.0",
    bundling: "banner",
    external: ["aws-cdk-lib", "constructs"],
    onlyNode: "the CDK runs an app on Node.js",
    yarnResolutions: { "@aws/cloudformation-validate": "1.9.0-beta" },
  },
  "connection-manager": { ...COMMONJS_INSIDE, onlyNode: "AWS Lambda runs it on Node.js" },
  "dynamodb-request": PLAIN,
  "event-sink": WITH_SDK,
  "json-pointer": PLAIN,
  "option-names": PLAIN,
  "stream-fleet": PLAIN,
  "stream-lease": WITH_SDK,
  "stream-ledger": WITH_SDK,
  "stream-reader": { ...COMMONJS_INSIDE, transports: true },
  watch: { ...WITH_SDK, onlyNode: "its server and its command are for Node.js" },
};

/** The runtimes that a package is promised to run on. */
export function promisedRuntimes({ onlyNode }: WhereItRuns): readonly Runtime[] {
  return RUNTIMES.filter((runtime) => onlyNode === undefined || runtime.startsWith("node"));
}

/** The section of a package's README that says where it runs. */
export function whereItRunsSection(where: WhereItRuns, lowestPeers: ReadonlyMap<string, string>): string {
  const others = `Bun ${minor(BUN)}, Deno ${minor(DENO)}`;
  const rows: [string, string][] = [
    [
      `Node.js ${minor(where.lowestNode)}, 24, ${NEWEST_NODE.split(".")[0]}`,
      "the programs of this README; `import` and `require` of every entry",
    ],
    [others, where.onlyNode === undefined ? "the same programs" : `not promised: ${where.onlyNode}`],
    ...(where.transports ? transportRows() : []),
    ["npm, pnpm, Yarn (Plug'n'Play)", "installed alone, without a warning"],
    ["esbuild, as ES module", flagsText(where, where.bundling)],
    ["esbuild, as CommonJS", flagsText(where, "plain")],
  ];
  if (lowestPeers.size > 0) {
    const peers = [...lowestPeers].map(([name, version]) => `\`${name}\` ${version}`);
    rows.splice(1, 0, ["the lowest peers", peers.join(", ")]);
  }
  const table = [["tested before each release", "how"] as const, ...rows];
  const widths = [0, 1].map((column) => Math.max(...table.map((row) => row[column as 0 | 1].length)));
  const line = (cells: readonly string[], fill = " ") =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  const [head = [], ...body] = table;
  const lines = [line(head), line(["", ""], "-"), ...body.map((row) => line(row))];
  return ["## Where it runs", "", ...lines, ...yarnText(where)].join("\n");
}

function transportRows(): [string, string][] {
  const limits = Object.entries(LIMITS).flatMap(([runtime, own]) =>
    own.map(({ inWords }) => [`but on ${runtime}`, inWords] as [string, string]),
  );
  return [["over the network, on each", TRANSPORTS], ...limits];
}

function flagsText({ external = [] }: WhereItRuns, bundling: Bundling): string {
  const flags = [PLATFORM, ...external.map((name) => `--external:${name}`), ...BUNDLING_FLAGS[bundling]];
  return `\`${flags.join(" ")}\`${BUNDLING_REASONS[bundling]}`;
}

function yarnText({ yarnResolutions }: WhereItRuns): string[] {
  if (yarnResolutions === undefined) return [];
  return [
    "",
    "Yarn asks the registry for what other managers find inside `aws-cdk-lib`, and from 2.265 on that is there in other versions alone. With Yarn,",
    `\`package.json\` therefore has \`"resolutions": ${JSON.stringify(yarnResolutions)}\`.`,
  ];
}

function minor(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}
