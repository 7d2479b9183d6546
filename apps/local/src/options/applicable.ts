/** What kind of run is asked for. */
interface Asked {
  readonly strategy: string;
  /** Whether it is of a source of the user's own. */
  readonly hasAddress: boolean;
}

/** An option that one kind of run has a use for. */
interface Bound {
  /** As the command line's parser calls it. */
  readonly name: string;
  readonly isOfUse: (asked: Asked) => boolean;
  /** What it goes with. */
  readonly allowed: string;
}

const BUILT_IN = ["events", "rate", "sourceMode", "sourceFaults", "sourceDuplicates", "sourceResume"];

const BOUND: readonly Bound[] = [
  ...BUILT_IN.map((name) => ({
    name,
    isOfUse: ({ hasAddress }: Asked) => !hasAddress,
    allowed: "without --url and --config, it is the built-in source's",
  })),
  {
    name: "wait",
    // One set of options is for all strategies of the article, to compare them.
    isOfUse: ({ strategy }) => strategy !== "relay",
    allowed:
      "with --strategy staggered or staggered-joined; the next connection of a relay comes by --handover-lead",
  },
  ...["handoverLead", "maxTurns"].map((name) => ({
    name,
    isOfUse: ({ strategy }: Asked) => strategy === "relay",
    allowed: "with --strategy relay",
  })),
];

/**
 * What the run has no use for, a line each: whoever gave it believes that it does something. It is no error, so that one set of options
 * serves for several strategies and sources.
 *
 * @param isGiven whether an option stood on the command line, by the name that the parser has for it
 */
export function uselessOptions(asked: Asked, isGiven: (name: string) => boolean): string[] {
  return BOUND.filter(({ name, isOfUse }) => isGiven(name) && !isOfUse(asked)).map(
    ({ name, allowed }) => `${flagOf(name)} does nothing here: it is for runs ${allowed}`,
  );
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
