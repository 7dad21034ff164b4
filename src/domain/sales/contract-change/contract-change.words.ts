import { wordsFor } from '#kernel/declare/words';
import { contractChange } from './contract-change.ts';

export const contractChangeWords = wordsFor(contractChange, {
  name: ['合同变更协议', 'Contract change'],
  about: [
    '与客户协商一致后对已签合同的变更；评审、签订、备案后生效',
    'What is changed in a signed contract; in force once reviewed, signed and filed',
  ],
  fields: {
    contract: ['合同', 'Contract'],
    subject: ['变更事项', 'Subject'],
    cause: ['变更原因', 'Cause'],
    negotiation: ['协商情况', 'Negotiation'],
    agreement: ['协议内容', 'Agreement'],
    deliveryDate: ['变更后的交货日期', 'New delivery date'],
    paymentMethod: ['变更后的付款方式', 'New payment method'],
    signedOn: ['签订日期', 'Signed on'],
    signedBy: ['我方签字人', 'Signed by us'],
    customerSignedBy: ['客户签字人', 'Signed by the customer'],
    filingNumber: ['备案号', 'Filing number'],
    filedAt: ['备案时间', 'Filed at'],
  },
  lines: { items: ['变更后的标的物', 'New items'] },
  columns: {
    product: ['产品', 'Product'],
    productName: ['产品名称', 'Product name'],
    specification: ['规格', 'Specification'],
    quantity: ['数量', 'Quantity'],
    unit: ['单位', 'Unit'],
    unitPrice: ['单价（不含税）', 'Unit price without tax'],
  },
  choices: {},
  states: {
    draft: ['起草中', 'Being drafted'],
    in_review: ['评审中', 'In review'],
    approved: ['评审通过', 'Approved'],
    in_force: ['已生效', 'In force'],
    cancelled: ['已取消', 'Cancelled'],
  },
  steps: {
    submit: ['提交评审', 'Submit for review'],
    pass_review: ['通过评审', 'Pass the review'],
    send_back: ['退回修改', 'Send back'],
    recall: ['撤回', 'Take back'],
    file: ['签订并备案', 'Sign and file'],
    cancel: ['取消', 'Cancel'],
  },
  guards: {
    contractInExecution: ['合同正在履行。', 'The contract is in execution.'],
    negotiated: ['写明了与客户的协商情况。', 'The negotiation with the customer is recorded.'],
    agreementWritten: ['写明了协议内容。', 'The agreement is written down.'],
    contractStillInExecution: ['合同仍在履行。', 'The contract is still in execution.'],
  },
  evidence: { reason: ['原因', 'Reason'], papers: ['协议扫描件', 'Scanned agreement'] },
  deadlines: {},
  approvals: {
    review: {
      name: ['合同变更评审', 'Review of the change'],
      passed: ['法务、财务、业务评审均已通过。', 'Legal, finance and business reviews have passed.'],
      seats: {
        legal: ['法律风险评审', 'Legal risks'],
        finance: ['财务风险评审', 'Financial risks'],
        business: ['业务条款评审', 'Business terms'],
      },
      checks: {
        legality: ['合法', 'It is lawful'],
        reasonableness: ['合理', 'It is reasonable'],
        completeness: ['完整', 'It is complete'],
      },
    },
  },
});
