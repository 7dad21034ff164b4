import { wordsFor } from '#kernel/declare/words';
import { roles } from '../roles.ts';
import { roleGrant } from './role-grant.ts';

export const roleGrantWords = wordsFor(roleGrant, {
  name: ['角色授予', 'Role grant'],
  about: ['员工在一段时间内担任的角色', 'A role that an employee holds for a time'],
  fields: { employee: ['员工', 'Employee'], role: ['角色', 'Role'], fromDate: ['自', 'From'], untilDate: ['至', 'Until'] },
  lines: {},
  columns: {},
  choices: { role: roles },
  states: { in_force: ['有效', 'In force'], revoked: ['已收回', 'Revoked'] },
  steps: { revoke: ['收回', 'Revoke'] },
  guards: { anAdministratorRemains: ['至少还有一名系统管理员。', 'At least one administrator remains.'] },
  evidence: { reason: ['原因', 'Reason'] },
  deadlines: {},
});
