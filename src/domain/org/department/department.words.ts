import { wordsFor } from '#kernel/declare/words';
import { department } from './department.ts';

export const departmentWords = wordsFor(department, {
  name: ['部门', 'Department'],
  about: ['公司里对客户或其他部门负有承诺的单位', 'A part of the company that owes things to customers or to other parts'],
  fields: {
    name: ['名称', 'Name'],
    parent: ['上级部门', 'Parent department'],
    manager: ['负责人', 'Manager'],
    calendar: ['工作日历', 'Working calendar'],
  },
  lines: {},
  columns: {},
  choices: {},
  states: { active: ['启用', 'Active'], closed: ['停用', 'Closed'] },
  steps: { close: ['停用', 'Close'], reopen: ['重新启用', 'Reopen'] },
  guards: { nobodyWorksThere: ['部门中没有在职员工。', 'Nobody works in the department.'] },
  evidence: {},
  deadlines: {},
});
