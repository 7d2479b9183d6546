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
