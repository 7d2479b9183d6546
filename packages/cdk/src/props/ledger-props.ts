import type { Duration } from "aws-cdk-lib";

/** The ledger: a record of every connection of every stream. */
export interface LedgerProps {
  /**
   * How long a record is kept. Whole days, 1 to 3,650.
   *
   * @default Duration.days(30)
   */
  readonly retention?: Duration;
}
