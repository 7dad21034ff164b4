import { invalid } from '#kernel/problem';
import { compileCalendar, UnworkableCalendar } from '#kernel/run/clock/calendar';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { calendarSpec } from './calendar-spec.ts';
import { type WorkingCalendarRecord, workingCalendar } from './working-calendar.ts';

/** A calendar must be workable, only one is the company's standard, and open promises on it are dated anew by a job. */
export const workingCalendarEffects = effectsFor(workingCalendar, {
  create: calendarChanged,
  edit: calendarChanged,
  retire: calendarChanged,
});

async function calendarChanged(tx: Tx, deeds: Deed<WorkingCalendarRecord>[]): Promise<void> {
  for (const { record } of deeds) {
    try {
      compileCalendar(calendarSpec(record));
    } catch (error) {
      if (!(error instanceof UnworkableCalendar)) throw error;
      throw invalid([
        {
          pointer: '/week',
          detail: { zh: `按这份日历无法计时：${error.message}`, en: `No clock can run on this calendar: ${error.message}` },
        },
      ]);
    }
    if (record.standard) await oneStandard(tx, record.id);
    await tx.job('redate', { cause: 'working-calendar', id: record.id });
  }
  await tx.query('update config_epoch set epoch = epoch + 1');
}

async function oneStandard(tx: Tx, id: string): Promise<void> {
  const others = await tx.query(`select 1 from working_calendar where standard and state = 'in_use' and id <> $1`, [id]);
  if (others.length > 0)
    throw invalid([
      {
        pointer: '/standard',
        detail: {
          zh: '已有另一份公司标准日历，请先取消它的标准。',
          en: 'Another calendar is the company standard. Please unset that one first.',
        },
      },
    ]);
}
