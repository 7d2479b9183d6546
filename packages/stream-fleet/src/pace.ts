import {
  EMPTY_BEFORE_REST_MS,
  OFFER_BEFORE_STOP_MS,
  SMALL_BEFORE_DRAIN_MS,
  SOUND_AFTER_MS,
} from "./limits.ts";
import type { CarrierBudget } from "./types.ts";

/** How long something must have lasted, in milliseconds, each in one invocation. */
export interface CarrierPace {
  /** Without a seat, before the carrier rests. */
  readonly emptyBeforeRestMs: number;
  /** Room with the others for all of its seats, before it hands them over. */
  readonly smallBeforeDrainMs: number;
  /** Its claim, without a seat that is up, before it is sound. */
  readonly soundAfterMs: number;
  /** How long before its end a superseded invocation offers to all what is left. */
  readonly offerBeforeStopMs: number;
}

/** Of the time until the handover, what each may take at most: an invocation remembers nothing of the one before. */
const SHARE = { empty: 1 / 4, small: 1 / 2, sound: 1 / 4 };

/** Of the time from the handover to the end, what is left for others than the successor. */
const OFFER_SHARE = 1 / 4;

/** As the limits have it, and less for a carrier whose invocations live shortly. */
export function carrierPace({ handoverAtMs, stopAtMs }: CarrierBudget, nowMs: number): CarrierPace {
  const tenureMs = Math.max(0, handoverAtMs - nowMs);
  const leadMs = Math.max(0, stopAtMs - handoverAtMs);
  return {
    emptyBeforeRestMs: Math.min(EMPTY_BEFORE_REST_MS, tenureMs * SHARE.empty),
    smallBeforeDrainMs: Math.min(SMALL_BEFORE_DRAIN_MS, tenureMs * SHARE.small),
    soundAfterMs: Math.min(SOUND_AFTER_MS, tenureMs * SHARE.sound),
    offerBeforeStopMs: Math.min(OFFER_BEFORE_STOP_MS, leadMs * OFFER_SHARE),
  };
}
