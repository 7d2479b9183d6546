/** A status, or all of a class that are not named by themselves. */
export type StatusPattern = number | "3xx" | "4xx" | "5xx";

/** Whether a list names a status, by itself or by its class. */
export function isNamed(status: number, patterns: readonly StatusPattern[]): boolean {
  return patterns.includes(status) || patterns.includes(classOf(status));
}

/** The class of a status, such as `4xx`; a class is its own. */
export function classOf(status: StatusPattern): StatusPattern {
  return typeof status === "string" ? status : (`${Math.floor(status / 100)}xx` as StatusPattern);
}
