/** The part of undici that speaks with proxies, for the chunk that is loaded when there is one. */
export { default as ProxyAgent } from "undici/lib/dispatcher/proxy-agent.js";
export { default as Socks5ProxyAgent } from "undici/lib/dispatcher/socks5-proxy-agent.js";
export { buildConnector, Client } from "./undici.mjs";
