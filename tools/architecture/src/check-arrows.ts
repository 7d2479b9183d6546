import { globSync } from "node:fs";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { homelessSources, sourceEntries, strangerProjects } from "./places.ts";
import { rules } from "./rules.ts";

/** What is looked at, below the workspace's root. */
const SOURCES = "{packages,apps,tools}/*/{src,scripts,examples,test}";

/** What a check of the whole workspace found. */
export interface ArrowReport {
  /** Files looked at. */
  readonly modules: number;
  /** Imports between them. */
  readonly imports: number;
  /** One line for each import that no rule allows, and for each project or file that has no place among the arrows. */
  readonly violations: readonly string[];
}

/** Holds every import of a workspace against the rules. */
export async function checkArrows(root: string): Promise<ArrowReport> {
  const { output } = await cruise(globSync(SOURCES, { cwd: root }), {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: rules(sourceEntries(root)) },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "(?:^|/)node_modules/|^[^/]+/[^/]+/dist/" },
    exclude: { path: "/test/fixtures/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "default"] },
  });
  const { summary } = output as ICruiseResult;
  return {
    modules: summary.totalCruised,
    imports: summary.totalDependenciesCruised ?? 0,
    violations: [
      ...strangerProjects(root).map((project) => `not among the projects of arrows.ts: ${project}`),
      ...homelessSources(root).map((file) => `on no layer of arrows.ts: ${file}`),
      ...summary.violations.map(({ rule, from, to, cycle }) => {
        const way = cycle === undefined ? to : cycle.map(({ name }) => name).join(" -> ");
        return `${rule.name}: ${from} -> ${way}`;
      }),
    ],
  };
}
