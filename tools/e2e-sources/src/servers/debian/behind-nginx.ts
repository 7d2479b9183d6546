import { server as betterSse } from "../npm/better-sse.ts";
import { behindProxy } from "./proxies/behind-proxy.ts";
import { nginx } from "./proxies/nginx.ts";

/** nginx as it comes: it buffers what a slow client has not taken, here also of a server that asks it not to. */
export const server = behindProxy(
  "behind-nginx",
  betterSse,
  nginx("proxy_buffering on", "proxy_ignore_headers X-Accel-Buffering"),
);
