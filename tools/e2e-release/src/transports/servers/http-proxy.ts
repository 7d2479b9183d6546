import { createServer, type IncomingMessage, type Server, request as send } from "node:http";
import { connect } from "node:net";
import type { Shared } from "./streams.ts";

/** A proxy that asks for credentials, says in `Via` that it was there, and makes tunnels. */
export function httpProxy(credentials: string, { tunnels }: Shared): Server {
  const expected = `Basic ${Buffer.from(credentials).toString("base64")}`;
  const isKnown = ({ headers }: IncomingMessage) => headers["proxy-authorization"] === expected;
  const proxy = createServer((incoming, outgoing) => {
    if (!isKnown(incoming)) {
      outgoing.writeHead(407).end();
      return;
    }
    const { "proxy-authorization": _, ...headers } = incoming.headers;
    const onward = send(incoming.url ?? "", { headers: { ...headers, via: "1.1 proxy" } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    onward.end();
  });
  proxy.on("connect", (incoming, socket, head) => {
    if (!isKnown(incoming)) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const onward = connect(Number(port), hostname, () => {
      tunnels.set(onward.localPort ?? 0, "CONNECT");
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const [side, other] of [
      [socket, onward],
      [onward, socket],
    ]) {
      side?.on("error", () => other?.destroy());
      side?.on("close", () => other?.destroy());
    }
  });
  return proxy;
}
