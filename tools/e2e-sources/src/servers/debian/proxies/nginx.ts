import type { ProxyServer } from "./behind-proxy.ts";

const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

/**
 * nginx with a location for a stream.
 *
 * @param directives of that location
 */
export function nginx(...directives: readonly string[]): ProxyServer {
  return {
    command: "nginx",
    args: ["-p", ".", "-c", "nginx.conf", "-e", "stderr"],
    configFile: "nginx.conf",
    config: ({ port, serverPort }) => `daemon off;
master_process off;
pid nginx.pid;
events {}
http {
  access_log off;
${TEMPORARY.map((what) => `  ${what}_temp_path nginx-${what};`).join("\n")}
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${serverPort};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
${directives.map((directive) => `      ${directive};`).join("\n")}
    }
  }
}
`,
  };
}
