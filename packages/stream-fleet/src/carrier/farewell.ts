import { LOOK_MS, WATCH_MS } from "../limits.ts";
import type { CarrierOptions } from "../options.ts";
import type { Hand } from "../seats/hand.ts";
import type { Actor } from "./act.ts";
import type { Alarm } from "./alarm.ts";

/** What an invocation needs to the end. */
export interface FarewellDeps {
  readonly options: CarrierOptions;
  readonly hand: Hand;
  readonly actor: Actor;
  readonly alarm: Alarm;
}

/**
 * Reads on until the successor has taken every seat. It takes them in the order of their ids, a few at a time, so the first ones are checked
 * often and the others now and then. What it has not taken shortly before the end is offered to the whole fleet.
 *
 * @param until aborts when the seats that are left must go
 */
export async function awaitSuccessor(
  { options, hand, actor, alarm }: FarewellDeps,
  until: AbortSignal,
): Promise<void> {
  const { budget, pace, takesAtOnce, system, log } = options;
  log.info("carrier superseded", { seats: hand.size });
  let nextRoundMs = Number.NEGATIVE_INFINITY;
  let nextCheckMs = Number.NEGATIVE_INFINITY;
  while (hand.size > 0 && !until.aborted) {
    const nowMs = system.now();
    if (nowMs >= nextCheckMs) {
      const isRound = nowMs >= nextRoundMs;
      const held = isRound ? hand.held : hand.held.slice(0, 2 * takesAtOnce);
      for (const { seat } of held) seat.check();
      nextCheckMs = nowMs + WATCH_MS;
      if (isRound) nextRoundMs = nowMs + LOOK_MS;
    }
    if (nowMs >= budget.stopAtMs - pace.offerBeforeStopMs) await offerAll({ hand, actor }, until);
    await alarm.sleep(Math.max(1, nextCheckMs - system.now()), until);
  }
}

async function offerAll(
  { hand, actor }: Pick<FarewellDeps, "hand" | "actor">,
  until: AbortSignal,
): Promise<void> {
  const kept = hand.held.filter(({ isOffered, isOver }) => !isOffered && !isOver);
  await Promise.allSettled(kept.map((held) => actor.offer(held, until)));
}
