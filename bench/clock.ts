import { standardCalendar } from '#domain/org/working-calendar/calendar-spec';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { redateAll } from '#kernel/run/redate';
import { tickPromises } from '#kernel/run/tick';
import { systemActor } from '#kernel/run/tx';
import { type BenchWorld, databaseBusyMs, openBench } from './fixture.ts';

const OPEN = 1_000_000;
const NOW = Date.parse('2026-11-20T02:00:00Z');
const TICKS = [0, 100, 10_000];

/**
 * A million open promises on one working calendar. Milliseconds to find and mark what is due: nothing, a hundred, ten thousand; seconds to
 * date all of them anew when every one moves, and when a company adds a holiday, which moves some; both with the list of differences.
 */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const open = small ? 20_000 : OPEN;
  const world = await openBench();
  try {
    const calendar = await companyCalendar(world);
    await fillPromises(world, calendar, open);
    const every = await dated(world, calendar);
    const ticks: Record<string, number> = {};
    for (const due of TICKS) Object.assign(ticks, await tick(world, due));
    await addHoliday(world, calendar);
    const some = await dated(world, calendar);
    return {
      ...ticks,
      redateAllSeconds: every.seconds,
      redateAllProgramSeconds: every.program,
      redateAllDatabaseSeconds: every.database,
      redateAllChanged: every.changed,
      redateHolidaySeconds: some.seconds,
      redateHolidayChanged: some.changed,
    };
  } finally {
    await world.close();
  }
}

async function companyCalendar({ kernel }: BenchWorld): Promise<string> {
  const { timeZone, week, makeupShifts } = standardCalendar;
  const input = {
    name: '公司日历',
    timeZone,
    week: week as never,
    makeupShifts: makeupShifts as never,
    standard: true,
    statutory: true,
  };
  const [made] = await kernel.write(systemActor, NOW, (tx) => tx.create(workingCalendar, [input]));
  return made!.id;
}

/** Opened over the last three days, for four working hours or ten working days; their dates are not right yet. */
async function fillPromises({ owner }: BenchWorld, calendar: string, open: number): Promise<void> {
  await owner.query(
    `insert into commitment (id, record, record_id, number, control, debtor_role, creditor, opened_at, amount, unit, calendar, calendar_version, due_at, wake_at)
     select gen_random_uuid(), 'order', gen_random_uuid(), 'SO-2026-' || i, case when i % 2 = 0 then 'order.deadlines.dataRequest' else 'order.deadlines.confirmation' end, 'service_desk', 'customer',
       to_timestamp($1) - (i % 259200) * interval '1 second', case when i % 2 = 0 then 4 else 10 end, case when i % 2 = 0 then 'working_hours' else 'working_days' end, $2, 1,
       to_timestamp($1) + interval '100 days', to_timestamp($1) + interval '100 days'
     from generate_series(1, ${open}) i`,
    [NOW / 1000, calendar],
  );
  await owner.query('vacuum analyze commitment');
}

/** `program` and `database`: seconds of processor time. */
async function dated(
  { kernel, owner }: BenchWorld,
  calendar: string,
): Promise<Record<'seconds' | 'program' | 'database' | 'changed', number>> {
  const [start, cpu, busy] = [performance.now(), process.cpuUsage(), await databaseBusyMs(owner)];
  const { id, examined, changed } = await redateAll(kernel, { kind: 'working-calendar', id: calendar }, NOW);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const [program, database] = [(user + system) / 1e6, ((await databaseBusyMs(owner)) - busy) / 1000];
  const { rows } = await owner.query<{ n: number }>('select count(*)::int as n from redating_change where redating = $1', [id]);
  const open = (await owner.query<{ n: number }>(`select count(*)::int as n from commitment where outcome = 'open'`)).rows[0]!.n;
  if (rows[0]!.n !== changed || examined !== open)
    throw new Error(`${examined} of ${open} examined, ${changed} changed, ${rows[0]!.n} listed`);
  await owner.query('vacuum analyze commitment');
  return { seconds, program, database, changed };
}

/** Makes so many promises due, and lets the beat mark them; a second beat finds nothing more. */
async function tick({ kernel, owner }: BenchWorld, due: number): Promise<Record<string, number>> {
  const later = NOW + 3_600_000;
  // Those that fell due by themselves are marked first.
  await tickPromises(kernel, later);
  await owner.query(
    `update commitment set opened_at = to_timestamp($1) - interval '60 days', due_at = to_timestamp($1) - interval '3 hours', wake_at = to_timestamp($1) - interval '3 hours'
     where id in (select id from commitment where outcome = 'open' limit $2)`,
    [later / 1000, due],
  );
  const start = performance.now();
  const marked = await tickPromises(kernel, later);
  const took = performance.now() - start;
  if (marked !== due) throw new Error(`${marked} of ${due} were marked`);
  return { [`tick${due}Ms`]: took };
}

/** The company closes on a Wednesday that everybody took for a working day. */
async function addHoliday({ kernel }: BenchWorld, calendar: string): Promise<void> {
  await kernel.write(systemActor, NOW, (tx) =>
    tx.edit(workingCalendar, [{ id: calendar, evidence: { days: [{ date: '2026-11-25', works: false, name: '厂庆' }] } }]),
  );
}
