import type { Frame } from "../framing/frames/frame.ts";

/** Hands a batch over frame by frame, and knows which frame is in hand. */
export class SingleFrames {
  private batch: readonly Frame[] = [];
  private taken = 0;

  /** The frame that was handed over last; undefined while a batch is waited for. */
  get inHand(): Frame | undefined {
    return this.batch[this.taken - 1];
  }

  /** The next frame of the batch; undefined when all have been handed over. */
  next(): Frame | undefined {
    return this.taken < this.batch.length ? this.batch[this.taken++] : undefined;
  }

  /** Goes on with another batch; without one none is in hand. */
  refill(batch: readonly Frame[] = []): void {
    this.batch = batch;
    this.taken = 0;
  }
}
