import { wordsFor } from '#kernel/declare/words';
import { customer } from './customer.ts';

export const customerWords = wordsFor(customer, {
  name: ['客户', 'Customer'],
  about: ['与公司往来的单位或个人：客户信息档案', 'Whoever we deal with: the customer information file'],
  fields: {
    name: ['名称', 'Name'],
    shortName: ['简称', 'Short name'],
    taxId: ['纳税人识别号', 'Tax ID'],
    phone: ['电话', 'Phone'],
    address: ['地址', 'Address'],
    businessScope: ['业务范围', 'Business scope'],
    needs: ['业务需求', 'Business needs'],
    source: ['客户来源', 'Source'],
    valueClass: ['价值类别', 'Value class'],
    cooperationClass: ['合作类别', 'Cooperation class'],
    keyAccount: ['主客户', 'Key account'],
    brand: ['品牌客户', 'Brand customer'],
    owner: ['负责人', 'Looked after by'],
    department: ['负责部门', 'Department'],
  },
  lines: {},
  columns: {},
  choices: {
    valueClass: {
      strategic: ['战略客户', 'Strategic customer'],
      important: ['重要客户', 'Important customer'],
      general: ['一般客户', 'General customer'],
    },
    // Never a bare letter: A to D also name kinds of service jobs.
    cooperationClass: {
      A: ['A 类合作客户', 'A – cooperation class A'],
      B: ['B 类合作客户', 'B – cooperation class B'],
      C: ['C 类合作客户', 'C – cooperation class C'],
    },
  },
  states: {
    potential: ['潜在', 'Potential'],
    developing: ['开发中', 'In development'],
    active: ['合作中', 'Active'],
    suspended: ['暂停合作', 'Suspended'],
    terminated: ['终止合作', 'Terminated'],
  },
  steps: {
    develop: ['开始开发', 'Develop'],
    activate: ['建立合作', 'Activate'],
    suspend: ['暂停合作', 'Suspend'],
    resume: ['恢复合作', 'Resume'],
    terminate: ['终止合作', 'Terminate'],
  },
  guards: {
    contactPersonNamed: ['档案中有联系人。', 'The file names a contact person.'],
    contactDetailsKnown: [
      '档案中有电话，或有联系人的手机或邮箱。',
      'The file holds a phone number, or a contact person’s mobile or e-mail.',
    ],
    businessScopeKnown: ['业务范围已填写。', 'The business scope is known.'],
    needsKnown: ['业务需求已填写。', 'The business needs are known.'],
  },
  evidence: { reason: ['原因', 'Reason'] },
  deadlines: {},
});
