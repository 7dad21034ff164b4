import type { Clause } from '#kernel/declare/regulation';
import { defineRegulation } from '#kernel/declare/regulation';
import { contract } from '../../../sales/contract/contract.ts';
import { contractChange } from '../../../sales/contract-change/contract-change.ts';
import { quotation } from '../../../sales/quotation/quotation.ts';

const { submit, release, offer, answer_question, accept, want_change } = quotation.lifecycle;
const { review } = quotation.approvals!;
const { sales, technical, finance } = review.rounds.departments.seats;

/** 产品报价管理制度: how a quotation is made, reviewed, offered and kept secret. */
export const quotations = defineRegulation({
  code: '002.11',
  title: ['产品报价管理制度', 'Regulation on quotations'],
  clauses: {
    序: {
      text: ['提高报价的准确度和时效性。', 'Quotations are to be accurate and in time.'],
      controls: [quotation.deadlines.offer, quotation.fields.revision],
      requirements: ['SAL-046'],
    },
    '一.3': {
      text: [
        '销售部门向技术、财务等部门咨询后制作报价单。',
        'Sales draws up the quotation after asking the technical, finance and other departments.',
      ],
      controls: [submit.guards.departmentsConsulted, quotation.lines?.consultations],
      requirements: ['SAL-019'],
    },
    '一.4': {
      text: [
        '客户确认或商议报价；需要修改的，由销售部门修改后再报。',
        'The customer accepts or negotiates; what should change goes back to sales for a revision.',
      ],
      controls: [accept, want_change, quotation.fields.revision],
      requirements: ['SAL-025'],
    },
    '一.5': {
      text: [
        '客户确认后，销售部门与客户签订合同。',
        'When the customer has accepted, sales signs the contract with the customer.',
      ],
      controls: [contract.lifecycle.submit.guards.quotationAccepted, contract.lifecycle.sign],
      requirements: ['SAL-026'],
    },
    '二.2': {
      text: [
        '每份报价单至少审核三遍：销售、技术、财务。',
        'Every quotation is reviewed at least three times: by sales, the technical department and finance.',
      ],
      controls: [review],
      requirements: ['SAL-020'],
    },
    '二.3': {
      text: [
        '销售审核客户信息、产品信息、价格、条件是否准确。',
        'Sales checks that customer, product, price and conditions are right.',
      ],
      controls: [sales],
      requirements: ['SAL-021'],
    },
    '二.4': {
      text: [
        '技术审核工艺流程、制造标准、技术指标是否符合要求。',
        'The technical department checks process flow, manufacturing standard and technical indicators.',
      ],
      controls: [technical, submit.guards.processDescribed],
      requirements: ['SAL-022'],
    },
    '二.5': {
      text: [
        '财务审核价格是否合理、是否符合成本预算、有无损失风险。',
        'Finance checks that the price is reasonable, within the cost budget and free of loss risk.',
      ],
      controls: [finance],
      requirements: ['SAL-023'],
    },
    '二.6': {
      text: [
        '报价单由销售部门最终确认；重要的费用条款须经公司领导批准。',
        'Sales confirms the quotation at the end; important fee terms need the leader’s approval.',
      ],
      controls: [release, review.rounds.leader.seats.leader, quotation.fields.importantTerms],
      requirements: ['SAL-024'],
    },
    '三.1': {
      text: [
        '报价单、合同等为高度保密信息，不得外泄。',
        'Quotations and contracts are highly confidential and do not leave the company.',
      ],
      controls: [quotation.permit.read, contract.permit.read, contractChange.permit.read],
      requirements: ['SAL-028'],
    },
  },
});

