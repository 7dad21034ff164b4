import { regulation } from '#domain/governance/regulation/regulation';
import { regulationQueries } from '#domain/governance/regulation/regulation.queries';
import { regulationWords } from '#domain/governance/regulation/regulation.words';
import { department } from '#domain/org/department/department';
import { departmentQueries } from '#domain/org/department/department.queries';
import { departmentWords } from '#domain/org/department/department.words';
import { employee } from '#domain/org/employee/employee';
import { employeeEffects } from '#domain/org/employee/employee.effects';
import { employeeQueries } from '#domain/org/employee/employee.queries';
import { employeeWords } from '#domain/org/employee/employee.words';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { roleGrantEffects } from '#domain/org/role-grant/role-grant.effects';
import { roleGrantQueries } from '#domain/org/role-grant/role-grant.queries';
import { roleGrantWords } from '#domain/org/role-grant/role-grant.words';
import { setting } from '#domain/org/setting/setting';
import { settingEffects } from '#domain/org/setting/setting.effects';
import { settingQueries } from '#domain/org/setting/setting.queries';
import { settingWords } from '#domain/org/setting/setting.words';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { workingCalendarEffects } from '#domain/org/working-calendar/working-calendar.effects';
import { workingCalendarQueries } from '#domain/org/working-calendar/working-calendar.queries';
import { workingCalendarWords } from '#domain/org/working-calendar/working-calendar.words';
import { kind } from '#kernel/run/kind';
import { registryOf } from '#kernel/run/registry';

/** Every record, in the order of a customer's journey. */
export const kinds = [
  kind(department, departmentWords, departmentQueries),
  kind(employee, employeeWords, employeeQueries, { effects: employeeEffects }),
  kind(roleGrant, roleGrantWords, roleGrantQueries, { effects: roleGrantEffects }),
  kind(workingCalendar, workingCalendarWords, workingCalendarQueries, { effects: workingCalendarEffects }),
  kind(setting, settingWords, settingQueries, { effects: settingEffects }),
  kind(regulation, regulationWords, regulationQueries),
];

export const registry = registryOf(kinds, []);
