import { readdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { localeOf } from './locale.ts';

/** A command: a file of this folder. `lvyue journal export` is `journal-export.ts`. */
interface Command {
  summary: { zh: string; en: string };
  /** Takes what stands behind the command's name; answers the exit code. */
  run(args: string[]): Promise<number>;
}

const HELP = new Set(['help', '--help', '-h']);

enableCompileCache(path.join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'node')); // halves the processor time of a second start
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const names = commandNames();
  const [first = 'help', second] = args;
  if (HELP.has(first)) return help(names);
  const two = `${first}-${second}`;
  const name = second !== undefined && names.includes(two) ? two : first;
  const command = names.includes(name) ? await load(name) : undefined;
  if (!command) return unknown(first, names);
  return command.run(args.slice(name === two ? 2 : 1));
}

/** The files of this folder; those that hold no command are left out when they are loaded. */
function commandNames(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => /^[a-z]+(?:-[a-z]+)*\.ts$/.test(file) && file !== 'main.ts')
    .map((file) => file.slice(0, -3))
    .sort();
}

async function load(name: string): Promise<Command | undefined> {
  const module = (await import(pathToFileURL(path.join(import.meta.dirname, `${name}.ts`)).href)) as Partial<Command>;
  return module.summary && module.run ? (module as Command) : undefined;
}

async function help(names: readonly string[]): Promise<number> {
  const locale = localeOf(undefined);
  console.log(
    locale === 'zh'
      ? '履约：管住对客户的承诺，并能证明。\n\n命令（前加 npx lvyue）：'
      : 'Lüyue: keep every promise to a customer, and prove it.\n\nCommands (after npx lvyue):',
  );
  for (const name of names) {
    const command = await load(name);
    if (command) console.log(`  ${name.replace('-', ' ').padEnd(16)}  ${command.summary[locale]}`);
  }
  return 0;
}

async function unknown(given: string, names: readonly string[]): Promise<number> {
  const locale = localeOf(undefined);
  const near: string[] = [];
  for (const name of names) if (name.startsWith(given.slice(0, 2)) && (await load(name))) near.push(name.replace('-', ' '));
  const hint =
    near.length > 0 ? (locale === 'zh' ? `您是否想用：${near.join('、')}？` : ` Did you mean ${near.join(' or ')}?`) : '';
  console.error(
    locale === 'zh'
      ? `没有命令“${given}”。${hint}全部命令：npx lvyue help`
      : `There is no command "${given}".${hint} All commands: npx lvyue help`,
  );
  return 2;
}