/** 品牌客户交付管理办法 三(一)2: what a quotation shows, and how it comes to the customer. */
export const quotingClauses = {
  '三(一)2b': {
    text: [
      '报价逐项列明成本构成，并考虑市场情况和利润目标。',
      'The quotation shows what its costs are made of, and considers the market and the profit target.',
    ],
    controls: [
      submit.guards.costsItemised,
      submit.guards.marketConsidered,
      quotation.lines?.materials,
      quotation.lines?.labour,
      quotation.fields.marginPercent,
    ],
    requirements: ['SAL-015'],
  },
  '三(一)2c': {
    text: [
      '详细报价及时提交客户，并解答客户的疑问。',
      'The detailed quotation is given to the customer in time, and the customer’s questions are answered.',
    ],
    controls: [offer, offer.evidence, answer_question, quotation.deadlines.offer],
    requirements: ['SAL-016'],
  },
} as const satisfies Record<string, Clause>;

const drafted = contract.lifecycle.submit.guards;
const reviews = [contract.approvals!.review, contractChange.approvals!.review] as const;

/** 产品服务保障管理制度 三(三): contracts. */
export const contractClauses = {
  '三(三)1a': {
    text: [
      '合同应写明双方权利义务、产品规格、数量、价格、交货日期、付款方式、质量标准、售后服务。',
      'A contract states rights and obligations, specification, quantity, price, delivery date, payment, quality standard and after-sales service.',
    ],
    controls: [
      drafted.obligationsStated,
      drafted.productsSpecified,
      drafted.quantitiesAndPricesStated,
      drafted.deliveryDateStated,
      drafted.paymentStated,
      drafted.qualityStated,
      drafted.afterSalesStated,
    ],
    requirements: ['SAL-032'],
  },
  '三(三)1b': {
    text: [
      '合同草本须经法务、财务等部门从法律风险、财务风险、业务条款方面评审，结论为合法、合理、完整后方可签订。',
      'Legal, finance and others review the draft for legal and financial risks and business terms; it is signed only when it is found lawful, reasonable and complete.',
    ],
    controls: [reviews[0], contract.lifecycle.sign],
    requirements: ['SAL-033', 'SAL-034'],
  },
  '三(三)2a': {
    text: [
      '销售部门跟踪合同履行，安排生产、发货，使质量、数量、日期符合合同。',
      'Sales follows the execution and arranges production and shipment as the contract says.',
    ],
    controls: [contract.lifecycle.log_execution, contract.deadlines.delivery],
    requirements: ['SAL-035'],
  },
  '三(三)2b': {
    text: ['向客户通报合同履行情况。', 'The customer is told how the contract is being executed.'],
    controls: [contract.lifecycle.report, contract.lifecycle.report.evidence],
    requirements: ['SAL-036'],
  },
  '三(三)2c': {
    text: [
      '履行中的问题（客户变更、延期交货等）与客户协商解决，并报告上级。',
      'Problems in execution are settled with the customer and reported to superiors.',
    ],
    controls: [contract.lifecycle.note_problem, contract.lifecycle.note_problem.evidence],
    requirements: ['SAL-037'],
  },
  '三(三)3a': {
    text: [
      '变更合同须协商一致，签订变更协议，按规定程序评审并备案。',
      'A change is negotiated, agreed in writing, reviewed by the same procedure and filed.',
    ],
    controls: [
      reviews[1],
      contractChange.lifecycle.submit.guards.negotiated,
      contractChange.lifecycle.file,
      contractChange.fields.filingNumber,
      contract.lifecycle.change,
      contract.permit.edit,
    ],
    requirements: ['SAL-038'],
  },
  '三(三)3b': {
    text: [
      '合同履行完毕或依法终止的，办理终止手续，对履行情况作出总结和评估。',
      'When a contract is fulfilled or ends by law, formalities are done and its execution is summed up and evaluated.',
    ],
    controls: [contract.lifecycle.terminate, contract.lifecycle.close.evidence, contract.deadlines.summary],
    requirements: ['SAL-039'],
  },
  '三(三)3c': {
    text: ['合同终止后与客户保持后续沟通。', 'Contact with the customer is kept after the end.'],
    controls: [contract.lifecycle.follow_up],
    requirements: ['SAL-040'],
  },
} as const satisfies Record<string, Clause>;
