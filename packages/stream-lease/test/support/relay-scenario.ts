import fc from "fast-check";

/** What becomes of one request: `late` is carried out some time after its caller was told that it got lost. */
export type Fate = "answered" | "request-lost" | "reply-lost" | "late";

/** What chance decides in one run, besides the order in which things happen. */
export interface Scenario {
  /** Used up in the order of the requests; then all are answered. */
  readonly fates: readonly Fate[];
  /** The same of advances, and of tallies: they come when the others are used up. */
  readonly advanceFates: readonly Fate[];
  readonly tallyFates: readonly Fate[];
  /** The same of offers, withdrawals and releases. */
  readonly seatFates: readonly Fate[];
  /** What each invocation does, in the order of their starts. */
  readonly invocations: readonly InvocationScript[];
  readonly turns: number;
  /** Which of A's turns starts two invocations, as a retry of the service would. */
  readonly duplicatedTurn: number;
  readonly isStopped: boolean;
  readonly isRestarted: boolean;
  /** Whether the branches are those of two carriers, in a fleet that gives the stream up for dead now and then. */
  readonly isCarried: boolean;
}

/** What one invocation does. */
export interface InvocationScript {
  readonly advances: number;
  readonly ends: boolean;
  /** Of a carrier: whether it wants to be rid of the stream, and whether it changes its mind. */
  readonly offers: boolean;
  readonly withdraws: boolean;
}

const fate = fc.constantFrom<Fate>("answered", "answered", "request-lost", "reply-lost", "late");

export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  fates: fc.array(fate, { maxLength: 40 }),
  invocations: fc.array(
    fc.record({
      advances: fc.nat(3),
      ends: fc.integer({ min: 0, max: 7 }).map((chance) => chance === 0),
      offers: fc.boolean(),
      withdraws: fc.boolean(),
    }),
    { minLength: 8, maxLength: 8 },
  ),
  turns: fc.integer({ min: 1, max: 3 }),
  duplicatedTurn: fc.nat(3),
  isStopped: fc.boolean(),
  isRestarted: fc.boolean(),
  isCarried: fc.boolean(),
  advanceFates: fc.array(fate, { maxLength: 12, size: "max" }),
  tallyFates: fc.array(fate, { maxLength: 6 }),
  seatFates: fc.array(fate, { maxLength: 6 }),
});
