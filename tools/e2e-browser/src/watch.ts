import { fileURLToPath } from "node:url";
import { type Program, startProgram } from "./program.ts";

const CLI = fileURLToPath(new URL("cli.js", import.meta.resolve("@unbounded-streams/watch")));

const TOKEN = "a-token-that-outlives-its-server";

/** The program `watch` over the tables of runs. */
export interface Watch {
  readonly program: Program;
  readonly page: string;
  readonly port: string;
}

/** What the program is told of besides the leases. */
const ALL_TABLES: readonly string[] = ["--table", "ledger", "--events-table", "events"];

/**
 * Starts it with the same token each time.
 *
 * @param port 0 for a free one
 */
export async function startWatch(endpoint: string, port: string, tables = ALL_TABLES): Promise<Watch> {
  const leases = ["--streams-table", "streams", "--region", "us-east-1"];
  const program = startProgram(CLI, [...leases, ...tables, "--endpoint", endpoint, "--port", port], {
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    WATCH_TOKEN: TOKEN,
  });
  const [, page = ""] = await program.printed(/^The page: (\S+)$/m);
  return { program, page, port: new URL(page).port };
}
