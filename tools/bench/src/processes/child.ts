import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { InterruptedError, ProcessFailedError } from "../errors.ts";

const MAX_STANDARD_ERROR_CHARS = 2000;

/** What is started. */
export interface ChildOptions {
  /** For messages. */
  name: string;
  script: URL;
  args?: readonly string[];
  /** Node's own flags. */
  flags?: readonly string[];
  /** Its environment; ours by default. */
  env?: NodeJS.ProcessEnv;
  /** Kills it. */
  signal: AbortSignal;
}

/** A process of ours that answers messages. It ends by itself when this process does. */
export interface Child {
  send(message: object): void;
  /**
   * The next message; each is answered once.
   *
   * @throws ProcessFailedError when it ends, or is silent for `timeoutMs`
   * @throws InterruptedError when `signal` aborts
   */
  receive<T>(timeoutMs: number): Promise<T>;
  /** Kills it, if it still runs, and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts a process. Its standard output goes nowhere; the end of its standard error goes into messages. */
export function startChild({ name, script, args = [], flags = [], env, signal }: ChildOptions): Child {
  signal.throwIfAborted();
  const child = fork(fileURLToPath(script), args, {
    execArgv: [...flags],
    ...(env && { env }),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    serialization: "advanced",
  });
  const kill = () => child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  const gone = once(child, "close").then(() => signal.removeEventListener("abort", kill));
  let standardError = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    standardError = (standardError + text).slice(-MAX_STANDARD_ERROR_CHARS);
  });
  return {
    send: (message) => child.send(message),
    async receive<T>(timeoutMs: number) {
      try {
        return (await nextMessage(child, timeoutMs)) as T;
      } catch (error) {
        if (signal.aborted) throw new InterruptedError();
        throw new ProcessFailedError(
          name,
          String(error instanceof Error ? error.message : error),
          standardError.trim(),
        );
      }
    },
    async stop() {
      kill();
      await gone;
    },
  };
}

function nextMessage(child: ChildProcess, timeoutMs: number): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const silence = new AbortController();
  setTimeout(timeoutMs, undefined, { signal: silence.signal }).then(
    () => reject(new Error(`said nothing for ${timeoutMs} ms`)),
    () => undefined,
  );
  const onClose = (code: number | null, signal: string | null) =>
    reject(new Error(`ended with ${signal ?? code} before it had answered`));
  child.once("message", resolve);
  child.once("close", onClose);
  if (child.exitCode !== null) onClose(child.exitCode, child.signalCode);
  return promise.finally(() => {
    silence.abort();
    child.off("message", resolve);
    child.off("close", onClose);
  });
}
