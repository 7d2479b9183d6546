import { perSecond, type RateBin, type Rates } from "../report/rate-bins.ts";
import { isoText } from "../text/duration.ts";
import { Table } from "./table.tsx";

type Series = "received" | "duplicates" | "deadLettered";

const SERIES: readonly { readonly series: Series; readonly name: string; readonly kind: string }[] = [
  { series: "received", name: "events", kind: "received" },
  { series: "duplicates", name: "duplicates", kind: "duplicates" },
  { series: "deadLettered", name: "dead letters", kind: "dead-letters" },
];

const HEIGHT = 90;

/** What the drawing is wide and high, in units of its own. */
const SIZE = 100;

/** Room above the highest line, so that all of its stroke is seen. */
const TOP = 4;

/** Events a second over the time of the lanes above, as a cell beside its name. */
export function RateChart({ rates }: { readonly rates: Rates }) {
  const { bins, mostPerSecond } = rates;
  const top = mostPerSecond === 0 ? 1 : mostPerSecond;
  return (
    <>
      <ul class="rate-scale" aria-hidden="true">
        <li>{`${numberText(mostPerSecond)}/s`}</li>
        <li>0</li>
      </ul>
      <svg
        class="rates"
        role="img"
        aria-label={summaryOf(rates)}
        width="100%"
        height={HEIGHT}
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        preserveAspectRatio="none"
      >
        <path class="grid" d={`M0 ${SIZE}H${SIZE}`} />
        {SERIES.flatMap(({ series, kind }) =>
          [false, true].map((isAverage) => (
            <path
              key={`${kind} ${isAverage}`}
              class={`rate ${kind} ${isAverage ? "average" : "counted"}`}
              d={linesOf(bins, series, { isAverage, top })}
            />
          )),
        )}
      </svg>
    </>
  );
}

/** What the lines are, and all figures as a table for whoever wants them. */
export function RateFigures({ rates }: { readonly rates: Rates }) {
  return (
    <>
      <ul class="legend">
        {SERIES.map(({ series, name, kind }) => (
          <li key={kind} class={kind} data-sum={rates[series]}>
            {`${numberText(rates[series])} ${name}`}
          </li>
        ))}
        <li class="average">
          dashed: averages of whole connections, where their counts were not seen as they grew
        </li>
      </ul>
      <details class="figures">
        <summary>Figures of the chart</summary>
        <Table
          name="rates-table"
          title="Events a second"
          head={["from", "until", "events/s", "duplicates/s", "dead letters/s", "known by"]}
          rows={rates.bins.filter(({ knownMs }) => knownMs > 0).map(cellsOf)}
          none="Nothing is known of the events of this time yet."
        />
      </details>
    </>
  );
}

function cellsOf(bin: RateBin): string[] {
  return [
    isoText(Math.round(bin.fromMs)),
    isoText(Math.round(bin.untilMs)),
    ...SERIES.map(({ series }) => {
      const rate = perSecond(bin, series);
      return rate === undefined ? "-" : numberText(rate);
    }),
    bin.isAverage ? "averages" : "counts",
  ];
}

/** A level line for each part of the time, joined to the one before. */
function linesOf(
  bins: readonly RateBin[],
  series: Series,
  { isAverage, top }: { readonly isAverage: boolean; readonly top: number },
): string {
  const step = SIZE / bins.length;
  let path = "";
  let at: number | undefined;
  for (const [index, bin] of bins.entries()) {
    const rate = bin.isAverage === isAverage ? perSecond(bin, series) : undefined;
    const isShown = rate !== undefined && (series === "received" || rate > 0 || at !== undefined);
    if (isShown) {
      const y = (SIZE - (rate / top) * (SIZE - TOP)).toFixed(1);
      path += at === undefined ? `M${(index * step).toFixed(2)} ${y}` : `V${y}`;
      path += `H${((index + 1) * step).toFixed(2)}`;
    }
    at = isShown ? rate : undefined;
  }
  return path;
}

function summaryOf({ received, duplicates, deadLettered, mostPerSecond }: Rates): string {
  return (
    `Events a second over time: ${numberText(received)} events, ${numberText(duplicates)} duplicates and ` +
    `${numberText(deadLettered)} dead letters, at most ${numberText(mostPerSecond)} events a second; the figures below have each part`
  );
}

/** A number in few characters: whole ones from 100 on. */
function numberText(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
