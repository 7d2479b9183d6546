/** Something for which Step Functions would refuse a definition, or run it otherwise than it reads. */
export type Finding =
  | StateNameFinding
  | DuplicateNameFinding
  | TargetFinding
  | StatesFinding
  | PayloadGrowthFinding;

interface FindingBase {
  /** `$` for the machine itself, `$.States["Parallel"].Branches[0]` for a branch. */
  readonly scope: string;
  /** The finding on one line. */
  readonly message: string;
}

/** A state's name is empty or too long. */
export interface StateNameFinding extends FindingBase {
  readonly code: "STATE_NAME_LENGTH";
  readonly state: string;
}

/** A state's name is taken elsewhere in the machine. */
export interface DuplicateNameFinding extends FindingBase {
  readonly code: "STATE_NAME_DUPLICATE";
  readonly state: string;
  /** The scope that had the name first. */
  readonly firstScope: string;
}

/** A transition leads to a state that is not in its scope. */
export interface TargetFinding extends FindingBase {
  readonly code: "TARGET_MISSING";
  /** The state that the transition leaves; undefined for `StartAt`. */
  readonly state: string | undefined;
  /** `StartAt`, `Next`, `Default`, `Catch[0].Next` or `Choices[0].Next`. */
  readonly field: string;
  readonly target: string;
}

/** States that no way leads to, or that no way leads out of. */
export interface StatesFinding extends FindingBase {
  readonly code: "STATE_UNREACHABLE" | "ENDLESS_LOOP";
  readonly states: readonly string[];
}

/** What states of a loop carry from turn to turn may be made of itself, and so grow beyond a state's payload. */
export interface PayloadGrowthFinding extends FindingBase {
  readonly code: "PAYLOAD_GROWTH";
  readonly states: readonly string[];
  /** Where it is written, as JSONPaths. */
  readonly paths: readonly string[];
}
