import fc from "fast-check";
import {
  MAX_LIFETIME_SECONDS,
  MAX_RELAY_TURNS,
  MAX_TASK_NAME_LENGTH,
  type StateMachineOptions,
  type StrategyName,
} from "../../src/index.ts";

export const CARRIER_MACHINE_ARN = "arn:aws:states:ap-southeast-2:123456789012:stateMachine:carrier";

export const ARTICLE_ARN = "arn:aws:lambda:ap-southeast-2:123456789:function:dev-connection-manager:$LATEST";

/** The strategies without a lease: the function is invoked with the execution's whole input. */
export const PUBLISHED_STRATEGIES = ["retry-on-timeout", "staggered-joined", "staggered"] as const;

/** The strategies that invoke the function. */
export const INVOKING_STRATEGIES = [...PUBLISHED_STRATEGIES, "relay", "carrier"] as const;

export type InvokingStrategy = (typeof INVOKING_STRATEGIES)[number];
type InvokingOptions = Extract<StateMachineOptions, { strategy: InvokingStrategy }>;

/** Waits of 35 s and connections of 45 s, as in the published run. */
export function articleOptions(strategy: InvokingStrategy): InvokingOptions;
export function articleOptions(strategy: StrategyName): StateMachineOptions;
export function articleOptions(strategy: StrategyName): StateMachineOptions {
  if (strategy === "admission")
    return { strategy, tableName: "streams", carrierMachineArn: CARRIER_MACHINE_ARN };
  const common = { functionArn: ARTICLE_ARN, lifetimeSeconds: 45 };
  if (strategy === "retry-on-timeout") return { strategy, ...common };
  if (strategy === "relay" || strategy === "carrier") return { strategy, ...common, tableName: "streams" };
  return { strategy, ...common, waitSeconds: 35 };
}

const functionArns = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("aws", "aws-cn", "aws-us-gov", "${AWS::Partition}"),
      fc.constantFrom("eu-west-1", "us-gov-east-1", "${self:provider.region}"),
      fc.constantFrom("123456789012", "123456789", "${aws:accountId}"),
      fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      fc.constantFrom("", ":$LATEST", ":live", ":7", ":${opt:stage, ${self:custom.stage}}"),
    )
    .map(
      ([partition, region, account, name, qualifier]) =>
        `arn:${partition}:lambda:${region}:${account}:function:${name}${qualifier}`,
    ),
  fc.constantFrom("${FunctionArn}", "${ConnectionManager.Arn}:live"),
);

const tableNames = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_.-]{3,255}$/),
  fc.constantFrom(
    "${StreamsTable}",
    "${sls:stage}-streams",
    "arn:aws:dynamodb:eu-west-1:123456789012:table/streams",
  ),
  fc.constantFrom("arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}"),
);

const carrierMachineArns = fc.constantFrom(
  "${Carrier}",
  "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:carrier",
  "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${AWS::StackName}-carrier",
);

const fleets = fc.stringMatching(/^[A-Za-z0-9-]{1,32}$/);

const taskNames = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
  .filter((name) => name.length <= MAX_TASK_NAME_LENGTH && name.trim() === name)
  .filter((name) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name));

const admissionOptions: fc.Arbitrary<StateMachineOptions> = fc.record(
  {
    strategy: fc.constant("admission" as const),
    tableName: tableNames,
    carrierMachineArn: carrierMachineArns,
    fleet: fleets,
    comment: fc.string({ unit: "grapheme" }),
  },
  { requiredKeys: ["strategy", "tableName", "carrierMachineArn"] },
);

const invokingOptions: fc.Arbitrary<InvokingOptions> = fc
  .record({
    strategy: fc.constantFrom(...INVOKING_STRATEGIES),
    functionArn: functionArns,
    lifetimeSeconds: fc.integer({ min: 2, max: MAX_LIFETIME_SECONDS }),
    waitShare: fc.double({ min: 0, max: 1, noNaN: true }),
    tableName: tableNames,
    turns: fc.option(fc.integer({ min: 1, max: MAX_RELAY_TURNS }), { nil: undefined }),
    optional: fc.record(
      { taskName: taskNames, comment: fc.string({ unit: "grapheme" }) },
      { requiredKeys: [] },
    ),
  })
  .map(({ strategy, functionArn, lifetimeSeconds, waitShare, tableName, turns, optional }) => {
    const common = { functionArn, lifetimeSeconds, ...optional };
    if (strategy === "retry-on-timeout") return { strategy, ...common };
    const seconds = 1 + Math.floor(waitShare * (lifetimeSeconds - 2));
    if (strategy !== "relay" && strategy !== "carrier") return { strategy, ...common, waitSeconds: seconds };
    const handedOver = { strategy, ...common, tableName } as const;
    return turns === undefined
      ? handedOver
      : { ...handedOver, handoverLeadSeconds: seconds, maxTurns: turns };
  });

/** Options that every strategy must build. */
export const goodOptions: fc.Arbitrary<StateMachineOptions> = fc.oneof(
  { weight: INVOKING_STRATEGIES.length, arbitrary: invokingOptions },
  { weight: 1, arbitrary: admissionOptions },
);
