import type { Duplex } from "node:stream";
import type { Dispatcher } from "undici";
import type { ConnectionRecord } from "../history.ts";
import { ALLOWANCE_MS } from "../plan/allowances.ts";
import type { Random } from "../prng.ts";
import type { SimulatedProcess } from "./process.ts";
import { closeFrame, upgradeHeaders } from "./socket-frames.ts";
import { WireSocket } from "./wire-socket.ts";
import type { World } from "./world.ts";

const LONGEST_HALF_OPEN_MS = 4_000;

/** What a source closes a WebSocket with that goes on: done, going away, restarting. */
const PROPER_CLOSE_CODES = [1000, 1001, 1012];

/** One thing on its way to the client. */
type Parcel =
  | { readonly kind: "headers"; readonly status: number; readonly headers: Record<string, string> }
  | { readonly kind: "data"; readonly bytes: Uint8Array; readonly completes: number | undefined }
  | { readonly kind: "end" };

export interface WireOptions {
  readonly world: World;
  readonly process: SimulatedProcess;
  readonly random: Random;
  readonly record: ConnectionRecord;
  readonly handler: Dispatcher.DispatchHandler;
  /** The key of the handshake that the request is; undefined for one that asks for no WebSocket. */
  readonly webSocketKey: string | undefined;
}

/** The response of one request on its way through the network: in order, late, cut anywhere, or broken off. */
export class Wire {
  readonly record: ConnectionRecord;
  /** Called once when the source knows that it is over. */
  onGone: (() => void) | undefined;
  private readonly world: World;
  private readonly process: SimulatedProcess;
  private readonly random: Random;
  private readonly handler: Dispatcher.DispatchHandler;
  private readonly controller: WireController;
  private readonly webSocketKey: string | undefined;
  /** The client's end of the WebSocket that it has become. */
  private socket: WireSocket | undefined;
  private readonly held: Parcel[] = [];
  private lastArrivalMs = 0;
  /** Whether the source has opened the WebSocket. */
  private isOpened = false;
  private isCut = false;

  constructor({ world, process, random, record, handler, webSocketKey }: WireOptions) {
    this.world = world;
    this.process = process;
    this.random = random;
    this.record = record;
    this.handler = handler;
    this.webSocketKey = webSocketKey;
    this.controller = new WireController(
      () => this.release(),
      (reason) => this.abort(reason),
    );
    process.onExit(() => this.clientGone());
    handler.onRequestStart?.(this.controller, {});
  }

  get name(): string {
    return `${this.record.invocation}#${this.record.requestNumber}`;
  }

  /** Whether events sent from now on have a way to the client. */
  get isLive(): boolean {
    return this.record.deadAtMs === undefined;
  }

  respond(status: number, headers: Record<string, string>): void {
    this.isOpened = this.webSocketKey !== undefined && status === 200;
    this.post({ kind: "headers", status, headers });
  }

  /** @param event the index of the event of which these are the bytes */
  send(bytes: Uint8Array, event: number | undefined): void {
    const cut = bytes.length > 1 && this.random.chance(0.2) ? this.random.integer(1, bytes.length - 1) : 0;
    if (cut > 0) this.post({ kind: "data", bytes: bytes.subarray(0, cut), completes: undefined });
    this.post({ kind: "data", bytes: bytes.subarray(cut), completes: event });
  }

  /** The source closes it properly: what is on its way arrives. */
  end(): void {
    if (this.isOpened) this.send(closeFrame(this.random.pick(PROPER_CLOSE_CODES)), undefined);
    this.post({ kind: "end" });
    this.die();
    this.leave();
  }

  /** It breaks: what is on its way is gone, and the client is told. */
  break(code: string): void {
    this.isCut = true;
    this.die();
    this.leave();
    this.process.after(this.latencyMs(), () => this.failed(Object.assign(new Error(code), { code })));
  }

  /** Nothing gets through any more, and nobody is told. */
  fallSilent(): void {
    this.isCut = true;
    this.die();
  }

  private post(parcel: Parcel): void {
    if (!this.isLive || this.isCut) return;
    const atMs = Math.max(this.lastArrivalMs, this.world.nowMs + this.latencyMs());
    this.lastArrivalMs = atMs;
    this.process.after(atMs - this.world.nowMs, () => this.arrive(parcel));
  }

