import type { Cancel, Clock } from "./clock.ts";

/** Decides when events are made. */
export interface Pacer {
  start(): void;
  /** Makes what is due by now, for what is about to happen to be ordered after it. */
  catchUp(): void;
  /** Somebody may be able to take events again. */
  wake(): void;
  stop(): void;
}

export interface PacerOptions {
  readonly clock: Clock;
  /** Events made in one turn at most; the next turn follows at once. */
  readonly maxEventsPerTurn: number;
  /** Makes one event; false when it was the last. */
  make(): boolean;
}

/** What a pacer has no use for. */
function doNothing(): void {
  return;
}

/**
 * Event n is due at start + n/rate, whenever the timers fire: being late once delays nothing that follows.
 *
 * @param options.ratePerSecond above 0
 */
export function createSteadyPacer(options: PacerOptions & { readonly ratePerSecond: number }): Pacer {
  const { clock, maxEventsPerTurn, make, ratePerSecond } = options;
  let startedAt = 0;
  let made = 0;
  let running = false;
  let cancel: Cancel | undefined;
  const nextDueAt = () => startedAt + ((made + 1) * 1000) / ratePerSecond;
  const catchUp = () => {
    cancel?.();
    for (let turn = 0; running && turn < maxEventsPerTurn && nextDueAt() <= clock.now(); turn++) {
      made += 1;
      running = make() && running;
    }
    if (running) cancel = clock.schedule(nextDueAt(), catchUp);
  };
  return {
    catchUp,
    wake: doNothing,
    start() {
      startedAt = clock.now();
      running = true;
      cancel = clock.schedule(nextDueAt(), catchUp);
    },
    stop() {
      running = false;
      cancel?.();
    },
  };
}

/**
 * Full speed: events are made as long as `ready` says that they can be taken.
 *
 * @param options.ready whether somebody is connected and nobody lags behind
 */
export function createEagerPacer(options: PacerOptions & { ready(): boolean }): Pacer {
  const { clock, maxEventsPerTurn, make, ready } = options;
  let running = false;
  let making = false;
  let cancel: Cancel | undefined;
  const wake = () => {
    if (making) return;
    cancel?.();
    making = true;
    for (let turn = 0; running && turn < maxEventsPerTurn && ready(); turn++) running = make() && running;
    making = false;
    if (running && ready()) cancel = clock.schedule(clock.now(), wake);
  };
  return {
    catchUp: doNothing,
    wake,
    start() {
      running = true;
      wake();
    },
    stop() {
      running = false;
      cancel?.();
    },
  };
}
