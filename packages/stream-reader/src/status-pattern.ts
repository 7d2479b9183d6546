/**
 * A status of HTTP, or the code of a WebSocket's close (1000 to 4999), or all of a class that are not named by themselves: `4xx` are
 * 400 to 499, `4xxx` are 4000 to 4999.
 */
export type StatusPattern = number | (typeof STATUS_CLASSES)[number];

/** The classes that can be named. */
export const STATUS_CLASSES = ["3xx", "4xx", "5xx", "1xxx", "3xxx", "4xxx"] as const;

/** The codes of a WebSocket's close begin here (RFC 6455, 7.4); statuses of HTTP are below. */
const FIRST_CLOSE_CODE = 1000;

/** Whether a list names a status, by itself or by its class. */
export function isNamed(status: number, patterns: readonly StatusPattern[]): boolean {
  return patterns.includes(status) || patterns.includes(classOf(status));
}

/** The class of a status, such as `4xx`; a class is its own. */
export function classOf(status: StatusPattern): StatusPattern {
  if (typeof status === "string") return status;
  const digits = isCloseCode(status) ? "xxx" : "xx";
  return `${String(status)[0]}${digits}` as StatusPattern;
}

/** Whether a status is the code of a WebSocket's close. */
export function isCloseCode(status: number): boolean {
  return status >= FIRST_CLOSE_CODE;
}

/** Whether a value is a status of a response that can be named (200 to 599), or a close code (1000 to 4999). */
export function isStatus(value: unknown): boolean {
  if (!Number.isInteger(value)) return false;
  const status = Number(value);
  return (status >= 200 && status <= 599) || (isCloseCode(status) && status <= 4999);
}

/** Whether a value is a class that can be named. */
export function isStatusClass(value: unknown): boolean {
  return (STATUS_CLASSES as readonly unknown[]).includes(value);
}
