import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";

/** What a server sees of the connection that a request came over; also what a program is told of it, as JSON. */
export interface AboutConnection {
  /** Of HTTP: `1.1`, `2.0`. */
  readonly version: string;
  readonly secure: boolean;
  /** The name in the client's certificate, if it has shown one that the server trusts. */
  readonly client: string | null;
  /** What the proxy has added. */
  readonly via: string | null;
  /** The tunnel that it came through. */
  readonly tunnel: string | null;
}

/** @param tunnels kinds of tunnels by the port that they come from */
export function aboutConnection(
  request: IncomingMessage,
  tunnels: ReadonlyMap<number, string>,
): AboutConnection {
  const socket = request.socket as TLSSocket;
  return {
    version: request.httpVersion,
    secure: socket.encrypted === true,
    client: socket.encrypted && socket.authorized ? String(socket.getPeerCertificate().subject.CN) : null,
    via: request.headers.via ?? null,
    tunnel: tunnels.get(socket.remotePort ?? 0) ?? null,
  };
}
