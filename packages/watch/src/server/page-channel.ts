import type { ServerResponse } from "node:http";
import { KEEP_ALIVE_MS, MAX_BEHIND_MS } from "../limits.ts";
import { SAFE_HEADERS } from "./headers.ts";

/** How long a page waits until it connects again, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * What a page is told by Server-Sent Events, as fast as it reads: what it has no room for is not kept for it. Once it has read, it is caught up with
 * what it has missed; one that does not read for long is cut off, and may come again.
 */
export class PageChannel {
  private readonly response: ServerResponse;
  private readonly onRoom: () => void;
  /** Since when the page has not read all that it was sent, in keep-alives. */
  private behindFor = 0;

  /** @param onRoom sends what was left out */
  constructor(response: ServerResponse, onRoom: () => void) {
    this.response = response;
    this.onRoom = onRoom;
    response.writeHead(200, { ...SAFE_HEADERS, "content-type": "text/event-stream" });
    this.send([`retry: ${RETRY_MS}\n\n`]);
    const alive = setInterval(() => this.keepAlive(), KEEP_ALIVE_MS);
    response.on("drain", () => this.catchUp());
    response.once("close", () => clearInterval(alive));
  }

  /** Whether there is room for more. What is sent all the same is kept for the page. */
  get hasRoom(): boolean {
    return !this.response.destroyed && !this.response.writableNeedDrain;
  }

  /** Sends parts that are one text; a part in bytes may be shared with other pages. */
  send(parts: readonly (string | Uint8Array)[]): void {
    for (const part of parts) this.response.write(part);
  }

  private keepAlive(): void {
    this.behindFor = this.hasRoom ? 0 : this.behindFor + 1;
    if (this.hasRoom) this.send([":\n\n"]);
    else if (this.behindFor * KEEP_ALIVE_MS > MAX_BEHIND_MS) this.response.destroy();
  }

  private catchUp(): void {
    this.behindFor = 0;
    this.onRoom();
  }
}
