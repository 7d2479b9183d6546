import { PerformanceObserver, performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import type { FunctionMessage, FunctionState } from "./function-messages.ts";

/** Imports the bundle that is deployed, invokes its handler as Lambda does, and says what that costs its process. */
type Handler = (
  event: unknown,
  context: { awsRequestId: string; getRemainingTimeInMillis(): number },
) => Promise<{ outcome: string }>;

const [bundle = ""] = process.argv.slice(2);
const { handler } = (await import(pathToFileURL(bundle).href)) as { handler: Handler };

const BYTES_PER_MIB = 1_048_576;
let gcMs = 0;
let outcome: string | undefined;
const collector = new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) gcMs += duration;
});
collector.observe({ entryTypes: ["gc"] });

process.once("disconnect", () => process.exit());
process.on("message", (message: FunctionMessage) => {
  if (message.kind === "invoke") invoke(message);
  else process.send?.(state());
});
process.send?.(state());

function invoke({ event, requestId, remainingMs }: Extract<FunctionMessage, { kind: "invoke" }>): void {
  const deadlineMs = performance.now() + remainingMs;
  const context = {
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.round(Math.max(0, deadlineMs - performance.now())),
  };
  handler(event, context).then(
    (report) => {
      outcome = report.outcome;
    },
    (error: unknown) => {
      outcome = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    },
  );
}

function state(): FunctionState {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    ...{ cpuMs: (user + system) / 1_000, gcMs, outcome },
    ...{
      rssMib: rss / BYTES_PER_MIB,
      heapMib: heapUsed / BYTES_PER_MIB,
      externalMib: external / BYTES_PER_MIB,
    },
  };
}
