/** The attributes of a record, by the name that they have in this package. The partition key is `PK`, the sort key `SK`. */
export const LEDGER_ATTRIBUTES = {
  streamId: "PK",
  moment: "SK",
  opened: "opened",
  amended: "amended",
  closed: "closed",
  inferredBySuccessor: "inferredBySuccessor",
  inferredByHost: "inferredByHost",
  expiresAt: "expiresAt",
} as const;

/** A time or a date, UTC, as the API is asked with: `2030-01-31`, `2030-01-31T12:00Z`, `2030-01-31T12:00:00.000Z`. */
export const LEDGER_TIME_PATTERN =
  "[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,3})?)?Z)?";

/** Before each sort key. */
export const FIRST_MOMENT = "0";

/** After each sort key. */
export const AFTER_ALL_MOMENTS = "~";
