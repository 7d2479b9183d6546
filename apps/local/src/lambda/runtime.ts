import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { ConnectionEvent } from "@unbounded-streams/stream-reader";
import type { InvokeMessage, RuntimeMessage, TurnMessage } from "./messages.ts";

/** For what the function makes, such as dead letters: folders 0700, files 0600. */
const OTHERS_MAY_NOTHING = 0o077;

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/**
 * The process of one invocation: loads the bundle named on its command line, runs its handler once, says how that came
 * out, and what it publishes on the channel of its connections, and dies with the service. Signals from the terminal are left to the
 * service.
 */
async function main(bundle: string, channel: string): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  process.once("disconnect", () => process.exit(0));
  process.umask(OTHERS_MAY_NOTHING);
  subscribe(channel, (event) => send({ type: "connection", event: event as ConnectionEvent }));
  const { handler } = (await import(bundle)) as { handler: Handler };
  send({ type: "ready" });
  const [invoke] = (await once(process, "message")) as [InvokeMessage];
  send(await outcomeOf(handler, invoke));
}

async function outcomeOf(handler: Handler, invoke: InvokeMessage): Promise<TurnMessage> {
  const context = {
    awsRequestId: invoke.requestId,
    functionName: invoke.functionName,
    functionVersion: "$LATEST",
    getRemainingTimeInMillis: () => Math.max(0, invoke.deadlineMs - Date.now()),
  };
  try {
    return { type: "returned", value: await handler(invoke.event, context) };
  } catch (error) {
    const thrown = error instanceof Error ? error : new Error(String(error));
    return {
      type: "thrown",
      errorType: thrown.name,
      errorMessage: thrown.message,
      trace: thrown.stack?.split("\n") ?? [],
    };
  }
}

/** To a service that has gone meanwhile it is nothing: `disconnect` ends this process. */
function send(message: RuntimeMessage): void {
  process.send?.(message, undefined, undefined, () => undefined);
}

await main(process.argv[2] ?? "", process.argv[3] ?? "");
