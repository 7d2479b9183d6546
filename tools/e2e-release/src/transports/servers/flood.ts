const LINE = Buffer.from(`${"x".repeat(64 * 1024 - 1)}\n`);
/** A peer that takes nothing for so long does not read. */
const STALL_MS = 800;

/** How much is sent, and by what. */
export interface FloodOptions {
  readonly lines: number;
  /** Resolves when the socket has taken it. */
  send(line: Buffer): Promise<unknown>;
  /** Told, once, how many lines the socket has taken before it took none for a while; all of them when it never stopped. */
  onStall(lines: number): void;
}

/** Sends lines of 64 KiB as fast as a socket takes them. */
export async function sendFlood({ lines, send, onStall }: FloodOptions): Promise<void> {
  for (let sent = 0; sent < lines; sent += 1) {
    const stall = setTimeout(onStall, STALL_MS, sent);
    await send(LINE);
    clearTimeout(stall);
  }
  onStall(lines);
}
