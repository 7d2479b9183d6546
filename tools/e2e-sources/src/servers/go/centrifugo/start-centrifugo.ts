import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { freePort } from "../../../processes/free-port.ts";
import { answers } from "../../../processes/is-up.ts";
import { placedAt } from "../../../processes/placed-at.ts";
import { missingRedis, startRedis } from "../../../processes/redis.ts";
import { sendEvent } from "../../../processes/send.ts";
import { startServerProcess } from "../../../processes/server-process.ts";
import type { RunningServer, ServerPlace } from "../../../source-server.ts";
import { goProgram, missingGo } from "../../../toolchains/go-program.ts";
import { numberAt } from "../../number-at.ts";
import { CHANNEL, TOKEN_KEY } from "./connect.ts";

const CENTRIFUGO = { path: "github.com/centrifugal/centrifugo/v6", version: "v6.9.1" };

/** What to say of what Centrifugo lacks on this machine; undefined when all is there. */
export async function missingCentrifugo(): Promise<string | undefined> {
  return (await missingGo()) ?? (await missingRedis());
}

/** Builds it. */
export function prepareCentrifugo(signal: AbortSignal): Promise<string> {
  return goProgram(CENTRIFUGO, signal);
}

/** Starts Centrifugo over a Redis; it is Centrifugo that is killed. */
export async function startCentrifugo(
  definition: SourceDefinition,
  place: ServerPlace,
): Promise<RunningServer> {
  const { folder, signal } = place;
  const command = await prepareCentrifugo(signal);
  const redis = await startRedis(place);
  const port = await freePort();
  await writeFile(join(folder, "centrifugo.json"), JSON.stringify(config(port, redis.port), undefined, 2));
  const centrifugo = await startServerProcess({
    command,
    args: ["--config", "centrifugo.json"],
    folder,
    isUp: () => answers(`http://127.0.0.1:${port}/health`),
    signal,
  });
  return {
    source: placedAt(definition, port),
    async publish(n) {
      await sendEvent(n, `http://127.0.0.1:${port}/api/publish`, {
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ channel: CHANNEL, data: { n } }),
        signal,
      });
    },
    numberOf: numberAt("data", "n"),
    restart: () => centrifugo.restart(),
    async stop() {
      await centrifugo.stop();
      await redis.stop();
    },
  };
}

function config(port: number, redisPort: number): unknown {
  const enabled = { enabled: true };
  return {
    http_server: { address: "127.0.0.1", port },
    engine: { type: "redis", redis: { address: `redis://127.0.0.1:${redisPort}` } },
    client: { ping_interval: "2s", pong_timeout: "1s", token: { hmac_secret_key: TOKEN_KEY } },
    http_api: { insecure: true },
    health: enabled,
    channel: { without_namespace: { history_size: 10_000, history_ttl: "1h", force_recovery: true } },
    uni_http_stream: enabled,
    uni_sse: enabled,
    uni_websocket: enabled,
  };
}
