import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Arena } from "../../arena.ts";
import type { Contest, Entrant, Row } from "../../contest.ts";
import { figure, type Metric } from "../../measurement.ts";
import type { Suite } from "../suite.ts";
import { bundlePeers, type Loadable, ourBundle } from "./loadables.ts";
import { startOnce } from "./start-once.ts";

const GOAL_OF_CLIENT = 1.3;
const GOAL_KB = 700;
/** A start takes a tenth of a second: there is time for more of them. */
const ROUNDS_PER_REPETITION = 4;

/** The function's bundle beside a bundle of the bare DynamoDB client. */
export const startSuite: Suite = {
  name: "start",
  title: "Starting: the function's bundle",
  method: [
    "A new Node process with the environment of a configured function imports the bundle and ends; wall time from its start to",
    "its end, Node's own start included. The peers are bundled with the same settings: `@aws-sdk/client-dynamodb` with one client",
    "and the command `PutItem`, and a module that is empty. The size is that of all modules that are loaded at the start, not of",
    "those for a secret key, dead letters, HTTP/2, proxies, WebSockets and carriers, which are loaded when they are needed. Here the",
    "ratio is a cost: lower is better.",
  ].join("\n"),
  packages: ["@aws-sdk/client-dynamodb", "esbuild"],
  async run(arena) {
    const folder = await mkdtemp(join(tmpdir(), "bench-start-"));
    try {
      return await startRows(arena, folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function startRows(arena: Arena, folder: string): Promise<Row[]> {
  const ours = await ourBundle();
  const { client, empty } = await bundlePeers(folder);
  const entrants = [ours, client, empty].map((loadable) => entrantOf(arena, loadable));
  const contest: Contest = {
    name: "start",
    rounds: (repetitions) => (arena.quick ? repetitions : repetitions * ROUNDS_PER_REPETITION),
    entrants,
    comparisons: [
      {
        name: "start-up (cost)",
        ours: ours.name,
        peer: client.name,
        metric: startUp,
        goal: { on: "ratio", value: GOAL_OF_CLIENT },
        cpuPer: "run",
      },
      { name: "start-up (cost)", ours: ours.name, peer: empty.name, metric: startUp, cpuPer: "run" },
      {
        name: "bundle size (cost)",
        ours: ours.name,
        peer: client.name,
        metric: figure("bundleKb", "KB"),
        goal: { on: "ours", value: GOAL_KB },
        cpuPer: "run",
      },
    ],
  };
  return arena.hold(contest);
}

const startUp: Metric = { unit: "ms", better: "lower", of: ({ wallMs }) => wallMs };

function entrantOf({ signal }: Arena, loadable: Loadable): Entrant {
  return { name: loadable.name, measure: () => startOnce(loadable, signal) };
}
