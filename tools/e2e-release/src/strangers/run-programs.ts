import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { type StartedDynamoDb, startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { assertNoWarning } from "./assert-no-warning.ts";
import { type ConnectionStage, RELAY, startConnectionStage } from "./connection-stage.ts";
import { importedPackages, type ReadmeProgram } from "./readme-programs.ts";
import type { Tool, ToolRunner } from "./run-tool.ts";

const CONNECTION = "@unbounded-streams/connection-manager";

/** Yarn gives Node.js what is needed to find packages without a folder of them. */
export const BY_YARN: Readonly<{ tool: Tool; before: readonly string[] }> = {
  tool: "yarn",
  before: ["node"],
};

/** Where programs are, and what runs them. */
export interface RunProgramsOptions {
  readonly folder: string;
  readonly run: ToolRunner;
  /** `"node"` by default. */
  readonly tool?: Tool;
  /** What stands before the name of the program. */
  readonly before?: readonly string[];
}

/**
 * Runs each program in its folder, on a DynamoDB of its own in memory, and on a stream if it makes connections.
 *
 * @throws {StepFailedError} when one fails, or warns
 */
export async function runPrograms(
  programs: readonly ReadmeProgram[],
  { folder, run, tool = "node", before = [] }: RunProgramsOptions,
): Promise<void> {
  for (const program of programs) {
    const dynamoDb = await startEmbeddedDynamoDb();
    const stage = importedPackages([program]).has(CONNECTION)
      ? await startConnectionStage(dynamoDb.clientConfig)
      : undefined;
    const env = await environmentOf(program, { folder, dynamoDb, stage });
    try {
      assertNoWarning(await run(tool, [...before, program.name], { cwd: folder, env }));
    } finally {
      await stage?.stop();
      await dynamoDb.stop();
    }
  }
}

async function environmentOf(
  { text }: ReadmeProgram,
  {
    folder,
    dynamoDb,
    stage,
  }: {
    readonly folder: string;
    readonly dynamoDb: StartedDynamoDb;
    readonly stage: ConnectionStage | undefined;
  },
): Promise<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
    AWS_REGION: "local",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    CDK_OUTDIR: await mkdtemp(join(folder, "cdk-")),
    DEAD_LETTERS: await mkdtemp(join(folder, "dead-letters-")),
    ...stage?.environment,
    ...(stage !== undefined && text.includes("expectedEpoch") ? RELAY : {}),
  };
}
