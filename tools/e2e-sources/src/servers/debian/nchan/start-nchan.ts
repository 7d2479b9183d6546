import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { findCommand, missingCommand } from "../../../processes/find-command.ts";
import { freePort } from "../../../processes/free-port.ts";
import { listensOn } from "../../../processes/is-up.ts";
import { placedAt } from "../../../processes/placed-at.ts";
import { missingRedis, startRedis } from "../../../processes/redis.ts";
import { sendEvent } from "../../../processes/send.ts";
import { startServerProcess } from "../../../processes/server-process.ts";
import type { RunningServer, ServerPlace } from "../../../source-server.ts";
import { numberAt } from "../../number-at.ts";

/** Debian's. */
const MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so";
const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

/** What to say of what nchan lacks on this machine; undefined when all is there. */
export async function missingNchan(): Promise<string | undefined> {
  const hasModule = await access(MODULE).then(
    () => true,
    () => false,
  );
  if (!hasModule) return "there is no nchan on this machine: apt-get install libnginx-mod-nchan";
  return (await missingCommand("nginx", "apt-get install nginx")) ?? (await missingRedis());
}

/**
 * Starts nginx with nchan over a Redis; it is nginx that is killed.
 *
 * @param channel the stream's id
 */
export async function startNchan(
  channel: string,
  definition: SourceDefinition,
  place: ServerPlace,
): Promise<RunningServer> {
  const { folder, signal } = place;
  const redis = await startRedis(place);
  const port = await freePort();
  await writeFile(join(folder, "nginx.conf"), config(port, redis.port));
  const nginx = await startServerProcess({
    command: (await findCommand("nginx")) ?? "nginx",
    args: ["-p", ".", "-c", "nginx.conf", "-e", "stderr"],
    folder,
    isUp: () => listensOn(port),
    signal,
  });
  return {
    source: placedAt(definition, port),
    async publish(n) {
      await sendEvent(n, `http://127.0.0.1:${port}/pub/${channel}`, {
        body: JSON.stringify({ n }),
        signal,
      });
    },
    numberOf: numberAt("n"),
    restart: () => nginx.restart(),
    async stop() {
      await nginx.stop();
      await redis.stop();
    },
  };
}

function config(port: number, redisPort: number): string {
  return `load_module ${MODULE};
daemon off;
worker_processes 1;
pid nginx.pid;
events {}
http {
  access_log off;
${TEMPORARY.map((what) => `  ${what}_temp_path nginx-${what};`).join("\n")}
  nchan_message_buffer_length 10000;
  nchan_message_timeout 1h;
  upstream redis {
    nchan_redis_server redis://127.0.0.1:${redisPort};
  }
  server {
    listen 127.0.0.1:${port};
    location ~ ^/pub/([\\w-]+)$ {
      nchan_publisher;
      nchan_channel_id $1;
      nchan_redis_pass redis;
    }
    location ~ ^/sub/([\\w-]+)$ {
      nchan_subscriber eventsource http-multipart;
      nchan_channel_id $1;
      nchan_subscriber_first_message oldest;
      nchan_eventsource_ping_interval 2;
      nchan_redis_pass redis;
    }
  }
}
`;
}
