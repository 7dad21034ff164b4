import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import type { Actor } from '#kernel/run/actor';
import { systemActor } from '#kernel/run/tx';
import { addLogin } from '../access/person-login.ts';
import {
  DEPARTMENTS,
  type DepartmentKey,
  departmentKeys,
  LEAVER,
  PEOPLE,
  type PersonKey,
  personKeys,
  withParts,
} from './people.ts';
import { found, type Made, type Script, type Who } from './script.ts';
import type { Time } from './time.ts';

/** Whoever acts in the script. */
export interface Cast {
  /** An employee's id, once hired. */
  id(person: PersonKey): string;
  /** The id of an employee's department. */
  department(person: PersonKey): string;
  actorOf(who: Who): Actor;
}

type Shifts = [open: string, close: string][];

const EARLY: Shifts[number] = ['08:00', '16:00'];
const BOTH: Shifts = [EARLY, ['16:30', '21:30']];
const OFFICE: Shifts = [
  ['08:30', '12:00'],
  ['13:00', '17:30'],
];

const weekOf = (day: Shifts, saturday: Shifts) => ({ 1: day, 2: day, 3: day, 4: day, 5: day, 6: saturday, 7: [] as Shifts });

/** When the company works: an early and a late shift. @param outage the date on which the park's power is cut. */
export const companyCalendar = (outage: string) => ({
  timeZone: 'Asia/Shanghai',
  week: weekOf(BOTH, []),
  makeupShifts: [EARLY],
  statutory: true,
  days: [{ date: outage, works: false, shifts: null, name: '园区配电检修，全厂停电' }],
});

/** The date of the power cut: known before there is a calendar to count working days on. */
export const outageOn = (day: (offset: number) => string): string => day(-38);

/** Writes how the company was set up: people, their roles and accounts, departments, calendars. @param hash of the one password. */
export function founding(script: Script, time: Time, from: number, hash: string): Cast {
  const ids: Ids = {
    people: new Map(personKeys.map((key) => [key, { id: '' }])),
    departments: new Map(departmentKeys.map((key) => [key, { id: '' }])),
  };
  people(script, ids, from, time.dateOf(from), hash);
  calendars(script, time, from + 40 * MINUTE);
  leaving(script, time, ids);
  return castOf(ids);
}

const MINUTE = 60_000;
const CHIEF: PersonKey = 'zhouwenbo';

interface Ids {
  people: ReadonlyMap<PersonKey, Made>;
  departments: ReadonlyMap<DepartmentKey, Made>;
}

const homeOf = ({ departments }: Ids, key: PersonKey): string => departments.get(PEOPLE[key].department)!.id;

/** The administrator comes first, and sets up everybody else. */
function people(script: Script, ids: Ids, from: number, fromDate: string, hash: string): void {
  const id = (key: PersonKey): string => ids.people.get(key)!.id;
  const others = personKeys.filter((key) => key !== CHIEF);
  const nameOf = (key: PersonKey) => ({ name: PEOPLE[key].name, email: `${key}@helan.example` });

  script.do(from, 'system', 'the first administrator', async (tx, at) => {
    const [made] = await tx.create(employee, [{ ...nameOf(CHIEF), at }]);
    ids.people.get(CHIEF)!.id = made!.id;
    await tx.create(roleGrant, [{ employee: made!.id, role: 'admin', fromDate, at }]);
  });
  script.do(from + 10 * MINUTE, CHIEF, 'departments', async (tx, at) => {
    for (const key of departmentKeys) {
      const { name, parent } = DEPARTMENTS[key] as { name: string; parent?: DepartmentKey };
      const [made] = await tx.create(department, [{ name, at, ...(parent && { parent: ids.departments.get(parent)!.id }) }]);
      ids.departments.get(key)!.id = made!.id;
    }
  });
  script.do(from + 20 * MINUTE, CHIEF, 'employees', async (tx, at) => {
    const inputs = others.map((key) => ({ ...nameOf(key), department: homeOf(ids, key), at }));
    for (const [i, made] of (await tx.create(employee, inputs)).entries()) ids.people.get(others[i]!)!.id = made.id;
    await tx.edit(employee, [{ id: id(CHIEF), evidence: { department: homeOf(ids, CHIEF) }, at }]);
    const grants = others.flatMap((key) => PEOPLE[key].roles.map((role) => ({ employee: id(key), role, fromDate, at })));
    await tx.create(roleGrant, grants);
  });
  script.do(from + 30 * MINUTE, CHIEF, 'managers', async (tx, at) => {
    const managed = departmentKeys.flatMap((key) => {
      const { manager } = DEPARTMENTS[key] as { manager?: PersonKey };
      return manager ? [{ id: ids.departments.get(key)!.id, evidence: { manager: id(manager) }, at }] : [];
    });
    await tx.edit(department, managed);
  });
  script.do(from + 31 * MINUTE, 'system', 'accounts', async (tx, at) => {
    for (const login of personKeys)
      if (login !== LEAVER) await addLogin(tx, { employee: id(login), login, hash, mustChange: false }, new Date(at));
  });
}

