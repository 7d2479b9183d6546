import type { StateMachineDefinition } from "@unbounded-streams/asl-builder";
import type { RunConnectionOptions } from "@unbounded-streams/connection-manager";
import type { Lease, LeaseStore } from "@unbounded-streams/stream-lease";
import type { Ledger } from "@unbounded-streams/stream-ledger";
import type { ConditionRewrite } from "./world/dynamodb/tables.ts";

/** A bug that is built in on purpose, to see that it is found. */
export interface Plant {
  readonly condition: ConditionRewrite;
  readonly connection: (options: RunConnectionOptions) => RunConnectionOptions;
  readonly definition: (definition: StateMachineDefinition) => StateMachineDefinition;
}

export const NO_PLANT: Plant = {
  condition: (condition) => condition,
  connection: (options) => options,
  definition: (definition) => definition,
};

export const PLANTS = {
  /** The lease's writes go through whatever its epoch is. */
  "no-epoch-condition": {
    ...NO_PLANT,
    condition: (condition) => condition.replace(/#epoch = :\w+/, "#epoch = #epoch"),
  },
  /** A connection that drops is opened again although another one has claimed the stream. */
  "reopen-after-claim": { ...NO_PLANT, connection: (options) => withStore(options, blindStore) },
  /** The checkpoint moves over events that are still on their way to the table. */
  "checkpoint-before-flush": { ...NO_PLANT, connection: hastyCheckpoints },
  /** A connection puts nothing of the times on record at which it was down. */
  "silent-breaks": { ...NO_PLANT, connection: silentBreaks },
  /** A connection that was down in between says on the lease that it has been up since it first was. */
  "forgotten-breaks": { ...NO_PLANT, connection: (options) => withStore(options, forgettingStore) },
  /** Branches do not wait before they connect again, however often that was in vain. */
  "no-pause": {
    ...NO_PLANT,
    definition: (definition) =>
      JSON.parse(JSON.stringify(definition).replaceAll(/"SecondsPath":"[^"]+"/g, '"Seconds":0')),
  },
} as const satisfies Record<string, Plant>;

export type PlantName = keyof typeof PLANTS;

export function isPlantName(text: string): text is PlantName {
  return Object.hasOwn(PLANTS, text);
}

function withStore(
  options: RunConnectionOptions,
  change: (store: LeaseStore) => LeaseStore,
): RunConnectionOptions {
  const { lease } = options;
  return lease === undefined ? options : { ...options, lease: { ...lease, store: change(lease.store) } };
}

/** Once it has claimed, it sees the lease as it was then, for ever. */
function blindStore(store: LeaseStore): LeaseStore {
  let claimed: Lease | undefined;
  return {
    ...store,
    async claim(request, options) {
      const result = await store.claim(request, options);
      if (result.ok) claimed = result.lease;
      return result;
    },
    async read(streamId, options) {
      const lease = await store.read(streamId, options);
      return claimed ?? lease;
    },
  };
}

function forgettingStore(store: LeaseStore): LeaseStore {
  let firstMs: number | undefined;
  const since = (upSinceMs: number | undefined) => {
    firstMs ??= upSinceMs;
    return { upSinceMs: firstMs };
  };
  return {
    ...store,
    confirm: (request, options) => store.confirm({ ...request, ...since(request.upSinceMs) }, options),
    advance: (request, options) => store.advance({ ...request, ...since(request.upSinceMs) }, options),
  };
}

function silentBreaks(options: RunConnectionOptions): RunConnectionOptions {
  if (options.ledger === undefined) return options;
  const { ledger } = options.ledger;
  const silent: Ledger = {
    ...ledger,
    closed: (record, callOptions) => ledger.closed({ ...record, reopenings: [] }, callOptions),
  };
  return { ...options, ledger: { ...options.ledger, ledger: silent } };
}

function hastyCheckpoints(options: RunConnectionOptions): RunConnectionOptions {
  let newestId: string | undefined;
  const { createSink } = options;
  const hasty = withStore(options, (store) => ({
    ...store,
    advance: (request, callOptions) =>
      store.advance({ ...request, checkpoint: newestId ?? request.checkpoint }, callOptions),
  }));
  return {
    ...hasty,
    createSink(hooks) {
      const sink = createSink(hooks);
      return {
        write(event) {
          newestId = event.id ?? newestId;
          return sink.write(event);
        },
        reject: (rejected) => sink.reject(rejected),
        flush: () => Promise.resolve(),
        get acknowledged() {
          return sink.acknowledged;
        },
        get mode() {
          return sink.mode;
        },
        get stats() {
          return sink.stats;
        },
      };
    },
  };
}
