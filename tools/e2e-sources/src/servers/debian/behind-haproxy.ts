import { server as betterSse } from "../npm/better-sse.ts";
import { behindProxy } from "./proxies/behind-proxy.ts";
import { haproxy } from "./proxies/haproxy.ts";

/** HAProxy, which waits a while for a server that is down, and answers 503 then. */
export const server = behindProxy("behind-haproxy", betterSse, haproxy);
