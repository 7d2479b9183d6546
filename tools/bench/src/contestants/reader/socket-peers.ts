import { once } from "node:events";
import { WebSocket as UndiciWebSocket } from "undici";
import { WebSocket } from "ws";
import type { Outcome } from "../../measurement.ts";
import type { ReadTask } from "./read-task.ts";

/** The `ws` package: bytes. */
export async function ws({ url }: ReadTask): Promise<Outcome> {
  return counted(url, (data) => data.length);
}

/** The `ws` package: text. */
export async function wsText({ url }: ReadTask): Promise<Outcome> {
  return counted(url, (data) => data.toString().length);
}

async function counted(url: string, lengthOf: (data: Buffer) => number): Promise<Outcome> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const outcome = { records: 0, bytes: 0 };
  socket.on("message", (data: Buffer) => {
    outcome.records += 1;
    outcome.bytes += lengthOf(data);
  });
  await once(socket, "close");
  return outcome;
}

/** undici's own WebSocket: text. */
export async function undiciWebSocket({ url }: ReadTask): Promise<Outcome> {
  const socket = new UndiciWebSocket(url);
  const outcome = { records: 0, bytes: 0 };
  socket.onmessage = ({ data }: { data: string }) => {
    outcome.records += 1;
    outcome.bytes += data.length;
  };
  await once(socket as unknown as EventTarget, "close");
  return outcome;
}
