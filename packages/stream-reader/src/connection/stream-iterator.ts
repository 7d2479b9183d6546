import type { StreamFinish } from "./stream-connection.ts";

/** What a stream's iterator draws from. */
export interface IteratorSource<T> {
  /** The next value if it is there already. */
  ready(): T | undefined;
  /** Waits for the next value; undefined when reading has finished. */
  pull(): Promise<T | undefined>;
  /** Ends the connection. */
  leave(): Promise<void>;
  /** How reading finished. */
  finish(): StreamFinish;
}

/**
 * An async iterator by hand: a value that is there costs one promise, where an async generator costs several. Leaving it
 * ends a wait too, which a generator would sit out.
 */
export class StreamIterator<T> implements AsyncGenerator<T, StreamFinish, void> {
  private readonly source: IteratorSource<T>;
  /** The newest of the calls of `next` that wait. */
  private waiting: Promise<IteratorResult<T, StreamFinish>> | undefined;
  private over = false;

  constructor(source: IteratorSource<T>) {
    this.source = source;
  }

  next(): Promise<IteratorResult<T, StreamFinish>> {
    if (this.waiting === undefined && !this.over) {
      const value = this.source.ready();
      if (value !== undefined) return Promise.resolve({ done: false, value });
    }
    const step = this.waiting === undefined ? this.step() : this.waiting.then(() => this.step());
    this.waiting = step;
    const settled = () => {
      if (this.waiting === step) this.waiting = undefined;
    };
    step.then(settled, settled);
    return step;
  }

  async return(finish?: StreamFinish | PromiseLike<StreamFinish>): Promise<IteratorResult<T, StreamFinish>> {
    this.over = true;
    await this.source.leave();
    return { done: true, value: (await finish) ?? this.source.finish() };
  }

  async throw(error: unknown): Promise<IteratorResult<T, StreamFinish>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  private async step(): Promise<IteratorResult<T, StreamFinish>> {
    if (!this.over) {
      try {
        const value = this.source.ready() ?? (await this.source.pull());
        if (value !== undefined) return { done: false, value };
      } catch (error) {
        this.over = true;
        throw error;
      }
      this.over = true;
    }
    return { done: true, value: this.source.finish() };
  }
}
