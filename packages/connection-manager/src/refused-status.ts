const TRANSIENT_CLIENT_ERRORS: readonly number[] = [408, 409, 425, 429];

/** Whether a status may pass: request timeout, conflict with another connection, too early, too many, server errors. */
export function isTransientStatus(status: number): boolean {
  return status >= 500 || TRANSIENT_CLIENT_ERRORS.includes(status);
}
