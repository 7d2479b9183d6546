import { ASSUMPTIONS } from "./assumptions.ts";

/** What may differ between two bills for the same streams. */
export interface BillSettings {
  /** How long a function lives, in seconds: whole, from {@link LEAST_LIFETIME_SECONDS} to 900. */
  readonly lifetimeSeconds: number;
  /** Whether connections are on record; undefined as the construct has it: those of relays and of a fleet are. */
  readonly ledger: boolean | undefined;
}

/** With less, little but handovers would be paid for. */
export const LEAST_LIFETIME_SECONDS = 60;

/** The construct's. */
export const DEFAULT_SETTINGS: BillSettings = {
  lifetimeSeconds: ASSUMPTIONS.lifetimeSeconds,
  ledger: undefined,
};
