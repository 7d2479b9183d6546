import { server as betterSse } from "../npm/better-sse.ts";
import { behindProxy } from "./proxies/behind-proxy.ts";
import { nginx } from "./proxies/nginx.ts";

/** nginx as it is set up for streams. */
export const server = behindProxy("behind-nginx-unbuffered", betterSse, nginx("proxy_buffering off"));