/** The company's own calendar with a day without power, one of a site, and one of a site that was given up. */
function calendars(script: Script, time: Time, at: number): void {
  const company = { ...companyCalendar(outageOn(time.day)), name: '公司标准日历（早班、中班）', standard: true };
  script.create(at, 'wumin', workingCalendar, company);
  const stocktake = { date: time.workday(time.day(9), 0), works: false, name: '年度盘点，暂停收发' };
  const week = weekOf(OFFICE, [OFFICE[0]!]);
  const site = { timeZone: 'Asia/Shanghai', standard: false, week, makeupShifts: OFFICE, statutory: true };
  const taicang = { ...site, name: '太仓仓库日历（单班，周六上午）', days: [stocktake] };
  script.create(at + MINUTE, 'wumin', workingCalendar, taicang);
  const kunshan = script.create(at + 2 * MINUTE, 'wumin', workingCalendar, { ...site, name: '昆山中转仓日历' });
  script.take(time.at(time.workday(time.day(-69), 0), '11:15'), 'wumin', workingCalendar, 'retire', kunshan);
}

/** One salesperson leaves, one site is given up. */
function leaving(script: Script, time: Time, ids: Ids): void {
  const last = time.workday(time.day(-70), 0);
  const leaver = ids.people.get(LEAVER)!;
  const grant = found(`select id from role_grant where employee = $1 and state = 'in_force'`, () => leaver.id);
  script.take(time.at(last, '16:40'), CHIEF, roleGrant, 'revoke', grant, { reason: '办理离职，客户已移交朱建华' });
  script.take(time.at(last, '16:50'), 'wumin', employee, 'hand_over', leaver, () => ({
    successor: ids.people.get('zhujianhua')!.id,
    reason: '离职，客户和订单由朱建华接手',
  }));
  script.take(time.at(last, '17:00'), 'wumin', employee, 'leave', leaver);
  script.take(time.at(last, '17:20'), CHIEF, department, 'close', ids.departments.get('kunshan')!);
}

const INSIDE = { customer: null, locale: 'zh', scopes: ['read', 'write', 'admin'] } as const;
const OUTSIDE = {
  roles: ['portal_customer'],
  employee: null,
  department: null,
  departments: [],
  locale: 'zh',
  scopes: ['read', 'write'],
} as const;

function castOf(ids: Ids): Cast {
  const id = (key: PersonKey): string => ids.people.get(key)!.id;
  const departmentsOf = (key: PersonKey): string[] =>
    withParts(PEOPLE[key].department).map((part) => ids.departments.get(part)!.id);
  return {
    id,
    department: (key) => homeOf(ids, key),
    actorOf(who) {
      if (who === 'system') return systemActor;
      if (typeof who !== 'string')
        return { ...OUTSIDE, id: `contact:${who.contact.id}`, name: who.name, customer: who.customer.id };
      const { name, roles } = PEOPLE[who];
      const place = { employee: id(who), department: homeOf(ids, who), departments: departmentsOf(who) };
      return { ...INSIDE, ...place, id: `employee:${id(who)}`, name, roles: ['employee', ...roles] };
    },
  };
}
