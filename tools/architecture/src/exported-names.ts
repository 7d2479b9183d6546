import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Comment, type Program, parseSync } from "oxc-parser";

/** A name that a module exports. */
export interface ExportedName {
  readonly name: string;
  /** The file that declares it, whichever modules pass it on. */
  readonly file: string;
  /** Whether a docstring stands before its declaration. */
  readonly hasDocstring: boolean;
}

/** A name within a file. */
interface Place {
  readonly file: string;
  readonly name: string;
}

interface Module {
  readonly file: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
}

type Statement = Program["body"][number];

/**
 * All names that a TypeScript module exports. Those that come from other packages are left out: these have them among their own.
 *
 * @throws {SyntaxError} when a file is not TypeScript
 */
export function exportedNames(file: string): ExportedName[] {
  return [...placesOf(file)].flatMap(([name, place]) => {
    const declaration = declarationOf(place);
    return declaration === undefined ? [] : [{ name, ...declaration }];
  });
}

/** Where what a module exports comes from, by the names that it has outside. */
function placesOf(file: string): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const statement of read(file).program.body) {
    if (statement.type === "ExportAllDeclaration") {
      const source = fileOf(statement.source.value, file);
      if (source !== undefined) for (const [name, place] of placesOf(source)) places.set(name, place);
    }
    if (statement.type !== "ExportNamedDeclaration") continue;
    for (const name of declaredIn(statement)) places.set(name, { file, name });
    for (const { local, exported } of statement.specifiers) {
      const name = textOf(local);
      const place = statement.source === null ? { file, name } : placeIn(statement.source.value, file, name);
      if (place !== undefined) places.set(textOf(exported), place);
    }
  }
  return places;
}

/** Where a name comes from that a file takes from another; undefined when that is of another package. */
function placeIn(specifier: string, file: string, name: string): Place | undefined {
  const source = fileOf(specifier, file);
  return source === undefined ? undefined : placesOf(source).get(name);
}

/** Undefined when it is of another package. */
function declarationOf({ file, name }: Place): Omit<ExportedName, "name"> | undefined {
  const module = read(file);
  const statements = module.program.body.filter((statement) => declaredIn(statement).includes(name));
  if (statements.length > 0) {
    return { file, hasDocstring: statements.some((statement) => isDocumented(statement, module)) };
  }
  for (const statement of module.program.body) {
    if (statement.type !== "ImportDeclaration") continue;
    const specifier = statement.specifiers.find(({ local }) => local.name === name);
    if (specifier?.type !== "ImportSpecifier") continue;
    const place = placeIn(statement.source.value, file, textOf(specifier.imported));
    return place === undefined ? undefined : declarationOf(place);
  }
  return undefined;
}

/** The names that a statement declares, exported or not. */
function declaredIn(statement: Statement): string[] {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  if (declaration === null) return [];
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
  }
  if (!("id" in declaration) || declaration.id === null) return [];
  return declaration.id.type === "Identifier" ? [declaration.id.name] : [];
}

function isDocumented({ start }: Statement, { comments, text }: Module): boolean {
  return comments.some(
    ({ type, value, end }) =>
      type === "Block" && value.startsWith("*") && end <= start && text.slice(end, start).trim() === "",
  );
}

function read(file: string): Module {
  const text = readFileSync(file, "utf8");
  const { program, comments, errors } = parseSync(file, text);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${file}: ${error.message}`);
  return { file, text, program, comments };
}

function fileOf(specifier: string, file: string): string | undefined {
  return specifier.startsWith(".") ? join(dirname(file), specifier) : undefined;
}

function textOf(name: { readonly type: string; readonly name?: string; readonly value?: unknown }): string {
  return name.name ?? String(name.value);
}
