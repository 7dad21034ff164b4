import { wordsFor } from '#kernel/declare/words';
import { contact } from './contact.ts';

export const contactWords = wordsFor(contact, {
  name: ['联系人', 'Contact person'],
  about: ['客户方的联系人', 'A person at a customer'],
  fields: {
    customer: ['客户', 'Customer'],
    name: ['姓名', 'Name'],
    post: ['职务', 'Post'],
    mobile: ['手机', 'Mobile'],
    email: ['邮箱', 'E-mail'],
    language: ['语言', 'Language'],
    portalAccess: ['自助门户权限', 'Portal access'],
    primary: ['主要联系人', 'Primary contact'],
  },
  lines: {},
  columns: {},
  choices: {
    language: { zh: ['中文', 'Chinese'], en: ['英文', 'English'] },
    portalAccess: {
      none: ['不开通', 'None'],
      own: ['本人提出的', 'What they brought in'],
      company: ['本单位全部', 'All of their company’s'],
    },
  },
  states: { active: ['在任', 'Active'], left: ['已离任', 'Left'] },
  steps: {
    leave: ['登记离任', 'Leave'],
    invite: ['发送门户登录链接', 'Send a link to the portal'],
    return: ['恢复在任', 'Return'],
  },
  guards: {
    portalOpen: ['已开通自助门户。', 'They may use the portal.'],
    emailKnown: ['邮箱已填写。', 'Their e-mail address is known.'],
  },
  evidence: {},
  deadlines: {},
});
