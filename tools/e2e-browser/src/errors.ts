/** What every error of this command is. */
export abstract class BrowserRunError extends Error {
  abstract readonly code: string;
}

/** The command line is not understood. */
export class WrongOptionError extends BrowserRunError {
  override readonly name = "WrongOptionError";
  readonly code = "WRONG_OPTION";
}

/** There is no browser that can be started. */
export class BrowserMissingError extends BrowserRunError {
  override readonly name = "BrowserMissingError";
  readonly code = "BROWSER_MISSING";
}

/** A program that is looked at ended without having been asked to. */
export class ProgramLostError extends BrowserRunError {
  override readonly name = "ProgramLostError";
  readonly code = "PROGRAM_LOST";
}
