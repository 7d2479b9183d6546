import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from "@microsoft/api-extractor";
import type { Entry } from "./entries.ts";
import { EntryNotBuiltError, EntryUnreadableError } from "./errors.ts";

/** As a consumer on Node.js reads them. */
const COMPILER_OPTIONS = {
  target: "es2024",
  lib: ["es2024"],
  module: "nodenext",
  moduleResolution: "nodenext",
  types: ["node"],
  strict: true,
  skipLibCheck: true,
};

/**
 * What an entry exports, as API Extractor tells it.
 *
 * @param folder of the package
 * @param scratch a folder for what is of no interest afterwards
 * @throws {EntryNotBuiltError}
 * @throws {EntryUnreadableError}
 */
export function reportOf({ specifier, types, report }: Entry, folder: string, scratch: string): string {
  if (!existsSync(types)) throw new EntryNotBuiltError(specifier, types);
  const issues: string[] = [];
  try {
    Extractor.invoke(configOf(types, report, { folder, scratch }), {
      localBuild: true,
      messageCallback: (message) => {
        if (isFault(message)) issues.push(textOf(message));
        message.handled = true;
      },
    });
  } catch (error) {
    // A name that the compiler cannot find is an internal error to it.
    issues.push(error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error));
  }
  if (issues.length > 0) throw new EntryUnreadableError(specifier, issues);
  return readFileSync(join(scratch, report), "utf8");
}

/** What the compiler says, and nothing of style: names that are used and not exported stand in the report without `export`. */
function isFault({ logLevel, messageId }: ExtractorMessage): boolean {
  return (
    logLevel === ExtractorLogLevel.Error ||
    (messageId.startsWith("TS") && logLevel === ExtractorLogLevel.Warning)
  );
}

function textOf({ text, sourceFilePath, sourceFileLine }: ExtractorMessage): string {
  return sourceFilePath === undefined ? text : `${text} (${sourceFilePath}:${sourceFileLine})`;
}

function configOf(types: string, report: string, { folder, scratch }: { folder: string; scratch: string }) {
  const silent = { default: { logLevel: ExtractorLogLevel.None } };
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      newlineKind: "lf",
      compiler: { overrideTsconfig: { compilerOptions: COMPILER_OPTIONS, files: [types] } },
      apiReport: {
        enabled: true,
        reportFileName: report,
        reportFolder: scratch,
        reportTempFolder: join(scratch, "temporary"),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, "package.json"),
  });
}
