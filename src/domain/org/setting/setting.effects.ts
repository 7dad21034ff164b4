import { declaredSettings } from '#kernel/declare/setting';
import { invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { type SettingValue, setting } from './setting.ts';

/** A setting must be one that is declared, with a value of the default's kind; open promises are then dated anew by a job. */
export const settingEffects = effectsFor(setting, {
  create: async (tx, deeds) => {
    for (const { record } of deeds) checkValue(record);
    await configurationChanged(tx, deeds);
  },
  withdraw: configurationChanged,
});

async function configurationChanged(tx: Tx, deeds: Deed<SettingValue>[]): Promise<void> {
  await tx.query('update config_epoch set epoch = epoch + 1');
  for (const { record } of deeds)
    await tx.job('redate', { cause: 'setting', id: record.id }, { runAt: Math.max(tx.now, Date.parse(record.effectiveFrom)) });
}

function checkValue(record: SettingValue): void {
  const declared = declaredSettings().get(record.key);
  if (!declared) throw invalid([{ pointer: '/key', detail: { zh: '没有这个设置项。', en: 'There is no such setting.' } }]);
  const [wanted, given] = [shapeOf(declared.default), shapeOf(record.value)];
  if (declared.default !== null && wanted !== given) {
    throw invalid([
      {
        pointer: '/value',
        detail: {
          zh: `这个设置项的值应形如 ${JSON.stringify(declared.default)}。`,
          en: `The value should look like ${JSON.stringify(declared.default)}.`,
        },
      },
    ]);
  }
}

/** What kind of value it is: the names of an object's members (a span has amount and unit), otherwise its type. */
const shapeOf = (value: unknown): string =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.keys(value).sort().join()
    : Array.isArray(value)
      ? 'array'
      : typeof value;