  private arrive(parcel: Parcel): void {
    if (this.isCut || this.controller.aborted) return;
    if (parcel.kind === "data" && parcel.completes !== undefined) this.note(parcel.completes);
    if (this.controller.paused) this.held.push(parcel);
    else this.deliver(parcel);
  }

  private note(event: number): void {
    const { arrivals } = this.world.history;
    if (!arrivals.has(event)) arrivals.set(event, this.world.nowMs);
  }

  private release(): void {
    while (!this.controller.paused && !this.isCut && !this.controller.aborted) {
      const parcel = this.held.shift();
      if (parcel === undefined) return;
      this.deliver(parcel);
    }
  }

  private deliver(parcel: Parcel): void {
    const { controller, handler, record } = this;
    if (this.socket !== undefined) this.deliverTo(this.socket, parcel);
    else if (parcel.kind === "headers" && parcel.status === 200 && this.webSocketKey !== undefined) {
      this.socket = new WireSocket(controller, () => this.letGo());
      const upgraded = upgradeHeaders(this.webSocketKey);
      handler.onRequestUpgrade?.(controller, 101, upgraded, this.socket as unknown as Duplex);
    } else if (parcel.kind === "headers") {
      if (parcel.status !== 200) record.overOrder ??= this.world.nextOrder();
      handler.onResponseStart?.(controller, parcel.status, parcel.headers);
    } else if (parcel.kind === "data") {
      if (parcel.completes !== undefined) record.delivered.push(parcel.completes);
      handler.onResponseData?.(controller, Buffer.from(parcel.bytes));
    } else {
      record.overOrder ??= this.world.nextOrder();
      handler.onResponseEnd?.(controller, {});
    }
  }

  private deliverTo(socket: WireSocket, parcel: Parcel): void {
    if (parcel.kind === "end") socket.ended();
    else if (parcel.kind === "data") {
      if (parcel.completes !== undefined) this.record.delivered.push(parcel.completes);
      socket.emit("data", Buffer.from(parcel.bytes));
    }
  }

  /** The client has let go of its end of the WebSocket. */
  private letGo(): void {
    this.record.overOrder ??= this.world.nextOrder();
    this.controller.aborted = true;
    this.clientGone();
  }

  private abort(reason: Error): void {
    this.record.overOrder ??= this.world.nextOrder();
    this.process.after(0, () => this.handler.onResponseError?.(this.controller, reason));
    this.clientGone();
  }

  private failed(error: Error): void {
    if (this.controller.aborted) return;
    this.record.overOrder ??= this.world.nextOrder();
    if (this.socket === undefined) this.handler.onResponseError?.(this.controller, error);
    else this.socket.failed(error);
  }

  /** The client has let go of it; the source notices that soon, or only after a while. */
  private clientGone(): void {
    if (this.isLive) this.world.trace(this.name, "closed by the client");
    this.die();
    this.world.clock.after(this.random.chance(0.1) ? this.halfOpenMs() : this.latencyMs(), () =>
      this.leave(),
    );
  }

  /** For so long the source takes the client for present, which matters when it allows one connection only. */
  private halfOpenMs(): number {
    const delayMs = this.random.integer(500, LONGEST_HALF_OPEN_MS);
    const { source, relay } = this.world.plan;
    if (source.mode === "single" && this.onGone !== undefined) {
      const allowanceMs = delayMs + relay.maxReconnectDelayMs + ALLOWANCE_MS.reconnect;
      this.world.fault("half-open", this.name, allowanceMs, { delayMs });
    }
    return delayMs;
  }

  private leave(): void {
    this.onGone?.();
    this.onGone = undefined;
  }

  private die(): void {
    this.record.deadAtMs ??= this.world.nowMs;
  }

  private latencyMs(): number {
    return this.random.integer(1, this.world.plan.source.latencyMs);
  }
}

class WireController implements Dispatcher.DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  private readonly onResume: () => void;
  private readonly onAbort: (reason: Error) => void;

  constructor(onResume: () => void, onAbort: (reason: Error) => void) {
    this.onResume = onResume;
    this.onAbort = onAbort;
  }

  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.onAbort(reason);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.onResume();
  }
}
