/**
 * What speaks with proxies. Who has none does not load it; who has asks for it before the first connection, so that no later one
 * waits for it.
 */
export const loadProxies = () => import("./proxied-connection.ts");
