import { parseSync } from "oxc-parser";

/** A source file, by its path below the workspace's root. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** A name that a program can tell an error or an outcome by, and a file that states it. */
export interface StatedCode {
  readonly code: string;
  readonly file: string;
}

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Module {
  readonly file: string;
  readonly program: Node;
}

/** What a module's names stand for: texts by the names of constants, places of `code` by the names of functions. */
interface Names {
  readonly texts: ReadonlyMap<string, string>;
  readonly codePlaces: ReadonlyMap<string, number>;
}

/** Names that others gave, such as `DuplicateItem` of DynamoDB, are written otherwise. */
const ERROR_CODE = /^[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*$/;
const OUTCOME = /^[a-z]+(?:-[a-z]+)*$/;

/** Unions of codes and of outcomes by their names, and constants with outcomes. */
const CODE_TYPE = /(?:Code|Reason)$/;
const OUTCOME_TYPE = /Outcome$/;
const OUTCOMES = /_OUTCOMES$/;

/**
 * Every stable code that source files state: of a member `code` (its value, or the texts of its type), of an argument for a parameter
 * `code`, of a type whose name ends in `Code` or `Reason`; and every outcome that is exported, of a type that ends in `Outcome` and of
 * a constant that ends in `_OUTCOMES`.
 *
 * @throws {SyntaxError} when a file is not TypeScript
 */
export function statedCodes(sources: readonly SourceFile[]): StatedCode[] {
  const modules = sources.map(parsed);
  const shared = namesOf(modules);
  return modules.flatMap((module) => {
    const own = namesOf([module]);
    const names = {
      texts: new Map([...shared.texts, ...own.texts]),
      codePlaces: new Map([...shared.codePlaces, ...own.codePlaces]),
    };
    const codes = [...nodesOf(module.program)].flatMap((node) => codesOf(node, names));
    return [...new Set(codes)].map((code) => ({ code, file: module.file }));
  });
}

function codesOf(node: Node, names: Names): string[] {
  switch (node.type) {
    case "PropertyDefinition":
    case "Property":
      if (nameOf(node.key) !== "code") return [];
      return [...textsOf(node.value, names), ...textsOf(node.typeAnnotation, names)].filter(isErrorCode);
    case "TSPropertySignature":
      return nameOf(node.key) === "code" ? textsOf(node.typeAnnotation, names).filter(isErrorCode) : [];
    case "TSTypeAliasDeclaration":
      return CODE_TYPE.test(nameOf(node.id)) ? textsOf(node.typeAnnotation, names).filter(isErrorCode) : [];
    case "ExportNamedDeclaration":
      return outcomesOf(node.declaration, names);
    case "CallExpression":
    case "NewExpression": {
      const place = names.codePlaces.get(nameOf(node.callee));
      return place === undefined ? [] : textsOf(listOf(node.arguments)[place], names).filter(isErrorCode);
    }
    default:
      return [];
  }
}

function outcomesOf(declaration: unknown, names: Names): string[] {
  if (!isNode(declaration)) return [];
  if (declaration.type === "TSTypeAliasDeclaration") {
    return OUTCOME_TYPE.test(nameOf(declaration.id))
      ? textsOf(declaration.typeAnnotation, names).filter(isOutcome)
      : [];
  }
  const constants = listOf(declaration.declarations).filter(({ id }) => OUTCOMES.test(nameOf(id)));
  return constants.flatMap(({ init }) => literalsIn(init).filter(isOutcome));
}

/** The texts that an expression or a type can be, as far as it says so where it stands. */
function textsOf(value: unknown, names: Names): string[] {
  if (!isNode(value)) return [];
  switch (value.type) {
    case "Literal":
      return typeof value.value === "string" ? [value.value] : [];
    case "Identifier": {
      const text = names.texts.get(nameOf(value));
      return text === undefined ? [] : [text];
    }
    case "ConditionalExpression":
      return [...textsOf(value.consequent, names), ...textsOf(value.alternate, names)];
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return textsOf(value.expression, names);
    case "TSLiteralType":
      return textsOf(value.literal, names);
    case "TSTypeAnnotation":
      return textsOf(value.typeAnnotation, names);
    case "TSUnionType":
      return listOf(value.types).flatMap((type) => textsOf(type, names));
    default:
      return [];
  }
}

/** The constants and the functions of modules. Of those that have a name in common one counts: each module's own go before. */
function namesOf(modules: readonly Module[]): Names {
  const texts = new Map<string, string>();
  const codePlaces = new Map<string, number>();
  for (const node of modules.flatMap(({ program }) => [...nodesOf(program)])) {
    if (node.type === "VariableDeclarator") {
      const [text] = literalsIn(isNode(node.init) && isText(node.init) ? node.init : undefined);
      if (text !== undefined) texts.set(nameOf(node.id), text);
    }
    const place = codePlaceOf(node);
    if (place !== undefined) codePlaces.set(...place);
  }
  return { texts, codePlaces };
}

function isText({ type }: Node): boolean {
  return type === "Literal" || type === "TSAsExpression" || type === "TSSatisfiesExpression";
}

/** Of a function or a class that is given a `code`: its name, and which argument that is. */
function codePlaceOf(node: Node): [string, number] | undefined {
  const { name, takes } = signatureOf(node);
  const at = takes.findIndex((parameter) => nameOf(parameter) === "code");
  return name === "" || at < 0 ? undefined : [name, at];
}

function signatureOf(node: Node): { readonly name: string; readonly takes: readonly Node[] } {
  if (node.type === "FunctionDeclaration") return { name: nameOf(node.id), takes: listOf(node.params) };
  if (node.type === "ClassDeclaration" && isNode(node.body)) {
    const made = listOf(node.body.body).find(({ kind }) => kind === "constructor");
    return { name: nameOf(node.id), takes: isNode(made?.value) ? listOf(made.value.params) : [] };
  }
  if (node.type === "VariableDeclarator" && isNode(node.init)) {
    return { name: nameOf(node.id), takes: listOf(node.init.params) };
  }
  return { name: "", takes: [] };
}

function literalsIn(value: unknown): string[] {
  if (!isNode(value)) return [];
  return [...nodesOf(value)].flatMap((node) =>
    node.type === "Literal" && typeof node.value === "string" ? [node.value] : [],
  );
}

/** A node and all that it is made of. */
function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const field of Object.values(node)) {
    for (const part of Array.isArray(field) ? field : [field]) if (isNode(part)) yield* nodesOf(part);
  }
}

function isErrorCode(text: string): boolean {
  return ERROR_CODE.test(text);
}

function isOutcome(text: string): boolean {
  return OUTCOME.test(text);
}

function parsed({ file, text }: SourceFile): Module {
  const { program, errors } = parseSync(file, text);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${file}: ${error.message}`);
  return { file, program: program as unknown as Node };
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

function listOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function nameOf(value: unknown): string {
  if (!isNode(value)) return "";
  const name = value.name ?? value.value;
  return typeof name === "string" ? name : "";
}
