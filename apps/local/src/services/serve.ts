import { once } from "node:events";
import type { ServiceMessage } from "./service-process.ts";

/** A service that is up. */
export interface RunningService<Ready> {
  readonly ready: Ready;
  close(): Promise<void>;
}

/**
 * The life of a service process: reads its settings, starts, says that it is up, and ends when its parent lets go of it
 * or dies. Signals from the terminal are left to the parent, which ends everything in order.
 */
export async function serve<Settings, Ready>(
  start: (settings: Settings) => Promise<RunningService<Ready>>,
): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  let service: RunningService<Ready> | undefined;
  const end = async () => {
    await service?.close();
    process.exit(0);
  };
  process.once("disconnect", end);
  const [settings] = (await once(process, "message")) as [Settings];
  try {
    service = await start(settings);
    if (!process.connected) await end();
    send<Ready>({ ready: service.ready });
  } catch (error) {
    send<Ready>({ failed: error instanceof Error ? error.message : String(error) });
  }
}

/** To a parent that has gone meanwhile it is nothing: `disconnect` ends this process. */
function send<Ready>(message: ServiceMessage<Ready>): void {
  process.send?.(message, undefined, undefined, () => undefined);
}
