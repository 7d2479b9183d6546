/** What every error of this project is. Tell them apart by `code`. */
abstract class TestingError extends Error {
  abstract readonly code: string;
}

/** A program that the machine must have is not there, or too old. */
export class MissingToolError extends TestingError {
  override readonly name = "MissingToolError";
  readonly code = "MISSING_TOOL";

  constructor(options: { needs: string; found: string; remedy: string }) {
    super(`${options.needs}, but ${options.found}. ${options.remedy}`);
  }
}

/** A program that fetches or builds something failed; the message ends with what it printed last. */
export class CommandFailedError extends TestingError {
  override readonly name = "CommandFailedError";
  readonly code = "COMMAND_FAILED";

  constructor(options: { command: string; exitCode: number | string; output: string }) {
    super(`${options.command} ended with ${options.exitCode}:\n${options.output}`);
  }
}

/** Fetched files are not those that the project has named by their checksums. */
export class ChecksumError extends TestingError {
  override readonly name = "ChecksumError";
  readonly code = "CHECKSUM_MISMATCH";
  readonly problems: readonly string[];

  constructor(folder: string, problems: readonly string[]) {
    super(`what was fetched into ${folder} is not what SHA256SUMS names: ${problems.join("; ")}`);
    this.problems = problems;
  }
}

/** A server ended, or did not answer in time. `logFile` has all that it printed, the message its last lines. */
export class ServerStartError extends TestingError {
  override readonly name = "ServerStartError";
  readonly code = "SERVER_START_FAILED";
  readonly logFile: string;

  constructor(options: { name: string; problem: string; logFile: string; lastLines: string }) {
    super(`${options.name} ${options.problem}; its log is ${options.logFile}:\n${options.lastLines}`);
    this.logFile = options.logFile;
  }
}
