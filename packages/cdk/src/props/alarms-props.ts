import type { Duration } from "aws-cdk-lib";

/** When each alarm goes off; `false` leaves one out. */
export interface AlarmsProps {
  /**
   * Longest time in which nobody is connected.
   *
   * @default Duration.seconds(5)
   */
  readonly gap?: Duration | false;

  /**
   * Executions that fail, within 5 minutes. One that somebody stops does not.
   *
   * @default 1
   */
  readonly executionsFailed?: number | false;

  /**
   * Writes that DynamoDB throttles, within 5 minutes.
   *
   * @default 100
   */
  readonly sinkThrottles?: number | false;

  /**
   * How long no event at all may come, of any stream: whole minutes. It goes off, too, while no stream is running.
   *
   * @default Duration.minutes(15)
   */
  readonly noEventFor?: Duration | false;

  /**
   * The age at which a connection should have been relieved.
   *
   * @default - the lifetime less half of the handover lead
   */
  readonly connectionAge?: Duration | false;

  /**
   * Events that went to the dead-letter bucket, within 5 minutes.
   *
   * @default 1
   */
  readonly deadLetters?: number | false;

  /**
   * Turns of the relay that failed or were for nothing, within the time that so many turns of a full lifetime take, and no less
   * than 15 minutes (three turns of 15 minutes: 45 minutes). So a stream that keeps failing is seen, whether each turn fails at
   * once or asks a source that is down for all its time.
   *
   * @default 3
   */
  readonly failedTurns?: number | false;

  /**
   * Invocations of the function that ended in an error, were killed or crashed, within 15 minutes.
   *
   * @default 3
   */
  readonly functionErrors?: number | false;

  /**
   * Invocations of the function that Lambda throttled, within 5 minutes.
   *
   * @default 1
   */
  readonly functionThrottles?: number | false;

  /**
   * How long events may come without one that is stored or known already, of all streams together: an even number of minutes.
   *
   * @default Duration.minutes(10)
   */
  readonly noneStoredFor?: Duration | false;

  /**
   * How long a running stream may wait for a carrier. Only with a fleet.
   *
   * @default Duration.minutes(1)
   */
  readonly waitingFor?: Duration | false;

  /**
   * Whether there is an alarm for streams that wait while `maxCarriers` run and none has room. Only with a fleet.
   *
   * @default true
   */
  readonly carriersAtCap?: boolean;
}
