import type { Clock } from "./clock.ts";
import { isStreamFormat, STREAM_FORMATS, type StreamFormat } from "./encoders.ts";
import { InvalidOptionError } from "./errors.ts";
import type { Fault } from "./fault-kinds.ts";
import { type FaultsInput, readFaults } from "./fault-spec.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { randomSeed, systemClock } from "./system.ts";

/** `exclusive`: a new connection ends the older one; `shared`: all connections get all events. */
export type SourceMode = "exclusive" | "shared";

export const SOURCE_MODES: readonly SourceMode[] = ["exclusive", "shared"];

export interface StreamSourceOptions {
  /** Default `127.0.0.1`. */
  host?: string | undefined;
  /** Default 0: a free one. */
  port?: number | undefined;
  /** Format of requests without `?format=`. Default `ndjson`. */
  format?: StreamFormat | undefined;
  /** Events per second of each stream. 0: as many as its connections take. Default 25. */
  rate?: number | undefined;
  /** Events until a stream ends. 0: it never does. Default 0. */
  events?: number | undefined;
  /** Default `exclusive`. */
  mode?: SourceMode | undefined;
  /** Bearer key that every request but `GET /healthz` must bring. Default: none is asked for. */
  key?: string | undefined;
  /** Share of events, 0 to 1, that are sent twice, the copy right after the original. Default 0. */
  duplicates?: number | undefined;
  /** A connection that was quiet for so long gets a heartbeat. 0: none. Default 10,000. */
  heartbeatMs?: number | undefined;
  /** Whether `Last-Event-ID` and `?since=` are obeyed. Default false. */
  resume?: boolean | undefined;
  /** How many of the newest events can be resumed from; older places are answered with 410. 0: all. Default 0. */
  resumeWindow?: number | undefined;
  /** Faults that new streams start with. Default: none. */
  faults?: FaultsInput | undefined;
  /** 32-bit seed of what is chosen at random (duplicates, faults with a probability). Default: a random one. */
  seed?: number | undefined;
  /** Default: `DEFAULT_LIMITS`. */
  limits?: Partial<Limits> | undefined;
  /** Default: the real time. */
  clock?: Clock | undefined;
}

/** The options with all defaults filled in. */
export interface SourceSettings {
  readonly host: string;
  readonly port: number;
  readonly format: StreamFormat;
  readonly rate: number;
  readonly events: number;
  readonly mode: SourceMode;
  readonly key: string | undefined;
  readonly duplicates: number;
  readonly heartbeatMs: number;
  readonly resume: boolean;
  readonly resumeWindow: number;
  readonly faults: readonly Fault[];
  readonly seed: number;
  readonly limits: Readonly<Limits>;
  readonly clock: Clock;
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly whole: boolean;
}

const NUMBERS = {
  port: { min: 0, max: 65_535, unit: "(0 = a free one)", whole: true },
  rate: { min: 0, max: 1_000_000, unit: "events per second (0 = full speed)", whole: false },
  events: { min: 0, max: 1_000_000_000, unit: "events (0 = endless)", whole: true },
  duplicates: { min: 0, max: 1, unit: "(a share of the events)", whole: false },
  heartbeatMs: { min: 0, max: 86_400_000, unit: "milliseconds (0 = none)", whole: true },
  resumeWindow: { min: 0, max: 1_000_000_000, unit: "events (0 = all)", whole: true },
  seed: { min: 0, max: 2 ** 32 - 1, unit: "", whole: true },
} satisfies Record<string, Range>;

function numberOption(name: keyof typeof NUMBERS, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const { min, max, unit, whole } = NUMBERS[name];
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? "a whole number" : "a number";
  throw new InvalidOptionError(name, value, `${kind} from ${min} to ${max} ${unit}`.trimEnd());
}

function textOption(name: string, value: unknown, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value === "string" && value !== "") return value;
  throw new InvalidOptionError(name, value, "a text that is not empty");
}

function keyOption(key: string | undefined): string | undefined {
  if (key === undefined || /^[\x21-\x7e]{1,4096}$/.test(key)) return key;
  throw new InvalidOptionError("key", "the one given", "1 to 4096 visible ASCII characters");
}

function formatOption(format: unknown): StreamFormat {
  if (isStreamFormat(format)) return format;
  throw new InvalidOptionError("format", format, `one of ${STREAM_FORMATS.join(", ")}`);
}

function modeOption(mode: SourceMode): SourceMode {
  if (SOURCE_MODES.includes(mode)) return mode;
  throw new InvalidOptionError("mode", mode, `one of ${SOURCE_MODES.join(", ")}`);
}

function limitsOption(given: Partial<Limits> = {}): Limits {
  const limits = { ...DEFAULT_LIMITS, ...given };
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name) || !Number.isInteger(value) || value < 0) {
      throw new InvalidOptionError(
        `limits.${name}`,
        value,
        "a whole number, and the limit one that there is",
      );
    }
  }
  return limits;
}

/**
 * Fills in the defaults.
 *
 * @throws InvalidOptionError, InvalidFaultError which say what is allowed
 */
export function resolveSettings(options: StreamSourceOptions): SourceSettings {
  const limits = limitsOption(options.limits);
  return {
    limits,
    host: textOption("host", options.host, "127.0.0.1"),
    port: numberOption("port", options.port, 0),
    format: formatOption(options.format ?? "ndjson"),
    rate: numberOption("rate", options.rate, 25),
    events: numberOption("events", options.events, 0),
    mode: modeOption(options.mode ?? "exclusive"),
    key: keyOption(options.key),
    duplicates: numberOption("duplicates", options.duplicates, 0),
    heartbeatMs: numberOption("heartbeatMs", options.heartbeatMs, 10_000),
    resume: options.resume ?? false,
    resumeWindow: numberOption("resumeWindow", options.resumeWindow, 0),
    faults: readFaults(options.faults ?? [], limits.maxFaults),
    seed: numberOption("seed", options.seed, randomSeed()),
    clock: options.clock ?? systemClock,
  };
}
