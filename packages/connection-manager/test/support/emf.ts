/** One line of CloudWatch's embedded metric format. */
export interface EmfLine {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

/** The lines of an output that are metrics. */
export function emfLines(output: string): EmfLine[] {
  return output
    .split("\n")
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line));
}

/** All values of a metric, in the order of their lines. */
export function valuesOf(lines: readonly EmfLine[], name: string): number[] {
  return lines.flatMap((line) => (name in line ? [line[name] as number] : []));
}
