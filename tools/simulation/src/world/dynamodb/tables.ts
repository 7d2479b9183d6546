import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { INDEXES, type Lease, leaseFromItem } from "@unbounded-streams/stream-lease";
import type { World } from "../world.ts";
import {
  assertDeclared,
  conditionOf,
  type Item,
  type Placeholders,
  project,
  updateOf,
} from "./expressions.ts";
import { SecondaryIndex } from "./secondary-index.ts";

export const STREAMS_TABLE = "streams";
export const EVENTS_TABLE = "events";

/** A request as DynamoDB's API takes it, as far as the project sends such. */
export interface Request {
  readonly action: "GetItem" | "PutItem" | "UpdateItem" | "Query" | "Scan";
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
  readonly IndexName?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  readonly Limit?: number | undefined;
  readonly ExclusiveStartKey?: Item | undefined;
}

/** Changes a condition of a write to a stream's record before it is looked at: how a bug is planted. */
export type ConditionRewrite = (condition: string, streamId: string) => string;

export interface TablesOptions {
  readonly rewrite?: ConditionRewrite | undefined;
  /** Where it is written down what happens to a stream, by its id. Default: all in one world. */
  readonly worldOf?: ((streamId: string) => World) | undefined;
  /** How much later an index shows a write, in milliseconds. Default: at once. */
  readonly indexDelayMs?: (() => number) | undefined;
}

/** The tables themselves: requests are carried out at once and one after the other, as they arrive. */
export class Tables {
  private readonly world: World;
  private readonly rewrite: ConditionRewrite;
  private readonly worldOf: (streamId: string) => World;
  private readonly indexDelayMs: () => number;
  private readonly leases = new Map<string, Item>();
  private readonly indexes = Object.values(INDEXES).map((keys) => new SecondaryIndex(keys));

  constructor(world: World, options: TablesOptions = {}) {
    this.world = world;
    this.rewrite = options.rewrite ?? ((condition) => condition);
    this.worldOf = options.worldOf ?? (() => world);
    this.indexDelayMs = options.indexDelayMs ?? (() => 0);
  }

  /** The lease as it is, without asking for it. */
  leaseOf(streamId: string): Lease | undefined {
    const item = this.leases.get(streamId);
    return item && leaseFromItem(item);
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
    if (input.TableName === STREAMS_TABLE && action === "Query") return this.query(input);
    if (input.TableName === STREAMS_TABLE && action === "Scan") return this.scan(by, input);
    throw new Error(`${action} of table ${input.TableName} is not simulated`);
  }

  private putEvent(input: RequestInput): Record<string, unknown> {
    const {
      Item: item = {},
      ConditionExpression: condition = "",
      ExpressionAttributeNames: names = {},
    } = input;
    assertDeclared([condition], { names, values: {} });
    const { stored } = this.worldOf(item.PK?.S ?? "").history;
    const key = item.SK?.S ?? "";
    const found = stored.has(key) ? { PK: item.PK ?? { S: "" }, SK: { S: key } } : undefined;
    if (!conditionOf(condition)(found, { names, values: {} })) throw conditionFailed(undefined);
    const data = item.data?.S ?? item.data?.B ?? "";
    stored.set(key, { order: this.world.nextOrder(), atMs: this.world.nowMs, data });
    return {};
  }

  private getLease(by: string, input: RequestInput): Record<string, unknown> {
    const { ProjectionExpression: projection, ExpressionAttributeNames: names = {} } = input;
    assertDeclared([projection ?? ""], { names, values: {} });
    const item = this.leases.get(keyOf(input));
    this.see(by, keyOf(input), item);
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
    if (!conditionOf(this.rewrite(condition, key))(before, placeholders)) {
      this.see(by, key, before);
      const asked = input.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
      throw conditionFailed(asked ? before : undefined);
    }
    const after = updateOf(update)(before ?? { ...input.Key }, placeholders);
    this.leases.set(key, after);
    const visibleAtMs = this.world.nowMs + this.indexDelayMs();
    for (const index of this.indexes) index.put(after, visibleAtMs);
    this.note(by, before, after);
    this.see(by, key, after);
    return input.ReturnValues === "ALL_NEW" ? { Attributes: { ...after } } : {};
  }

  /** Eventually consistent, as an index is. */
  private query(input: RequestInput): Record<string, unknown> {
    const { IndexName: name, KeyConditionExpression: condition = "" } = input;
    const placeholders: Placeholders = {
      names: input.ExpressionAttributeNames ?? {},
      values: input.ExpressionAttributeValues ?? {},
    };
    assertDeclared([condition], placeholders);
    const index = this.indexes.find(({ keys }) => keys.name === name);
    if (index === undefined) throw new Error(`there is no index ${name}`);
    const entries = index.entriesAt(this.world.nowMs);
    return pageOf(
      entries.filter((entry) => conditionOf(condition)(entry, placeholders)),
      input,
    );
  }

  private scan(by: string, input: RequestInput): Record<string, unknown> {
    this.world.history.scans.push({ order: this.world.nextOrder(), by });
    return pageOf([...this.leases.values()], input);
  }

  private see(by: string, streamId: string, item: Item | undefined): void {
    const order = this.world.nextOrder();
    const { leaseSights } = this.worldOf(streamId).history;
    leaseSights.push({ order, by, lease: item && leaseFromItem(item) });
  }

  private note(by: string, before: Item | undefined, after: Item): void {
    const streamId = after.PK?.S ?? "";
    const world = this.worldOf(streamId);
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

/** What comes after the start key, up to the limit; the last key too when there is more. */
function pageOf(
  items: readonly Item[],
  { Limit: limit = items.length, ExclusiveStartKey: from }: RequestInput,
) {
  const start = from === undefined ? 0 : items.findIndex(({ PK }) => PK?.S === from.PK?.S) + 1;
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  const isLast = last === undefined || start + page.length >= items.length;
  return { Items: page.map((item) => ({ ...item })), ...(isLast ? {} : { LastEvaluatedKey: last }) };
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
