import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { faultsOf } from '#kernel/run/validate';
import { encodingOf } from '../source/encoding.ts';
import { fileNamed, headerOf, ImportRefused, readersOf } from '../source/files.ts';
import { type OrderMapping, orderMapping, type SurveyMapping, surveyMapping } from './mapping.ts';
import { orderPresets, surveyPresets } from './presets.ts';

/** A mapping and whether everything that it names must be there: a person's own is taken by its word, a known layout may be in parts. */
export interface Chosen<M> {
  mapping: M;
  strict: boolean;
}

/**
 * The mapping to import orders with: the one that was asked for (a known layout's name or a JSON file), else the known layout
 * that the files have.
 * @throws ImportRefused when there is none, or the JSON file is not one.
 */
export async function chooseOrderMapping(
  asked: string | undefined,
  files: ReadonlyMap<string, string>,
): Promise<Chosen<OrderMapping>> {
  if (asked !== undefined) return named(asked, orderPresets, orderMapping);
  for (const mapping of Object.values(orderPresets)) if (await fits(mapping, files)) return { mapping, strict: false };
  throw unrecognised(Object.keys(orderPresets), files);
}

/** The mapping to import survey answers with, chosen in the same way. @throws ImportRefused */
export async function chooseSurveyMapping(
  asked: string | undefined,
  files: ReadonlyMap<string, string>,
): Promise<Chosen<SurveyMapping>> {
  if (asked !== undefined) return named(asked, surveyPresets, surveyMapping);
  for (const mapping of Object.values(surveyPresets))
    if ([...files.keys()].some((name) => new RegExp(mapping.files, 'i').test(name))) return { mapping, strict: false };
  throw unrecognised(Object.keys(surveyPresets), files);
}

async function named<M>(asked: string, presets: Readonly<Record<string, M>>, schema: z.ZodType<M>): Promise<Chosen<M>> {
  const preset = presets[asked];
  if (preset) return { mapping: preset, strict: false };
  const json = await parsed(asked, Object.keys(presets));
  const [fault] = faultsOf(schema, json);
  if (fault) {
    const at = fault.pointer === '/' ? '' : ` ${fault.pointer}`;
    throw new ImportRefused(`映射文件 ${asked}${at}：${fault.detail.zh}`, `The mapping ${asked}${at}: ${fault.detail.en}`);
  }
  return { mapping: schema.parse(json), strict: true };
}

async function parsed(file: string, presets: readonly string[]): Promise<unknown> {
  try {
    return JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    const known = presets.join(', ');
    throw new ImportRefused(
      `无法读取映射文件 ${file}（${(error as Error).message}）。内置：${known}。`,
      `The mapping ${file} cannot be read (${(error as Error).message}). Built in: ${known}.`,
    );
  }
}

/** Whether the file of orders is there and has the layout's columns. */
async function fits({ orders }: OrderMapping, files: ReadonlyMap<string, string>): Promise<boolean> {
  const [only] = files;
  const file = fileNamed(files, orders.file) ?? (files.size === 1 && only ? { name: only[0], path: only[1] } : null);
  if (!file) return false;
  try {
    readersOf(file.name, await headerOf(file, await encodingOf(file.path)), orders.columns);
    return true;
  } catch (error) {
    if (error instanceof ImportRefused) return false;
    throw error;
  }
}

const unrecognised = (known: readonly string[], files: ReadonlyMap<string, string>): ImportRefused => {
  const there = [...files.keys()].join(', ');
  return new ImportRefused(
    `不认识这些文件的格式，请用 --mapping 给出映射（说明见 lvyue import --help）。内置：${known.join('、')}。现有文件：${there || '无'}。`,
    `The layout of these files is not known; please give a mapping with --mapping (see lvyue import --help). Built in: ${known.join(', ')}. Files: ${there || 'none'}.`,
  );
};
