/** Base of the errors of this app. */
export abstract class CloudAppError extends Error {
  abstract readonly code: string;
}

/** The config file cannot be read, or is not JSON. */
export class ConfigUnreadableError extends CloudAppError {
  override readonly name = "ConfigUnreadableError";
  readonly code = "CONFIG_UNREADABLE";

  constructor(file: string, why: string) {
    super(`the config ${file} cannot be read: ${why}; name another one with -c config=FILE`);
  }
}

/** What is wrong with one field of the config. */
export interface ConfigProblem {
  /**
   * `FIELD_UNKNOWN`: there is no such field; `FIELD_MISSING`: it must be given; `TYPE_WRONG`: it is of another kind;
   * `VALUE_REFUSED`: such a value cannot be deployed.
   */
  readonly code: "FIELD_UNKNOWN" | "FIELD_MISSING" | "TYPE_WRONG" | "VALUE_REFUSED";
  /** Names the field, what it is and what it may be. */
  readonly message: string;
}

/** A config that cannot be deployed: all that is wrong with it at once. */
export class InvalidConfigError extends CloudAppError {
  override readonly name = "InvalidConfigError";
  readonly code = "CONFIG_INVALID";
  /** Never empty. */
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ code, message }) => `- ${code} ${message}`);
    super(`the config ${file} cannot be deployed:\n${lines.join("\n")}`);
    this.problems = problems;
  }
}
