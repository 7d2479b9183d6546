/** Who may call the API. There is no open one. */
export type ApiAuthorization = "iam" | "api-key" | "iam-and-api-key";

/** How streams are started, looked at and stopped over HTTP. */
export interface ApiProps {
  /**
   * `iam`: requests are signed (SigV4) by someone with `execute-api:Invoke`; `api-key`: they carry a key in `x-api-key`;
   * or both.
   *
   * @default "iam"
   */
  readonly authorization?: ApiAuthorization;

  /**
   * Requests per second, all callers together.
   *
   * @default 10
   */
  readonly rateLimit?: number;

  /**
   * Requests at once above the rate.
   *
   * @default 20
   */
  readonly burstLimit?: number;

  /**
   * Requests per day of each API key, in its usage plan; `false` for no such bound. Only where the API asks for a key.
   *
   * @default 20_000 - a request every 5 seconds
   */
  readonly quotaPerDay?: number | false;

  /**
   * The last part of the API's address.
   *
   * @default "v1"
   */
  readonly stageName?: string;

  /**
   * Whether to make the role with which API Gateway writes logs. It is one setting for the whole account and region: `false`
   * when that has one already.
   *
   * @default true
   */
  readonly cloudWatchRole?: boolean;
}
