import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Lease } from "@unbounded-streams/stream-lease";
import { ALLOWANCE_MS } from "../../plan/allowances.ts";
import type { Random } from "../../prng.ts";
import type { SimulatedProcess } from "../process.ts";
import { TaskError } from "../task-error.ts";
import type { World } from "../world.ts";
import { drawFate, type Fate } from "./fates.ts";
import { EVENTS_TABLE, type Request, type RequestInput, type Tables } from "./tables.ts";

const INTEGRATION_RETRY_MS = 100;

/** The tables behind a network: requests take time, and they and their replies get lost, late or turned away. */
export class DynamoDb {
  private readonly world: World;
  private readonly tables: Tables;
  private readonly worldOf: (streamId: string) => World;
  private readonly random: Random;
  private readonly slowWrites = new Map<string, SlowWrites>();
  private troubleUntilMs = 0;

  /** @param worldOf where the faults of a stream's requests are written down. Default: all in one world */
  constructor(world: World, tables: Tables, worldOf: (streamId: string) => World = () => world) {
    this.world = world;
    this.tables = tables;
    this.worldOf = worldOf;
    this.random = world.random.fork("dynamodb");
  }

  /** The lease as somebody knows it who has just read it. */
  leaseOf(streamId: string): Lease | undefined {
    return this.tables.leaseOf(streamId);
  }

  /** Most requests go wrong from now on, for so long. */
  startTrouble(durationMs: number): void {
    this.troubleUntilMs = Math.max(this.troubleUntilMs, this.world.nowMs + durationMs);
    this.world.fault("table-trouble", "dynamodb", durationMs + ALLOWANCE_MS.tableTrouble, { durationMs });
  }

  /** The events of one stream take `delayMs` longer to be stored from now on, for so long. */
  slowDown(streamId: string, durationMs: number, delayMs: number): void {
    this.slowWrites.set(streamId, { untilMs: this.world.nowMs + durationMs, delayMs });
  }

  /** What a program uses as its client. */
  clientFor(process: SimulatedProcess): DynamoDBClient {
    const send = (command: unknown, options?: { abortSignal?: AbortSignal }) =>
      this.send(process, requestOf(command), options?.abortSignal);
    return { send } as unknown as DynamoDBClient;
  }

  /**
   * What Step Functions' integration does: a request whose reply is lost is made again by its own client.
   *
   * @throws TaskError named `DynamoDB.` and the name that the API gives the error
   */
  async integrate(by: string, action: string, parameters: unknown): Promise<unknown> {
    const request = { action: capitalized(action), input: parameters as RequestInput } as Request;
    const { clock } = this.world;
    for (;;) {
      const fate = this.fate(by, request, {
        faultMs: ALLOWANCE_MS.machineFault,
        silenceMs: ALLOWANCE_MS.machineSilence,
      });
      if (fate.name === "late") clock.after(fate.arrivesInMs ?? 0, () => this.attempt(by, request));
      await clock.pause(
        fate.name === "late" ? INTEGRATION_RETRY_MS : (fate.arrivesInMs ?? INTEGRATION_RETRY_MS),
      );
      const arrives = fate.arrivesInMs !== undefined && fate.name !== "late";
      const answer = arrives ? this.attempt(by, request) : undefined;
      if (fate.toldInMs === undefined) return new Promise(() => undefined);
      await clock.pause(fate.toldInMs);
      if (fate.name === "lostReply") continue;
      if (fate.error !== undefined) throw integrationError(fate.error);
      if (answer?.error !== undefined) throw integrationError(answer.error);
      return answer?.value;
    }
  }

  private send(
    process: SimulatedProcess,
    request: Request,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const fate = this.fate(process.name, request, {
      faultMs: ALLOWANCE_MS.leaseFault,
      silenceMs: ALLOWANCE_MS.leaseSilence,
    });
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    signal?.addEventListener("abort", () => reject(aborted()), { once: true });
    const tell = (answer: Answer | undefined) => {
      if (fate.toldInMs === undefined) return;
      const error = fate.error ?? answer?.error;
      process.after(fate.toldInMs, () => (error === undefined ? resolve(answer?.value) : reject(error)));
    };
    const isToldFirst = fate.arrivesInMs === undefined || fate.name === "late";
    if (isToldFirst) tell(undefined);
    if (fate.arrivesInMs === undefined) return promise;
    this.world.clock.after(fate.arrivesInMs + this.slownessMs(request), () => {
      if (!process.isAlive && !fate.outlivesSender) return;
      const answer = this.attempt(process.name, request);
      if (!isToldFirst) tell(answer);
    });
    return promise;
  }

  private slownessMs({ input }: Request): number {
    if (input.TableName !== EVENTS_TABLE) return 0;
    const { untilMs = 0, delayMs = 0 } = this.slowWrites.get(streamIdOf(input)) ?? {};
    return this.world.nowMs < untilMs ? delayMs : 0;
  }

  private fate(by: string, request: Request, allowance: { faultMs: number; silenceMs: number }): Fate {
    const world = this.worldOf(streamIdOf(request.input));
    const inTrouble = world.nowMs < this.troubleUntilMs;
    const fate = drawFate(this.random, inTrouble ? world.plan.tableInTrouble : world.plan.table);
    if (fate.name === "answered") return fate;
    const details = { action: request.action, in: request.input.TableName };
    // Where events go to does not decide whether a connection is up.
    if (request.input.TableName === EVENTS_TABLE) {
      const untilMs = world.nowMs + ALLOWANCE_MS.writeFault;
      world.history.writeFaults.push({ kind: fate.name, fromMs: world.nowMs, untilMs });
      world.trace(by, `FAULT table ${fate.name}`, details);
    } else {
      const allowanceMs = fate.name === "silence" ? allowance.silenceMs : allowance.faultMs;
      world.fault(`table ${fate.name}`, by, allowanceMs, details);
    }
    return fate;
  }

  private attempt(by: string, request: Request): Answer {
    try {
      return { value: this.tables.carryOut(by, request), error: undefined };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { value: undefined, error };
      this.world.history.unhandled.push(String(error));
      throw error;
    }
  }
}

interface SlowWrites {
  readonly untilMs: number;
  readonly delayMs: number;
}

interface Answer {
  readonly value: unknown;
  readonly error: Error | undefined;
}

function requestOf(command: unknown): Request {
  if (command instanceof PutItemCommand) return { action: "PutItem", input: command.input as RequestInput };
  if (command instanceof GetItemCommand) return { action: "GetItem", input: command.input as RequestInput };
  if (command instanceof UpdateItemCommand)
    return { action: "UpdateItem", input: command.input as RequestInput };
  if (command instanceof QueryCommand) return { action: "Query", input: command.input as RequestInput };
  if (command instanceof ScanCommand) return { action: "Scan", input: command.input as RequestInput };
  throw new Error(`${command?.constructor.name} is not simulated`);
}

/** The stream of a record, the carrier whose streams are asked for, or nothing. */
function streamIdOf({ Key: key, Item: item, ExpressionAttributeValues: values }: RequestInput): string {
  return key?.PK?.S ?? item?.PK?.S ?? values?.[":hash"]?.S ?? "";
}

function capitalized(action: string): string {
  return action.charAt(0).toUpperCase() + action.slice(1);
}

function integrationError(error: Error): TaskError {
  const isSdkError = "$metadata" in error;
  return new TaskError(isSdkError ? `DynamoDB.${error.name}` : "DynamoDB.SdkClientException", error.message);
}

function aborted(): Error {
  return Object.assign(new Error("Request aborted"), { name: "AbortError" });
}
