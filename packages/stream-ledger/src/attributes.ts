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
