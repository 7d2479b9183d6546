import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import { ServiceLostError, ServiceStartError } from "../errors.ts";

const STOP_GRACE_MS = 3_000;

/** A part of the run that lives in a process of its own. */
export interface ServiceProcess<Ready> {
  /** What it said when it was up. */
  readonly ready: Ready;
  /** Rejects with a ServiceLostError when the process ends without having been asked to. */
  readonly lost: Promise<never>;
  /** Ends it: asked first, killed after 3 s. */
  stop(): Promise<void>;
}

/** What a service process sends. */
export type ServiceMessage<Ready> = { ready: Ready } | { failed: string };

/**
 * Starts `module` (a file beside the caller, named without its extension) in a process of its own, sends it `settings`
 * and waits until it is up. The process ends when this one does, however it does.
 *
 * @throws ServiceStartError with the reason that the process gave
 */
export async function startService<Ready>(
  name: string,
  module: string,
  settings: Record<string, unknown>,
): Promise<ServiceProcess<Ready>> {
  const file = new URL(`./${module}${extname(import.meta.url)}`, import.meta.url);
  const child = fork(file, { stdio: ["ignore", 2, 2, "ipc"] });
  const exited = once(child, "exit");
  child.send(settings);
  const answer = await Promise.race([
    once(child, "message").then(([message]) => message as ServiceMessage<Ready>),
    exited.then(([code, signal]) => ({ failed: `it exited with ${signal ?? `code ${code}`}` })),
  ]);
  if ("failed" in answer) {
    child.kill("SIGKILL");
    throw new ServiceStartError(name, answer.failed);
  }
  let stopping = false;
  const lost = exited.then(([code, signal]) => {
    if (stopping) return new Promise<never>(() => undefined);
    throw new ServiceLostError(name, signal ?? `code ${code}`);
  });
  lost.catch(() => undefined);
  return {
    ready: answer.ready,
    lost,
    stop() {
      stopping = true;
      return stop(child, exited);
    },
  };
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const killer = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
  if (child.connected) child.disconnect();
  await exited;
  clearTimeout(killer);
}
