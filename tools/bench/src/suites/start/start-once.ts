import { execFile } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { InterruptedError, ProcessFailedError } from "../../errors.ts";
import type { Measurement } from "../../measurement.ts";
import type { Loadable } from "./loadables.ts";

const SCRIPT = fileURLToPath(new URL("../../processes/import-process.js", import.meta.url));
const TIMEOUT_MS = 30_000;

/** What a deployed function finds in its environment. */
const ENVIRONMENT = {
  STREAM_URL: "http://127.0.0.1:9/stream",
  STREAM_FORMAT: "ndjson",
  EVENTS_TABLE: "events",
  STREAMS_TABLE: "streams",
  LIFETIME_MS: "60000",
  HANDOVER_LEAD_MS: "5000",
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
};

/**
 * Imports the module in a new process.
 *
 * @throws ProcessFailedError, InterruptedError
 */
export async function startOnce(loadable: Loadable, signal: AbortSignal): Promise<Measurement> {
  const { name, file, bytes, exports: exported = "" } = loadable;
  const startedAt = performance.now();
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, file, exported], {
      env: ENVIRONMENT,
      signal,
      timeout: TIMEOUT_MS,
    });
    const wallMs = performance.now() - startedAt;
    const { cpuMs } = JSON.parse(stdout) as { cpuMs: number };
    return { records: 1, bytes, wallMs, cpuMs, gcMs: 0, figures: { bundleKb: bytes / 1000 } };
  } catch (error) {
    if (signal.aborted) throw new InterruptedError();
    throw new ProcessFailedError(
      name,
      "could not import it",
      error instanceof Error ? error.message : String(error),
    );
  }
}
