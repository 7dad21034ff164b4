import { calendarSpec, standardCalendar } from '#domain/org/working-calendar/calendar-spec';
import { compileCalendar } from '#kernel/run/clock/calendar';
import type { Kernel } from '#kernel/run/kernel';
import { tickDuties, tickPromises } from '#kernel/run/tick';
import { newHash } from '../access/person-login.ts';
import { catalogue } from './catalogue.ts';
import { Chance } from './chance.ts';
import { pastComplaints } from './complaint-cases.ts';
import { complain } from './complaints.ts';
import { customers } from './customers.ts';
import { companyCalendar, founding, outageOn } from './founding.ts';
import { history } from './history.ts';
import { finishMark, setMark } from './mark.ts';
import { DEMO_PASSWORD, type DemoCompany, demoCompany } from './people.ts';
import { quotations } from './quotations.ts';
import { numbers, regulations } from './regulations.ts';
import type { Setting, Story } from './sales.ts';
import { Script } from './script.ts';
import { surveys } from './surveys.ts';
import { type Time, timeOn } from './time.ts';
import { today } from './today.ts';
import { visits } from './visits.ts';

/** How far back its history goes. The longest holiday may lie at its beginning; trade begins on its second working day. */
const DAYS = 132;

/**
 * Loads the demo company into an empty database: its people and about four months of work up to `now` (epoch milliseconds), each deed
 * at its own instant by whoever did it, with the clocks beating in between. The same `now` gives the same company (but for ids).
 * @throws Problem demo-refused 409 when there is a company already.
 */
export async function loadDemo(kernel: Kernel, now: number): Promise<DemoCompany> {
  await setMark(kernel.pool, now);
  const { script, story } = scriptOf(now, await newHash(DEMO_PASSWORD, '', '/password'));
  await script.play({ kernel, actorOf: story.cast.actorOf });
  await readNews(kernel, story.time);
  await finishMark(kernel.pool);
  return demoCompany;
}

/** The whole story as it stands at `now`. */
function scriptOf(now: number, hash: string): { script: Script; story: Story } {
  const zone = timeOn(compileCalendar(calendarSpec(standardCalendar)), now);
  const calendar = { ...companyCalendar(outageOn(zone.day)), id: standardCalendar.id, version: 1 };
  const time = timeOn(compileCalendar(calendarSpec(calendar)), now);
  const from = time.at(time.workday(time.day(-DAYS), 0), '08:30');
  const script = new Script(time);
  const cast = founding(script, time, from, hash);
  const setting: Setting = { script, time, cast, from, chance: new Chance('禾澜') };
  const articles = catalogue(setting, from + 2 * HOUR);
  const story: Story = { ...setting, articles, customers: customers(setting, from + 2.5 * HOUR) };
  regulations(story);
  numbers(story);
  history(story);
  for (const past of pastComplaints) complain(story, past);
  quotations(story);
  surveys(story);
  visits(story);
  today(story);
  clocks(story);
  return { script, story };
}

const HOUR = 3_600_000;

/** The company's clocks beat before the early shift, on working days also at noon and in the evening, and now. Dates come in the morning. */
function clocks({ script, time, from }: Story): void {
  const promises = (at: number): void => script.look(at, 'promises fall due', ({ kernel }) => tickPromises(kernel, at));
  const duties = (at: number): void => script.look(at, 'duties fall due', ({ kernel }) => tickDuties(kernel, at));
  const first = time.dateOf(from);
  for (let offset = 0; time.day(offset) > first; offset--) {
    const date = time.day(offset);
    duties(time.at(date, '07:40'));
    for (const clock of time.isWorkday(date) ? ['07:45', '12:15', '18:30'] : ['07:45']) promises(time.at(date, clock));
  }
  duties(time.now);
  promises(time.now);
}

/** What people were told before today they have read. */
async function readNews({ pool }: Kernel, time: Time): Promise<void> {
  const morning = time.at(time.workday(time.today, -1), '08:00');
  await pool.query(
    `insert into notification_read (notification, reader, at)
select n.id, 'employee:' || e.id, n.at + interval '40 minutes' from notification n
  join employee e on e.id = n.employee or exists (select from role_grant g where n.employee is null and g.employee = e.id and g.role = n.role)
where n.at < $1`,
    [new Date(morning)],
  );
}
