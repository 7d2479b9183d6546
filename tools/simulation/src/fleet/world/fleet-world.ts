import { isCarrierId } from "@unbounded-streams/stream-lease";
import type { VirtualClock } from "../../clock.ts";
import { type History, newHistory } from "../../history.ts";
import type { Random } from "../../prng.ts";
import type { Trace } from "../../trace.ts";
import { World } from "../../world/world.ts";
import type { FleetHistory, LoadedMoment, SeatRecord } from "../fleet-history.ts";
import { type FleetPlan, runPlanOf } from "../plan/fleet-plan.ts";

/** What the history of the fleet as a whole is called. */
const GROUND = "fleet";

export interface FleetWorldOptions {
  readonly plan: FleetPlan;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly trace: Trace;
}

/** One world for each stream, for each carrier and for the fleet, with a clock and an order of things that they share. */
export class FleetWorld {
  readonly plan: FleetPlan;
  readonly ground: World;
  readonly seats: SeatRecord[] = [];
  readonly loaded: LoadedMoment[] = [];
  private readonly options: FleetWorldOptions;
  private readonly orders = { count: 0 };
  private readonly streams = new Map<string, World>();
  private readonly carriers = new Map<string, World>();

  constructor(options: FleetWorldOptions) {
    this.options = options;
    this.plan = options.plan;
    const ground = runPlanOf(options.plan, GROUND);
    this.ground = this.newWorld(newHistory(ground, options.clock.nowMs), options.random);
    for (const stream of options.plan.streams) {
      const { streamId } = stream;
      this.streams.set(streamId, this.part(runPlanOf(options.plan, streamId, stream)));
    }
  }

  get streamWorlds(): World[] {
    return [...this.streams.values()];
  }

  get worlds(): World[] {
    return [this.ground, ...this.streams.values(), ...this.carriers.values()];
  }

  /** The world of a stream or of a carrier, by its id; else that of the fleet. */
  readonly worldOf = (id: string): World => {
    const known = this.streams.get(id) ?? this.carriers.get(id);
    if (known !== undefined) return known;
    if (!isCarrierId(id)) return this.ground;
    const carrier = this.part(runPlanOf(this.plan, id));
    this.carriers.set(id, carrier);
    return carrier;
  };

  get history(): FleetHistory {
    return {
      plan: this.plan,
      ground: this.ground.history,
      streams: historiesOf(this.streams),
      carriers: historiesOf(this.carriers),
      seats: this.seats,
      loaded: this.loaded,
    };
  }

  private part(plan: World["plan"]): World {
    const { ground, options } = this;
    // Whoever writes a record is an execution of the fleet.
    const { executions } = ground.history;
    const history = { ...newHistory(plan, ground.history.startMs), executions };
    return this.newWorld(history, options.random.fork(plan.streamId), `${plan.streamId}:`);
  }

  private newWorld(history: History, random: Random, prefix = ""): World {
    const { clock, trace: write } = this.options;
    const trace: Trace = (atMs, who, ...what) => write(atMs, `${prefix}${who}`, ...what);
    return new World({ plan: history.plan, clock, random, history, trace, orders: this.orders });
  }
}

function historiesOf(worlds: ReadonlyMap<string, World>): Map<string, History> {
  return new Map([...worlds].map(([id, { history }]) => [id, history]));
}
