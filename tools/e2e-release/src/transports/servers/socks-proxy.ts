import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Shared } from "./streams.ts";

const NO_AUTHENTICATION = Buffer.of(5, 0);
const CONNECTED = Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0);
const IPV4 = 1;

/** A proxy of SOCKS 5 (RFC 1928) that asks for no credentials, and leads to IPv4 addresses and names. */
export function socksProxy(shared: Shared): Server {
  return createServer((socket) => {
    socket.on("error", () => socket.destroy());
    void lead(socket, shared);
  });
}

async function lead(socket: Socket, { tunnels }: Shared): Promise<void> {
  await once(socket, "data");
  socket.write(NO_AUTHENTICATION);
  const [request] = (await once(socket, "data")) as [Buffer];
  const address = request.subarray(4, -2);
  const host = request[3] === IPV4 ? address.join(".") : address.subarray(1).toString();
  const onward = connect(request.readUInt16BE(request.length - 2), host);
  onward.on("error", () => socket.destroy());
  onward.on("close", () => socket.destroy());
  socket.on("close", () => onward.destroy());
  await once(onward, "connect");
  tunnels.set(onward.localPort ?? 0, "SOCKS");
  socket.write(CONNECTED);
  onward.pipe(socket).pipe(onward);
}
