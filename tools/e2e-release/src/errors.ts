/** Base of the errors of this tool. */
export abstract class ReleaseError extends Error {
  abstract readonly code: string;
}

/** A bundled package has no text of a licence that asks for one. */
export class LicenceMissingError extends ReleaseError {
  override readonly name = "LicenceMissingError";
  readonly code = "LICENCE_MISSING";

  constructor(packageName: string, licence: string) {
    super(`${packageName} is bundled, and has no text of its licence (${licence}): it may not be handed on`);
  }
}

/** A wrong option on the command line; the message says what is allowed. */
export class WrongOptionError extends ReleaseError {
  override readonly name = "WrongOptionError";
  readonly code = "OPTION_WRONG";
}

/** A registry at an address that others could reach, or that is somebody else's. */
export class RegistryNotLoopbackError extends ReleaseError {
  override readonly name = "RegistryNotLoopbackError";
  readonly code = "REGISTRY_NOT_LOOPBACK";

  constructor(registry: string) {
    super(
      `${registry} is not an address of the loopback interface (127.x.x.x or [::1]): nothing is published there`,
    );
  }
}

/** A tool of the machine that the run needs is not there. */
export class ToolMissingError extends ReleaseError {
  override readonly name = "ToolMissingError";
  readonly code = "TOOL_MISSING";

  constructor(command: string, remedy: string) {
    super(`there is no ${command} on this machine: ${remedy}`);
  }
}

/** A step failed; the message has the last lines of what was printed. */
export class StepFailedError extends ReleaseError {
  override readonly name = "StepFailedError";
  readonly code = "STEP_FAILED";
}
