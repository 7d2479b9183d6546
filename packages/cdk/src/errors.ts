/** Base of the errors of this package. */
export abstract class UnboundedStreamsError extends Error {
  abstract readonly code: string;
}

/** Props that cannot be used: all that is wrong with them at once. */
export class InvalidPropsError extends UnboundedStreamsError {
  override readonly name = "InvalidPropsError";
  readonly code = "PROPS_INVALID";
  /** Never empty, one sentence each. */
  readonly problems: readonly string[];

  /** @param path the construct's path in its app */
  constructor(path: string, problems: readonly string[]) {
    super(`the props of ${path} cannot be used:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/** Metrics of one stream are asked for, but none are given. */
export class NoStreamMetricsError extends UnboundedStreamsError {
  override readonly name = "NoStreamMetricsError";
  readonly code = "NO_STREAM_METRICS";

  constructor(streamId: string) {
    super(`there are no metrics of the stream ${JSON.stringify(streamId)}: set perStreamMetrics to true`);
  }
}

/** The table for events has no stream that events could be read from. */
export class TableStreamError extends UnboundedStreamsError {
  override readonly name = "TableStreamError";
  readonly code = "TABLE_STREAM_UNUSABLE";
}

/** The code of a function is not where this package has it: the app was bundled with this package inside, and runs where it is not installed. */
export class DeployedCodeError extends UnboundedStreamsError {
  override readonly name = "DeployedCodeError";
  readonly code = "DEPLOYED_CODE_MISSING";

  /** @param places where it was looked for */
  constructor(functionName: string, places: readonly string[]) {
    super(
      `the code of the function ${functionName} is not there (looked from ${places.join(", ")}). When the app is bundled, leave this package ` +
        "out of the bundle (esbuild: --external:@unbounded-streams/cdk), or have it installed where the bundle runs",
    );
  }
}

/** Where a function's code was found, in a package that is installed. */
export interface FoundCode {
  readonly folder: string;
  /** The installed package's; `undefined` when its manifest names none. */
  readonly version: string | undefined;
}

/** The code of a function is another version's: the app was bundled with this package inside, and runs where another one is installed. */
export class DeployedCodeVersionError extends UnboundedStreamsError {
  override readonly name = "DeployedCodeVersionError";
  readonly code = "DEPLOYED_CODE_OTHER_VERSION";

  /**
   * @param bundledVersion the version of the package inside the app's bundle
   * @param found never empty
   */
  constructor(functionName: string, bundledVersion: string, found: readonly FoundCode[]) {
    const places = found.map(({ folder, version }) => `${folder} (version ${version ?? "unknown"})`);
    super(
      `the code of the function ${functionName} in ${places.join(" and ")} is not the code that belongs to version ` +
        `${bundledVersion} of @unbounded-streams/cdk, with which the app was bundled. Bundle the app again with what is installed, ` +
        "or leave this package out of the bundle (esbuild: --external:@unbounded-streams/cdk)",
    );
  }
}
