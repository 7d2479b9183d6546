import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A program of the workspace, by the file that Node.js runs. */
export interface Program {
  /** As a reader calls it. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
}

interface Manifest {
  readonly name: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly nx?: { readonly name?: string };
  readonly scripts?: Readonly<Record<string, string>>;
}

/** The programs of a workspace, and what else its commands may name. */
export class Programs {
  /** Scripts of the workspace's manifest, such as `e2e:aws`. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Names of all packages of the workspace. */
  readonly packages: ReadonlySet<string>;
  /** What nx calls its projects. */
  readonly projects: ReadonlySet<string>;
  private readonly root: string;
  private readonly bins: ReadonlyMap<string, Program>;
  private readonly helps = new Map<string, string>();

  constructor(root: string) {
    this.root = root;
    this.scripts = manifestAt(root).scripts ?? {};
    const folders = globSync("{packages,apps,tools}/*/package.json", { cwd: root }).sort();
    const manifests = folders.map((path) => ({
      folder: join(root, path, ".."),
      ...manifestAt(join(root, path, "..")),
    }));
    this.packages = new Set(manifests.map(({ name }) => name));
    this.projects = new Set(manifests.flatMap(({ nx }) => nx?.name ?? []));
    this.bins = new Map(
      manifests.flatMap(({ name, folder, bin = {} }) =>
        Object.entries(bin).flatMap(([command, file]): [string, Program][] => {
          const program = { name: command, file: join(folder, file) };
          return [
            [command, program],
            [name, program],
          ];
        }),
      ),
    );
  }

  /** What a script runs with the arguments that it is given; undefined when it is no program of ours. */
  ofScript(name: string): Program | undefined {
    const file = /(?:^|&& )node (\S+)$/.exec(this.scripts[name] ?? "")?.[1];
    return file === undefined ? undefined : { name, file: join(this.root, file) };
  }

  /** What `npx NAME` runs, or the name alone. */
  ofBin(name: string): Program | undefined {
    return this.bins.get(name);
  }

  /** What `node FILE` runs, from the workspace's root; undefined when the file is not there. */
  ofFile(path: string): Program | undefined {
    const file = join(this.root, path);
    return existsSync(file) ? { name: path, file } : undefined;
  }

  /** The commands that a program has, as its help lists them. */
  commandsOf(program: Program): string[] {
    const [, list = ""] = this.help(program).split("\nCommands:\n");
    return [...list.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name = ""]) => name);
  }

  /** What a program, or one of its commands, says to `--help`. */
  help({ file }: Program, command: readonly string[] = []): string {
    const key = [file, ...command].join(" ");
    const known = this.helps.get(key);
    if (known !== undefined) return known;
    const { stdout, stderr, status } = spawnSync(process.execPath, [file, ...command, "--help"], {
      cwd: this.root,
      encoding: "utf8",
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(`${key} --help exits with ${status}: ${stderr}`);
    this.helps.set(key, stdout);
    return stdout;
  }
}

function manifestAt(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
