const LINE = Buffer.from(`${"x".repeat(64 * 1024 - 1)}\n`);

/** How much is sent, and by what. */
export interface FloodOptions {
  readonly lines: number;
  /** Resolves when the socket has taken it. */
  send(line: Buffer): Promise<unknown>;
  /** Told how many lines the socket has taken by now. */
  onSent(lines: number): void;
}

/** Sends lines of 64 KiB as fast as a socket takes them. */
export async function sendFlood({ lines, send, onSent }: FloodOptions): Promise<void> {
  for (let sent = 1; sent <= lines; sent += 1) {
    await send(LINE);
    onSent(sent);
  }
}
