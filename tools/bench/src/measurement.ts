/** What a contestant says of its own run. */
export interface Outcome {
  readonly records: number;
  /** Of the records as delivered, or of the raw body. */
  readonly bytes: number;
  /** What only the contestant can measure: memory at a moment, latencies. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** An outcome, with what its process cost while it came about. */
export interface Measurement extends Outcome {
  readonly wallMs: number;
  /** User and system time of all threads. */
  readonly cpuMs: number;
  /** Time in the garbage collector. */
  readonly gcMs: number;
}

/** A figure of a measurement that two contestants can be compared by. */
export interface Metric {
  readonly unit: string;
  readonly better: "higher" | "lower";
  of(measurement: Measurement): number;
}

const BYTES_PER_MB = 1_000_000;

/** Megabytes (10^6) of the body per second. */
export function throughput(bodyBytes: number): Metric {
  return {
    unit: "MB/s",
    better: "higher",
    of: ({ wallMs }) => bodyBytes / BYTES_PER_MB / (wallMs / 1000),
  };
}

/** Records per second. */
export const recordRate: Metric = {
  unit: "events/s",
  better: "higher",
  of: ({ records, wallMs }) => records / (wallMs / 1000),
};

/** CPU time per record, in microseconds. */
export const cpuPerRecord: Metric = {
  unit: "us CPU/event",
  better: "lower",
  of: ({ records, cpuMs }) => (cpuMs * 1000) / records,
};

/** Records that a share of one vCPU has the time for. */
export function recordsPerVcpu(share: number): Metric {
  return {
    unit: `events/s at ${share} vCPU`,
    better: "higher",
    of: ({ records, cpuMs }) => (share * records) / (cpuMs / 1000),
  };
}

/** One of the figures that contestants report themselves. */
export function figure(name: string, unit: string): Metric {
  return {
    unit,
    better: "lower",
    of({ figures }) {
      const value = figures?.[name];
      if (value === undefined) throw new RangeError(`the contestant reported no ${name}`);
      return value;
    },
  };
}
