import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, Converter, Logger, LogLevel, type TypeDocOptions } from "typedoc";
import { MarkdownPageEvent, type PluginOptions } from "typedoc-plugin-markdown";
import { DocstringError } from "../errors.ts";
import { type Page, REPOSITORY } from "../pages/page.ts";
import { type Entry, publishedEntries } from "./entries.ts";

/** How a page of the reference looks. */
const MARKDOWN: Partial<PluginOptions> = {
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  useCustomAnchors: true,
  customAnchorsFormat: "curlyBrace",
  pageTitleTemplates: { module: "{name}" },
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  propertyMembersFormat: "table",
  typeDeclarationFormat: "table",
  tableColumnSettings: { hideSources: true, hideOverrides: true, hideInherited: true, hideModifiers: true },
};

/** What TypeDoc finds fault with. */
class Faults extends Logger {
  readonly all: string[] = [];

  override log(message: string, level: LogLevel): void {
    if (level >= LogLevel.Warn) this.all.push(message);
  }
}

/**
 * Makes the pages of the API reference, one for each entry of the published packages, and one that lists them.
 *
 * @param folder where TypeDoc may write; below the workspace
 * @throws {DocstringError} when a docstring links to what is not exported, or TypeDoc finds another fault
 */
export async function writeReference(root: string, folder: string): Promise<Page[]> {
  const entries = publishedEntries(root);
  const bySource = new Map(entries.map((entry) => [entry.source, entry]));
  const out = join(folder, "pages");
  mkdirSync(out, { recursive: true });
  const app = await Application.bootstrapWithPlugins({
    ...typeDocOptions(root, entries, writeTsconfig(root, entries, folder)),
    ...MARKDOWN,
    out,
  });
  const faults = new Faults();
  app.logger = faults;
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      const entry = bySource.get(module.sources?.[0]?.fullFileName ?? "");
      if (entry !== undefined) module.name = entry.specifier;
    }
  });
  const urls = new Map<string, string>();
  app.renderer.on(MarkdownPageEvent.END, ({ model, url }) => {
    urls.set(model.name, url);
  });
  const project = await app.convert();
  if (project !== undefined) {
    app.validate(project);
    await app.generateOutputs(project);
  }
  if (faults.all.length > 0) throw new DocstringError(faults.all);
  const pages = entries.map((entry) => pageOf(root, join(out, urls.get(entry.specifier) ?? ""), entry));
  return [indexOf(root, join(out, "index.md"), pages, entries), ...pages];
}

function typeDocOptions(root: string, entries: readonly Entry[], tsconfig: string): Partial<TypeDocOptions> {
  return {
    entryPoints: entries.map(({ source }) => source),
    tsconfig,
    // By its path: TypeDoc would look for a name where TypeDoc is.
    plugin: [fileURLToPath(import.meta.resolve("typedoc-plugin-markdown"))],
    router: "module",
    // The workspace's own check of types is a stricter one, by another compiler.
    skipErrorChecking: true,
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    readme: "none",
    basePath: root,
    disableGit: true,
    sourceLinkTemplate: `${REPOSITORY}/blob/main/packages/{path}#L{line}`,
    validation: { notExported: true, invalidLink: true, rewrittenLink: true, unusedMergeModuleWith: true },
  };
}

/** In it the packages see the sources of each other, so that a type has one page. */
function writeTsconfig(root: string, entries: readonly Entry[], folder: string): string {
  const path = join(folder, "tsconfig.json");
  const paths = entries.map(({ specifier, source }) => [specifier, [source]]);
  const tsconfig = {
    extends: join(root, "tools/site/tsconfig.json"),
    compilerOptions: { rootDir: root, paths: Object.fromEntries(paths) },
    include: [],
    files: entries.map(({ source }) => source),
  };
  writeFileSync(path, JSON.stringify(tsconfig));
  return path;
}

/** Where the declaration of a member is that is inherited from the language's own library: not in the repository. */
const DECLARED_ELSEWHERE = /^Defined in: .*\/node_modules\/.*\n\n/gm;

function pageOf(root: string, path: string, { route }: Entry): Page {
  const text = readFileSync(path, "utf8").replaceAll(DECLARED_ELSEWHERE, "");
  return { file: relative(root, path), route, text };
}

function indexOf(root: string, path: string, pages: readonly Page[], entries: readonly Entry[]): Page {
  const file = relative(root, path);
  const links = entries.map(
    ({ specifier }, index) =>
      `- [\`${specifier}\`](${posix.relative(posix.dirname(file), pages[index]?.file ?? "")})`,
  );
  return {
    file,
    route: "api/index",
    text: `# API reference\n\nWhat each entry of each package exports, as its docstrings say it.\n\n${links.join("\n")}\n`,
  };
}
