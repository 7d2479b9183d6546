import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { leaseFromItem } from "@unbounded-streams/stream-lease";
import type { World } from "../world.ts";
import {
  assertDeclared,
  conditionOf,
  type Item,
  type Placeholders,
  project,
  updateOf,
} from "./expressions.ts";

export const STREAMS_TABLE = "streams";
export const EVENTS_TABLE = "events";

/** A request as DynamoDB's API takes it, as far as the project sends such. */
export interface Request {
  readonly action: "GetItem" | "PutItem" | "UpdateItem";
  readonly input: RequestInput;
}

export interface RequestInput {
  readonly TableName?: string | undefined;
  readonly Key?: Item | undefined;
  readonly Item?: Item | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
  readonly ReturnValues?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

/** Changes a condition before it is looked at: how a bug is planted. */
export type ConditionRewrite = (condition: string) => string;

/** The tables themselves: requests are carried out at once and one after the other, as they arrive. */
export class Tables {
  private readonly world: World;
  private readonly rewrite: ConditionRewrite;
  private readonly leases = new Map<string, Item>();

  constructor(world: World, rewrite: ConditionRewrite = (condition) => condition) {
    this.world = world;
    this.rewrite = rewrite;
  }

  /**
   * Carries a request out for `by`.
   *
   * @throws ConditionalCheckFailedException
   */
  carryOut(by: string, { action, input }: Request): Record<string, unknown> {
    if (input.TableName === EVENTS_TABLE && action === "PutItem") return this.putEvent(input);
    if (input.TableName === STREAMS_TABLE && action === "GetItem") return this.getLease(by, input);
    if (input.TableName === STREAMS_TABLE && action === "UpdateItem") return this.updateLease(by, input);
    throw new Error(`${action} of table ${input.TableName} is not simulated`);
  }

  private putEvent(input: RequestInput): Record<string, unknown> {
    const { Item: item = {}, ConditionExpression: condition = "" } = input;
    const { stored } = this.world.history;
    const key = item.SK?.S ?? "";
    const found = stored.has(key) ? { PK: item.PK ?? { S: "" }, SK: { S: key } } : undefined;
    if (!conditionOf(condition)(found, { names: {}, values: {} })) throw conditionFailed(undefined);
    const data = item.data?.S ?? item.data?.B ?? "";
    stored.set(key, { order: this.world.nextOrder(), atMs: this.world.nowMs, data });
    return {};
  }

  private getLease(by: string, input: RequestInput): Record<string, unknown> {
    const { ProjectionExpression: projection, ExpressionAttributeNames: names = {} } = input;
    assertDeclared([projection ?? ""], { names, values: {} });
    const item = this.leases.get(keyOf(input));
    this.see(by, item);
    if (item === undefined) return {};
    return { Item: projection === undefined ? { ...item } : project(projection, item, names) };
  }

  private updateLease(by: string, input: RequestInput): Record<string, unknown> {
    const { UpdateExpression: update = "", ConditionExpression: condition = "" } = input;
    const placeholders: Placeholders = {
      names: input.ExpressionAttributeNames ?? {},
      values: input.ExpressionAttributeValues ?? {},
    };
    assertDeclared([update, condition], placeholders);
    const key = keyOf(input);
    const before = this.leases.get(key);
    if (!conditionOf(this.rewrite(condition))(before, placeholders)) {
      this.see(by, before);
      const asked = input.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
      throw conditionFailed(asked ? before : undefined);
    }
    const after = updateOf(update)(before ?? { ...input.Key }, placeholders);
    this.leases.set(key, after);
    this.note(by, before, after);
    this.see(by, after);
    return input.ReturnValues === "ALL_NEW" ? { Attributes: { ...after } } : {};
  }

  private see(by: string, item: Item | undefined): void {
    const order = this.world.nextOrder();
    this.world.history.leaseSights.push({ order, by, lease: item && leaseFromItem(item) });
  }

  private note(by: string, before: Item | undefined, after: Item): void {
    const { world } = this;
    world.history.leaseChanges.push({
      order: world.nextOrder(),
      atMs: world.nowMs,
      by,
      before: before && leaseFromItem(before),
      after: leaseFromItem(after),
    });
    world.trace("lease", "written", { by, ...changes(before, after) });
  }
}

function keyOf({ Key: key = {} }: RequestInput): string {
  return key.PK?.S ?? "";
}

function conditionFailed(item: Item | undefined): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({
    message: "The conditional request failed",
    $metadata: { httpStatusCode: 400 },
    ...(item === undefined ? {} : { Item: { ...item } }),
  });
}

function changes(before: Item | undefined, after: Item): Record<string, unknown> {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after)]);
  const changed = [...names].filter((name) => shown(before?.[name]) !== shown(after[name]));
  return Object.fromEntries(changed.map((name) => [name, shown(after[name])]));
}

function shown(value: Item[string] | undefined): string {
  return value?.S ?? value?.N ?? "-";
}
