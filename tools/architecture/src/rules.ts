import type { IForbiddenRuleType } from "dependency-cruiser";
import { LAYERS, type Layers, PROJECTS, TEST_SUPPORT } from "./arrows.ts";

/**
 * The rules by which imports are judged: types count as values do.
 *
 * @param entries source files that projects name as their own entries, from the workspace's root
 */
export function rules(entries: readonly string[]): IForbiddenRuleType[] {
  return [
    { name: "no circle", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(LAYERS).flatMap(([name, layers]) => layerRules(name, layers)),
    ...Object.entries(PROJECTS).flatMap(([project, uses]) => projectRules(project, uses)),
    {
      name: "no way into another project but by its name",
      severity: "error",
      from: { path: "^((?:packages|apps|tools)/[^/]+)/" },
      to: {
        path: "^(?:packages|apps|tools)/[^/]+/(?!dist/)",
        pathNot: ["^$1/", ...entries.map((entry) => `^${entry.replaceAll(".", "\\.")}$`)],
      },
    },
  ];
}

function layerRules(name: string, layers: Layers): IForbiddenRuleType[] {
  const src = `^packages/${name}/src/`;
  const upward = layers.slice(1).map((layer, index) => ({
    name: `${name}: nothing above ${layer}`,
    severity: "error" as const,
    from: { path: src + pattern(layer) },
    to: { path: layers.slice(0, index + 1).map((above) => src + pattern(above)) },
  }));
  return upward;
}

/** The files of a layer: itself, or those directly in the folder. */
function pattern(layer: string): string {
  const escaped = layer.replaceAll(".", "\\.");
  return layer.endsWith(".ts") ? `${escaped}$` : `${escaped}/[^/]+$`;
}

function projectRules(project: string, uses: readonly string[]): IForbiddenRuleType[] {
  const own = project.replace(/^\w+\//, "");
  return [
    arrowRule(project, "(?:src|scripts|examples)", [own, ...uses]),
    arrowRule(project, "test", [own, ...uses, ...TEST_SUPPORT]),
    {
      name: `${project}/src: its own code by the file, nothing beside it`,
      severity: "error",
      from: { path: `^${project}/src/` },
      to: { path: `^(?:@unbounded-streams/${own}(?:/|$)|${project}/(?!src/))` },
    },
  ];
}

/** A project is met as its folder, or by its name where it has not been built. */
function arrowRule(project: string, folder: string, allowed: readonly string[]): IForbiddenRuleType {
  return {
    name: `${project}/${folder}: only ${allowed.join(", ")}`,
    severity: "error",
    from: { path: `^${project}/${folder}/` },
    to: {
      path: "^(?:packages|apps|tools|@unbounded-streams)/",
      pathNot: `^(?:packages|apps|tools|@unbounded-streams)/(?:${allowed.join("|")})(?:/|$)`,
    },
  };
}
