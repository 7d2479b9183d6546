import { fileURLToPath } from "node:url";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { freePort } from "../../../processes/free-port.ts";
import { listensOn } from "../../../processes/is-up.ts";
import { placedAt } from "../../../processes/placed-at.ts";
import { sendEvent } from "../../../processes/send.ts";
import { startServerProcess } from "../../../processes/server-process.ts";
import type { RunningServer, ServerPlace } from "../../../source-server.ts";
import { serversPython } from "../../../toolchains/python.ts";
import { numberAt } from "../../number-at.ts";

const APPS = fileURLToPath(new URL("./", import.meta.url));

/** An ASGI application, and what runs it. */
export interface PythonApp {
  /** Where it takes event `n`. */
  publishPath(n: number): string;
  readonly definition: SourceDefinition;
  /** The module of the server, and its arguments for a port of the loopback interface. */
  runOn(port: number): readonly string[];
}

/** `uvicorn`, in one process. */
export const uvicorn =
  (module: string) =>
  (port: number): readonly string[] => ["uvicorn", `${module}:app`, "--port", String(port)];

/** `hypercorn`, which has its workers in processes of their own. */
export const hypercorn =
  (module: string) =>
  (port: number): readonly string[] => ["hypercorn", `${module}:app`, "--bind", `127.0.0.1:${port}`];

/** Starts such an application. It takes events as POSTs. */
export async function startApp(app: PythonApp, { folder, signal }: ServerPlace): Promise<RunningServer> {
  const command = await serversPython();
  const port = await freePort();
  const [name = "", ...args] = app.runOn(port);
  const running = await startServerProcess({
    name,
    command,
    args: ["-m", name, ...args],
    env: { PYTHONPATH: APPS, PYTHONDONTWRITEBYTECODE: "1", PUBLISHED_LOG: "published.log" },
    folder,
    isUp: () => listensOn(port),
    signal,
  });
  return {
    source: placedAt(app.definition, port),
    async publish(n) {
      await sendEvent(n, `http://127.0.0.1:${port}${app.publishPath(n)}`, { signal });
    },
    numberOf: numberAt("n"),
    restart: () => running.restart(),
    stop: () => running.stop(),
  };
}
