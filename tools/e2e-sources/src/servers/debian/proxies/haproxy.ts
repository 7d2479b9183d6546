import type { ProxyServer } from "./behind-proxy.ts";

/** HAProxy in front of one server. */
export const haproxy: ProxyServer = {
  command: "haproxy",
  args: ["-f", "haproxy.cfg", "-db"],
  configFile: "haproxy.cfg",
  config: ({ port, serverPort }) => `defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
frontend events
  bind 127.0.0.1:${port}
  default_backend server
backend server
  server one 127.0.0.1:${serverPort}
`,
};
