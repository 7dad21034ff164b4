import { wordsFor } from '#kernel/declare/words';
import { employee } from './employee.ts';

export const employeeWords = wordsFor(employee, {
  name: ['员工', 'Employee'],
  about: ['在公司工作的人', 'A person who works for the company'],
  fields: { name: ['姓名', 'Name'], department: ['部门', 'Department'], mobile: ['手机', 'Mobile'], email: ['邮箱', 'E-mail'] },
  lines: {},
  columns: {},
  choices: {},
  states: { active: ['在职', 'Active'], left: ['离职', 'Left'] },
  steps: { hand_over: ['移交工作', 'Hand over'], leave: ['办理离职', 'Leave'], return: ['重新入职', 'Return'] },
  guards: { promisesHandedOver: ['此人没有尚未了结的承诺。', 'The person owes nothing that is still open.'] },
  evidence: { successor: ['接手人', 'Successor'], reason: ['原因', 'Reason'] },
  deadlines: {},
});
