import { defineRegulation } from '#kernel/declare/regulation';
import { contact } from '../../../accounts/contact/contact.ts';
import { customer } from '../../../accounts/customer/customer.ts';
import { regulation } from '../regulation.ts';

/** 客户执行日常管理制度: who may open what is known of a customer. */
export const customerFiles = defineRegulation({
  code: '001',
  title: ['客户执行日常管理制度', 'Regulation on the daily management of customers'],
  clauses: {
    '四(一)': {
      text: ['为每位客户建立信息档案，内容完整准确。', 'Every customer has an information file, complete and accurate.'],
      controls: [customer, ...Object.values(customer.lifecycle.activate.guards)],
      requirements: ['ACC-001'],
    },
    '四(二)3': {
      text: [
        '客户信息只有经授权的人员才能查看，不得泄露。',
        'Customer information is opened by authorised persons only, and not disclosed.',
      ],
      controls: [customer.permit.read, customer.permit.confidential, contact.permit.confidential],
      requirements: ['ACC-038', 'ACC-040', 'PLT-001'],
    },
  },
});

/** 与客户合作的规章制度, 顾客管理制度, 定做产品管理制度: what they say of regulations themselves. */
export const cooperation = defineRegulation({
  code: '002.04',
  title: ['与客户合作的规章制度', 'Rules on cooperation with customers'],
  clauses: {
    六: {
      text: ['保护客户信息、商业秘密和个人隐私。', 'Customer information, business secrets and personal privacy are protected.'],
      controls: [customer.permit.confidential, contact.permit.confidential],
      requirements: ['ACC-038', 'ACC-039', 'ACC-040'],
    },
    九: {
      text: [
        '制度由公司制定和修改，自发布之日起生效。',
        'The rules are made and changed by the company and take effect from their publication.',
      ],
      controls: [regulation.lifecycle.publish, regulation.lifecycle.publish.evidence],
      requirements: ['GOV-019'],
    },
  },
});

export const customerManagement = defineRegulation({
  code: '002.07',
  title: ['顾客管理制度', 'Regulation on customer management'],
  clauses: {
    '实施 2': {
      text: ['制度随市场和客户变化不断改进、更新。', 'The regulation is improved and updated as market and customers change.'],
      controls: [regulation.lifecycle.review, regulation.lifecycle.replace],
      requirements: ['GOV-020'],
    },
    '实施 1': {
      text: [
        '高层管理者支持：每项制度有分管领导。',
        'Senior management stands behind it: every regulation has an executive sponsor.',
      ],
      controls: [regulation.lifecycle.publish.guards.sponsorNamed, regulation.fields.sponsor],
      requirements: ['GOV-021'],
    },
  },
});

export const customProducts = defineRegulation({
  code: '002.16',
  title: ['定做产品管理制度', 'Regulation on custom-made products'],
  clauses: {
    '六.1': {
      text: [
        '每年全面评审一次，评估执行情况并修订。',
        'It is fully reviewed once a year: execution is assessed and the text revised.',
      ],
      controls: [regulation.duties?.review, regulation.deadlines.review, regulation.lifecycle.review.evidence],
      requirements: ['GOV-018'],
    },
  },
});
