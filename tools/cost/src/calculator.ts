import { ASSUMPTIONS } from "./assumptions.ts";
import { type BillSettings, DEFAULT_SETTINGS, LEAST_LIFETIME_SECONDS } from "./bill-settings.ts";
import { eventWriteCost, packedWriteCost, type StreamLoad } from "./event-writes.ts";
import { type DesignName, monthlyCosts } from "./monthly-cost.ts";
import { PRICES } from "./prices.ts";
import type { MonthlyCost } from "./pricing.ts";

/** What is asked for: so many streams, each of them so busy. */
export interface Question extends StreamLoad, BillSettings {
  readonly streams: number;
  /** An item for each event, or many events in one. */
  readonly writeMode: "batch" | "packed";
  /** How long an event waits for others in its item, in milliseconds; counts with `packed` alone. */
  readonly packDelayMs: number;
}

/** Dollars a month. */
export interface Answer {
  /** Of each design, without the events. */
  readonly designs: Readonly<Record<DesignName, MonthlyCost>>;
  /** What writing the events costs on top, of all streams, whatever the design. */
  readonly events: number;
}

/** A number that is asked for: what it is called, and what it may be. */
interface NumberField {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

/** Names of the numbers in a question. */
export type NumberName = "streams" | "eventsPerSecond" | "itemBytes" | "lifetimeSeconds" | "packDelayMs";

/** What each number may be. */
export const NUMBER_FIELDS: Readonly<Record<NumberName, NumberField>> = {
  streams: { label: "Streams", least: 1, most: 100_000, isWhole: true },
  eventsPerSecond: { label: "Events per second of each stream", least: 0, most: 100_000, isWhole: false },
  itemBytes: { label: "Bytes of an event in the table", least: 1, most: 409_600, isWhole: true },
  lifetimeSeconds: {
    label: "Lifetime of a function in seconds",
    least: LEAST_LIFETIME_SECONDS,
    most: ASSUMPTIONS.lifetimeSeconds,
    isWhole: true,
  },
  packDelayMs: { label: "Milliseconds for which events are packed", least: 1, most: 60_000, isWhole: true },
};

/** What the command takes when nothing else is said. */
export const DEFAULT_QUESTION: Question = {
  ...DEFAULT_SETTINGS,
  streams: 1,
  eventsPerSecond: 10,
  itemBytes: 1_000,
  writeMode: "batch",
  packDelayMs: 1_000,
};

/** What an answer is computed from: the region, and the day on which its prices were taken. */
export const PRICES_OF = { region: PRICES.region, takenOn: PRICES.takenOn } as const;

/** The bill for a question whose numbers are such as {@link numberProblem} finds nothing wrong with. */
export function answerTo(question: Question): Answer {
  const { streams, writeMode, packDelayMs } = question;
  const ofStream = writeMode === "packed" ? packedWriteCost(question, packDelayMs) : eventWriteCost(question);
  return { designs: monthlyCosts(streams, question), events: streams * ofStream };
}

/** What is wrong with a number, in a sentence; undefined when nothing is. An empty text, or one that is no number, counts as none. */
export function numberProblem(name: NumberName, value: unknown): string | undefined {
  const { label, least, most, isWhole } = NUMBER_FIELDS[name];
  const isGood =
    typeof value === "number" && value >= least && value <= most && (!isWhole || Number.isInteger(value));
  if (isGood) return undefined;
  const range = `from ${least.toLocaleString("en-US")} to ${most.toLocaleString("en-US")}`;
  return `${label}: give a ${isWhole ? "whole " : ""}number ${range}.`;
}
