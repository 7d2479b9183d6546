import { whole } from "@unbounded-streams/dynamodb-request";
import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { InvalidOptionsError } from "../errors.ts";

/** What {@link createByteBudget} divides. */
export interface ByteBudgetOptions {
  /** Bytes, as DynamoDB counts items, that all sinks together may have on their way; 1 or more. */
  totalBytes: number;
  /** The most sinks that there are at a time; 1 or more. */
  sinks: number;
}

const OPTIONS: OptionNames<ByteBudgetOptions> = { totalBytes: true, sinks: true };

/** Bytes on their way that several sinks share. */
export interface ByteBudget {
  /** What a sink may hold whatever the others do. */
  readonly reserveBytes: number;
  /** What all sinks hold now. */
  readonly heldBytes: number;
  /**
   * A sink's part of it.
   *
   * @param onRoom told when there may be room for what it waits for
   */
  join(onRoom: () => void): ByteShare;
}

/** What one sink has of a {@link ByteBudget}. */
export interface ByteShare {
  /** Takes the bytes, if they are the sink's now. */
  tryTake(bytes: number): boolean;
  /** Has a place kept in the order of those that wait for the pool; bytes that only the sink's own exits can make room for need none. */
  waitFor(bytes: number): void;
  /** Gives the place up. */
  stopWaiting(): void;
  give(bytes: number): void;
}

/** Of all bytes those that are reserved, a like part for each sink; the rest is a pool for all. */
const RESERVED_SHARE = 0.5;

/** Of the pool the most that one sink has. */
const POOL_SHARE = 0.5;

/**
 * Divides bytes among sinks that must be bounded together, so that a loud one cannot exhaust what a quiet one needs: half of
 * all bytes is reserved, the same for each sink; the rest is a pool, of which one sink has half at most, in the order in which
 * they ask. A sink that holds nothing may always take one event, whatever its size: so together they never hold more than
 * `totalBytes` and, for each sink, what one event is larger than the reserve.
 *
 * @throws {InvalidOptionsError} when an option is not usable
 */
export function createByteBudget(options: ByteBudgetOptions): ByteBudget {
  const { totalBytes, sinks } = options;
  const issues = [
    ...unknownOptions(options, OPTIONS),
    ...whole("totalBytes", totalBytes, { least: 1 }),
    ...whole("sinks", sinks, { least: 1 }),
  ];
  if (issues.length > 0) throw new InvalidOptionsError(issues, "createByteBudget");
  return new Budget(totalBytes, sinks);
}

class Budget implements ByteBudget {
  readonly reserveBytes: number;
  readonly poolBytes: number;
  /** What one sink has of the pool at most. */
  readonly mostOfPool: number;
  heldBytes = 0;
  /** More than the pool has while an event on its own is larger than what was left. */
  pooledBytes = 0;
  /** Who waits for the pool, in that order. */
  readonly queue = new Set<Share>();

  constructor(totalBytes: number, sinks: number) {
    this.reserveBytes = Math.floor((totalBytes * RESERVED_SHARE) / sinks);
    this.poolBytes = totalBytes - this.reserveBytes * sinks;
    this.mostOfPool = Math.floor(this.poolBytes * POOL_SHARE);
  }

  join(onRoom: () => void): ByteShare {
    return new Share(this, onRoom);
  }

  /** Lets in who waits, until the first that has to wait on. */
  wake(): void {
    let before: Share | undefined;
    let [first] = this.queue;
    while (first !== before) {
      before = first;
      first?.onRoom();
      [first] = this.queue;
    }
  }
}

class Share implements ByteShare {
  readonly onRoom: () => void;
  private readonly budget: Budget;
  private held = 0;

  constructor(budget: Budget, onRoom: () => void) {
    this.budget = budget;
    this.onRoom = onRoom;
  }

  tryTake(bytes: number): boolean {
    if (!this.fits(bytes)) return false;
    this.change(bytes);
    this.budget.queue.delete(this);
    return true;
  }

  waitFor(bytes: number): void {
    const { queue, mostOfPool } = this.budget;
    if (this.pooledWith(bytes) <= mostOfPool) queue.add(this);
    else queue.delete(this);
  }

  stopWaiting(): void {
    if (this.budget.queue.delete(this)) this.budget.wake();
  }

  give(bytes: number): void {
    this.change(-bytes);
    this.budget.wake();
  }

  private fits(bytes: number): boolean {
    const { mostOfPool, poolBytes, pooledBytes, queue } = this.budget;
    const pooled = this.pooledWith(bytes);
    if (this.held === 0 || pooled === 0) return true;
    const [first = this] = queue;
    const added = pooled - this.pooledWith(0);
    return first === this && pooled <= mostOfPool && pooledBytes + added <= poolBytes;
  }

  /** What it would have of the pool with so many bytes more. */
  private pooledWith(bytes: number): number {
    return Math.max(0, this.held + bytes - this.budget.reserveBytes);
  }

  private change(bytes: number): void {
    const before = this.pooledWith(0);
    this.held += bytes;
    this.budget.heldBytes += bytes;
    this.budget.pooledBytes += this.pooledWith(0) - before;
  }
}
