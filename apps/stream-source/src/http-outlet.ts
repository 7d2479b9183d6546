import type { IncomingMessage, ServerResponse } from "node:http";
import type { Outlet, OutletEnding } from "./outlet.ts";

/** Sends the headers of a stream and gives the outlet for its body. */
export function openHttpOutlet(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string>,
): Outlet {
  const { socket } = request;
  let unwritten = 0;
  let whenWritten: (() => void) | undefined;
  const written = () => {
    unwritten -= 1;
    if (unwritten === 0) whenWritten?.();
  };
  const finishers: Record<OutletEnding, () => void> = {
    end: () => response.end(),
    close: () => socket.destroySoon(),
    abort: () => socket.resetAndDestroy(),
    reset() {
      if (unwritten === 0) socket.resetAndDestroy();
      else whenWritten = () => socket.resetAndDestroy();
    },
  };
  const write = (bytes: Uint8Array) => {
    unwritten += 1;
    response.write(bytes, written);
  };
  response.writeHead(200, { "cache-control": "no-store", ...headers });
  response.flushHeaders();
  return {
    get bufferedBytes() {
      return response.writableLength;
    },
    get congested() {
      return response.writableNeedDrain;
    },
    write,
    writePart: write,
    finish: (ending) => finishers[ending](),
    listen({ drained, closed }) {
      response.on("drain", drained);
      response.on("close", closed);
      response.on("error", closed);
    },
  };
}
