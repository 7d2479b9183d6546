import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import type { Outlet, OutletEnding } from "./outlet.ts";

const NORMAL_CLOSURE = 1000;

/** The outlet for the messages of a WebSocket; bytes that are none are a ping. */
export function openSocketOutlet(messages: WebSocket, socket: Socket): Outlet {
  let unwritten = 0;
  let whenWritten: (() => void) | undefined;
  const written = () => {
    unwritten -= 1;
    if (unwritten === 0) whenWritten?.();
  };
  const finishers: Record<OutletEnding, () => void> = {
    end: () => messages.close(NORMAL_CLOSURE),
    close: () => socket.destroySoon(),
    abort: () => socket.resetAndDestroy(),
    reset() {
      if (unwritten === 0) socket.resetAndDestroy();
      else whenWritten = () => socket.resetAndDestroy();
    },
  };
  const send = (bytes: Uint8Array, fin: boolean) => {
    unwritten += 1;
    messages.send(bytes, { binary: false, fin }, written);
  };
  messages.on("message", () => undefined);
  return {
    get bufferedBytes() {
      return messages.bufferedAmount;
    },
    get congested() {
      return socket.writableNeedDrain;
    },
    write(bytes) {
      if (bytes.length === 0) messages.ping();
      else send(bytes, true);
    },
    writePart: (bytes) => send(bytes, false),
    finish: (ending) => finishers[ending](),
    listen({ drained, closed }) {
      socket.on("drain", drained);
      messages.on("close", closed);
      messages.on("error", closed);
    },
  };
}
