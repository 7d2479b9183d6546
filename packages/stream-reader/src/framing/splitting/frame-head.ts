import { MAX_REJECTED_HEAD_BYTES } from "../../limits.ts";
import { PendingBytes } from "./pending-bytes.ts";

/** Keeps the first part of a frame that is being passed over, as it comes in pieces. */
export class FrameHead {
  private readonly kept = new PendingBytes(MAX_REJECTED_HEAD_BYTES);

  add(source: Uint8Array, start: number, end: number): void {
    const room = MAX_REJECTED_HEAD_BYTES - this.kept.length;
    const reach = Math.min(end, start + room);
    if (reach > start) this.kept.append(source, start, reach);
  }

  /** What is kept; the next frame begins anew. */
  take(): Uint8Array {
    const bytes = this.kept.view();
    this.kept.clear();
    return bytes;
  }
}
